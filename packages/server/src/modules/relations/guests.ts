/** Purchases of somebody whom the till did not know: kept with a code, and claimed once. */
import { createHash, randomBytes } from "node:crypto";
import { isProblemCode } from "@trofast/contract/problems";
import type { Purchase } from "@trofast/engine/events";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { canonicalJson } from "../../platform/json.ts";
import { requireLimit } from "../../platform/limits.ts";
import * as activity from "../activity/service.ts";
import * as checkout from "../checkout/service.ts";
import * as members from "../members/service.ts";
import { GUEST_CODE_BYTES, guestCode, readGuestCode } from "./domain.ts";
import * as store from "./guest-store.ts";

const DAY_MS = 86_400_000;
const FUTURE_MS_MAX = 5 * 60_000;
const FORGOTTEN_AFTER_DAYS = 30;
/** Of 2^65 codes: a million guesses find none. */
const TRIES_PER_MINUTE = 5;
const TRIES_PER_HOUR = 20;
const TRIES_PER_ADDRESS_HOUR = 200; // a shop's own network may be one address for all who claim there

const hashOf = (code: string): string =>
  createHash("sha256").update(`guest purchase ${code}`).digest("hex");

const normal = (code: string): string => readGuestCode(code) ?? "";

export interface Kept {
  readonly guestPurchaseId: string;
  readonly code: string;
  readonly claimableUntil: number;
}

/**
 * Keeps a purchase without a member, and tells the code for its receipt. Sent again, it gets a new code.
 *
 * @throws DomainError `event_conflict` where the same id came with other content, `conflict` where it was claimed or
 * withdrawn, `occurred_in_future`, `wrong_currency`.
 */
export async function keep(
  club: Club,
  input: {
    readonly source: string;
    readonly id: string;
    readonly occurredAt: number;
    readonly store?: string | undefined;
    readonly channel?: string | undefined;
    readonly purchase: Purchase;
  },
): Promise<Kept> {
  const now = club.clock.now();
  if (input.occurredAt > now + FUTURE_MS_MAX)
    throw new DomainError(
      "occurred_in_future",
      "The purchase is ahead of this server's clock. Nothing was kept.",
    );
  const programme = (await activity.timelineOf(club)).at(input.occurredAt);
  const { currency } = input.purchase;
  if (![...programme.markets.values()].some((market) => market.currency === currency))
    throw new DomainError("wrong_currency", `No market of the club uses ${currency}.`);
  const code = guestCode(randomBytes(GUEST_CODE_BYTES));
  const codeHash = hashOf(normal(code));
  const contentHash = createHash("sha256")
    .update(canonicalJson(input) ?? "")
    .digest("hex");
  const expiresAt = input.occurredAt + club.config.guestClaimDays * DAY_MS;
  const id = newId();
  return await transaction(club.db, async (tx) => {
    const isNew = await store.insert(tx, {
      id,
      source: input.source,
      sourceId: input.id,
      codeHash,
      contentHash,
      purchase: input.purchase,
      channel: input.channel ?? null,
      store: input.store ?? null,
      occurredAt: input.occurredAt,
      madeAt: now,
      expiresAt,
    });
    if (isNew) return { guestPurchaseId: id, code, claimableUntil: expiresAt };
    const known = await store.lockNamed(tx, input);
    if (known?.contentHash !== contentHash)
      throw new DomainError(
        "event_conflict",
        `The purchase ${input.id} of ${input.source} was received before with other content. Nothing was kept.`,
      );
    requireOpen(known);
    await store.setCode(tx, known.id, codeHash);
    return { guestPurchaseId: known.id, code, claimableUntil: known.expiresAt };
  });
}

function requireOpen({ memberId, withdrawnAt }: store.GuestPurchase): void {
  if (memberId !== null)
    throw new DomainError(
      "conflict",
      "This purchase was claimed by a member: it has no code any more, and is returned like any other.",
    );
  if (withdrawnAt !== null)
    throw new DomainError("conflict", "This purchase came back before; it cannot be claimed.");
}

/**
 * The goods came back before anybody claimed them.
 *
 * @param input.stores the only stores the caller may act for; all, where left out.
 * @throws DomainError `not_found`, `conflict` where it was claimed.
 */
export async function withdraw(
  club: Club,
  input: {
    readonly source: string;
    readonly id: string;
    readonly stores: ReadonlySet<string> | undefined;
  },
): Promise<void> {
  const { stores } = input;
  await transaction(club.db, async (tx) => {
    const known = await store.lockNamed(tx, input);
    const isOwn = stores === undefined || stores.has(known?.store ?? "");
    if (!known || !isOwn)
      throw new DomainError("not_found", "No purchase of a guest is kept under this id.");
    if (known.withdrawnAt !== null) return;
    requireOpen(known);
    await store.setWithdrawn(tx, known.id, club.clock.now());
  });
}

export interface Claimed {
  readonly eventId: string;
  readonly occurredAt: number;
  readonly given: Readonly<Record<string, number>>;
}

const invalid = (): DomainError =>
  new DomainError(
    "code_not_valid",
    "This code cannot be used. Check it letter by letter; a purchase is claimed once, and not for ever.",
  );

/**
 * Books a guest's purchase for a member, as of when it was bought. The member's own repeat gets the first answer.
 *
 * @throws DomainError `code_not_valid` for every code that is unknown, used or too old; `rate_limited`, `member_busy`,
 * `no_programme`.
 */
export async function claim(
  club: Club,
  input: { readonly memberId: string; readonly code: string; readonly address: string },
): Promise<Claimed> {
  const { memberId, address } = input;
  const feature = "relations.claim";
  await requireLimit(
    club.db,
    [
      { feature, subject: `member:${memberId}`, most: TRIES_PER_MINUTE, perSeconds: 60 },
      { feature, subject: `member:${memberId}`, most: TRIES_PER_HOUR, perSeconds: 3600 },
      { feature, subject: `address:${address}`, most: TRIES_PER_ADDRESS_HOUR, perSeconds: 3600 },
    ],
    club.clock.now(),
  );
  // A misread code is looked up all the same: what is wrong with it shows neither in the answer nor in its time.
  const codeHash = hashOf(normal(input.code));
  return await transaction(club.db, (tx) => claimWithin(club, tx, { memberId, codeHash }));
}

async function claimWithin(
  club: Club,
  tx: Tx,
  { memberId, codeHash }: { readonly memberId: string; readonly codeHash: string },
): Promise<Claimed> {
  const now = club.clock.now();
  const found = await store.lockByCode(tx, codeHash);
  if (!found || found.withdrawnAt !== null) throw invalid();
  if (found.memberId !== null) return await claimedBefore(tx, found, memberId);
  if (found.expiresAt <= now) throw invalid();
  const { source, sourceId: id, occurredAt, purchase } = found;
  // What came back of it at the checkout has no code of its own to end.
  if (purchase.receipt !== undefined) {
    const key = activity.receiptKey(found.store ?? source, purchase.receipt);
    if (await checkout.cameBack(tx, key)) throw invalid();
  }
  const lateMs = (await activity.timelineOf(club, tx)).at(occurredAt).source.lateDays * DAY_MS;
  const [answer] = await activity.submitWithin(club, tx, [
    {
      source,
      id,
      member: members.ownRef(memberId),
      occurredAt,
      channel: found.channel ?? undefined,
      store: found.store ?? undefined,
      unknownMember: "refuse",
      // Kept since it was bought, so it does not wait for a person, however late it is claimed.
      history: occurredAt < now - lateMs,
      payload: purchase,
    },
  ]);
  if (answer?.outcome !== "booked" || !answer.event) {
    const code = answer?.problem?.code;
    if (code === "no_programme" || code === "member_busy")
      throw new DomainError(code, answer?.problem?.detail ?? code);
    if (code !== undefined && isProblemCode(code))
      club.log.warn({ guestPurchase: found.id, code }, "a claimed purchase was refused");
    // Also where the same receipt was booked for somebody else meanwhile.
    throw invalid();
  }
  await store.setClaimed(tx, { id: found.id, memberId, now });
  return { eventId: answer.event.id, occurredAt, given: answer.given ?? {} };
}

async function claimedBefore(
  tx: Tx,
  found: store.GuestPurchase,
  memberId: string,
): Promise<Claimed> {
  const event =
    found.memberId === memberId
      ? await activity.storedEvent(tx, { source: found.source, id: found.sourceId })
      : null;
  if (!event) throw invalid();
  return {
    eventId: event.id,
    occurredAt: event.occurred_at,
    given: activity.givenBy(event.effects),
  };
}

/** Forgets purchases that nobody can claim any more, some time after. */
export async function forgetOld(club: Club): Promise<number> {
  return await store.forgetOld(club.db, club.clock.now() - FORGOTTEN_AFTER_DAYS * DAY_MS);
}
