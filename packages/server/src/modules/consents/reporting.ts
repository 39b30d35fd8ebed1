/**
 * What other systems tell of consents, again and again: a web shop at each change of a customer. What is news waits for
 * the member, or is a withdrawal at once; what was told before asks nobody twice.
 */
import type { ConsentPurpose, ContactChannel } from "@trofast/contract/consents";
import type { Club } from "../../club.ts";
import { recordOf } from "./confirming.ts";
import { consentKey } from "./domain.ts";
import type { ConsentRecord, PendingChoice } from "./domain.ts";
import type { Choice } from "./recording.ts";
import * as requests from "./request-store.ts";
import * as store from "./store.ts";

/**
 * A yes from longer ago is put before nobody: that it was asked for before is remembered so long, and whoever connects a
 * shop with years behind it does not write to all its customers.
 */
const NEWS_MS = 30 * 86_400_000;
const PROOF_LENGTH_MAX = 100;

/** One consent as another system tells it. */
export interface ReportedConsent {
  readonly purpose: ConsentPurpose;
  /** Null where the purpose has no ways. */
  readonly channel: ContactChannel | null;
  readonly given: boolean;
  /** When the person said so, epoch milliseconds; null: the system tells how it stands, and not since when. */
  readonly at: number | null;
  /** The field that says so, and when; nothing personal. */
  readonly proof: string;
}

export interface Report {
  readonly memberId: string;
  readonly source: string;
  readonly actor: string;
  readonly said: readonly ReportedConsent[];
}

/**
 * Records what is news. A withdrawal works at once, whatever becomes of the rest.
 *
 * @returns whether a consent could not be asked for, since the club has published no words for it.
 * @throws DomainError `erased`, `no_programme`, `member_busy`.
 */
export async function report(
  club: Club,
  { memberId, source, actor, said }: Report,
): Promise<"recorded" | "wording_missing"> {
  const records = await store.records(club.db, memberId);
  const asked = await requests.allChoices(club.db, memberId);
  const news = said.filter((each) =>
    isNews(each, { source, records, asked, now: club.clock.now() }),
  );
  const by = { memberId, source, actor };
  const taken = news.filter(({ given }) => !given);
  if (taken.length > 0)
    await recordOf(club, {
      ...by,
      consents: taken.flatMap((each) => withdrawn(each, records, asked)),
      keepsFirstNo: true,
      proof: proofOf(taken),
    });
  const words = new Set((await store.wordings(club.db)).map(({ purpose }) => purpose));
  const wanted = news.filter(({ given }) => given);
  const given = wanted.filter(({ purpose }) => words.has(purpose));
  if (given.length > 0)
    await recordOf(club, { ...by, consents: given.map(choiceOf), proof: proofOf(given) });
  return wanted.every(({ purpose }) => words.has(purpose)) ? "recorded" : "wording_missing";
}

const keyOf = ({ purpose, channel }: Pick<ReportedConsent, "purpose" | "channel">): string =>
  consentKey(purpose, channel);

interface Known {
  readonly source: string;
  /** The newest first. */
  readonly records: readonly ConsentRecord[];
  readonly asked: readonly PendingChoice[];
  readonly now: number;
}

function isNews(said: ReportedConsent, { source, records, asked, now }: Known): boolean {
  const ofKey = records.filter((record) => keyOf(record) === keyOf(said));
  if (said.given && ofKey[0]?.given === true) return false;
  const requested = asked.filter(
    (choice) => choice.source === source && keyOf(choice) === keyOf(said),
  );
  if (said.at === null) return isChange(said, ofKey, { source, requested });
  // Whatever was said since counts for more, and what was asked for since is the same or newer.
  const { at } = said;
  if (ofKey.some((record) => record.at >= at)) return false;
  if (said.given && at < now - NEWS_MS) return false;
  return !said.given || !requested.some(({ askedAt }) => askedAt >= at);
}

/**
 * Of a system that tells how it stands, and not since when: only what differs from its own last word. Its first yes asks
 * nobody who has answered elsewhere; its first no is a no.
 */
function isChange(
  { given }: ReportedConsent,
  ofKey: readonly ConsentRecord[],
  its: { readonly source: string; readonly requested: readonly PendingChoice[] },
): boolean {
  const [last] = [
    ...ofKey.filter(({ source }) => source === its.source),
    ...its.requested.map(({ askedAt }) => ({ given: true, at: askedAt })),
  ].toSorted((left, right) => right.at - left.at);
  if (last !== undefined) return last.given !== given;
  return !given || ofKey.length === 0;
}

/** Who wants no news by a way wants no chosen offers by it either, where they have agreed to those. */
function withdrawn(
  said: ReportedConsent,
  records: readonly ConsentRecord[],
  asked: readonly PendingChoice[],
): Choice[] {
  const own = choiceOf(said);
  if (said.purpose !== "marketing") return [own];
  const chosen = { purpose: "personalised_marketing", channel: said.channel } as const;
  const isKnown = [...records, ...asked].some((each) => keyOf(each) === keyOf(chosen));
  return isKnown ? [own, { ...own, purpose: chosen.purpose }] : [own];
}

function choiceOf({ purpose, channel, given }: ReportedConsent): Choice {
  return { purpose, ...(channel !== null && { channel }), given };
}

const proofOf = (said: readonly ReportedConsent[]): string =>
  said
    .map(({ proof }) => proof)
    .join(", ")
    .slice(0, PROOF_LENGTH_MAX);
