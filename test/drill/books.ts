/** What must be true of the books after a drill, whatever happened: each check names what it found broken. */
import { isDeepStrictEqual } from "node:util";
import type { EventAnswer } from "@trofast/contract/events";
import { sql } from "kysely";
import type { Club } from "../../packages/server/src/club.ts";
import { verify } from "../../packages/server/src/modules/insights/service.ts";
import { type History, keyOf, type Told } from "./history.ts";
import { CUPS_MAX, EXTRA_POINTS_MAX } from "./programme.ts";

interface BookedRow {
  readonly id: string;
  readonly member_id: string;
  readonly wallet_id: string;
  readonly member_version: number;
  readonly wallet_version: number;
  readonly kind: string;
  readonly source: string;
  readonly source_id: string;
  readonly balances: EventAnswer["balance"];
}

/** Everything that is wrong; nothing where the books are right. */
export async function faultsInBooks(club: Club, history: History): Promise<string[]> {
  const rows = await bookedRows(club);
  const faults = [
    ...history.faults,
    ...onceEach(rows, history),
    ...versionFaults(rows),
    ...orderFaults(history),
    ...balanceFaults(history),
    ...(await claimFaults(club, history)),
    ...(await stateFaults(club, rows)),
    ...(await foldFaults(club, rows)),
    ...(await capFaults(club, rows)),
  ];
  const report = await verify(club, { redecide: true });
  for (const { promise, memberId, event, what } of report.differences)
    faults.push(`verify: ${promise} member ${memberId} event ${event}: ${what}`);
  if (report.events !== rows.length)
    faults.push(`verify saw ${report.events} events of ${rows.length}`);
  return faults;
}

async function bookedRows(club: Club): Promise<BookedRow[]> {
  const result = await sql<BookedRow>`
    select id, member_id, wallet_id, member_version, wallet_version, kind, source, source_id, balances
    from activity_event order by wallet_id, wallet_version`.execute(club.db);
  return result.rows;
}

/** A parked return is booked under the id of the event that brought it. */
const PARKED = /#parked-.*$/u;

/** Acknowledged and booked are the same: nothing lost, nothing doubled, nothing that nobody sent. */
function onceEach(rows: readonly BookedRow[], history: History): string[] {
  const faults: string[] = [];
  const sent = rows.filter(({ kind }) => kind !== "boundary");
  const byKey = Map.groupBy(sent, (row) => `${row.source} ${row.source_id}`);
  for (const [key, same] of byKey) {
    if (same.length > 1) faults.push(`${key} is booked ${same.length} times`);
    if (!history.told.has(key.replace(PARKED, "")))
      faults.push(`${key} is booked but nobody sent it`);
  }
  for (const act of Map.groupBy(history.told.values(), ({ event }) => event.act).values())
    faults.push(...actFaults(act, byKey));
  return faults;
}

/** One act, told once or by two systems under one receipt: at most one booking, and one answer for all. */
function actFaults(act: readonly Told[], byKey: ReadonlyMap<string, BookedRow[]>): string[] {
  const name = act.map(({ event }) => keyOf(event)).join(" = ");
  const booked = act.flatMap(({ event }) => byKey.get(keyOf(event)) ?? []);
  const answers = act.flatMap((told) => told.answers.map(({ answer }) => answer));
  const accepted = answers.filter((answer) => answer.event !== undefined);
  const wasLost = act.some((told) => told.attemptsLost > 0);
  const row = booked[0];
  if (booked.length > 1) return [`${name}: one act is booked ${booked.length} times`];
  if (answers.filter((answer) => answer.outcome === "booked").length > 1)
    return [`${name}: acknowledged as new more than once`];
  if (row === undefined)
    return accepted.length === 0 ? [] : [`${name}: acknowledged, and not in the books`];
  if (accepted.length === 0)
    return wasLost ? [] : [`${name}: refused or parked, and booked all the same`];
  return accepted.flatMap((answer) => answerFaults(name, row, answer));
}

function answerFaults(name: string, row: BookedRow, answer: EventAnswer): string[] {
  const { event, balance } = answer;
  const faults: string[] = [];
  if (event?.id !== row.id)
    faults.push(`${name}: answered as event ${event?.id}, booked as ${row.id}`);
  if (event?.memberVersion !== row.member_version)
    faults.push(`${name}: answered version ${event?.memberVersion}, booked ${row.member_version}`);
  if (!isDeepStrictEqual(balance, row.balances))
    faults.push(
      `${name}: answered ${JSON.stringify(balance)}, booked ${JSON.stringify(row.balances)}`,
    );
  return faults;
}

/** Per wallet every version once, without a gap; per member the versions of their own events as well. */
function versionFaults(rows: readonly BookedRow[]): string[] {
  const faults: string[] = [];
  for (const [wallet, own] of Map.groupBy(rows, (row) => row.wallet_id))
    own.forEach((row, index) => {
      if (row.wallet_version !== index + 1)
        faults.push(`wallet ${wallet}: version ${row.wallet_version} where ${index + 1} is due`);
    });
  const acted = rows.filter(({ kind }) => kind !== "boundary");
  for (const [member, own] of Map.groupBy(acted, (row) => row.member_id))
    own.forEach((row, index) => {
      if (row.member_version !== index + 1)
        faults.push(`member ${member}: version ${row.member_version} where ${index + 1} is due`);
    });
  return faults;
}

/** What was answered before something else was sent comes before it in the member's log. */
function orderFaults(history: History): string[] {
  const moments = [...history.told.values()].flatMap(({ event, firstSentAt, answers }) => {
    const first = answers.find(({ answer }) => answer.event !== undefined);
    const at = first?.answer.event;
    // Told by two systems, the booking may be the other's, sent at another time.
    if (first === undefined || at === undefined || first.answer.outcome !== "booked") return [];
    const { memberId, memberVersion } = at;
    return [
      { id: event.body.id, firstSentAt, answeredAt: first.answeredAt, memberId, memberVersion },
    ];
  });
  const faults: string[] = [];
  for (const own of Map.groupBy(moments, ({ memberId }) => memberId).values()) {
    let soonest = { id: "", answeredAt: Infinity };
    for (const later of own.toSorted((one, other) => other.memberVersion - one.memberVersion)) {
      if (soonest.answeredAt < later.firstSentAt)
        faults.push(`${soonest.id} was answered before ${later.id} was sent, but comes after it`);
      if (later.answeredAt < soonest.answeredAt) soonest = later;
    }
  }
  return faults;
}

/** No answer ever showed a balance below zero, or a debt above it. */
function balanceFaults(history: History): string[] {
  const faults: string[] = [];
  for (const { event, answers } of history.told.values())
    for (const { answer } of answers)
      for (const [unit, balance] of Object.entries(answer.balance ?? {})) {
        if (typeof balance === "number") continue;
        const { available, pending, held, arrears } = balance;
        if (available < 0 || pending < 0 || held < 0 || arrears > 0)
          faults.push(`${event.body.id}: ${unit} ${JSON.stringify(balance)}`);
      }
  return faults;
}

/** What was answered as parked is kept, under its own claim. */
async function claimFaults(club: Club, history: History): Promise<string[]> {
  const result = await sql<{ source: string; source_id: string }>`
    select p.source, p.source_id from activity_parked p
    join activity_claim c on c.event_id = p.id and c.outcome = 'parked'`.execute(club.db);
  const kept = new Set(result.rows.map((row) => `${row.source} ${row.source_id}`));
  return [...history.told.values()].flatMap(({ event, answers }) => {
    const isParked = answers.some(({ answer }) => answer.outcome === "parked");
    return isParked && !kept.has(keyOf(event)) ? [`${event.body.id}: parked, and not kept`] : [];
  });
}

/** The stored state has seen every event of its member. */
async function stateFaults(club: Club, rows: readonly BookedRow[]): Promise<string[]> {
  const result = await sql<{ member_id: string; version: number }>`
    select member_id, version from activity_state`.execute(club.db);
  const newest = new Map<string, number>();
  for (const row of rows)
    newest.set(row.member_id, Math.max(newest.get(row.member_id) ?? 0, row.member_version));
  return result.rows.flatMap(({ member_id: id, version }) =>
    version === (newest.get(id) ?? 0)
      ? []
      : [`member ${id}: the state has version ${version}, the log ${newest.get(id)}`],
  );
}

interface PostingRow {
  readonly event_id: string;
  readonly unit: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: number;
}

/**
 * Each stored balance, and so each answered one, is the sum of the postings up to it. Sums of postings are
 * another way to it than the engine's lots.
 */
async function foldFaults(club: Club, rows: readonly BookedRow[]): Promise<string[]> {
  const result = await sql<PostingRow>`
    select event_id, unit, debit, credit, amount from ledger_posting`.execute(club.db);
  const postings = Map.groupBy(result.rows, (row) => row.event_id);
  const faults: string[] = [];
  for (const [wallet, own] of Map.groupBy(rows, (row) => row.wallet_id)) {
    const sums = new Map<string, number>();
    for (const row of own) {
      for (const { unit, debit, credit, amount } of postings.get(row.id) ?? []) {
        const change = (isOwn(credit) ? amount : 0) - (isOwn(debit) ? amount : 0);
        sums.set(unit, (sums.get(unit) ?? 0) + change);
      }
      for (const [unit, balance] of Object.entries(row.balances ?? {})) {
        if (totalOf(balance) === (sums.get(unit) ?? 0)) continue;
        faults.push(
          `wallet ${wallet} version ${row.wallet_version}: ${unit} is ${JSON.stringify(balance)}, the postings come to ${sums.get(unit)}`,
        );
      }
    }
  }
  return faults;
}

const ownAccounts = new Set(["lots", "sum", "arrears"]);
const isOwn = (account: string): boolean => ownAccounts.has(account);

function totalOf(balance: NonNullable<EventAnswer["balance"]>[string]): number {
  if (typeof balance === "number") return balance;
  return balance.available + balance.pending + balance.held + balance.arrears;
}

/** The club's own limits are never passed, and a refused cup means that the limit was used up. */
async function capFaults(club: Club, rows: readonly BookedRow[]): Promise<string[]> {
  const result = await sql<{ rule: string; given: number; times: number }>`
    select rule, sum(amount)::bigint as given, count(*)::bigint as times from ledger_posting
    where rule in ('first-cups', 'extra') and debit = 'issued' group by rule`.execute(club.db);
  const found = new Map(result.rows.map((row) => [row.rule, row]));
  const used = await sql<{ key: string; used: number }>`
    select key, used from activity_cap`.execute(club.db);
  const faults: string[] = [];
  const cups = await cupsOf(club);
  const times = found.get("first-cups")?.times ?? 0;
  if (times !== Math.min(CUPS_MAX, cups))
    faults.push(`the club gave ${times} times for ${cups} cups, ${CUPS_MAX} at most`);
  for (const { key, used: taken } of used.rows) {
    const most = key.includes("first-cups") ? CUPS_MAX : EXTRA_POINTS_MAX;
    if (taken > most) faults.push(`the limit ${key} is ${most} and ${taken} are taken`);
  }
  if (rows.length > 0 && used.rows.length === 0) faults.push("no limit of the club was counted");
  return faults;
}

async function cupsOf(club: Club): Promise<number> {
  const result = await sql<{ cups: number }>`
    select count(*)::bigint as cups from activity_event
    where kind = 'activity' and payload->>'activity' = 'own_cup'`.execute(club.db);
  return result.rows[0]?.cups ?? 0;
}
