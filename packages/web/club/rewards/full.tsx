/** An experience that is full: wait for a place, or wait no longer. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { visitsCall } from "../calls.ts";
import type { ListedReward } from "../nearest.ts";
import { useStepUp } from "../step-up/step-up.tsx";

export function Full({ reward }: { readonly reward: ListedReward }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const visits = useQuery(visitsCall);
  const waiting = visits.data?.find(
    ({ reward: id, state }) => id === reward.reward && state === "waiting",
  );
  const [wrong, setWrong] = useState<unknown>(null);
  const { guard, sheet } = useStepUp(setWrong);
  const isNow = async (isWaiting: boolean): Promise<void> => {
    tell(t(isWaiting ? "reward.queued" : "reward.stopped"));
    await queries.invalidateQueries({ queryKey: ["visits"] });
  };
  const change = useMutation({
    mutationFn: async (wait: boolean) => {
      const params = { reward: reward.reward };
      if (!wait) return void (await trofast.me.stopWaiting({ params }));
      const body = reward.granted > 0 ? { granted: true } : {};
      // It comes true unasked, so the proof that taking it needs is asked for now.
      await guard(async () => {
        await trofast.me.wait({ params, body });
        await isNow(true);
      });
    },
    onMutate: () => setWrong(null),
    onSuccess: async (_, wait) => {
      if (!wait) await isNow(false);
    },
    onError: setWrong,
  });
  return (
    <Card as="div" className="flex flex-col gap-3">
      <h2 className="text-xl">{t("reward.full")}</h2>
      {!reward.hasWaitingList && <p>{t("reward.settled")}</p>}
      {waiting === undefined && reward.hasWaitingList && (
        <>
          <p>{t("reward.fullWhat")}</p>
          <Button onClick={() => change.mutate(true)} disabled={change.isPending}>
            {t("reward.wait")}
          </Button>
        </>
      )}
      {waiting !== undefined && (
        <>
          <p>{t("reward.waiting", { count: waiting.waitingBefore ?? 0 })}</p>
          <Button kind="plain" onClick={() => change.mutate(false)} disabled={change.isPending}>
            {t("reward.stopWaiting")}
          </Button>
        </>
      )}
      {wrong !== null && (
        <p role="alert" className="font-medium text-bad">
          {failureText(wrong)}
        </p>
      )}
      {sheet}
    </Card>
  );
}
