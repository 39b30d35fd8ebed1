/** What a member has told by the time of an event, as far as the rules read it and the member lets them. */
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts } from "@trofast/engine/facts";
import type { PersonState } from "@trofast/engine/state";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { toldFor, type Told, type ToldAnswer } from "@trofast/engine/told";
import type { ToldAs } from "../members/domain.ts";

/** Kinds of events that rules are asked about; of others no answer is a fact. */
export const KINDS_ASKED_ABOUT: readonly ClubEvent["kind"][] = [
  "join",
  "purchase",
  "activity",
  "contract",
];

/**
 * The answers that count: given by then, since what is said today says nothing of last year, and with the consent that
 * their field needs.
 *
 * @param at when it occurs, epoch milliseconds.
 */
export function toldBy(
  programme: CompiledProgramme,
  answers: readonly ToldAs[] | undefined,
  { person, at }: { readonly person: Pick<PersonState, "consents">; readonly at: number },
): Told | null {
  if (!answers || programme.fieldsRead.length === 0) return null;
  const told: Record<string, ToldAnswer> = {};
  for (const { field, value, saidAt, consent } of answers)
    if (saidAt <= at && (consent === null || person.consents.includes(consent)))
      told[field] = value;
  return toldFor(programme, told);
}

/** When the oldest of the answers that became facts was given, epoch milliseconds. */
export function saidSince(
  { told = {}, moved = [] }: Facts,
  answers: readonly ToldAs[] | undefined,
  occurredAt: number,
): number {
  const said = (answers ?? []).filter(({ field }) => Object.hasOwn(told, field));
  // What a purchase of another log rested on was said before it.
  const before = moved.map((record) => record.occurredAt);
  return Math.min(occurredAt, ...before, ...said.map(({ saidAt }) => saidAt));
}
