/** Campaigns, rules with a first or a last day: those that run, come and have ended, with what came of them. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import { CAMPAIGNS_ENDED_MAX, type listCampaigns } from "@trofast/contract/programmes-campaigns";
import type { ProgrammeSource } from "@trofast/engine/programme/schema";
import { dayOf, formatInstant, MS_PER_DAY } from "@trofast/engine/time";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { keptFigure } from "../../platform/figures.ts";
import type { Timeline } from "../programmes/domain.ts";
import * as programmes from "../programmes/service.ts";
import { givenByRule } from "./overview-store.ts";

type Answer = AnswerOf<typeof listCampaigns>;
type Campaign = Answer["data"][number];
type Rule = NonNullable<ProgrammeSource["rules"]>[number];

/** A rule with days, as it stood last, and the instant at which a version without it ended it. */
interface Dated {
  readonly rule: Rule;
  readonly version: number;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly droppedAt: number | null;
}

const REST_MS_MIN = 60_000;
const AT_ONCE_MS = 100;

const kept = keptFigure({
  part: "campaigns",
  shape: z.record(z.string(), z.object({ reach: z.int(), given: z.record(z.string(), z.int()) })),
  async count(club, _now) {
    const dated = datedRules(await programmes.timelineOfClub(club));
    const firstDays = dated.map(({ firstDay }) => firstDay ?? FIRST_OF_ALL);
    // A day before, as no market is further from UTC.
    const since = Date.parse(firstDays.toSorted()[0] ?? FIRST_OF_ALL) - MS_PER_DAY;
    const rules = dated.map(({ rule }) => rule.id);
    return await givenByRule(club.db, { rules, since });
  },
  atOnceMs: AT_ONCE_MS,
  restMsMin: REST_MS_MIN,
});
const FIRST_OF_ALL = "1970-01-02";

/** All of them: what runs first, then what comes, then what has ended, the latest first. */
export async function campaignList(club: Club): Promise<Answer> {
  const timeline = await programmes.timelineOfClub(club);
  const now = club.clock.now();
  const zone = timeline?.at(now).marketDefault.zone ?? "UTC";
  const { figures, countedAt } = await kept.newest(club);
  const all = datedRules(timeline).map((dated) => {
    const nothing: Pick<Campaign, "reach" | "given"> = { reach: 0, given: {} };
    return shown(dated, figures[dated.rule.id] ?? nothing, { now, zone });
  });
  const of = (state: Campaign["state"]) => all.filter((campaign) => campaign.state === state);
  const byFirst = (left: Campaign, right: Campaign) =>
    (left.firstDay ?? "").localeCompare(right.firstDay ?? "");
  const byLast = (left: Campaign, right: Campaign) =>
    (right.lastDay ?? "").localeCompare(left.lastDay ?? "");
  return {
    data: [
      ...of("running").toSorted(byFirst),
      ...of("coming").toSorted(byFirst),
      ...of("ended").toSorted(byLast).slice(0, CAMPAIGNS_ENDED_MAX),
    ],
    countedAt: formatInstant(countedAt),
  };
}

/** Rules with days, each as the last version that has it says. */
function datedRules(timeline: Timeline | null): Dated[] {
  const found = new Map<string, Dated>();
  const versions = (timeline?.versions ?? []).toSorted(
    (left, right) => left.effectiveAt - right.effectiveAt,
  );
  for (const { programme, effectiveAt } of versions) {
    const rules = new Map((programme.source.rules ?? []).map((rule) => [rule.id, rule]));
    for (const [id, dated] of found)
      if (!rules.has(id) && dated.droppedAt === null)
        found.set(id, { ...dated, droppedAt: effectiveAt });
    for (const [id, rule] of rules) {
      const days = daysOf(rule);
      if (days === null) found.delete(id);
      else found.set(id, { rule, version: programme.version, ...days, droppedAt: null });
    }
  }
  return [...found.values()];
}

/** From the first of its windows through the last; null where none has a day. */
function daysOf({ during }: Rule): Pick<Dated, "firstDay" | "lastDay"> | null {
  const windows = during === undefined ? [] : Array.isArray(during) ? during : [during];
  if (windows.every(({ from, through }) => from === undefined && through === undefined))
    return null;
  const from = windows.map((window) => window.from ?? "").toSorted()[0] ?? "";
  const isOpen = windows.some(({ through }) => through === undefined);
  const through =
    windows
      .map((window) => window.through ?? "")
      .toSorted()
      .at(-1) ?? "";
  return { firstDay: from === "" ? null : from, lastDay: isOpen ? null : through };
}

function shown(
  { rule, version, firstDay, lastDay, droppedAt }: Dated,
  { reach, given }: Pick<Campaign, "reach" | "given">,
  { now, zone }: { readonly now: number; readonly zone: string },
): Campaign {
  const today = dayOf(now, zone);
  const dropped = droppedAt === null ? null : dayOf(droppedAt, zone);
  const last = dropped !== null && (lastDay === null || dropped < lastDay) ? dropped : lastDay;
  const isOver = (droppedAt !== null && droppedAt <= now) || (last !== null && last < today);
  return {
    rule: rule.id,
    state: isOver ? "ended" : firstDay !== null && firstDay > today ? "coming" : "running",
    firstDay,
    lastDay: last,
    holdout: rule.holdout ?? null,
    version,
    definition: { ...rule },
    reach,
    given: { ...given },
  };
}
