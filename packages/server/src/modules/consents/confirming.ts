/**
 * Double opt-in: what somebody else recorded waits until the member has followed a link of their own. A link is kept as
 * a hash, works once for a week, and is void once its address belongs to the member no more.
 */
import { createHash, randomBytes } from "node:crypto";
import { CONFIRM_DAYS } from "@trofast/contract/consents";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { mailerOf } from "../../platform/mail.ts";
import { fingerprint } from "../../platform/secrets.ts";
import { textSenderOf } from "../../platform/sms.ts";
import * as members from "../members/service.ts";
import { consentKey, newestOf, waitingOf } from "./domain.ts";
import type { ConsentRequest, PendingChoice } from "./domain.ts";
import { changeWithin, isDecided, wordingOf } from "./recording.ts";
import type { Change } from "./recording.ts";
import * as requests from "./request-store.ts";
import { sendLink } from "./sending.ts";
import * as store from "./store.ts";

const DAY_MS = 86_400_000;
const TOKEN_BYTES = 24;

/** A request that was just made, with the link that is kept nowhere. */
export interface Asked {
  readonly request: ConsentRequest;
  readonly token: string;
  readonly to: members.Identifier | null;
}

/**
 * Records what somebody says of a member. What is taken back is taken back at once; what is given waits, and the member
 * is asked. A message that could not be sent leaves it waiting, unsent.
 *
 * @throws DomainError `wording_missing`, `erased`, `no_programme`, `member_busy`.
 */
export async function recordOf(club: Club, input: Change): Promise<void> {
  const hasLog = await isDecided(club);
  const taken = input.consents.filter(({ given }) => !given);
  const asked = await transaction(club.db, async (tx) => {
    await changeWithin(club, tx, { ...input, consents: taken, hasLog });
    return await askFor(club, tx, input);
  });
  for (const each of asked) await trySending(club, each);
}

async function trySending(club: Club, asked: Asked): Promise<void> {
  if (asked.to === null) return;
  try {
    await sendLink(club, asked.to, asked);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    club.log.warn({ err: error }, "a link to confirm a consent could not be sent");
  }
}

/** Makes requests of what is new among the consents that are said to be given. */
async function askFor(club: Club, tx: Tx, input: Change): Promise<Asked[]> {
  const { memberId, source, actor, proof } = input;
  const now = club.clock.now();
  const words = await store.wordings(tx);
  const newest = newestOf(await store.records(tx, memberId));
  const pending = byKey(waitingOf(await requests.openOf(tx, memberId, now), newest));
  const fresh = new Map<string, PendingChoice>();
  for (const choice of input.consents) {
    if (!choice.given) continue;
    const { purpose, channel = null } = choice;
    const wording = wordingOf(words, choice);
    if (wording === undefined) throw new Error("a consent is given to words");
    const key = consentKey(purpose, channel);
    const known = newest.get(key);
    const isKnown = known?.given === true && known.wordingHash === wording.hash;
    if (isKnown || pending.get(key)?.wordingHash === wording.hash) continue;
    const { version: wordingVersion, hash: wordingHash, language } = wording;
    const read = { purpose, channel, wordingVersion, wordingHash, language };
    fresh.set(key, { ...read, source, actor, proof, askedAt: now });
  }
  if (fresh.size === 0) return [];
  // Other words for what waits already: the link to the earlier ones must not bring those back.
  const isAgain = [...fresh.keys()].some((key) => pending.has(key));
  if (isAgain) await requests.replaceOpen(tx, [memberId], now);
  const choices = isAgain ? new Map([...pending, ...fresh]) : fresh;
  return await open(club, tx, { memberId, choices: [...choices.values()], by: "message" });
}

const byKey = (waiting: ReturnType<typeof waitingOf>): Map<string, PendingChoice> =>
  new Map(waiting.map(({ choice }) => [consentKey(choice.purpose, choice.channel), choice]));

/** One request for each address that has to be asked. */
async function open(
  club: Club,
  tx: Tx,
  asked: {
    readonly memberId: string;
    readonly choices: readonly PendingChoice[];
    readonly by: "message" | "hand";
  },
): Promise<Asked[]> {
  const { memberId, choices, by } = asked;
  const now = club.clock.now();
  const reached = by === "hand" ? [] : await reachable(club, tx, memberId);
  const groups = new Map<members.Identifier | null, PendingChoice[]>();
  for (const choice of choices) {
    const to = addressFor(choice, reached);
    groups.set(to, [...(groups.get(to) ?? []), choice]);
  }
  const afterNo = (await store.records(tx, memberId))[0]?.no ?? 0;
  const made: Asked[] = [];
  for (const [to, ofOne] of groups) {
    const token = randomBytes(TOKEN_BYTES).toString("base64url");
    const request: ConsentRequest = {
      requestId: newId(),
      memberId,
      tokenHash: hashOf(token),
      way: to === null ? null : to.source === "email" ? "email" : "sms",
      addressHash: to === null ? null : await addressHash(club, to),
      choices: ofOne,
      afterNo,
      askedAt: now,
      expiresAt: now + CONFIRM_DAYS * DAY_MS,
      sentAt: null,
      usedAt: null,
      replacedAt: null,
    };
    await requests.insert(tx, request);
    made.push({ request, token, to });
  }
  return made;
}

export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** By what a request knows its address again. */
export async function addressHash(club: Club, ref: members.MemberRef): Promise<string> {
  return await fingerprint(club, "consents.address", members.refKey(ref));
}

/** Where the member can be asked, the best proven first. */
async function reachable(club: Club, tx: Tx, memberId: string): Promise<members.Identifier[]> {
  // A link needs somewhere to lead.
  if (club.config.url === null) return [];
  const identities = await members.identitiesInUse(tx, memberId);
  const countries = club.config.smsCountries.split(",");
  return identities
    .toSorted((left, right) => (right.provenAt ?? 0) - (left.provenAt ?? 0))
    .flatMap((ref) => {
      if (!members.isContact(ref)) return [];
      const read = members.readIdentifier(ref.id, club.config.phoneCountry);
      if (typeof read === "string" || read.id !== ref.id || read.source !== ref.source) return [];
      const canReach =
        ref.source === "email"
          ? mailerOf(club) !== null
          : textSenderOf(club) !== null && countries.includes(read.country ?? "");
      return canReach ? [read] : [];
    });
}

/** A consent to be written to shows that the address is the member's; all others may be asked for anywhere. */
function addressFor(
  { channel }: PendingChoice,
  reached: readonly members.Identifier[],
): members.Identifier | null {
  if (channel === "email") return reached.find(({ source }) => source === "email") ?? null;
  if (channel === "sms" || channel === "phone")
    return reached.find(({ source }) => source === "phone") ?? null;
  return reached[0] ?? null;
}

/**
 * Asks again for all that waits, by new links; the earlier ones open nothing any more.
 *
 * @throws DomainError `conflict` where nothing waits or nobody can be reached, `rate_limited`, `delivery_failed`.
 */
export async function askAgain(
  club: Club,
  memberId: string,
  by: "message" | "hand",
): Promise<Asked[]> {
  const asked = await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    await members.lock(tx, memberId);
    const newest = newestOf(await store.records(tx, memberId));
    const choices = [
      ...byKey(waitingOf(await requests.openOf(tx, memberId, now), newest)).values(),
    ];
    if (choices.length === 0)
      throw new DomainError("conflict", "Nothing waits for this member's confirmation.");
    await requests.replaceOpen(tx, [memberId], now);
    const made = await open(club, tx, { memberId, choices, by });
    if (by === "message" && made.every(({ to }) => to === null)) throw nobodyReached();
    return made;
  });
  for (const each of asked) if (each.to !== null) await sendLink(club, each.to, each);
  return asked;
}

function nobodyReached(): DomainError {
  return new DomainError(
    "conflict",
    "No link can be sent: the member has no address that fits, or the club sends no such messages or has no address of its own. Hand the link over instead.",
  );
}
