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

function work() {
  let t = 0;
  const m = new Map();
  for (let i = 0; i < 200000; i++) {
    const o = { id: "k" + (i % 5000), v: i, l: [i, i + 1, i + 2] };
    m.set(o.id, (m.get(o.id) ?? 0) + o.l.length);
    t += o.v % 7;
  }
  return t + m.size;
}
function cal() {
  const c = process.cpuUsage();
  work();
  work();
  work();
  const d = process.cpuUsage(c);
  return (d.user + d.system) / 3000;
}
work();
work();
cal();
cal();
const compiled = compile();
const random = generator(7);
const members = Array.from({ length: MEMBERS }, (_, index) => emptyStates(`member-${index}`));
const totals: Totals = { effects: 0, reasons: 0, steps: 0 };
const out: string[] = [];
const N = Number(process.argv[2] ?? 200000);
for (let done = 0; done < N; done += EVENTS_PER_CHUNK) {
  const events = prepare(EVENTS_PER_CHUNK, done, random);
  const c0 = cal();
  const before = process.cpuUsage();
  run(events, done, members, compiled, totals);
  const { user, system } = process.cpuUsage(before);
  const c1 = cal();
  const r = (EVENTS_PER_CHUNK / (user + system)) * 1e6;
  out.push(
    `${Math.round(r)} (cal ${((c0 + c1) / 2).toFixed(0)} norm ${Math.round((r * (c0 + c1)) / 2 / 14)})`,
  );
}
console.log(out.join(" | "));
