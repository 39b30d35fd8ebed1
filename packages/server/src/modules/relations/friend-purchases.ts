/** Which of a friend's purchases a referral counts on. */
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { PurchaseRest } from "@trofast/engine/purchases";
import { addDuration } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as store from "./referral-store.ts";

/** A till's clock may be behind: what is bought while joining may seem to have been bought before. */
const CLOCK_LAG_MS = 5 * 60_000;
/** More than anybody buys between two purchases that both come back. */
const LOOKED_AT_MAX = 200;

interface Counting {
  readonly id: string;
  readonly at: number;
  readonly dueAt: number;
}

/**
 * When a purchase of the friend's would count, and be kept long enough; null where it does not.
 *
 * The friend may have become one with somebody: what that one buys is the friend's, unless they had bought here before
 * the friend was brought. Then nobody new came.
 */
export async function countingOf(
  club: Club,
  tx: Tx,
  referral: store.Referral,
  event: StoredEvent,
): Promise<Counting | null> {
  const timeline = await activity.timelineOf(club, tx);
  const at = event.occurred_at;
  const programme = timeline.at(at);
  const rules = programme.referral;
  const { zone } = programme.markets.get(event.facts.market) ?? programme.marketDefault;
  if (!rules || at < referral.madeAt - CLOCK_LAG_MS) return null;
  if (at > addDuration(referral.madeAt, rules.within, zone)) return null;
  if (event.member_id !== referral.friendId && !(await isTheirs(tx, referral, event))) return null;
  if ((await enoughOf(club, tx, event)) === null) return null;
  return {
    id: event.id,
    at,
    dueAt: rules.after === null ? at : addDuration(at, rules.after, zone),
  };
}

/** Whether it was bought while the friend was one with the buyer, and the buyer had bought nothing before. */
async function isTheirs(
  tx: Tx,
  { friendId, madeAt }: store.Referral,
  { member_id: buyer, recorded_at: at }: StoredEvent,
): Promise<boolean> {
  const aliases = await members.aliasesOf(tx, [friendId]);
  const isOne = aliases.some(
    ({ memberId, into, since, until }) =>
      memberId === friendId && into === buyer && since <= at && (until === null || at < until),
  );
  if (!isOne) return false;
  const asked = { memberIds: [buyer], articles: [], at: madeAt - CLOCK_LAG_MS, limit: 1 };
  return (await activity.purchasesBefore(tx, asked)).length === 0;
}

/** The programme, where enough of the friend's purchase is kept; null where not. */
export async function keptOf(
  club: Club,
  tx: Tx,
  { friendId, purchaseId: id, purchasedAt }: store.Referral,
): Promise<CompiledProgramme | null> {
  if (id === null || purchasedAt === null) return null;
  const names = await namesOf(tx, friendId);
  const keys = names.map((name) => ({ member_id: name, occurred_at: purchasedAt, id }));
  const [event] = await activity.eventsByKeys(tx, keys);
  return event ? await enoughOf(club, tx, event) : null;
}

async function enoughOf(club: Club, tx: Tx, event: StoredEvent): Promise<CompiledProgramme | null> {
  const found = await activity.findPurchase(tx, [activity.eventKey(event.source, event.source_id)]);
  if (!found) return null;
  const rest = new PurchaseRest(found.record);
  const programme = (await activity.timelineOf(club, tx)).at(event.occurred_at);
  const minimum = programme.referral?.minimumMinor.get(found.record.market) ?? 1;
  return !rest.isWhollyReturned && rest.moneyMinor >= minimum ? programme : null;
}

/** Under which names the friend buys: their own, and that of whom they have become one with. */
async function namesOf(tx: Tx, friendId: string): Promise<string[]> {
  const aliases = await members.aliasesOf(tx, [friendId]);
  const others = aliases.filter(({ memberId }) => memberId === friendId).map(({ into }) => into);
  return [...new Set([friendId, ...others])];
}

/**
 * What was counted on came back: the next purchase that the friend has made and kept counts, or the one to come.
 *
 * @returns false where none has been made, and the time for one is over.
 */
export async function countOnNext(club: Club, tx: Tx, referral: store.Referral): Promise<boolean> {
  const rows = await activity.purchasesBefore(tx, {
    memberIds: await namesOf(tx, referral.friendId),
    articles: [],
    at: club.clock.now(),
    limit: LOOKED_AT_MAX,
  });
  const keys = rows.filter(({ occurred_at: at }) => at >= referral.madeAt - CLOCK_LAG_MS);
  const events = await activity.eventsByKeys(tx, keys);
  for (const event of events.toSorted((left, right) => left.occurred_at - right.occurred_at)) {
    const next = await countingOf(club, tx, referral, event);
    if (next === null) continue;
    await store.setPurchase(tx, referral.referralId, next);
    return true;
  }
  await store.setPurchase(tx, referral.referralId, null);
  const now = club.clock.now();
  const programme = (await activity.timelineOf(club, tx)).at(now);
  const { zone } = programme.marketDefault;
  return (
    programme.referral !== undefined &&
    now <= addDuration(referral.madeAt, programme.referral.within, zone)
  );
}
