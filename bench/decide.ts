/**
 * How many events a second one core decides and applies, reasons included: 20 rules, a card, a challenge and a
 * ladder, baskets of 5 lines, 5,000 members in turn, a spend now and then, so that states grow as they do in
 * life. No store, no network.
 */
import { advance } from "@trofast/engine/advance";
import { decide } from "@trofast/engine/decide";
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts } from "@trofast/engine/facts";
import { compileProgramme } from "@trofast/engine/programme/compile";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { apply, emptyStates, type States } from "@trofast/engine/state";
import { CATEGORIES, generator, pick, programme, TAGS } from "./programme.ts";
import { median, rangeOf, type Part } from "./report.ts";

const MEMBERS = 5_000;
const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 0, 1, 8);
const EVENTS = 600_000;
const EVENTS_PER_CHUNK = 50_000;
const LEAST_PER_SECOND = 40_000;
const GOAL_PER_SECOND = 100_000;

function compile(): CompiledProgramme {
  const checked = compileProgramme(programme);
  if (checked.ok) return checked.programme;
  throw new Error(JSON.stringify(checked.problems, null, 2));
}

type Prepared = { readonly event: ClubEvent; readonly facts: Facts };

/** Events are made before the clock starts: reading and parsing are the shell's, not the engine's. */
function prepare(count: number, offset: number, random: () => number): Prepared[] {
  return Array.from({ length: count }, (_, index) => {
    const number = offset + index;
    // Each member comes about every fifth day.
    const bookedAt = START + Math.floor((number / MEMBERS) * 5 * DAY_MS + random() * DAY_MS);
    const frame = {
      id: `event-${number}`,
      occurredAt: bookedAt,
      bookedAt,
      channel: random() < 0.2 ? "app" : "till",
      store: "s1",
    };
    if (random() < 0.05)
      return {
        event: { ...frame, kind: "spend", unit: "points", amount: 100 },
        facts: { version: 1, market: "se" },
      };
    if (random() < 0.05)
      return {
        event: { ...frame, kind: "activity", activity: "own_cup" },
        facts: { version: 1, market: "se" },
      };
    const lines = Array.from({ length: 5 }, () => ({
      article: `a${Math.floor(random() * 500)}`,
      quantity: 1 + Math.floor(random() * 3),
      paidMinor: 990 + Math.floor(random() * 12_000),
    }));
    const lineFacts = lines.map(() => ({
      category: pick(["coffee/beans", ...CATEGORIES], random()),
      tags: pick([[], ...TAGS], random()),
    }));
    return {
      event: { ...frame, kind: "purchase", currency: "SEK", lines },
      facts: { version: 1, market: "se", lines: lineFacts },
    };
  });
}

type Totals = { effects: number; reasons: number; steps: number };

function run(
  events: readonly Prepared[],
  offset: number,
  members: readonly States[],
  compiled: CompiledProgramme,
  totals: Totals,
): void {
  const programmeAt = (): CompiledProgramme => compiled;
  const zoneOf = (): string => "Europe/Stockholm";
  for (let index = 0; index < events.length; index += 1) {
    const prepared = events[index];
    const states = members[(offset + index) % MEMBERS];
    if (!prepared || !states) continue;
    const { event, facts } = prepared;
    totals.steps += advance(states, event.bookedAt, programmeAt, zoneOf).length;
    const decision = decide({ programme: compiled, states, event, facts });
    if (!decision.refusal) apply(states, event, decision.effects);
    totals.effects += decision.effects.length;
    totals.reasons += decision.reasons.length;
  }
}

/** Processor time is what is counted, so a busy machine changes the figure little. */
export async function decideAndApply(): Promise<Part> {
  const compiled = compile();
  const random = generator(7);
  const members = Array.from({ length: MEMBERS }, (_, index) => emptyStates(`member-${index}`));
  const totals: Totals = { effects: 0, reasons: 0, steps: 0 };
  const rates: number[] = [];
  for (let done = 0; done < EVENTS; done += EVENTS_PER_CHUNK) {
    const events = prepare(EVENTS_PER_CHUNK, done, random);
    const before = process.cpuUsage();
    run(events, done, members, compiled, totals);
    const { user, system } = process.cpuUsage(before);
    rates.push((EVENTS_PER_CHUNK / (user + system)) * 1e6);
  }
  const lots = members.reduce((sum, { wallet }) => sum + wallet.open.length, 0);
  const per = (count: number, unit: string, what: string) => ({ what, value: count, unit });
  return {
    part: "decide",
    how: "decide and apply, reasons included, on one core",
    rows: [
      {
        what: "decide + apply",
        value: median(rates.slice(1)),
        unit: "events/s",
        least: LEAST_PER_SECOND,
        goal: GOAL_PER_SECOND,
        more: `chunks of ${EVENTS_PER_CHUNK}: ${rangeOf(rates)}`,
      },
      per(totals.effects / EVENTS, "an event", "effects"),
      per(totals.reasons / EVENTS, "an event", "reasons"),
      per(lots / MEMBERS, "a member", "open lots at the end"),
    ],
  };
}
