/**
 * How the club is doing. Members, points, debt, returning members and cohorts are counted over the whole log, which takes
 * seconds in a large club, so they are kept with the time of counting and counted anew in the background: never more often
 * than one fiftieth of the time goes into it, and at once where the clock has moved by a day. The health of the intake is
 * of the moment, and so are minutes, but where many events come.
 */
import {
  COHORT_MONTHS,
  OVERVIEW_WEEKS,
  overviewCounted,
  type OverviewCounted,
} from "@trofast/contract/insights";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import {
  addToDay,
  dayFromNumber,
  dayNumberOf,
  dayOf,
  MS_PER_DAY,
  startOfDayNumber,
} from "@trofast/engine/time";
import { z } from "zod";
import { perClub, type Club } from "../../club.ts";
import { keptFigure } from "../../platform/figures.ts";
import * as ledger from "../ledger/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import * as programmes from "../programmes/service.ts";
import * as rewards from "../rewards/service.ts";
import * as store from "./overview-store.ts";
import { refreshVisits } from "./visits.ts";
import { controlWeeks, groupTold } from "./control-weeks.ts";
import { controlGroupOf, notYet, worthOf } from "./worth.ts";

const REST_MS_MIN = 30_000;
const RECORDED_AT_ONCE_MS = 50;
const MINUTES = 60;
const ACTIVE_DAYS = 90;
const RECENT_DAYS = 30;
/** Active in a week: a purchase in it or in these weeks before. */
const WEEKS_BEFORE = 12;
/** What a table of cohorts or a line over weeks needs to say anything. */
const MEMBERS_MIN = 30;

export interface Overview {
  readonly countedAt: number;
  readonly counted: OverviewCounted;
  readonly at: number;
  readonly zone: string;
  readonly events: {
    readonly day: number;
    readonly dayCountedAt: number;
    readonly byMinute: readonly number[];
    readonly through: number;
  };
  readonly eventsPerSecond: number;
  readonly parked: number;
  readonly oldestDueAt: number | null;
  readonly refused: Readonly<Record<string, number>> | null;
  readonly wrongCodes: number;
}

/** What the overview shows first. */
export type OverviewStart = Pick<OverviewCounted, "members" | "worth">;

/** As it was counted last, for a page, which waits for no counting; null where it would have to be counted now. */
export async function overviewStart(club: Club): Promise<OverviewStart | null> {
  const found = await kept.known(club);
  if (found === null) return null;
  const { members, worth } = found.figures;
  return { members, worth };
}

export async function overview(club: Club): Promise<Overview> {
  const now = club.clock.now();
  const { countedAt, figures } = await kept.newest(club);
  const day = await keptDay.newest(club);
  const hour = await keptHour.newest(club);
  const timeline = await programmes.timelineOfClub(club);
  return {
    countedAt,
    counted: figures,
    at: now,
    zone: timeline?.at(now).marketDefault.zone ?? "UTC",
    events: {
      day: day.figures,
      dayCountedAt: day.countedAt,
      byMinute: hour.figures,
      through: hour.countedAt,
    },
    eventsPerSecond: (hour.figures.at(-1) ?? 0) / 60,
    parked: await store.parked(club.db),
    oldestDueAt: await store.oldestDue(club.db, now),
    refused: refusalsOf(club).lastHour(),
    wrongCodes: await rewards.wrongCodesLastHour(club.db, now),
  };
}

const kept = keptFigure<OverviewCounted>({
  part: "overview",
  shape: overviewCounted,
  count: countAll,
  atOnceMs: 0,
  restMsMin: REST_MS_MIN,
});

/** An hour and a day of a busy club are counted now and then, others each time. */
const keptHour = keptFigure({
  part: "overview.hour",
  shape: z.array(z.int()).length(MINUTES),
  async count(club, now) {
    const byMinute = await store.recordedByMinute(club.db, now);
    return Array.from({ length: MINUTES }, (_, index) => byMinute.get(MINUTES - 1 - index) ?? 0);
  },
  atOnceMs: RECORDED_AT_ONCE_MS,
  restMsMin: 0,
});

const keptDay = keptFigure({
  part: "overview.day",
  shape: z.int(),
  count: (club, now) => store.recordedInDay(club.db, now),
  atOnceMs: RECORDED_AT_ONCE_MS,
  restMsMin: 0,
});

/** Counts where it is time, so that the first who looks does not wait. */
export async function refresh(club: Club): Promise<void> {
  await kept.refresh(club);
  await refreshVisits(club);
  if ((await programmes.timelineOfClub(club)) !== null) await ledger.refreshTotals(club);
}

async function countAll(club: Club, now: number): Promise<OverviewCounted> {
  const timeline = await programmes.timelineOfClub(club);
  const programme = timeline?.at(now) ?? null;
  const zone = programme?.marketDefault.zone ?? "UTC";
  const since = {
    joined: now - RECENT_DAYS * MS_PER_DAY,
    active: now - ACTIVE_DAYS * MS_PER_DAY,
  };
  const { all, joined, active } = await store.members(club.db, since);
  const began = await store.beginnings(club.db);
  const flows = await store.flows(club.db, since.joined);
  return {
    members: { all, joinedLast30Days: joined, activeLast90Days: active },
    points: { days: RECENT_DAYS, units: flows.map((row) => ({ ...row })) },
    liability: await liability(club, programme, { now, zone }),
    returning: await returning(club, timeline, { now, zone, bought: began.bought }),
    cohorts: await cohorts(club, { now, zone, joined: began.joined, members: all }),
    worth: await worthOf(club, timeline, { now, joined: began.joined }),
  };
}

type Liability = OverviewCounted["liability"];

async function liability(
  club: Club,
  programme: CompiledProgramme | null,
  { now, zone }: { readonly now: number; readonly zone: string },
): Promise<Liability> {
  const rows = await ledger.outstandingByMonth(club.db, { at: now, zone });
  const units: Record<string, number> = {};
  for (const { unit, amount } of rows) units[unit] = (units[unit] ?? 0) + amount;
  const hasWorth = [...(programme?.units.values() ?? [])].some(
    (unit) => unit.spendable && unit.worthMinor.size > 0,
  );
  const months = [...Map.groupBy(rows, ({ month }) => month)].map(([month, own]) => {
    const amounts: Record<string, number> = {};
    for (const { unit, amount } of own) amounts[unit] = (amounts[unit] ?? 0) + amount;
    return { month, units: amounts, worth: programme ? ledger.worthOf(own, programme) : [] };
  });
  return {
    months,
    units,
    worth: programme && hasWorth ? ledger.worthOf(rows, programme) : null,
    notYet: hasWorth ? null : notYet("unit_worth", null, null),
  };
}

async function returning(
  club: Club,
  timeline: Timeline | null,
  { now, zone, bought }: { readonly now: number; readonly zone: string; bought: number | null },
): Promise<OverviewCounted["returning"]> {
  const today = dayNumberOf(now, zone);
  // Day 0, 1 January 1970, was a Thursday.
  const monday = today - ((today + 3) % 7);
  const firstBought = bought === null ? monday : dayNumberOf(bought, zone);
  const weeks = Math.min(OVERVIEW_WEEKS, Math.floor((monday - firstBought) / 7));
  if (weeks < 1) {
    const when = startOfDayNumber(monday + 7, zone);
    const missing =
      bought === null ? notYet("purchases", 1, 0) : notYet("time", 7, today - firstBought, when);
    return { weeks: [], control: groupTold(controlGroupOf(timeline, now), null), notYet: missing };
  }
  const begins = monday - 7 * weeks;
  const first = dayFromNumber(begins);
  const frame = { first, weeks, before: WEEKS_BEFORE, zone };
  const rows = await store.returning(club.db, frame);
  const group = controlGroupOf(timeline, now);
  const control = await controlWeeks(club, group, frame);
  const told = rows.map(({ week, active, bought: own }) => ({
    week: dayFromNumber(begins + 7 * week),
    active,
    bought: own,
    share: active === 0 ? null : own / active,
    control: control?.weeks[week] ?? null,
  }));
  const most = Math.max(...told.map(({ active }) => active));
  return {
    weeks: told,
    control: groupTold(group, control),
    notYet: most < MEMBERS_MIN ? notYet("members", MEMBERS_MIN, most) : null,
  };
}

async function cohorts(
  club: Club,
  of: {
    readonly now: number;
    readonly zone: string;
    readonly joined: number | null;
    readonly members: number;
  },
): Promise<OverviewCounted["cohorts"]> {
  const { now, zone, joined, members } = of;
  if (joined === null) return { months: [], notYet: notYet("members", MEMBERS_MIN, 0) };
  const present = dayOf(now, zone).slice(0, 7);
  const first = addToDay(`${present}-01`, { months: -COHORT_MONTHS }).slice(0, 7);
  const rows = await store.cohorts(club.db, { first, months: COHORT_MONTHS, zone });
  const months = rows.map(({ month, joined: size, bought }) => {
    // The present month is not over, and what is to come is not known.
    const ripe = monthNumber(present) - monthNumber(month);
    const counts = Array.from({ length: COHORT_MONTHS + 1 }, (_, index) =>
      index < ripe ? (bought[index] ?? 0) : null,
    );
    return {
      month,
      joined: size,
      bought: counts,
      shares: counts.map((count) => (count === null ? null : count / size)),
    };
  });
  return {
    months,
    notYet: members < MEMBERS_MIN ? notYet("members", MEMBERS_MIN, members) : null,
  };
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
}

const SAMPLES_KEPT = 61;
const SAMPLE_MS = 60_000;

/** Refusals by code as this process counts them, once a minute for an hour. */
class Refusals {
  readonly #club: Club;
  readonly #samples: { at: number; byCode: ReadonlyMap<string, number> }[] = [];

  constructor(club: Club) {
    this.#club = club;
    const timer = setInterval(() => void this.#sample(), SAMPLE_MS);
    timer.unref();
    club.onClose(async () => {
      clearInterval(timer);
    });
    void this.#sample();
  }

  async #sample(): Promise<void> {
    const { values } = await this.#club.metrics.problems.get();
    const byCode = new Map(values.map(({ labels, value }) => [String(labels.code), value]));
    this.#samples.push({ at: performance.now(), byCode });
    if (this.#samples.length > SAMPLES_KEPT) this.#samples.shift();
  }

  /** Null until the process has run for an hour. */
  lastHour(): Record<string, number> | null {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (first === undefined || last === undefined || this.#samples.length < SAMPLES_KEPT)
      return null;
    const refused: Record<string, number> = {};
    for (const [code, count] of last.byCode) {
      const more = count - (first.byCode.get(code) ?? 0);
      if (more > 0) refused[code] = more;
    }
    return refused;
  }
}

const refusalsOf = perClub((club) => new Refusals(club));

/** Begins to count refusals; called where the club is opened to requests. */
export function watchRefusals(club: Club): void {
  refusalsOf(club);
}
