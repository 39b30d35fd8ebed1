/**
 * Facts are kept in two places: the log, which never changes, and beside it what the member had told, which can be
 * forgotten. In the log `told: {}` stands for it: where nothing lies beside it any more, it has been forgotten.
 */
import type { Facts, PurchaseRecord } from "./facts.ts";
import type { Told } from "./told.ts";

/** What was told, by the event that it was a fact of: the event itself, and purchases that its facts tell of. */
export type ToldByEvent = Readonly<Record<string, Told>>;

const isSaid = (told: Told | undefined): told is Told =>
  told !== undefined && Object.keys(told).length > 0;

/** The facts without what was told, and that; null where nothing was. */
export function apart(
  event: string,
  facts: Facts,
): { readonly facts: Facts; readonly told: ToldByEvent | null } {
  const moved = facts.moved?.filter((record) => isSaid(record.facts?.told)) ?? [];
  if (!isSaid(facts.told) && moved.length === 0) return { facts, told: null };
  const told: Record<string, Told> = {};
  if (isSaid(facts.told)) told[event] = facts.told;
  for (const record of moved) if (record.facts?.told) told[record.event] = record.facts.told;
  return { facts: withEach(event, facts, told, () => ({})), told };
}

/** The facts as they were decided on, as far as what was told is still known. */
export function together(event: string, facts: Facts, told: ToldByEvent | null | undefined): Facts {
  return told ? withEach(event, facts, told, (said) => said) : facts;
}

/** An event that was read with what lies beside it, with all it was decided on, as far as that is still known. */
export function whole<Event extends { readonly id: string; readonly facts: Facts }>({
  told,
  ...event
}: Event & { readonly told: ToldByEvent | null }) {
  return { ...event, facts: together(event.id, event.facts, told) };
}

/** Something was told when this was decided, and is forgotten by now: the decision cannot be repeated. */
export function isForgotten({ told, moved = [] }: Facts): boolean {
  return [told, ...moved.map((record) => record.facts?.told)].some(
    (each) => each !== undefined && !isSaid(each),
  );
}

function withEach(event: string, facts: Facts, told: ToldByEvent, as: (said: Told) => Told): Facts {
  const own = told[event];
  const moved = facts.moved?.map((record): PurchaseRecord => {
    const said = told[record.event];
    return said && record.facts
      ? { ...record, facts: { ...record.facts, told: as(said) } }
      : record;
  });
  return { ...facts, ...(own && { told: as(own) }), ...(moved && { moved }) };
}
