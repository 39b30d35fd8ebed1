/**
 * Rows of the books as short texts by wallet: read where hashes have shown that a row is wrong, to tell which. Fields
 * stand in a fixed order, as in `ExpectedBooks`.
 */
import { sql } from "kysely";
import { arrayText, MILLISECONDS, type Db } from "../../platform/db.ts";

type Texts = Map<string, string>;
type TextRow = { readonly member_id: string; readonly text: string };
const textsOf = (rows: readonly TextRow[]): Texts =>
  new Map(rows.map((row) => [row.member_id, row.text]));

export async function postingTexts(db: Db, walletIds: readonly string[]): Promise<Texts> {
  const result = await sql<TextRow>`
    select member_id, string_agg(concat_ws(',', no, event_id, unit, debit, credit, amount, rule,
             programme_version, coalesce(period, '-'), coalesce(lot, 0), coalesce(of_no, 0),
             coalesce(of_event::text, '-'), (date_part('epoch', occurred_at) ${MILLISECONDS},
             (date_part('epoch', booked_at) ${MILLISECONDS}), ';' order by no) as text
    from ledger_posting where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return textsOf(result.rows);
}

export async function lotTexts(db: Db, walletIds: readonly string[]): Promise<Texts> {
  const result = await sql<TextRow>`
    select member_id, string_agg(concat_ws(',', no, unit, event_id, posting, amount, remaining, held,
             expired, (date_part('epoch', available_at) ${MILLISECONDS},
             coalesce((date_part('epoch', expires_at) ${MILLISECONDS}, 0)), ';' order by no) as text
    from ledger_lot where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return textsOf(result.rows);
}

export async function lotUseTexts(db: Db, walletIds: readonly string[]): Promise<Texts> {
  const result = await sql<TextRow>`
    select member_id, string_agg(concat_ws(',', posting, lot, amount), ';' order by posting, lot) as text
    from ledger_lot_use where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return textsOf(result.rows);
}

export async function holdTexts(db: Db, walletIds: readonly string[]): Promise<Texts> {
  const result = await sql<TextRow>`
    select member_id, string_agg(concat_ws(',', hold, event_id, lot, unit, amount,
             coalesce(outcome, 'open')), ';' order by event_id, lot) as text
    from ledger_hold where member_id = any(${arrayText(walletIds)}::uuid[])
    group by member_id`.execute(db);
  return textsOf(result.rows);
}

export async function lineTexts(db: Db, memberIds: readonly string[]): Promise<Texts> {
  const result = await sql<TextRow>`
    select member_id, string_agg(concat_ws(',', event_id, line, article, quantity, returned), ';'
             order by event_id, line) as text
    from activity_line where member_id = any(${arrayText(memberIds)}::uuid[])
    group by member_id`.execute(db);
  return textsOf(result.rows);
}
