/** An experience that is full: wait for a place, or wait no longer. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries, trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { visitsCall } from "../calls.ts";
import type { ListedReward } from "../nearest.ts";

export function Full({ reward }: { readonly reward: ListedReward }) {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const visits = useQuery(visitsCall);
  const waiting = visits.data?.find(
    ({ reward: id, state }) => id === reward.reward && state === "waiting",
  );
  const change = useMutation({
    mutationFn: async (wait: boolean) => {
      const params = { reward: reward.reward };
      if (wait)
        await trofast.me.wait({ params, body: reward.granted > 0 ? { granted: true } : {} });
      else await trofast.me.stopWaiting({ params });
    },
    onSuccess: async (_, wait) => {
      tell(t(wait ? "reward.queued" : "reward.stopped"));
      await queries.invalidateQueries({ queryKey: ["visits"] });
    },
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
      {change.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(change.error)}
        </p>
      )}
    </Card>
  );
}
