/** What if: another programme over the club's real events, beside the one in force. Reads only. */
import type { SimulationResult } from "@trofast/engine/comparison";
import { compareProgrammes, type Change } from "@trofast/engine/programme/compare";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { Simulation, type SimulatedEvent } from "@trofast/engine/simulate";
import { dayNumber, FAR_FUTURE, FAR_PAST, startOfDayNumber, type Day } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { snapshot, type Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as programmes from "../programmes/service.ts";
import { eventOf } from "./fold.ts";
import * as store from "./simulation-store.ts";
import { changedProgramme } from "./what-if.ts";

const WALLETS_PER_PAGE = 100;
const NO_WALLET = "00000000-0000-0000-0000-000000000000";

export interface SimulationOptions {
  /** The other programme as YAML or JSON text; the one in force where only questions change it. */
  readonly programme?: string;
  /** "double points in December": see what-if.ts. */
  readonly questions?: readonly string[];
  /** "rules.base.give.points.each=2 SEK". */
  readonly settings?: readonly string[];
  /** First and last day of what is folded, in the first market's zone. Members begin with nothing. */
  readonly from?: Day;
  readonly through?: Day;
  /** The last day of the time that passes: nothing happens any more, but units expire. */
  readonly until?: Day;
  /** What is left of one more krona of sales, from 0 to 1; else from the articles' costs. */
  readonly marginShare?: number;
  readonly onProgress?: (share: number, events: number) => void;
}

export interface SimulationReport extends SimulationResult {
  readonly programmeVersion: number;
  /** What the other programme changes, in words. */
  readonly changes: readonly Change[];
  readonly events: number;
  /** Epoch milliseconds; null where nothing happened. */
  readonly firstAt: number | null;
  readonly lastAt: number | null;
  /** When time ends. */
  readonly until: number;
  readonly zone: string;
  readonly seconds: number;
}

/**
 * Folds the programme in force and another one over the club's events, and compares what they come to. Members
 * behave as they did: it says what a programme would have given, not what people would have done.
 *
 * @throws DomainError `no_programme`, or `programme_invalid` with every problem of the other programme.
 */
export async function simulate(club: Club, options: SimulationOptions): Promise<SimulationReport> {
  const startedAt = performance.now();
  const timeline = await activity.timelineOf(club);
  const before = timeline.at(club.clock.now());
  const after = otherProgramme(before, options);
  const { zone } = before.marketDefault;
  const interval = {
    from: options.from === undefined ? FAR_PAST : startOfDayNumber(dayNumber(options.from), zone),
    before: options.through === undefined ? FAR_FUTURE : dayAfter(options.through, zone),
  };
  return await snapshot(club.db, async (db) => {
    const { wallets, first_at: firstAt, last_at: lastAt } = await store.extent(db, interval);
    const until =
      options.until === undefined ? (lastAt ?? club.clock.now()) : dayAfter(options.until, zone);
    const simulation = new Simulation(before, after, marginOf(options));
    const events = await foldAll(db, simulation, { interval, until, wallets, options });
    return {
      ...simulation.result(),
      programmeVersion: before.version,
      changes: compareProgrammes(before.source, after.source),
      events,
      firstAt,
      lastAt,
      until,
      zone,
      seconds: (performance.now() - startedAt) / 1000,
    };
  });
}

function marginOf({ marginShare }: SimulationOptions): { marginShare?: number } {
  return marginShare === undefined ? {} : { marginShare };
}

function dayAfter(day: Day, zone: string): number {
  return startOfDayNumber(dayNumber(day) + 1, zone);
}

function otherProgramme(inForce: CompiledProgramme, options: SimulationOptions): CompiledProgramme {
  const { programme: text, questions = [], settings = [] } = options;
  const base = text === undefined ? inForce : compiled(text, "The programme");
  if (questions.length === 0 && settings.length === 0) return base;
  return compiled(changedProgramme(base.source, { questions, settings }), "The changed programme");
}

/** @throws DomainError `programme_invalid` with every problem. */
export function compiled(document: unknown, what: string): CompiledProgramme {
  const { programme, problems } = programmes.checkAlone(document);
  if (programme !== null) return programme;
  const errors = problems.filter(({ severity }) => severity === "error");
  const lines = errors.map(({ path, message, advice }) =>
    ["  ", path === "" ? "" : `${path}: `, message, advice === undefined ? "" : ` ${advice}`].join(
      "",
    ),
  );
  throw new DomainError("programme_invalid", `${what} has errors:\n${lines.join("\n")}`, {
    errors: errors.map(({ path, code, message }) => ({ pointer: path, code, detail: message })),
  });
}

type Work = {
  readonly interval: { from: number; before: number };
  readonly until: number;
  readonly wallets: number;
  readonly options: SimulationOptions;
};

/** Folds wallet by wallet, a page at a time, so that memory stays flat; returns the number of events. */
async function foldAll(
  db: Db,
  simulation: Simulation,
  { interval, until, wallets, options }: Work,
): Promise<number> {
  let [after, done, events] = [NO_WALLET, 0, 0];
  for (;;) {
    const ids = await store.walletIdsAfter(db, after, WALLETS_PER_PAGE);
    const last = ids.at(-1);
    if (last === undefined) return events;
    const happened = await store.happened(db, ids, interval);
    for (const [member, own] of Map.groupBy(happened, (event) => event.wallet_id)) {
      simulation.add({ member, events: own.map(simulatedOf), until });
      events += own.length;
    }
    after = last;
    done += ids.length;
    options.onProgress?.(done / Math.max(1, wallets), events);
  }
}

export function simulatedOf(stored: store.HappenedEvent): SimulatedEvent {
  return { event: eventOf(stored), facts: stored.facts, person: stored.member_id };
}
