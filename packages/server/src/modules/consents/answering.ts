/** A member's own answer, signed in, to what somebody else recorded of them. */
import type { ConsentPurpose, ContactChannel } from "@trofast/contract/consents";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import { consentKey, newestOf, waitingOf } from "./domain.ts";
import type { ConsentRecord, PendingChoice } from "./domain.ts";
import { changeWithin, isDecided } from "./recording.ts";
import type { Change } from "./recording.ts";
import * as requests from "./request-store.ts";
import * as store from "./store.ts";

export interface Answer {
  readonly memberId: string;
  readonly sessionId: string;
  readonly purpose: ConsentPurpose;
  readonly channel: ContactChannel | null;
  /** Of the words that the member has read. */
  readonly wordingHash: string;
  readonly confirmed: boolean;
}

/**
 * Confirms or declines what waits. The same answer again is the answer that was given.
 *
 * @throws DomainError `conflict` where it does not wait any more, or waits with other words; `erased`, `no_programme`,
 * `member_busy`.
 */
export async function answer(club: Club, said: Answer): Promise<void> {
  const { memberId, purpose, channel, wordingHash, confirmed } = said;
  const hasLog = await isDecided(club);
  await transaction(club.db, async (tx) => {
    await members.lock(tx, memberId);
    const newest = newestOf(await store.records(tx, memberId));
    const waiting = waitingOf(await requests.openOf(tx, memberId, club.clock.now()), newest);
    const key = consentKey(purpose, channel);
    const found = waiting.find(
      ({ choice }) =>
        consentKey(choice.purpose, choice.channel) === key && choice.wordingHash === wordingHash,
    );
    if (found === undefined) {
      if (isAnswered(newest.get(key), said)) return;
      throw new DomainError(
        "conflict",
        "This does not wait for an answer any more: its time has run out, or it was answered elsewhere.",
      );
    }
    const change = confirmed ? yesTo(found.choice, said) : noTo(found.choice, said);
    await changeWithin(club, tx, { ...change, memberId, actor: "member", hasLog });
  });
}

function isAnswered(known: ConsentRecord | undefined, said: Answer): boolean {
  if (known?.given !== said.confirmed) return false;
  return !said.confirmed || known.wordingHash === said.wordingHash;
}

type Said = Omit<Change, "memberId" | "actor">;

function yesTo(choice: PendingChoice, { sessionId }: Answer): Said {
  const { purpose, channel, language, wordingVersion, source, proof } = choice;
  const way = channel === null ? {} : { channel };
  return {
    consents: [{ purpose, ...way, given: true, language, wordingVersion }],
    source,
    proof: `${proof}; confirmed in session ${sessionId}`,
  };
}

function noTo({ purpose, channel, proof }: PendingChoice, { sessionId }: Answer): Said {
  const way = channel === null ? {} : { channel };
  return {
    consents: [{ purpose, ...way, given: false }],
    source: "app",
    proof: `declined in session ${sessionId}: ${proof}`,
  };
}
