/**
 * One wallet's log, booked event by event: what the shell does around `decide`, without the store. The
 * simulation folds with it, and whoever wants to prove something about the engine.
 */
import { advance, type BoundaryStep } from "./advance.ts";
import { decide, type Decision } from "./decide.ts";
import type { ClubEvent } from "./events.ts";
import type { Facts } from "./facts.ts";
import { assert } from "./invariants.ts";
import type { CompiledProgramme } from "./programme/compiled.ts";
import { isRecorded, PurchaseBook } from "./record.ts";
import {
  apply,
  emptyPerson,
  emptyWallet,
  type PersonState,
  type States,
  type WalletState,
} from "./state.ts";
import type { Instant } from "./time.ts";

/** The versions of a programme in time. */
export type Versions = {
  /** The version effective at an instant. */
  readonly at: (instant: Instant) => CompiledProgramme;
  readonly of: (version: number) => CompiledProgramme | undefined;
};

/** Versions from the instants they are effective from, oldest first; the first one counts from the beginning. */
export function versionsOf(
  versions: readonly { readonly from: Instant; readonly programme: CompiledProgramme }[],
): Versions {
  const byNumber = new Map(versions.map(({ programme }) => [programme.version, programme]));
  const newestFirst = versions.toReversed();
  const first = versions[0];
  assert(first !== undefined, "a programme has a version");
  return {
    at: (instant) => (newestFirst.find((version) => version.from <= instant) ?? first).programme,
    of: (version) => byNumber.get(version),
  };
}

/** What became of an event, and what fell due before it. */
export type Booked = Decision & { readonly steps: readonly BoundaryStep[] };

const NO_FACTS: Facts = { version: 0, market: "" };

/** Opened for one wallet; all persons who share it act through the same fold. */
export class WalletFold {
  readonly wallet: WalletState;
  readonly book = new PurchaseBook();
  readonly #persons = new Map<string, PersonState>();
  readonly #versions: Versions;
  readonly #zoneOf: (programme: CompiledProgramme) => string;

  /** @param market where the member belongs: its civil time decides when level periods close. */
  constructor(wallet: string, versions: Versions, market?: string) {
    this.wallet = emptyWallet(wallet);
    this.#versions = versions;
    this.#zoneOf = (programme) =>
      (programme.markets.get(market ?? "") ?? programme.marketDefault).zone;
  }

  person(id: string): PersonState {
    let person = this.#persons.get(id);
    if (!person) this.#persons.set(id, (person = emptyPerson(id)));
    return person;
  }

  states(person: string = this.wallet.id): States {
    return { person: this.person(person), wallet: this.wallet };
  }

  /** Lets time pass, and books what falls due on the way. */
  advance(to: Instant): BoundaryStep[] {
    const steps = advance(this.states(), to, this.#versions.at, this.#zoneOf);
    for (const { at, effects } of steps)
      this.book.follow(
        { id: "", kind: "boundary", occurredAt: at, bookedAt: at },
        NO_FACTS,
        effects,
      );
    return steps;
  }

  /** Brings the wallet to the event, decides it and applies what it does; a refused one changes nothing more. */
  add(event: ClubEvent, facts: Facts, person: string = this.wallet.id): Booked {
    const steps = this.advance(event.bookedAt);
    const programme = this.#versions.of(facts.version);
    if (!programme) assert(false, `version ${facts.version} of the programme is known`);
    const states = this.states(person);
    const { purchases } = this.book;
    const programmeOf = this.#versions.of;
    const decision = decide({ programme, states, event, facts, purchases, programmeOf });
    if (!decision.refusal) {
      if (isRecorded(event)) this.book.add(event, facts, decision.effects, this.wallet.open);
      else this.book.follow(event, facts, decision.effects);
      apply(states, event, decision.effects);
    }
    return { ...decision, steps };
  }
}
