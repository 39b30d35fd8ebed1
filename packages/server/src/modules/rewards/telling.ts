/** A place that came by itself is told: units were taken for it, and it can be given back for a while. */
import type { Club } from "../../club.ts";
import { mailerOf } from "../../platform/mail.ts";
import { textSenderOf } from "../../platform/sms.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { textIn, type Redemption } from "./domain.ts";
import { visitIn } from "./seats.ts";
import { languageOf, movedUpWords } from "./telling-words.ts";

/**
 * Tells who has moved up from a waiting list, by the way they have proven: e-mail, else a text message. It is part of
 * what they asked for and needs no consent. What cannot be sent is noted; the place is theirs all the same.
 */
export async function tellMovedUp(club: Club, redemption: Redemption): Promise<void> {
  try {
    const member = await members.readById(club.db, redemption.memberId);
    const way = wayTo(club, member);
    if (way === null) return;
    const words = await wordsFor(club, redemption, member);
    if (way.source === "email")
      await mailerOf(club)?.send({
        to: way.id,
        subject: words.subject,
        text: words.text,
        // So that no holiday reply answers it (RFC 3834).
        headers: { "auto-submitted": "auto-generated" },
      });
    else await textSenderOf(club)?.send({ to: way.id, text: words.short });
  } catch (error) {
    club.log.warn({ err: error }, "who has moved up from a waiting list could not be told");
  }
}

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
