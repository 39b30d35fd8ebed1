/**
 * One event in one transaction, statement by statement: the reference's own SQL on the product's tables. It takes
 * what the benchmark sends (purchases and activities of enrolled members, sent once) and leaves the same rows as the
 * product, so `verify` finds no difference whichever of the two booked an event.
 */
import type { EventAnswer } from "@trofast/contract/events";
import { advance, nextDue } from "@trofast/engine/advance";
import { decide, ENGINE_SEMANTICS } from "@trofast/engine/decide";
import type { Effect } from "@trofast/engine/effects";
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts, LineFacts } from "@trofast/engine/facts";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import {
  apply,
  emptyStates,
  type Lot,
  type PersonState,
  type States,
  type WalletState,
} from "@trofast/engine/state";
import { addPurchase, emptyStatistics, type Statistics } from "@trofast/engine/statistics";
import { FAR_FUTURE, formatInstant } from "@trofast/engine/time";
import { sql } from "kysely";
import type { Club } from "../packages/server/src/club.ts";
import { contentOf } from "../packages/server/src/modules/activity/content.ts";
import {
  balancesOf,
  claimKeysOf,
  givenBy,
  type Submitted,
} from "../packages/server/src/modules/activity/domain.ts";
import { seenPurchase } from "../packages/server/src/modules/activity/statistics.ts";
import { timelineOf } from "../packages/server/src/modules/activity/service.ts";
import { LedgerRows } from "../packages/server/src/modules/ledger/service.ts";
import { bucketOf } from "../packages/server/src/modules/members/service.ts";
import { transaction, type Tx } from "../packages/server/src/platform/db.ts";
import { newId } from "../packages/server/src/platform/ids.ts";

interface MemberFound {
  readonly member_id: string;
  readonly wallet_id: string;
  readonly market: string | null;
}

const iso = (instant: number): string => new Date(instant).toISOString();

/** Books one event and answers it as the product does. */
export async function bookPlainly(club: Club, submitted: Submitted): Promise<EventAnswer> {
  return await transaction(club.db, async (tx) => {
    const timeline = await timelineOf(club, tx);
    const programme = timeline.at(submitted.occurredAt);
    const member = await findMember(tx, submitted);
    const states = await lockStates(tx, member.member_id);
    await refuseRepeats(tx, submitted);
    states.wallet.open = await openLots(tx, member.wallet_id);
    const now = Math.max(club.clock.now(), states.wallet.bookedAt);
    const zoneOf = (at: CompiledProgramme): string => at.marketDefault.zone;
    if (advance(states, now, () => programme, zoneOf).length > 0)
      throw new Error("the benchmark sends nothing that time alone changes");
    const event: ClubEvent = {
      ...submitted.payload,
      id: newId(),
      occurredAt: submitted.occurredAt,
      bookedAt: now,
      ...(submitted.channel !== undefined && { channel: submitted.channel }),
    };
    const facts = await readFacts(tx, event, programme);
    const decision = decide({ programme, states, event, facts });
    if (decision.refusal) throw new Error(decision.refusal.detail);
    apply(states, event, decision.effects);
    const statistics = await nextStatistics(tx, member.member_id, event, facts, programme);
    await writeEvent(tx, {
      submitted,
      member,
      states,
      event,
      facts,
      effects: decision.effects,
      programme,
    });
    await writeBooks(tx, member.wallet_id, states.wallet, event, facts, decision.effects);
    await writeLines(tx, member.member_id, event);
    await writeStatistics(tx, member.member_id, states.person.version, statistics);
    await writeState(
      tx,
      states,
      nextDue(states, FAR_FUTURE, () => programme, zoneOf),
    );
    return {
      outcome: "booked",
      event: {
        id: event.id,
        memberId: member.member_id,
        memberVersion: states.person.version,
        programmeVersion: facts.version,
        occurredAt: formatInstant(event.occurredAt),
        bookedAt: formatInstant(event.bookedAt),
      },
      given: givenBy(decision.effects),
      reasons: [...decision.reasons],
      balance: balancesOf(states.wallet, programme, event.bookedAt),
    };
  });
}

async function findMember(tx: Tx, { member }: Submitted): Promise<MemberFound> {
  const found = await sql<MemberFound>`
    select m.member_id, m.wallet_id, m.market from members_identity i
    join members_member m on m.member_id = i.member_id
    where i.source = ${member.source} and i.id = ${member.id} and i.until is null`.execute(tx);
  const [first] = found.rows;
  if (!first) throw new Error(`nobody is known as ${member.id}`);
  return first;
}

type StoredState = { person: PersonState; wallet: Omit<WalletState, "open"> };

async function lockStates(tx: Tx, memberId: string): Promise<States> {
  const read = async (): Promise<StoredState | undefined> => {
    const found = await sql<{ state: StoredState }>`
      select state from activity_state where member_id = ${memberId} for update`.execute(tx);
    return found.rows[0]?.state;
  };
  const known = await read();
  if (known) return { person: known.person, wallet: { ...known.wallet, open: [] } };
  const { person, wallet } = emptyStates(memberId);
  const { open: _open, ...rest } = wallet;
  await sql`insert into activity_state (member_id, bucket, version, state)
    values (${memberId}, ${bucketOf(memberId)}, 0, ${JSON.stringify({ person, wallet: rest })}::json)
    on conflict (member_id) do nothing`.execute(tx);
  const made = await read();
  if (!made) throw new Error("a state that was opened is not there");
  return { person: made.person, wallet: { ...made.wallet, open: [] } };
}

async function refuseRepeats(tx: Tx, submitted: Submitted): Promise<void> {
  for (const key of claimKeysOf(submitted)) {
    const found = await sql`select event_id from activity_claim where key = ${key}`.execute(tx);
    if (found.rows.length > 0) throw new Error(`${key} was sent twice`);
  }
}

async function openLots(tx: Tx, walletId: string): Promise<Lot[]> {
  const found = await sql<Lot>`
    select no, unit, remaining, held, available_at as "availableAt", expires_at as "expiresAt"
    from ledger_lot where member_id = ${walletId} and remaining > 0 order by no`.execute(tx);
  return found.rows;
}

async function readFacts(tx: Tx, event: ClubEvent, programme: CompiledProgramme): Promise<Facts> {
  const facts = { version: programme.version, market: programme.marketDefault.id };
  if (event.kind !== "purchase") return facts;
  const articles = event.lines.map((line) => line.article);
  const found = await sql<{
    article: string;
    category: string | null;
    tags: string[];
    cost_minor: number;
  }>`
    select article, category, tags, cost_minor from catalogue_article
    where article = any(${articles})`.execute(tx);
  const byId = new Map(found.rows.map((row) => [row.article, row]));
  const lines = event.lines.map((line): LineFacts => {
    const known = byId.get(line.article);
    if (!known) return {};
    return {
      ...(known.category !== null && { category: known.category }),
      ...(known.tags.length > 0 && { tags: known.tags }),
      costMinor: known.cost_minor * line.quantity,
    };
  });
  return { ...facts, lines };
}

async function nextStatistics(
  tx: Tx,
  memberId: string,
  event: ClubEvent,
  facts: Facts,
  programme: CompiledProgramme,
): Promise<Statistics | null> {
  if (event.kind !== "purchase") return null;
  const found = await sql<{ statistics: Statistics }>`
    select statistics from activity_statistics where member_id = ${memberId}`.execute(tx);
  const known = found.rows[0]?.statistics ?? emptyStatistics();
  const waiting = await sql`select id from activity_parked
    where member_id = ${memberId} and settled_at is null`.execute(tx);
  if (waiting.rows.length > 0) throw new Error("the benchmark parks nothing");
  return addPurchase(known, seenPurchase(event, facts, programme.marketDefault));
}

async function writeEvent(
  tx: Tx,
  written: {
    submitted: Submitted;
    member: MemberFound;
    states: States;
    event: ClubEvent;
    facts: Facts;
    effects: readonly Effect[];
    programme: CompiledProgramme;
  },
): Promise<void> {
  const { submitted, member, states, event, facts, effects, programme } = written;
  const { id, occurredAt, bookedAt, channel, store, ...payload } = event;
  const content = contentOf(submitted);
  for (const key of claimKeysOf(submitted))
    await sql`insert into activity_claim (key, member_id, event_id, occurred_at, content, outcome)
      values (${key}, ${member.member_id}, ${id}, ${iso(occurredAt)}, ${content}, 'booked')`.execute(
      tx,
    );
  await sql`insert into activity_event (member_id, occurred_at, id, wallet_id, member_version, wallet_version,
      booked_at, recorded_at, kind, source, source_id, channel, store, programme_version, engine_semantics,
      payload, facts, effects, balances)
    values (${member.member_id}, ${iso(occurredAt)}, ${id}, ${member.wallet_id}, ${states.person.version},
      ${states.wallet.version}, ${iso(bookedAt)}, ${iso(bookedAt)}, ${event.kind}, ${submitted.source},
      ${submitted.id}, ${channel ?? null}, ${store ?? null}, ${facts.version}, ${ENGINE_SEMANTICS},
      ${JSON.stringify(payload)}::json, ${JSON.stringify(facts)}::json, ${JSON.stringify(effects)}::json,
      ${JSON.stringify(balancesOf(states.wallet, programme, bookedAt))}::json)`.execute(tx);
}

async function writeBooks(
  tx: Tx,
  walletId: string,
  wallet: WalletState,
  event: ClubEvent,
  facts: Facts,
  effects: readonly Effect[],
): Promise<void> {
  const books = new LedgerRows();
  const { id, occurredAt, bookedAt } = event;
  books.add(walletId, { id, occurredAt, bookedAt, programmeVersion: facts.version }, effects);
  books.settle(new Map([[walletId, wallet]]));
  const { postings, newLots } = books;
  if (postings.length > 0)
    await sql`insert into ledger_posting (member_id, no, event_id, unit, debit, credit, amount, rule,
        programme_version, period, lot, of_no, of_event, occurred_at, booked_at)
      values ${sql.join(
        postings.map(
          (row) => sql`(${row.member_id}, ${row.no}, ${row.event_id}, ${row.unit},
        ${row.debit}, ${row.credit}, ${row.amount}, ${row.rule}, ${row.programme_version}, ${row.period},
        ${row.lot}, ${row.of_no}, ${row.of_event}, ${iso(row.occurred_at)}, ${iso(row.booked_at)})`,
        ),
      )}`.execute(tx);
  if (newLots.length > 0)
    await sql`insert into ledger_lot (member_id, no, unit, event_id, posting, amount, remaining, held, expired,
        available_at, expires_at)
      values ${sql.join(
        newLots.map(
          (row) => sql`(${row.member_id}, ${row.no}, ${row.unit}, ${row.event_id},
        ${row.posting}, ${row.amount}, ${row.remaining}, ${row.held}, ${row.expired},
        ${iso(row.available_at)}, ${row.expires_at === null ? null : iso(row.expires_at)})`,
        ),
      )}`.execute(tx);
}

async function writeLines(tx: Tx, memberId: string, event: ClubEvent): Promise<void> {
  if (event.kind !== "purchase") return;
  await sql`insert into activity_line (member_id, article, event_id, line, occurred_at, quantity, returned)
    values ${sql.join(
      event.lines.map(
        (line, index) => sql`(${memberId}, ${line.article}, ${event.id}, ${index},
      ${iso(event.occurredAt)}, ${line.quantity}, 0)`,
      ),
    )}`.execute(tx);
}

async function writeStatistics(
  tx: Tx,
  memberId: string,
  version: number,
  statistics: Statistics | null,
): Promise<void> {
  if (!statistics) return;
  await sql`insert into activity_statistics (member_id, version, statistics, stale)
    values (${memberId}, ${version}, ${JSON.stringify(statistics)}::json, ${statistics.stale})
    on conflict (member_id) do update set
      version = excluded.version, statistics = excluded.statistics, stale = excluded.stale`.execute(
    tx,
  );
}

async function writeState(tx: Tx, { person, wallet }: States, dueAt: number | null): Promise<void> {
  const { open: _open, ...rest } = wallet;
  await sql`update activity_state
    set version = ${person.version}, state = ${JSON.stringify({ person, wallet: rest })}::json,
        due_at = ${dueAt === null ? null : iso(dueAt)}
    where member_id = ${person.id}`.execute(tx);
}
