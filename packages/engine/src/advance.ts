/**
 * Time passes: brings a wallet to an instant. The live path and the sweeper call the same function, and its
 * effects are stored like any other, so a late sweep changes nothing but when the books say what was true.
 * Order at one instant: hold time-outs, expiry, activation (paying debts), close of level periods, warnings of closes.
 */
import { Draft } from "./draft.ts";
import type { Effect } from "./effects.ts";
import { nextWarning, warn } from "./level-outlook.ts";
import { closePeriod, nextClose } from "./levels.ts";
import { bySoonestExpiry } from "./lots.ts";
import type { CompiledProgramme } from "./programme/compiled.ts";
import { assert } from "./invariants.ts";
import { applyBoundary, type States, type WalletState } from "./state.ts";
import type { Instant } from "./time.ts";

/** What was due at one instant, as an event of its own. */
export type BoundaryStep = {
  readonly at: Instant;
  readonly effects: readonly Effect[];
  readonly version: number;
};

/** A wallet never has more due instants than this in one go; more can only be a bug. */
const STEPS_MAX = 100_000;

type ProgrammeAt = (at: Instant) => CompiledProgramme;
type ZoneOf = (programme: CompiledProgramme) => string;

/**
 * Brings the wallet to `to`, applying what falls due on the way. No person acts, so of `states` only the
 * wallet changes; whose person stands beside it makes no difference.
 *
 * @param programmeAt the version effective at an instant.
 * @param zoneOf the member's civil zone under a version.
 * @returns the steps taken, in order; they have been applied to `states`.
 */
export function advance(
  states: States,
  to: Instant,
  programmeAt: ProgrammeAt,
  zoneOf: ZoneOf,
): BoundaryStep[] {
  const steps: BoundaryStep[] = [];
  for (;;) {
    const at = nextDue(states, to, programmeAt, zoneOf);
    if (at === null) return steps;
    const programme = programmeAt(at);
    const effects = effectsAt(states, at, programmeAt, zoneOf);
    assert(effects.length > 0 && steps.length < STEPS_MAX, "what is due is done once");
    applyBoundary(states.wallet, at, effects);
    steps.push({ at, effects, version: programme.version });
  }
}

/** The earliest instant, not after `to`, at which something falls due; null where nothing does. */
export function nextDue(
  states: States,
  to: Instant,
  programmeAt: ProgrammeAt,
  zoneOf: ZoneOf,
): Instant | null {
  const { wallet } = states;
  putInOrder(wallet);
  let due = Infinity;
  for (const hold of wallet.holds) if (hold.until < due) due = hold.until;
  due = Math.min(due, nextExpiry(wallet));
  for (const unit in wallet.arrears) due = Math.min(due, nextActivation(wallet, unit));
  for (const ladder in wallet.ladders) {
    const close = nextClose(wallet, ladder, to, programmeAt, zoneOf);
    if (close && close.at < due) due = close.at;
    const warning = nextWarning(wallet, ladder, to, programmeAt, zoneOf);
    if (warning && warning.at < due) due = warning.at;
  }
  return due <= to ? due : null;
}

/** When the first lot ends that is not held as a whole. */
function nextExpiry(wallet: WalletState): Instant {
  for (const { remaining, held, expiresAt } of wallet.open)
    if (remaining > held) return expiresAt ?? Infinity;
  return Infinity;
}

/** When the next pending lot of a unit can pay what is owed of it. */
function nextActivation(wallet: WalletState, unit: string): Instant {
  let next = Infinity;
  for (const { unit: its, availableAt, remaining, held } of wallet.open)
    if (its === unit && remaining > held && availableAt > wallet.bookedAt)
      next = Math.min(next, availableAt);
  return next;
}

const inOrder = new WeakSet<WalletState>();

/** `apply` keeps lots in spending order; a state that was read from a store is put in order once. */
function putInOrder(wallet: WalletState): void {
  if (inOrder.has(wallet)) return;
  wallet.open.sort(bySoonestExpiry);
  inOrder.add(wallet);
}

function effectsAt(
  states: States,
  at: Instant,
  programmeAt: ProgrammeAt,
  zoneOf: ZoneOf,
): readonly Effect[] {
  const { wallet } = states;
  const programme = programmeAt(at);
  const event = { id: "", kind: "boundary", occurredAt: at, bookedAt: at } as const;
  const draft = new Draft(programme, states, event, zoneOf(programme));
  for (const hold of wallet.holds) if (hold.until <= at) draft.endHold(hold, "timed-out");
  draft.expireLots();
  for (const unit of Object.keys(wallet.arrears).toSorted()) draft.payArrears(unit, at);
  // A store may keep keys in another order.
  const ladders = Object.keys(wallet.ladders).toSorted();
  const closes = ladders.map((ladder) => nextClose(wallet, ladder, at, programmeAt, zoneOf));
  for (const close of closes) if (close) closePeriod(draft, close);
  for (const [index, ladder] of ladders.entries()) {
    // A level that changes now is warned of as what it has become, later.
    if (closes[index]) continue;
    const warning = nextWarning(wallet, ladder, at, programmeAt, zoneOf);
    if (warning) warn(draft, warning);
  }
  return draft.effects;
}
