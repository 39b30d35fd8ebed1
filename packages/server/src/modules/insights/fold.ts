/** Folds wallets' stored events into states, books and purchases; with `redecide`, decides each of them again. */
import { advance } from "@trofast/engine/advance";
import { decide, ENGINE_SEMANTICS, type Decision } from "@trofast/engine/decide";
import type { ClubEvent } from "@trofast/engine/events";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { isRecorded, PurchaseBook } from "@trofast/engine/record";
import {
  apply,
  applyBoundary,
  cloned,
  emptyPerson,
  emptyWallet,
  type PersonState,
  type WalletState,
} from "@trofast/engine/state";
import { isForgotten } from "@trofast/engine/told-apart";
import type { Timeline } from "../programmes/domain.ts";
import type { FoldedEvent } from "./domain.ts";

/** A wallet and its persons while their events are folded. */
export class Fold {
  readonly wallet: WalletState;
  readonly persons = new Map<string, PersonState>();
  readonly #book = new PurchaseBook();
  readonly #timeline: Timeline;
  readonly #decides: boolean;

  /** @param options.decides false where nothing will be decided: purchases are then not kept. */
  constructor(walletId: string, timeline: Timeline, options: { readonly decides: boolean }) {
    this.wallet = emptyWallet(walletId);
    this.#timeline = timeline;
    this.#decides = options.decides;
  }

  personOf(id: string): PersonState {
    let person = this.persons.get(id);
    if (!person) this.persons.set(id, (person = emptyPerson(id)));
    return person;
  }

  /** Applies the stored effects of the next event; throws BrokenInvariant where they cannot be true. */
  next(stored: FoldedEvent): void {
    if (this.#decides) this.#follow(stored);
    const { occurred_at: occurredAt, booked_at: bookedAt, effects } = stored;
    if (stored.kind === "boundary") {
      applyBoundary(this.wallet, bookedAt, effects);
      return;
    }
    const states = { person: this.personOf(stored.member_id), wallet: this.wallet };
    apply(states, { occurredAt, bookedAt }, effects);
  }

  #follow(stored: FoldedEvent): void {
    const event = eventOf(stored);
    const { facts, effects } = stored;
    if (isRecorded(event)) this.#book.add(event, facts, effects, this.wallet.open);
    else this.#book.follow(event, facts, effects);
  }

  /** Decides an event from its stored facts, for the states right before it; null where that cannot be repeated. */
  decide(stored: FoldedEvent): Decision | null {
    const programme = this.#timeline.version(stored.programme_version);
    if (!programme || stored.engine_semantics !== ENGINE_SEMANTICS) return null;
    if (this.#restsOnForgotten(stored)) return null;
    const states = { person: this.personOf(stored.member_id), wallet: this.wallet };
    if (stored.kind === "boundary") return this.#pass(stored, programme);
    return decide({
      programme,
      states,
      event: eventOf(stored),
      facts: stored.facts,
      purchases: this.#book.purchases,
      programmeOf: (version) => this.#timeline.version(version),
    });
  }

  /** Whether what it was decided on, or what the purchases were that come back by it, is forgotten by now. */
  #restsOnForgotten({ facts }: FoldedEvent): boolean {
    const bought = (facts.parts ?? []).flatMap(
      ({ purchase }) => this.#book.get(purchase)?.facts ?? [],
    );
    return [facts, ...bought].some(isForgotten);
  }

  /** What time alone does until a boundary event, on copies of the states. */
  #pass(stored: FoldedEvent, programme: CompiledProgramme): Decision {
    const states = cloned({ person: this.personOf(stored.member_id), wallet: this.wallet });
    const zoneOf = (at: CompiledProgramme): string =>
      (at.markets.get(stored.facts.market) ?? at.marketDefault).zone;
    const steps = advance(states, stored.booked_at, () => programme, zoneOf);
    const effects = steps.find((step) => step.at === stored.booked_at)?.effects ?? [];
    return { effects, reasons: [], claims: [], refusal: null };
  }
}

type EventColumns = "id" | "occurred_at" | "booked_at" | "channel" | "store" | "payload";

/** The engine's event from its row. */
export function eventOf(stored: Pick<FoldedEvent, EventColumns>): ClubEvent {
  const { id, occurred_at: occurredAt, booked_at: bookedAt, channel, store, payload } = stored;
  return {
    ...payload,
    id,
    occurredAt,
    bookedAt,
    ...(channel !== null && { channel }),
    ...(store !== null && { store }),
  };
}
