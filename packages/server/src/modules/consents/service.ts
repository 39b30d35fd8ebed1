/** Use cases of consents: words published, consents given and taken back, and the link that takes one back. */
import { createHash } from "node:crypto";
import {
  consentPurposes,
  contactChannels,
  type ConsentPurpose,
  type ContactChannel,
  type ContactRhythm,
} from "@trofast/contract/consents";
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { consentKey, newestOf, unsaidWishes } from "./domain.ts";
import type { ConsentRecord, ContactWishes, Wording } from "./domain.ts";
import * as store from "./store.ts";

export { clockOf, minutesOf } from "./domain.ts";
export { mayContact, mayUse } from "./gate.ts";

const HISTORY_SHOWN_MAX = 200;
const PUBLISH_TRIES_MAX = 5;

/** The newest words of each purpose, in one language or in all. */
export async function newestWordings(db: Db, language: string | undefined): Promise<Wording[]> {
  const all = await store.wordings(db);
  return all.filter(
    (each, index) =>
      (language === undefined || each.language === language) &&
      all.findIndex(
        ({ purpose, language: of }) => purpose === each.purpose && of === each.language,
      ) === index,
  );
}

/** Publishes the words of a purpose as a new version; the same words again are the version they were. */
export async function publishWording(
  club: Club,
  said: Pick<Wording, "purpose" | "language" | "wording">,
): Promise<Wording> {
  const hash = createHash("sha256").update(said.wording).digest("hex");
  for (let tries = 1; ; tries += 1) {
    const published = await transaction(club.db, async (tx) => {
      const before = (await store.wordings(tx)).find(
        ({ purpose, language }) => purpose === said.purpose && language === said.language,
      );
      if (before?.hash === hash) return before;
      const version = (before?.version ?? 0) + 1;
      const wording = { ...said, version, hash, publishedAt: club.clock.now() };
      return (await store.insertWording(tx, wording)) ? wording : null;
    });
    if (published !== null) return published;
    if (tries >= PUBLISH_TRIES_MAX)
      throw new DomainError("conflict", "Others publish words of this purpose now; try again.");
  }
}

export interface Standing {
  readonly memberId: string;
  readonly consents: readonly ConsentRecord[];
  readonly history: readonly ConsentRecord[];
  readonly contact: ContactWishes;
}

/** What a member has agreed to, and how they want to hear from the club. @throws DomainError `erased`, `not_found`. */
export async function standing(db: Db, memberId: string): Promise<Standing> {
  await members.readById(db, memberId);
  const records = await store.records(db, memberId);
  return {
    memberId,
    consents: [...newestOf(records).values()],
    history: records.slice(0, HISTORY_SHOWN_MAX),
    contact: (await store.contact(db, memberId)) ?? unsaidWishes,
  };
}

export interface Choice {
  readonly purpose: ConsentPurpose;
  readonly channel?: ContactChannel | undefined;
  readonly given: boolean;
  readonly language?: string | undefined;
  readonly wordingVersion?: number | undefined;
}

export interface Change {
  readonly memberId: string;
  readonly consents: readonly Choice[];
  readonly contact?:
    | { rhythm?: ContactRhythm | undefined; quiet?: ContactWishes["quiet"] | undefined }
    | undefined;
  /** Through what it came, who did it, and what shows it; no personal data in any of them. */
  readonly source: string;
  readonly actor: string;
  readonly proof: string;
}

/**
 * Records what a member says; what is as it was before makes no new record. The consents are booked as events of the
 * member's log in the same transaction.
 *
 * @throws DomainError `wording_missing` where a consent is given to words that the club has not published, `erased`,
 * `no_programme`, `member_busy`.
 */
export async function change(club: Club, input: Change): Promise<Standing> {
  const { memberId } = input;
  const hasLog = await isDecided(club);
  await transaction(club.db, (tx) => changeWithin(club, tx, { ...input, hasLog }));
  return await standing(club.db, memberId);
}

/** Without a programme nothing can be decided, and there is no log to be complete. */
async function isDecided(club: Club): Promise<boolean> {
  return (await programmes.timelineOfClub(club)) !== null;
}

/**
 * The same within the caller's transaction.
 *
 * @param input.hasLog whether the club has a programme; asked before the transaction where it may have none.
 */
export async function changeWithin(
  club: Club,
  tx: Tx,
  input: Change & { readonly hasLog?: boolean },
): Promise<void> {
  const { memberId } = input;
  const status = await members.lock(tx, memberId);
  if (status === undefined || status === "erased")
    throw new DomainError("erased", "This member has been erased; nothing was recorded.");
  const before = await store.records(tx, memberId);
  const added = newRecords(await store.wordings(tx), before, input, club.clock.now());
  await store.insertRecords(tx, ofMember(memberId, added));
  if (added.length > 0 && input.hasLog !== false) await bookAll(club, tx, memberId, added);
  if (input.contact === undefined) return;
  const wishes = (await store.contact(tx, memberId)) ?? unsaidWishes;
  const { rhythm = wishes.rhythm, quiet = wishes.quiet } = input.contact;
  await store.saveContact(tx, memberId, { rhythm, quiet }, club.clock.now());
}

const ofMember = (memberId: string, records: readonly ConsentRecord[]) =>
  records.map((record) => ({ ...record, memberId }));

function newRecords(
  words: readonly Wording[],
  before: readonly ConsentRecord[],
  input: Change,
  now: number,
): ConsentRecord[] {
  const newest = newestOf(before);
  const added: ConsentRecord[] = [];
  let no = before[0]?.no ?? 0;
  for (const choice of input.consents) {
    const channel = choice.channel ?? null;
    const key = consentKey(choice.purpose, channel);
    const known = newest.get(key);
    const wording = wordingOf(words, choice);
    const isSame =
      known?.given === choice.given &&
      (!choice.given || known.wordingHash === (wording?.hash ?? null));
    // Who never agreed has nothing to take back.
    if (isSame || (known === undefined && !choice.given)) continue;
    no += 1;
    const record = {
      no,
      purpose: choice.purpose,
      channel,
      given: choice.given,
      wordingVersion: wording?.version ?? null,
      wordingHash: wording?.hash ?? null,
      language: wording?.language ?? null,
      source: input.source,
      actor: input.actor,
      proof: input.proof,
      at: now,
    };
    newest.set(key, record);
    added.push(record);
  }
  return added;
}

/**
 * Records what members said when they joined, many at once; who has said something before is left as they are. Booked
 * with the clock of that day.
 *
 * @param said.at epoch milliseconds.
 * @throws DomainError `wording_missing`, `no_programme`, `member_busy`.
 */
export async function recordFirst(
  club: Club,
  tx: Tx,
  said: readonly (Omit<Change, "contact"> & {
    readonly at: number;
    readonly rhythm: ContactRhythm | null;
  })[],
): Promise<void> {
  const ids = said.map(({ memberId }) => memberId);
  const known = await store.haveSaid(tx, ids);
  const words = await store.wordings(tx);
  const fresh = said.filter(({ memberId }) => !known.has(memberId));
  const added = fresh.flatMap((each) =>
    ofMember(each.memberId, newRecords(words, [], each, each.at)),
  );
  await store.insertRecords(tx, added);
  const events = added.map((record) => ({ ...eventOf(record.memberId, record), history: true }));
  if (events.length > 0) await bookEvents(club, tx, events);
  for (const { memberId, rhythm, at } of fresh)
    if (rhythm !== null) await store.saveContact(tx, memberId, { ...unsaidWishes, rhythm }, at);
}

/** The words that were read: the named version, or the newest; to take a consent back needs none. */
function wordingOf(words: readonly Wording[], choice: Choice): Wording | undefined {
  const ofPurpose = words.filter(({ purpose }) => purpose === choice.purpose);
  const found = ofPurpose.find(
    ({ language, version }) =>
      (choice.language === undefined || language === choice.language) &&
      (choice.wordingVersion === undefined || version === choice.wordingVersion),
  );
  if (found !== undefined || !choice.given) return found;
  const which = choice.language === undefined ? "" : ` in ${choice.language}`;
  throw new DomainError(
    "wording_missing",
    `The club has published no such words for ${choice.purpose}${which}, so nobody can agree to them.`,
  );
}

async function bookAll(
  club: Club,
  tx: Tx,
  memberId: string,
  added: readonly ConsentRecord[],
): Promise<void> {
  await bookEvents(
    club,
    tx,
    added.map((record) => eventOf(memberId, record)),
  );
}

function eventOf(memberId: string, { no, purpose, channel, given, at }: ConsentRecord) {
  return {
    source: "trofast",
    id: `consent:${memberId}:${no}`,
    member: members.ownRef(memberId),
    occurredAt: at,
    timedHere: true as const,
    unknownMember: "refuse" as const,
    history: false,
    payload: {
      kind: "consent" as const,
      purpose,
      ...(channel !== null && { contactChannel: channel }),
      given,
    },
  };
}

type ConsentEvent = ReturnType<typeof eventOf>;

async function bookEvents(club: Club, tx: Tx, events: readonly ConsentEvent[]): Promise<void> {
  const answers = await activity.submitWithin(club, tx, events);
  for (const { problem } of answers) {
    if (problem === undefined) continue;
    if (!isProblemCode(problem.code)) throw new Error(`unknown problem code ${problem.code}`);
    throw new DomainError(problem.code, problem.detail);
  }
}

const ID_BYTES = 16;
const MAC_BYTES = 16;

/** Stands in a message's List-Unsubscribe header (RFC 8058): it takes one consent back and opens nothing else. */
export async function unsubscribeToken(
  club: Club,
  of: {
    readonly memberId: string;
    readonly purpose: ConsentPurpose;
    readonly channel: ContactChannel;
  },
): Promise<string> {
  const body = Buffer.concat([
    Buffer.from(of.memberId.replaceAll("-", ""), "hex"),
    Buffer.from([consentPurposes.indexOf(of.purpose), contactChannels.indexOf(of.channel)]),
  ]);
  const mac = members.sign(await members.secret(club, "link"), body, MAC_BYTES);
  return Buffer.concat([body, mac]).toString("base64url");
}

export interface Unsubscribe {
  readonly memberId: string;
  readonly purpose: ConsentPurpose;
  readonly channel: ContactChannel;
}

/** What a token takes back. @throws DomainError `not_found` for every token that the club has not made. */
export async function readUnsubscribe(club: Club, token: string): Promise<Unsubscribe> {
  const bytes = Buffer.from(token, "base64url");
  const body = bytes.subarray(0, ID_BYTES + 2);
  const purpose = consentPurposes[body[ID_BYTES] ?? -1];
  const channel = contactChannels[body[ID_BYTES + 1] ?? -1];
  const key = await members.knownSecret(club, "link");
  const isOurs =
    key !== null &&
    members.isSame(members.sign(key, body, MAC_BYTES), bytes.subarray(ID_BYTES + 2));
  if (!isOurs || purpose === undefined || channel === undefined)
    throw new DomainError("not_found", "This link is none of the club's; is it complete?");
  const hex = body.subarray(0, ID_BYTES).toString("hex");
  const memberId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  return { memberId, purpose, channel };
}

/** Whether the consent that a token names is given now; not given for who was erased. */
export async function isGiven(
  db: Db,
  { memberId, purpose, channel }: Unsubscribe,
): Promise<boolean> {
  return (await store.newest(db, { memberId, purpose, channel }))?.given === true;
}

/** Takes a consent back by a token, once or again. An erased member has none any more: nothing is done. */
export async function unsubscribe(club: Club, token: string): Promise<Unsubscribe> {
  const read = await readUnsubscribe(club, token);
  const { memberId, purpose, channel } = read;
  const member = (await members.byIds(club.db, [memberId])).get(memberId);
  if (member === undefined || member.status === "erased") return read;
  const hasLog = await isDecided(club);
  await transaction(club.db, (tx) =>
    changeWithin(club, tx, {
      hasLog,
      memberId,
      consents: [{ purpose, channel, given: false }],
      source: "link",
      actor: "link",
      proof: "signed link in a message",
    }),
  );
  return read;
}
