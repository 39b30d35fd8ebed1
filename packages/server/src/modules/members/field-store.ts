/** All SQL on fields of the profile, their answers, and questions that members do not want. */
import { fieldAnswer, fieldConsent, fieldKind } from "@trofast/contract/members";
import { sql } from "kysely";
import { z } from "zod";
import { arrayText, insertMany } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import type { Answer, Field, Provenance } from "./answers.ts";
import type { ToldAs } from "./domain.ts";

const text = (instant: number): string => new Date(instant).toISOString();
const words = z.record(z.string(), z.string());
const storedField = z.object({
  field: z.string(),
  kind: fieldKind,
  label: words,
  question: words.nullable(),
  choices: z.array(z.object({ value: z.string(), label: words })).nullable(),
  purpose: z.union([z.string(), words]),
  keepDays: z.number().nullable(),
  consent: fieldConsent.nullable(),
  position: z.number(),
});

/** In the order in which they are asked. */
export async function listFields(db: Db): Promise<Field[]> {
  const found = await sql`
    select field, kind, label, question, choices, purpose, keep_days as "keepDays", consent, position
    from members_field order by position, field`.execute(db);
  return z.array(storedField).parse(found.rows);
}

export async function putField(tx: Tx, field: Field, now: number): Promise<void> {
  const values = {
    kind: field.kind,
    label: JSON.stringify(field.label),
    question: field.question === null ? null : JSON.stringify(field.question),
    choices: field.choices === null ? null : JSON.stringify(field.choices),
    purpose: JSON.stringify(field.purpose),
    keep_days: field.keepDays,
    consent: field.consent,
    position: field.position,
    changed_at: text(now),
  };
  await tx
    .insertInto("members_field")
    .values({ field: field.field, ...values })
    .onConflict((conflict) => conflict.column("field").doUpdateSet(values))
    .execute();
}

/** Of how many members an answer is known, by field; fields without any are left out. */
export async function answerCounts(db: Db): Promise<Map<string, number>> {
  const found = await sql<{ field: string; count: number }>`
    select field, count(distinct member_id)::int as count from members_answer group by field`.execute(
    db,
  );
  return new Map(found.rows.map(({ field, count }) => [field, count]));
}

/** How many answers there are to a field. */
export async function countAnswers(db: Db, field: string): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from members_answer where field = ${field}`.execute(db);
  return found.rows[0]?.count ?? 0;
}

/** Removes a field with what was said; null where there is none. */
export async function deleteField(tx: Tx, field: string): Promise<number | null> {
  const gone = await tx.deleteFrom("members_field").where("field", "=", field).executeTakeFirst();
  if (Number(gone.numDeletedRows) === 0) return null;
  await tx.deleteFrom("members_declined").where("field", "=", field).execute();
  const answers = await tx
    .deleteFrom("members_answer")
    .where("field", "=", field)
    .executeTakeFirst();
  return Number(answers.numDeletedRows);
}

const storedAnswer = z.object({
  field: z.string(),
  provenance: z.enum(["stated", "imported", "inferred"]),
  value: fieldAnswer,
  saidAt: z.number(),
});

export async function answersOf(db: Db, memberId: string): Promise<Answer[]> {
  const found = await sql`
    select field, provenance, value, said_at as "saidAt" from members_answer
    where member_id = ${memberId}::uuid`.execute(db);
  return z.array(storedAnswer).parse(found.rows);
}

const toldAnswer = z.object({
  memberId: z.string(),
  field: z.string(),
  value: fieldAnswer,
  saidAt: z.number(),
  consent: fieldConsent.nullable(),
});

/**
 * What members have told themselves, here or to another system before, as long as it is kept. What was inferred of them
 * they have not told, and free text is nothing to decide by.
 */
export async function toldAs(
  db: Db,
  asked: {
    readonly memberIds: readonly string[];
    readonly fields: readonly string[];
    readonly now: number;
  },
): Promise<(ToldAs & { readonly memberId: string })[]> {
  const found = await sql`
    select distinct on (a.member_id, a.field) a.member_id as "memberId", a.field, a.value,
      a.said_at as "saidAt", f.consent
    from members_answer a join members_field f on f.field = a.field
    where a.member_id = any(${arrayText(asked.memberIds)}::uuid[])
      and a.field = any(${arrayText(asked.fields)}::text[])
      and a.provenance in ('stated', 'imported') and f.kind <> 'text'
      and (f.keep_days is null
        or a.said_at >= ${text(asked.now)}::timestamptz - make_interval(hours => 24 * f.keep_days))
    order by a.member_id, a.field, a.provenance desc`.execute(db);
  return z.array(toldAnswer).parse(found.rows);
}

const answerColumns = {
  member_id: "uuid",
  field: "text",
  provenance: "text",
  value: "jsonb",
  said_at: "timestamptz",
} as const satisfies Columns;

/** Writes answers, and removes those that are null. */
export async function saveAnswers(
  tx: Tx,
  input: {
    readonly memberId: string;
    readonly provenance: Provenance;
    readonly answers: Readonly<Record<string, unknown>>;
    readonly now: number;
  },
): Promise<void> {
  const { memberId, provenance, answers, now } = input;
  const said = Object.entries(answers).filter(([, value]) => value !== null);
  const rows = said.map(([field, value]) => ({
    member_id: memberId,
    field,
    provenance,
    value: JSON.stringify(value),
    said_at: now,
  }));
  await insertMany(tx, "members_answer", answerColumns, rows, {
    onConflict: sql`(member_id, field, provenance) do update
      set value = excluded.value, said_at = excluded.said_at`,
  });
  for (const [field, value] of Object.entries(answers)) {
    if (value !== null) continue;
    await tx
      .deleteFrom("members_answer")
      .where("member_id", "=", memberId)
      .where("field", "=", field)
      .where("provenance", "=", provenance)
      .execute();
  }
}

/** Fields that this member does not want to be asked about now. */
export async function declinedBy(db: Db, memberId: string, now: number): Promise<Set<string>> {
  const found = await sql<{ field: string }>`
    select field from members_declined
    where member_id = ${memberId}::uuid
      and (until_at is null or until_at > ${text(now)}::timestamptz)`.execute(db);
  return new Set(found.rows.map(({ field }) => field));
}

export async function decline(
  tx: Tx,
  input: { readonly memberId: string; readonly field: string; readonly until: number | null },
  now: number,
): Promise<void> {
  const values = {
    declined_at: text(now),
    until_at: input.until === null ? null : text(input.until),
  };
  await tx
    .insertInto("members_declined")
    .values({ member_id: input.memberId, field: input.field, ...values })
    .onConflict((conflict) => conflict.columns(["member_id", "field"]).doUpdateSet(values))
    .execute();
}
