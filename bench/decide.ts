/**
 * How many events a second one core decides and applies, reasons included: 20 rules, a card, a challenge and a
 * ladder, baskets of 5 lines, 5,000 members in turn for twenty months, so that states grow as they do in life. No
 * store, no network.
 *
 * Twice, with clubs that differ in one event of twenty alone, by which a member spends. In the usual club a spend takes
 * three quarters of what the member has then; over the time that is about as much of what was earned. In the hoarding
 * club it takes 100 points of the thousands that there are, so that hundreds of lots stay open until they expire.
 */
import { advance } from "@trofast/engine/advance";
import { decide } from "@trofast/engine/decide";
import type { Effect } from "@trofast/engine/effects";
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts } from "@trofast/engine/facts";
import { balanceOf } from "@trofast/engine/lots";
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
type Spending = "usual" | "hoarding";

const SPENT_SHARE = 0.75;
const HOARDER_SPENDS = 100;

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
        event: { ...frame, kind: "spend", unit: "points", amount: HOARDER_SPENDS },
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

type Totals = { effects: number; reasons: number; steps: number; earned: number; spent: number };

function run(
  events: readonly Prepared[],
  offset: number,
  members: readonly States[],
  compiled: CompiledProgramme,
  spending: Spending,
  totals: Totals,
): void {
  const programmeAt = (): CompiledProgramme => compiled;
  const zoneOf = (): string => "Europe/Stockholm";
  for (let index = 0; index < events.length; index += 1) {
    const prepared = events[index];
    const states = members[(offset + index) % MEMBERS];
    if (!prepared || !states) continue;
    const { facts } = prepared;
    const event = spending === "usual" ? priced(prepared.event, states) : prepared.event;
    totals.steps += advance(states, event.bookedAt, programmeAt, zoneOf).length;
    const decision = decide({ programme: compiled, states, event, facts });
    if (!decision.refusal) apply(states, event, decision.effects);
    totals.effects += decision.effects.length;
    totals.reasons += decision.reasons.length;
    countPoints(decision.effects, totals);
  }
}

/** What a spend takes follows from what the member has. */
function priced(event: ClubEvent, { wallet }: States): ClubEvent {
  if (event.kind !== "spend") return event;
  const { available } = balanceOf(wallet, event.unit, event.bookedAt);
  return { ...event, amount: Math.max(1, Math.floor(available * SPENT_SHARE)) };
}

function countPoints(effects: readonly Effect[], totals: Totals): void {
  for (const effect of effects) {
    if (effect.do !== "post") continue;
    if (effect.to === "redeemed") totals.spent += effect.amount;
    if (effect.to === "lots") totals.earned += effect.amount;
  }
}

type Measured = { readonly rates: number[]; readonly lots: number; readonly totals: Totals };

/** Processor time is what is counted, so a busy machine changes the figure little. */
function measure(compiled: CompiledProgramme, spending: Spending): Measured {
  const random = generator(7);
  const members = Array.from({ length: MEMBERS }, (_, index) => emptyStates(`member-${index}`));
  const totals: Totals = { effects: 0, reasons: 0, steps: 0, earned: 0, spent: 0 };
  const rates: number[] = [];
  for (let done = 0; done < EVENTS; done += EVENTS_PER_CHUNK) {
    const events = prepare(EVENTS_PER_CHUNK, done, random);
    const before = process.cpuUsage();
    run(events, done, members, compiled, spending, totals);
    const { user, system } = process.cpuUsage(before);
    rates.push((EVENTS_PER_CHUNK / (user + system)) * 1e6);
  }
  const lots = members.reduce((sum, { wallet }) => sum + wallet.open.length, 0);
  return { rates, lots: lots / MEMBERS, totals };
}

export async function decideAndApply(): Promise<Part> {
  const compiled = compile();
  const usual = measure(compiled, "usual");
  const hoarding = measure(compiled, "hoarding");
  const row = (what: string, value: number, unit: string) => ({ what, value, unit });
  const { totals } = usual;
  return {
    part: "decide",
    how: "decide and apply, reasons included, on one core",
    rows: [
      {
        ...row("decide + apply", median(usual.rates.slice(1)), "events/s"),
        least: LEAST_PER_SECOND,
        goal: GOAL_PER_SECOND,
        more: `chunks of ${EVENTS_PER_CHUNK}: ${rangeOf(usual.rates)}`,
      },
      row("effects", totals.effects / EVENTS, "an event"),
      row("reasons", totals.reasons / EVENTS, "an event"),
      row("points spent", (totals.spent / totals.earned) * 100, "% of those earned"),
      row("open lots at the end", usual.lots, "a member"),
      {
        ...row("where members hoard", median(hoarding.rates.slice(1)), "events/s"),
        more: `chunks of ${EVENTS_PER_CHUNK}: ${rangeOf(hoarding.rates)}`,
      },
      row("open lots at the end, hoarded", hoarding.lots, "a member"),
    ],
  };
}
