/** What an event of a member's history is called. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myHistory } from "@trofast/contract/self";
import { useTranslation } from "react-i18next";
import { kindOf } from "./kinds.ts";
import { calledOf } from "../ui/format.ts";
import { activityName, rewardName } from "../ui/names.ts";

export type HistoryEntry = AnswerOf<typeof myHistory>["data"][number];

/** A deed and a reward by what it is called, all others by their kind and place. */
export function useEntryTitle(): (entry: HistoryEntry) => string {
  const { t } = useTranslation();
  return ({ kind, activity, reward, store, storeCalled, given }) => {
    if (activity !== null) return activityName(activity);
    if (reward !== null) return rewardName(reward);
    const known = kindOf(kind);
    const isEnd = known === "boundary" && Object.values(given).some((amount) => amount < 0);
    const word = isEnd ? t("kinds.ended") : t(`kinds.${known}`);
    return store === null ? word : `${word}, ${calledOf(storeCalled, store)}`;
  };
}
