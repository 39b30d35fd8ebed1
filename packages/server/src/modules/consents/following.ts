/** A link that somebody follows: what it would agree to, and what became of it. */
import type { confirmStates } from "@trofast/contract/consents-confirming";
import type { ConsentPurpose, ContactChannel } from "@trofast/contract/consents";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import { addressHash, hashOf } from "./confirming.ts";
import { newestOf, textOf, unanswered } from "./domain.ts";
import type { ConsentRequest, PendingChoice, Wording } from "./domain.ts";
import { changeWithin, isDecided } from "./recording.ts";
import * as requests from "./request-store.ts";
import * as store from "./store.ts";

export interface Followed {
  readonly state: (typeof confirmStates)[number];
  readonly consents: readonly {
    readonly purpose: ConsentPurpose;
    readonly channel: ContactChannel | null;
    readonly wording: string;
    readonly language: string;
  }[];
  readonly language: string;
  readonly expiresAt: number;
}

/** What following a link would do; changes nothing. @throws DomainError `not_found` for every token that is none. */
export async function readRequest(club: Club, token: string): Promise<Followed> {
  const read = await look(club, club.db, await requestOf(club.db, token));
  return shown(read, await store.wordings(club.db));
}

/**
 * Agrees to what a link names, once; the address that the link went to is the member's own from then on.
 *
 * @throws DomainError `not_found`, `no_programme`, `member_busy`.
 */
export async function confirm(club: Club, token: string): Promise<Followed> {
  const hasLog = await isDecided(club);
  return await transaction(club.db, async (tx) => {
    const { memberId } = await requestOf(tx, token);
    await members.lock(tx, memberId);
    // Read anew behind the lock: what was said meanwhile counts.
    const read = await look(club, tx, await requestOf(tx, token));
    const words = await store.wordings(tx);
    if (read.state !== "open") return shown(read, words);
    const { request, address } = read;
    const now = club.clock.now();
    if (!(await requests.use(tx, request.requestId, now)))
      throw new Error("a request that is open behind its member's lock");
    for (const choice of read.choices) await agree(club, tx, { request, choice, hasLog });
    if (address !== null)
      await members.addIdentities(tx, { memberId, identities: [address], now, proven: true });
    return shown({ ...read, state: "confirmed" }, words);
  });
}

async function agree(
  club: Club,
  tx: Tx,
  agreed: {
    readonly request: ConsentRequest;
    readonly choice: PendingChoice;
    readonly hasLog: boolean;
  },
): Promise<void> {
  const { request, choice, hasLog } = agreed;
  const { purpose, channel, language, wordingVersion, source, proof } = choice;
  const how = { email: "sent by e-mail", sms: "sent by text message" };
  const way = request.way === null ? "handed over" : how[request.way];
  await changeWithin(club, tx, {
    memberId: request.memberId,
    consents: [
      {
        purpose,
        ...(channel !== null && { channel }),
        given: true,
        language,
        wordingVersion,
      },
    ],
    source,
    actor: "member",
    proof: `${proof}; confirmed by link ${request.requestId}, ${way}`,
    hasLog,
  });
}

async function requestOf(db: Db, token: string): Promise<ConsentRequest> {
  const found = await requests.byToken(db, hashOf(token));
  if (found !== undefined) return found;
  throw new DomainError("not_found", "This link is none of the club's; is it complete?");
}

interface Look {
  readonly request: ConsentRequest;
  readonly state: Followed["state"];
  readonly choices: readonly PendingChoice[];
  /** The address that the link went to, while it is the member's. */
  readonly address: members.MemberRef | null;
}

async function look(club: Club, db: Db, request: ConsentRequest): Promise<Look> {
  const { memberId, choices } = request;
  const ended = { request, choices, address: null };
  if (request.usedAt !== null) return { ...ended, state: "used" };
  if (request.replacedAt !== null) return { ...ended, state: "replaced" };
  if (request.expiresAt <= club.clock.now()) return { ...ended, state: "expired" };
  const member = (await members.byIds(db, [memberId])).get(memberId);
  const isOwn = member !== undefined && (member.mergedInto ?? null) === null;
  const address = isOwn ? await addressOf(club, db, request) : undefined;
  if (address === undefined) return { ...ended, state: "void" };
  const left = unanswered(request, newestOf(await store.records(db, memberId)));
  if (left.length === 0) return { ...ended, state: "withdrawn" };
  return { request, state: "open", choices: left, address };
}

/** The address that a link went to; null where it went to none, undefined where it is not the member's any more. */
async function addressOf(
  club: Club,
  db: Db,
  request: ConsentRequest,
): Promise<members.MemberRef | null | undefined> {
  if (request.addressHash === null) return null;
  for (const { source, id } of await members.identitiesInUse(db, request.memberId))
    if ((await addressHash(club, { source, id })) === request.addressHash) return { source, id };
  return undefined;
}

function shown({ request, state, choices }: Look, words: readonly Wording[]): Followed {
  return {
    state,
    consents: choices.map((choice) => {
      const { purpose, channel, language } = choice;
      return { purpose, channel, wording: textOf(words, choice), language };
    }),
    language: choices[0]?.language ?? "en",
    expiresAt: request.expiresAt,
  };
}
