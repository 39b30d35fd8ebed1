/** Records of what members say about consents, each booked as an event of their log. */
import type { ConsentPurpose, ContactChannel, ContactRhythm } from "@trofast/contract/consents";
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { consentKey, newestOf, stricterWishes, unsaidWishes, waitingOf } from "./domain.ts";
import type { ConsentRecord, ContactWishes, Wording } from "./domain.ts";
import * as requests from "./request-store.ts";
import * as store from "./store.ts";

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
  /** A no is kept also of who has never said anything: a system that repeats it later says nothing new. */
  readonly keepsFirstNo?: boolean;
}

/** Without a programme nothing can be decided, and there is no log to be complete. */
export async function isDecided(club: Club): Promise<boolean> {
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
  const now = club.clock.now();
  const before = await store.records(tx, memberId);
  const asked = waitingOf(await requests.openOf(tx, memberId, now), newestOf(before));
  const pending = new Set(asked.map(({ choice }) => consentKey(choice.purpose, choice.channel)));
  const added = newRecords(await store.wordings(tx), { before, pending }, input, now);
  await store.insertRecords(tx, ofMember(memberId, added));
  if (added.length > 0 && input.hasLog !== false) await bookAll(club, tx, memberId, added);
  if (input.contact === undefined) return;
  const wishes = (await store.contact(tx, memberId)) ?? unsaidWishes;
  const { rhythm = wishes.rhythm, quiet = wishes.quiet } = input.contact;
  await store.saveContact(tx, memberId, { rhythm, quiet }, now);
}

/**
 * The contact wishes of two members who become one: where both have said something the stricter, else what either has
 * said. Null where the one who goes has said nothing.
 */
export async function wishesTogether(
  db: Db,
  { memberId, into }: { readonly memberId: string; readonly into: string },
): Promise<ContactWishes | null> {
  const said = await store.contact(db, memberId);
  if (said === undefined) return null;
  const own = await store.contact(db, into);
  return own === undefined ? said : stricterWishes(own, said);
}

const ofMember = (memberId: string, records: readonly ConsentRecord[]) =>
  records.map((record) => ({ ...record, memberId }));

function newRecords(
  words: readonly Wording[],
  { before, pending }: { before: readonly ConsentRecord[]; pending: ReadonlySet<string> },
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
    // Who never agreed has nothing to take back, unless somebody else says that they did.
    const isFirstNo = known === undefined && !choice.given;
    const isNothing = isSame || (isFirstNo && input.keepsFirstNo !== true);
    if (isNothing && (choice.given || !pending.has(key))) continue;
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

const nothingSaid = { before: [], pending: new Set<string>() };

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
    ofMember(each.memberId, newRecords(words, nothingSaid, each, each.at)),
  );
  await store.insertRecords(tx, added);
  const events = added.map((record) => ({ ...eventOf(record.memberId, record), history: true }));
  if (events.length > 0) await bookEvents(club, tx, events);
  for (const { memberId, rhythm, at } of fresh)
    if (rhythm !== null) await store.saveContact(tx, memberId, { ...unsaidWishes, rhythm }, at);
}

/** The words that were read: the named version, or the newest; to take a consent back needs none. */
export function wordingOf(words: readonly Wording[], choice: Choice): Wording | undefined {
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
