/** What an event of a member's history is called. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myHistory } from "@trofast/contract/self";
import { useTranslation } from "react-i18next";
import { effectOf } from "../ui/effects.ts";
import { kindOf } from "./kinds.ts";
import { calledOf } from "../ui/format.ts";
import { activityName, rewardName } from "../ui/names.ts";

export type HistoryEntry = AnswerOf<typeof myHistory>["data"][number];

/** A deed and a reward by what it is called, all others by their kind and place. */
export function useEntryTitle(): (entry: HistoryEntry) => string {
  const { t } = useTranslation();
  return ({ kind, activity, reward, store, storeCalled, given, effects }) => {
    if (activity !== null) return activityName(activity);
    if (reward !== null) return rewardName(reward);
    const known = kindOf(kind);
    const word = t(`kinds.${known === "boundary" ? whatTimeDid({ given, effects }) : known}`);
    return store === null ? word : `${word}, ${calledOf(storeCalled, store)}`;
  };
}

function whatTimeDid({ given, effects }: Pick<HistoryEntry, "given" | "effects">) {
  if (Object.values(given).some((amount) => amount < 0)) return "ended";
  const done = new Set(effects.map((sentence) => effectOf(sentence)?.kind));
  if (done.has("level")) return "levelChanged";
  return done.has("warned") || done.has("closed") ? "level" : "boundary";
}
