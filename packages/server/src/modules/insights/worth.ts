/**
 * Whether the club is worth its cost: one comparison with a control group, declared before it began.
 *
 * The control group is a rule's holdout: chance by the member's id, settled before anybody bought. The unit is the member,
 * as that is what chance fell on, and all members of either group count, also those who bought nothing
 * (intention to treat), in the club's first market: another one has another money. What is compared is what each member left the club in the 90 days from the rule's
 * beginning: the margin of goods of known cost, less the cost of the units that were given. Returns are not taken off,
 * in neither group. The interval is Welch's for two means of unequal variance (B. L. Welch, Biometrika 34, 1947), with
 * Student's quantile by Abramowitz and Stegun 26.7.5. It is computed once, at the horizon, and kept: looking again and
 * again until it pleases would make the 95 % untrue.
 */
import { WORTH_ARM_MIN, WORTH_HORIZON_DAYS, overviewCounted } from "@trofast/contract/insights";
import type { NotYet, OverviewCounted } from "@trofast/contract/insights";
import { inShare } from "@trofast/engine/chance";
import { mulExact, ratio, roundExact, toSafeInteger } from "@trofast/engine/numbers";
import type { CompiledProgramme, CompiledRule } from "@trofast/engine/programme/compiled";
import { dayNumber, formatInstant, MS_PER_DAY, startOfDayNumber } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { readFigure, saveFigure } from "../../platform/figures.ts";
import type { Timeline } from "../programmes/domain.ts";
import { BEGINNING_OF_ALL, welch } from "./worth-domain.ts";
import * as store from "./overview-store.ts";

type Worth = OverviewCounted["worth"];

/** Money paid on lines of known cost, as a share of all: below it the margin is not known. */
const COVERAGE_MIN = 0.8;

/** The answer as it stands: counted once at the horizon, and from then on as it was kept. */
export async function worthOf(
  club: Club,
  timeline: Timeline | null,
  { now, joined }: { readonly now: number; readonly joined: number | null },
): Promise<Worth> {
  const programme = timeline?.at(now) ?? null;
  const group = controlGroupOf(timeline, now);
  if (programme === null || group === null)
    return unanswered(null, null, notYet("control_group", 1, 0));
  const { rule } = group;
  const began = Math.max(group.began, joined ?? now);
  const horizon = began + WORTH_HORIZON_DAYS * MS_PER_DAY;
  const days = Math.max(0, Math.floor((now - began) / MS_PER_DAY));
  if (now < horizon)
    return unanswered(rule, began, notYet("time", WORTH_HORIZON_DAYS, days, horizon));
  const part = `worth:${rule.id}:${rule.holdoutSeed}:${rule.holdoutBasisPoints}:${began}`;
  const kept = await readFigure(club.db, part);
  if (kept !== null) return overviewCounted.shape.worth.parse(kept.figures);
  const startedAt = performance.now();
  const answer = await compared(club, { programme, rule, began, horizon });
  // What was missing may come; an answer stays.
  if (answer.result !== null) {
    const tookMs = performance.now() - startedAt;
    await saveFigure(club.db, { part, countedAt: now, tookMs, figures: answer });
  }
  return answer;
}

/** The rule that is compared with its control group, and since when; null where no rule has one. */
export function controlGroupOf(
  timeline: Timeline | null,
  now: number,
): { readonly rule: CompiledRule; readonly began: number } | null {
  const programme = timeline?.at(now) ?? null;
  const rule = programme === null ? null : controlledRule(programme);
  if (timeline === null || programme === null || rule === null) return null;
  return { rule, began: beganAt(timeline, rule, now, programme) };
}

/** The rule whose holdout is the largest: of two alike the first. */
function controlledRule(programme: CompiledProgramme): CompiledRule | null {
  const held = programme.source.rules
    .flatMap(({ id }) => programme.rulesById.get(id) ?? [])
    .filter(({ holdoutBasisPoints }) => holdoutBasisPoints > 0)
    .toSorted((left, right) => right.holdoutBasisPoints - left.holdoutBasisPoints);
  return held[0] ?? null;
}

/** From when on the same members have been held out of the rule without a break. */
function beganAt(
  timeline: Timeline,
  rule: CompiledRule,
  now: number,
  programme: CompiledProgramme,
): number {
  let began = now;
  const past = timeline.versions
    .filter(({ effectiveAt }) => effectiveAt <= now)
    .toSorted((left, right) => right.effectiveAt - left.effectiveAt);
  for (const { effectiveAt, programme: version } of past) {
    const same = version.rulesById.get(rule.id);
    const isSame =
      same?.holdoutSeed === rule.holdoutSeed && same.holdoutBasisPoints === rule.holdoutBasisPoints;
    if (!isSame) break;
    began = Math.max(effectiveAt, BEGINNING_OF_ALL);
  }
  const { during } = rule.source;
  const from = during !== undefined && !Array.isArray(during) ? during.from : undefined;
  const { zone } = programme.marketDefault;
  return from === undefined ? began : Math.max(began, startOfDayNumber(dayNumber(from), zone));
}

async function compared(
  club: Club,
  of: {
    readonly programme: CompiledProgramme;
    readonly rule: CompiledRule;
    readonly began: number;
    readonly horizon: number;
  },
): Promise<Worth> {
  const { programme, rule, began, horizon } = of;
  const { marketDefault: market } = programme;
  const span = { from: began, through: horizon, market: market.id };
  const rows = await store.margins(club.db, span);
  const paid = rows.reduce((sum, row) => sum + row.paidMinor, 0);
  const known = rows.reduce((sum, row) => sum + row.knownMinor, 0);
  if (paid === 0) return unanswered(rule, began, notYet("purchases", 1, 0));
  if (known / paid < COVERAGE_MIN)
    return unanswered(rule, began, notYet("article_costs", COVERAGE_MIN, known / paid));
  const costs = await costsOf(club, programme, span);
  const control: number[] = [];
  const treated: number[] = [];
  for (const { memberId, marginMinor } of rows) {
    const isHeld = inShare(rule.holdoutSeed, memberId, rule.holdoutBasisPoints);
    (isHeld ? control : treated).push(marginMinor - (costs?.get(memberId) ?? 0));
  }
  const smaller = Math.min(control.length, treated.length);
  if (smaller < WORTH_ARM_MIN)
    return unanswered(rule, began, notYet("members_in_control_group", WORTH_ARM_MIN, smaller));
  const { difference, low, high, means } = welch(treated, control);
  const verdict = low > 0 ? "more" : high < 0 ? "less" : "cannot_tell";
  return {
    ...unanswered(rule, began, null),
    result: {
      currency: market.currency,
      treated: { members: treated.length, meanMinor: means[0] },
      control: { members: control.length, meanMinor: means[1] },
      differenceMinor: difference,
      lowMinor: low,
      highMinor: high,
      totalMinor: difference * treated.length,
      measure: costs === null ? "margin" : "margin_less_points",
      verdict,
    },
  };
}

/** What the units that each member was given cost the club, in minor units; null where no unit has a cost or worth. */
async function costsOf(
  club: Club,
  programme: CompiledProgramme,
  span: { readonly from: number; readonly through: number; readonly market: string },
): Promise<Map<string, number> | null> {
  const each = new Map(
    [...programme.units.values()].flatMap((unit) => {
      const minor = unit.costMinor.get(span.market) ?? unit.worthMinor.get(span.market);
      return minor === undefined ? [] : [[unit.id, minor] as const];
    }),
  );
  if (each.size === 0) return null;
  const costs = new Map<string, number>();
  for (const { memberId, unit, amount } of await store.given(club.db, span)) {
    const minor = each.get(unit);
    if (minor === undefined) continue;
    const cost = toSafeInteger(roundExact(mulExact(ratio(amount, 1), minor), "half_up")) ?? 0;
    costs.set(memberId, (costs.get(memberId) ?? 0) + cost);
  }
  return costs;
}

function unanswered(
  rule: CompiledRule | null,
  began: number | null,
  missing: NotYet | null,
): Worth {
  const horizonAt = began === null ? null : began + WORTH_HORIZON_DAYS * MS_PER_DAY;
  return {
    question: {
      rule: rule?.id ?? null,
      holdout: rule?.source.holdout ?? null,
      began: began === null ? null : formatInstant(began),
      horizonDays: WORTH_HORIZON_DAYS,
      horizonAt: horizonAt === null ? null : formatInstant(horizonAt),
    },
    result: null,
    notYet: missing,
  };
}

/** Why a figure is not there. */
export function notYet(
  needs: NotYet["needs"],
  need: number | null,
  has: number | null,
  when: number | null = null,
): NotYet {
  return { needs, need, has, when: when === null ? null : formatInstant(when) };
}
