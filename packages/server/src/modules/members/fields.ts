/**
 * Fields of the profile, their answers, and the one question at a time. Fields are rows and not a part of the
 * programme: versions of a programme are kept for ever, and a purpose or a time of keeping must be corrected at once.
 */
import type { FieldAnswer } from "@trofast/contract/members";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as catalogue from "../catalogue/service.ts";
import { countingAnswers, faultOf } from "./answers.ts";
import type { Answer, Field, Provenance, Words } from "./answers.ts";
import type { ToldAs } from "./domain.ts";
import { erased } from "./enrolling.ts";
import * as fieldStore from "./field-store.ts";
import * as store from "./store.ts";

/** A question that was put off is not put again for so long. */
const NOT_NOW_MS = 60 * 86_400_000;
export const FIELDS_MAX = 200;

/** All fields, with how many members each is known of. */
export async function listFields(db: Db): Promise<(Field & { readonly answers: number })[]> {
  const fields = await fieldStore.listFields(db);
  const counts = await fieldStore.answerCounts(db);
  return fields.map((field) => ({ ...field, answers: counts.get(field.field) ?? 0 }));
}

/**
 * Declares a field, or says something else about one.
 *
 * @throws DomainError `conflict` where members have answered it as another kind, or there are too many fields.
 */
export async function putField(club: Club, field: Field): Promise<Field> {
  return await transaction(club.db, async (tx) => {
    const fields = await fieldStore.listFields(tx);
    const before = fields.find((each) => each.field === field.field);
    if (before === undefined && fields.length >= FIELDS_MAX)
      throw new DomainError(
        "conflict",
        `A club has at most ${FIELDS_MAX} fields; remove one first.`,
      );
    const isOtherKind = before !== undefined && before.kind !== field.kind;
    if (isOtherKind && (await fieldStore.countAnswers(tx, field.field)) > 0)
      throw new DomainError(
        "conflict",
        `Members have answered ${field.field} as ${before.kind}. Declare another field, or remove this one with its answers.`,
      );
    await fieldStore.putField(tx, field, club.clock.now());
    return field;
  });
}

const forgettingOf = perClub(() => ({
  forget: async (_tx: Tx, _field: string): Promise<void> => {},
}));

/** Ties the end of a field to who keeps what was decided by its answers. */
export function tieForgetting(club: Club, forget: (tx: Tx, field: string) => Promise<void>): void {
  forgettingOf(club).forget = forget;
}

/**
 * What members have told of these fields, as rules may read it.
 *
 * @param asked.now what is kept no longer by then is left out, epoch milliseconds.
 */
export async function toldAs(
  db: Db,
  asked: Parameters<typeof fieldStore.toldAs>[1],
): Promise<Map<string, ToldAs[]>> {
  if (asked.memberIds.length === 0 || asked.fields.length === 0) return new Map();
  return Map.groupBy(await fieldStore.toldAs(db, asked), ({ memberId }) => memberId);
}

/** @throws DomainError `not_found`. */
export async function deleteField(club: Club, field: string): Promise<number> {
  const removed = await transaction(club.db, async (tx) => {
    await forgettingOf(club).forget(tx, field);
    return await fieldStore.deleteField(tx, field);
  });
  if (removed === null) throw new DomainError("not_found", `There is no field ${field}.`);
  return removed;
}

/** The answer that counts per field. */
export async function answersOf(db: Db, memberId: string): Promise<Map<string, Answer>> {
  return countingAnswers(await fieldStore.answersOf(db, memberId));
}

export interface Answers {
  readonly memberId: string;
  readonly provenance: Provenance;
  /** Null takes an answer back. */
  readonly answers: Readonly<Record<string, FieldAnswer | null>>;
}

/**
 * Writes what is known of a member; what is left out stays.
 *
 * @throws DomainError `erased`, or `field_answer_invalid` naming every field that does not take its answer.
 */
export async function saveAnswers(tx: Tx, input: Answers, now: number): Promise<void> {
  if (Object.keys(input.answers).length === 0) return;
  const [locked] = await store.lockMembers(tx, [input.memberId]);
  if (locked?.status === "erased") throw erased();
  await checkAnswers(tx, input.answers);
  await fieldStore.saveAnswers(tx, { ...input, now });
}

async function checkAnswers(tx: Tx, answers: Answers["answers"]): Promise<void> {
  const fields = new Map((await fieldStore.listFields(tx)).map((field) => [field.field, field]));
  const errors: { pointer: string; code: string; detail: string }[] = [];
  for (const [name, answer] of Object.entries(answers)) {
    const field = fields.get(name);
    const detail =
      field === undefined
        ? "The club asks for no such field."
        : answer === null
          ? null
          : (faultOf(field, answer) ?? (await storeFault(tx, field, answer)));
    if (detail !== null) errors.push({ pointer: `/answers/${name}`, code: "field_answer", detail });
  }
  if (errors.length === 0) return;
  const [first] = errors;
  throw new DomainError("field_answer_invalid", `${first?.pointer}: ${first?.detail}`, { errors });
}

async function storeFault(tx: Tx, field: Field, answer: FieldAnswer): Promise<string | null> {
  if (field.kind !== "store" || typeof answer !== "string") return null;
  const known = await catalogue.stores(tx, [answer]);
  return known.has(answer) ? null : "The catalogue has no such store.";
}

/** A field as a member meets it: with everything that may be chosen; null where that is free. */
export type Offered = Omit<Field, "choices"> & {
  readonly choices: readonly Choice[] | null;
};
/** Something to choose, with its names: those of languages, and the one that holds in all. */
export type Choice = { readonly value: string; readonly label: string | Words };

/** Fields that can be answered, in the order in which they are asked: where there is nothing to choose from, there is no field. */
export async function offeredFields(db: Db): Promise<Offered[]> {
  const fields = await fieldStore.listFields(db);
  const kinds = new Set(fields.map(listedBy));
  const listed = {
    stores: kinds.has("stores") ? (await catalogue.storesCalled(db)).map(choiceOf) : [],
    categories: kinds.has("categories") ? (await catalogue.mainCategories(db)).map(choiceOf) : [],
  };
  return fields.flatMap((field): Offered[] => {
    const by = listedBy(field);
    if (by === null) return [field];
    return listed[by].length === 0 ? [] : [{ ...field, choices: listed[by] }];
  });
}

/** What of the catalogue is chosen from. */
function listedBy({ kind, choices }: Field): "stores" | "categories" | null {
  if (kind === "store") return "stores";
  return choices === null && (kind === "choice" || kind === "choices") ? "categories" : null;
}

function choiceOf(thing: catalogue.Called & { readonly id: string }): Choice {
  const isNamed = Object.keys(thing.names).length > 0;
  return { value: thing.id, label: isNamed ? thing.names : (thing.name ?? titled(thing.id)) };
}

const titled = (id: string): string => {
  const words = id.replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** The one thing to ask a member now: nothing they have said, put off or refused; null where there is nothing. */
export async function questionFor(db: Db, memberId: string, now: number): Promise<Offered | null> {
  const answers = await answersOf(db, memberId);
  const declined = await fieldStore.declinedBy(db, memberId, now);
  const open = (await offeredFields(db)).find(
    ({ field, question }) =>
      question !== null && !declined.has(field) && answers.get(field)?.provenance !== "stated",
  );
  return open ?? null;
}

/**
 * Keeps a question from being put: for two months, or for ever.
 *
 * @throws DomainError `not_found`, `erased`.
 */
export async function decline(
  club: Club,
  input: {
    readonly memberId: string;
    readonly field: string;
    readonly how: "not_now" | "never";
  },
): Promise<void> {
  const now = club.clock.now();
  await transaction(club.db, async (tx) => {
    const [locked] = await store.lockMembers(tx, [input.memberId]);
    if (locked?.status === "erased") throw erased();
    const fields = await fieldStore.listFields(tx);
    if (!fields.some(({ field }) => field === input.field))
      throw new DomainError("not_found", `The club asks for no field ${input.field}.`);
    const until = input.how === "never" ? null : now + NOT_NOW_MS;
    await fieldStore.decline(tx, { ...input, until }, now);
  });
}
