/** Use cases of joining: ask for a code, come in by it, prove again who one is, freeze. */
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as relations from "../relations/service.ts";
import * as settings from "../settings/service.ts";
import { canSend, readContact, sendCode, sendNotices } from "./codes.ts";
import type { SentCode } from "./codes.ts";
import { PROOF_MS } from "./domain.ts";
import { takeGuess, takeIdentifierGuess, takeTillToken } from "./limits.ts";

export { PROOF_MS } from "./domain.ts";
export { addIdentity, listIdentities, removeIdentity, verifyIdentity } from "./identities.ts";
export { askPresence, confirmPresence } from "./presence.ts";

/** Where a request comes from, as limits go by it. */
type From = { readonly address: string };

/**
 * Sends a code to whoever wants to join or to sign in.
 *
 * @throws DomainError `invalid_identifier`, `join_at_till`, `rate_limited`, `delivery_failed`.
 */
export async function askToJoin(
  club: Club,
  input: From & {
    readonly identifier: string;
    readonly language?: string | undefined;
    readonly referral?: Referral | undefined;
    readonly back?: string | undefined;
  },
): Promise<SentCode> {
  const to = readContact(club, input.identifier);
  const { address, language, referral, back } = input;
  return await sendCode(club, {
    to,
    purpose: "join",
    address,
    language,
    referral: referral?.code,
    back,
  });
}

export interface Entered {
  readonly memberId: string;
  readonly isNew: boolean;
  readonly token: string;
  readonly expiresAt: number;
}

/** What is known of a sign-in besides what is answered. */
type Opened = Entered & { readonly isNewDevice: boolean };

/**
 * Lets somebody in by the code: as the member they are, or as a new one.
 *
 * @throws DomainError `code_wrong`, `rate_limited`, `unknown_market`, `no_programme`, `member_busy`, or `conflict` where
 * somebody else had the identifier until lately.
 */
export async function enter(
  club: Club,
  input: From & {
    readonly handle: string;
    readonly code: string;
    readonly market?: string | undefined;
    readonly referral?: Referral | undefined;
    /** The text by which the device is known again. */
    readonly device?: string | undefined;
  },
): Promise<Entered> {
  await takeGuess(club, input.address);
  await members.requireMarket(club, input.market);
  const proven = await members.proveCode(club, {
    handle: input.handle,
    code: input.code,
    purpose: "join",
    guard: (identifier) => takeIdentifierGuess(club, identifier),
  });
  const { source, identifier } = proven;
  if (source === null || identifier === null) throw new Error("a code without an identifier");
  const cameBy = { source, id: identifier };
  const { isNewDevice, ...entered } = await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    await members.useCode(tx, proven, now);
    const { market, device } = input;
    const { memberId } = await members.enrolProven(tx, cameBy, { market, now });
    const opened = await open(club, tx, { memberId, store: null, device, now });
    await noteReferral(club, tx, input, opened);
    return opened;
  });
  if (isNewDevice) await tellOfDevice(club, entered.memberId, cameBy);
  return entered;
}

/** Who is signed in elsewhere hears of it at the addresses that the code did not come to. */
async function tellOfDevice(
  club: Club,
  memberId: string,
  cameBy: members.MemberRef,
): Promise<void> {
  const { identities, profile } = await members.readById(club.db, memberId);
  await sendNotices(club, {
    to: identities.filter((ref) => members.refKey(ref) !== members.refKey(cameBy)),
    how: "device",
    what: cameBy,
    waitHours: (await settings.read(club.db)).waitHours,
    language: profile["language"],
  });
}

/** @throws DomainError `rate_limited`, or `forbidden` where the till may not act for the store. */
export async function openTillToken(
  club: Club,
  input: {
    readonly caller: string;
    readonly stores: ReadonlySet<string> | undefined;
    readonly store: string | undefined;
  },
): Promise<{ token: string; path: string; url: string | null; expiresAt: number }> {
  const { stores, store } = input;
  if (stores !== undefined && (store === undefined || !stores.has(store)))
    throw new DomainError(
      "forbidden",
      "This till may act for its own stores only; name one of them.",
    );
  await takeTillToken(club, input.caller);
  const { token, expiresAt } = await members.openTillToken(club, store ?? null);
  const url = club.config.url === null ? null : `${club.config.url}/j#${token}`;
  return { token, path: `${club.config.mount}/j#${token}`, url, expiresAt };
}

/**
 * Makes a member of whoever reads the till's QR code; once.
 *
 * @throws DomainError `code_wrong`, `rate_limited`, `unknown_market`, `no_programme`.
 */
export async function enterAtTill(
  club: Club,
  input: From & {
    readonly token: string;
    readonly market?: string | undefined;
    readonly referral?: Referral | undefined;
    readonly device?: string | undefined;
  },
): Promise<Entered> {
  await takeGuess(club, input.address);
  await members.requireMarket(club, input.market);
  const proven = await members.proveCode(club, {
    handle: input.token,
    code: null,
    purpose: "till",
  });
  return await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    await members.useCode(tx, proven, now);
    const { market, device } = input;
    const memberId = await members.enrolNameless(tx, { market, source: "till", now });
    const { store } = proven;
    const { isNewDevice: _known, ...entered } = await open(club, tx, {
      memberId,
      store,
      device,
      now,
    });
    await noteReferral(club, tx, input, entered);
    return entered;
  });
}

/** By whose code somebody joins. */
type Referral = { readonly code: string; readonly device?: string | undefined };

/** Who has just joined may name who brought them; a code that is none changes nothing. */
async function noteReferral(
  club: Club,
  tx: Tx,
  { referral, address }: From & { readonly referral?: Referral | undefined },
  { memberId, isNew }: Entered,
): Promise<void> {
  const now = club.clock.now();
  if (isNew && referral !== undefined)
    await relations.referredBy(club, tx, { ...referral, memberId, address, now });
}

/** The join event where there was none, the card, and a session. */
async function open(
  club: Club,
  tx: Tx,
  input: {
    readonly memberId: string;
    readonly store: string | null;
    readonly device: string | undefined;
    readonly now: number;
  },
): Promise<Opened> {
  const { memberId, store, device: label, now } = input;
  await members.cardNumberOf(tx, memberId, now);
  const isNew = await book(club, tx, {
    id: `join:${memberId}`,
    memberId,
    store,
    payload: { kind: "join" },
  });
  // Who was enrolled by others and comes for the first time has something to lose already: that is no joining.
  const joins = (await members.readById(tx, memberId)).createdAt >= now;
  const whose = { kind: "member", subject: memberId } as const;
  const { session, token } = await access.openSession(tx, whose, now, { label, joins });
  const isNewDevice = session.deviceSince === now;
  return { memberId, isNew, token, expiresAt: session.expiresAt, isNewDevice };
}

type Booking = {
  readonly id: string;
  readonly memberId: string;
  readonly store: string | null;
  readonly payload: Parameters<typeof activity.submit>[1]["payload"];
};

/** Books an event of the club's own; false where it was booked before. */
async function book(
  club: Club,
  tx: Tx,
  { id, memberId, store, payload }: Booking,
): Promise<boolean> {
  const known = await activity.storedEvent(tx, { source: "trofast", id });
  if (known !== null) return false;
  const [answer] = await activity.submitWithin(club, tx, [
    {
      source: "trofast",
      id,
      member: members.ownRef(memberId),
      occurredAt: club.clock.now(),
      timedHere: true,
      ...(store !== null && { store }),
      unknownMember: "refuse",
      history: false,
      payload,
    },
  ]);
  requireBooked(answer);
  return true;
}

function requireBooked(answer: EventAnswer | undefined): void {
  const problem = answer?.problem;
  if (answer === undefined) throw new Error("an event without an answer");
  if (problem === undefined) return;
  if (!isProblemCode(problem.code)) throw new Error(`unknown problem code ${problem.code}`);
  throw new DomainError(problem.code, problem.detail);
}

/**
 * Sends a fresh code to somebody who is signed in, by a way they were known by before.
 *
 * @throws DomainError `conflict` where there is no way to reach them, `rate_limited`, `delivery_failed`.
 */
export async function askToProve(
  club: Club,
  input: From & { readonly memberId: string; readonly source?: members.ContactSource | undefined },
): Promise<SentCode> {
  const { memberId, source, address } = input;
  const member = await members.readById(club.db, memberId);
  const ways = member.identities
    .filter((ref) => members.isContact(ref) && canSend(club, ref.source))
    .filter((ref) => source === undefined || ref.source === source)
    .toSorted((left, right) => (right.provenAt ?? 0) - (left.provenAt ?? 0));
  const [way] = ways;
  if (way === undefined || !members.isContact(way))
    throw new DomainError(
      "conflict",
      "There is no address or number to send a code to. Add one first, or show the code of POST /v1/me/step-up/presence at the till.",
    );
  const to = { source: way.source, id: way.id, address: way.id };
  const { language } = member.profile;
  return await sendCode(club, { to, purpose: "step_up", memberId, address, language });
}

/**
 * @returns until when nothing more is asked, epoch milliseconds.
 * @throws DomainError `code_wrong`, `rate_limited`.
 */
export async function prove(
  club: Club,
  input: From & {
    readonly memberId: string;
    readonly sessionId: string;
    readonly handle: string;
    readonly code: string;
  },
): Promise<number> {
  await takeGuess(club, input.address);
  const { handle, code, memberId } = input;
  const proven = await members.proveCode(club, {
    handle,
    code,
    purpose: "step_up",
    memberId,
    guard: (identifier) => takeIdentifierGuess(club, identifier),
  });
  const now = club.clock.now();
  await transaction(club.db, async (tx) => {
    await members.useCode(tx, proven, now);
    await access.stepUp(tx, input.sessionId, now);
  });
  return now + PROOF_MS;
}

/**
 * Keeps a member from spending, or lets them again: an event in their log, and a status that lists show.
 *
 * @throws DomainError `not_found`, `erased`, or `conflict` where it is so already.
 */
export async function setFrozen(
  club: Club,
  input: {
    readonly member: members.MemberRef;
    readonly frozen: boolean;
    readonly reason: string;
  },
): Promise<{ memberId: string; status: "active" | "frozen" }> {
  const { memberId, status } = await members.read(club, input.member);
  const wanted = input.frozen ? "frozen" : "active";
  if (status === wanted)
    throw new DomainError("conflict", `The member is ${wanted} already; nothing was changed.`);
  await transaction(club.db, async (tx) => {
    await members.setFrozen(tx, memberId, input.frozen);
    const { frozen, reason } = input;
    await book(club, tx, {
      id: `freeze:${newId()}`,
      memberId,
      store: null,
      payload: { kind: "freeze", frozen, reason },
    });
  });
  return { memberId, status: wanted };
}
