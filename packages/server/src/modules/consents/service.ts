/** Use cases of consents: words published, consents given and taken back, and how a member stands. */
import { createHash } from "node:crypto";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import { recordOf } from "./confirming.ts";
import { newestOf, textOf, unsaidWishes, waitingOf } from "./domain.ts";
import type {
  ConsentRecord,
  ConsentRequest,
  ContactWishes,
  PendingChoice,
  Wording,
} from "./domain.ts";
import { changeWithin, isDecided } from "./recording.ts";
import type { Change } from "./recording.ts";
import * as requests from "./request-store.ts";
import * as store from "./store.ts";

export { answer } from "./answering.ts";
export { askAgain } from "./confirming.ts";
export { clockOf, minutesOf } from "./domain.ts";
export { confirm, readRequest } from "./following.ts";
export type { Followed } from "./following.ts";
export { budgets, countContact } from "./budget.ts";
export { mayContact, mayUse } from "./gate.ts";
export { changeWithin, recordFirst, wishesTogether } from "./recording.ts";
export type { Change } from "./recording.ts";
export { report } from "./reporting.ts";
export { linkOf } from "./sending.ts";
export {
  isGiven,
  readUnsubscribe,
  unsubscribe,
  unsubscribeLink,
  unsubscribeToken,
} from "./unsubscribing.ts";

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
  /** What others recorded, and the member has not confirmed. */
  readonly pending: readonly {
    readonly choice: PendingChoice;
    readonly request: ConsentRequest;
    /** The words that it is said to be given to. */
    readonly wording: string;
  }[];
}

/** What a member has agreed to, and how they want to hear from the club. @throws DomainError `erased`, `not_found`. */
export async function standing(
  db: Db,
  { memberId, now }: { readonly memberId: string; readonly now: number },
): Promise<Standing> {
  await members.readById(db, memberId);
  const records = await store.records(db, memberId);
  const newest = newestOf(records);
  return {
    memberId,
    consents: [...newest.values()],
    pending: await worded(db, waitingOf(await requests.openOf(db, memberId, now), newest)),
    history: records.slice(0, HISTORY_SHOWN_MAX),
    contact: (await store.contact(db, memberId)) ?? unsaidWishes,
  };
}

async function worded(db: Db, waiting: ReturnType<typeof waitingOf>): Promise<Standing["pending"]> {
  if (waiting.length === 0) return [];
  const words = await store.wordings(db);
  return waiting.map(({ choice, request }) => ({
    choice,
    request,
    wording: textOf(words, choice),
  }));
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
  return await standing(club.db, { memberId, now: club.clock.now() });
}

/**
 * Records what somebody else says of a member: what is given waits until the member has confirmed it.
 *
 * @param input.confirmed the member has confirmed it elsewhere, and the proof says where.
 * @throws DomainError `wording_missing`, `erased`, `no_programme`, `member_busy`.
 */
export async function recordFor(
  club: Club,
  input: Change & { readonly confirmed: boolean },
): Promise<Standing> {
  const { confirmed, memberId, ...said } = input;
  if (confirmed) return await change(club, { ...said, memberId });
  await recordOf(club, { ...said, memberId });
  return await standing(club.db, { memberId, now: club.clock.now() });
}

/** Ends the links that members were sent and have not followed: what they stood for is not as it was. */
export async function endRequests(tx: Tx, memberIds: readonly string[], now: number) {
  await requests.replaceOpen(tx, memberIds, now);
}
