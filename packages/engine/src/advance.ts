/**
 * Time passes: brings a wallet to an instant. The live path and the sweeper call the same function, and its
 * effects are stored like any other, so a late sweep changes nothing but when the books say what was true.
 * Order at one instant: hold time-outs, expiry, activation (paying debts), close of level periods.
 */
import { Draft } from "./draft.ts";
import type { Effect } from "./effects.ts";
import { closePeriod, nextClose } from "./levels.ts";
import type { CompiledProgramme } from "./programme/compiled.ts";
import { apply, type States, type WalletState } from "./state.ts";
import type { Instant } from "./time.ts";

/** What was due at one instant, as an event of its own. */
export type BoundaryStep = { readonly at: Instant; readonly effects: readonly Effect[]; readonly version: number };

/** A wallet never has more due instants than this in one go; more can only be a bug. */
const STEPS_MAX = 100_000;

/**
 * Brings the wallet (and the member it belongs to) to `to`, applying what falls due on the way.
 *
 * @param programmeAt the version effective at an instant.
 * @param zoneOf the member's civil zone under a version.
 * @returns the steps taken, in order; they have been applied to `states`.
 */
export function advance(
  states: States,
  to: Instant,
  programmeAt: (at: Instant) => CompiledProgramme,
  zoneOf: (programme: CompiledProgramme) => string,
): BoundaryStep[] {
  const steps: BoundaryStep[] = [];
  for (let count = 0; count < STEPS_MAX; count += 1) {
    const at = nextDue(states, to, programmeAt, zoneOf);
    if (at === null) return steps;
    const programme = programmeAt(at);
    const effects = effectsAt(states, at, programme, zoneOf(programme));
    if (effects.length === 0) return steps;
    apply(states, { occurredAt: at, bookedAt: at }, effects);
    steps.push({ at, effects, version: programme.version });
  }
  return steps;
}

/** The earliest instant, not after `to`, at which something falls due; null where nothing does. */
export function nextDue(
  states: States,
  to: Instant,
  programmeAt: (at: Instant) => CompiledProgramme,
  zoneOf: (programme: CompiledProgramme) => string,
): Instant | null {
  const { wallet } = states;
  let due = Infinity;
  for (const hold of wallet.holds) due = Math.min(due, hold.until);
  for (const lot of wallet.open) {
    if (lot.expiresAt !== null && lot.remaining > lot.held) due = Math.min(due, lot.expiresAt);
    const pays = lot.availableAt > wallet.bookedAt && lot.remaining > lot.held;
    if (pays && (wallet.arrears[lot.unit] ?? 0) < 0) due = Math.min(due, lot.availableAt);
  }
  for (const ladder of Object.keys(wallet.ladders).length > 0 ? programmeAt(to).ladders : []) {
    const programme = programmeAt(to);
    const close = nextClose(draftAt(states, to, programme, zoneOf(programme)), ladder);
    if (close) due = Math.min(due, close.at);
  }
  return due <= to ? due : null;
}

function draftAt(
  states: States,
  at: Instant,
  programme: CompiledProgramme,
  zone: string,
): Draft {
  const event = { id: "", kind: "boundary", occurredAt: at, bookedAt: at } as const;
  return new Draft(programme, states, event, zone);
}

function effectsAt(
  states: States,
  at: Instant,
  programme: CompiledProgramme,
  zone: string,
): readonly Effect[] {
  const { wallet } = states;
  const draft = draftAt(states, at, programme, zone);
  for (const hold of wallet.holds) if (hold.until <= at) draft.endHold(hold, "timed-out");
  if (hasDueLots(wallet, at) || draft.effects.length > 0)
    for (const lot of draft.lots())
      if (lot.expiresAt !== null && lot.expiresAt <= at) draft.expireLot(lot.no, lot.unit);
  for (const [unit, owed] of Object.entries(wallet.arrears))
    if (owed < 0 && draft.lots().some((lot) => lot.unit === unit && lot.availableAt <= at))
      draft.payArrears(unit, at);
  for (const ladder of programme.ladders) {
    const close = nextClose(draft, ladder);
    if (close && close.at <= at) closePeriod(draft, ladder, close.period, close.next);
  }
  return draft.effects;
}

function hasDueLots(wallet: WalletState, at: Instant): boolean {
  return wallet.open.some((lot) => lot.expiresAt !== null && lot.expiresAt <= at);
}
