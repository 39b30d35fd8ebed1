/** Saying that one does not want to be tipped of a reward, and taking that back: kept by the club, for every device. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { day } from "../../ui/format.ts";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { rewardsCall } from "../calls.ts";
import { rewardInSentence } from "../names.ts";

/** Lets a reward be proposed again. */
export function useWantTip() {
  const failureText = useFailureText();
  return useMutation({
    mutationFn: (reward: string) => trofast.me.wantTip({ params: { reward } }),
    onSuccess: () => queries.invalidateQueries(rewardsCall),
    onError: (error) => tell(failureText(error)),
  });
}

/**
 * Keeps a reward from being proposed, and says so with a way back.
 *
 * @param undone what is done once it may be proposed again; the same where it could not be declined.
 */
export function useDeclineTip(undone: () => void) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const want = useWantTip();
  return useMutation({
    mutationFn: ({ reward, decline }: { reward: string; decline: "not_now" | "never" }) =>
      trofast.me.declineTip({ params: { reward }, body: { decline } }),
    onSuccess: async ({ reward, until }) => {
      const called = rewardInSentence(reward);
      tell(
        until === null
          ? t("tips.stopped", { reward: called })
          : t("tips.putOff", { reward: called, day: day(until) }),
        { label: t("ui.undo"), act: () => want.mutate(reward, { onSuccess: undone }) },
      );
      await queries.invalidateQueries(rewardsCall);
    },
    onError: (error) => {
      undone();
      tell(failureText(error));
    },
  });
}
