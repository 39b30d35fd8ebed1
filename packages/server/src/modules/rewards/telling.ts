/** A place that came by itself is told: units were taken for it, and it can be given back for a while. */
import type { Club } from "../../club.ts";
import { languageOf } from "../../platform/languages.ts";
import { mailerOf } from "../../platform/mail.ts";
import { textSenderOf } from "../../platform/sms.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { textIn, type Redemption } from "./domain.ts";
import * as seats from "./seat-store.ts";
import { visitIn } from "./seats.ts";
import * as store from "./store.ts";
import { movedUpWords } from "./telling-words.ts";

/** When it is tried again after each try that failed. The first is also how long one try may take. */
const AGAIN_AFTER_MS = [60_000, 300_000, 1_800_000, 7_200_000, 21_600_000];
const TOLD_PER_RUN_MAX = 200;

/**
 * Tells everybody who has moved up from a waiting list and has not been told, by the way they have proven: e-mail, else a
 * text message. It is part of what they asked for and needs no consent. That somebody has to be told is written with their
 * place; so it is told at least once, whatever stops the server between, and a mail that goes twice has one id. What cannot
 * be sent is tried again some times; the place is theirs all the same.
 *
 * @returns how many were told.
 */
export async function tellMovedUp(club: Club): Promise<number> {
  const now = club.clock.now();
  let told = 0;
  for (const untold of await seats.untold(club.db, now, TOLD_PER_RUN_MAX)) {
    const wait = AGAIN_AFTER_MS[untold.tries];
    const until = now + (wait ?? 0);
    if (wait !== undefined && !(await seats.beginTelling(club.db, { ...untold, until }))) continue;
    const isDone = wait === undefined || (await tellOne(club, untold));
    if (!isDone) continue;
    await seats.endTelling(club.db, untold);
    told += 1;
  }
  return told;
}

/** False where it has to be tried again. */
async function tellOne(club: Club, { redemptionId }: seats.Untold): Promise<boolean> {
  try {
    const redemption = await store.findRedemption(club.db, redemptionId);
    // Given back meanwhile: there is no place to tell of.
    if (!redemption || redemption.state === "cancelled") return true;
    const member = await members.readById(club.db, redemption.memberId);
    const way = wayTo(club, member);
    if (way === null) return true;
    const words = await wordsFor(club, redemption, member);
    if (way.source === "email")
      await mailerOf(club)?.send({
        to: way.id,
        subject: words.subject,
        text: words.text,
        headers: {
          // So that no holiday reply answers it (RFC 3834).
          "auto-submitted": "auto-generated",
          // Sent again, it is the same mail to whoever reads it (RFC 5322, 3.6.4).
          "message-id": `<moved-up.${redemptionId}@${hostOf(club)}>`,
        },
      });
    else await textSenderOf(club)?.send({ to: way.id, text: words.short });
    return true;
  } catch (error) {
    club.log.warn({ err: error }, "who has moved up from a waiting list could not be told");
    return false;
  }
}

const hostOf = ({ config: { url } }: Club): string =>
  (url === null ? null : URL.parse(url)?.hostname) ?? "trofast.invalid";

function wayTo(club: Club, member: members.Member): members.MemberRef | null {
  const proven = member.identities
    .filter(({ until, provenAt }) => until === null && provenAt !== null)
    .toSorted((left, right) => (right.provenAt ?? 0) - (left.provenAt ?? 0));
  const mail = mailerOf(club) === null ? undefined : proven.find((ref) => ref.source === "email");
  const phone =
    textSenderOf(club) === null ? undefined : proven.find((ref) => ref.source === "phone");
  return mail ?? phone ?? null;
}

async function wordsFor(club: Club, redemption: Redemption, member: members.Member) {
  const programme = (await activity.timelineOf(club)).at(club.clock.now());
  const { name, languages } = programme.source.club;
  const language = languageOf([member.profile["language"], ...languages]);
  const reward = programme.rewards.get(redemption.reward);
  const unitName = (unit: string): string =>
    textIn(programme.source.units[unit]?.name, language) ?? unit;
  const { url } = club.config;
  return movedUpWords({
    language,
    club: name,
    reward: textIn(reward?.source.name, language) ?? redemption.reward,
    place: textIn(reward?.source.visit?.place, language),
    places: redemption.count,
    taken: Object.entries(redemption.cost).map(([unit, amount]) => ({
      amount,
      unit: unitName(unit),
    })),
    visit: reward ? visitIn(programme, reward) : null,
    link: url === null ? null : `${url}/rewards/${redemption.reward}`,
  });
}
