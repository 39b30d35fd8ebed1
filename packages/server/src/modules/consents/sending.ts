/** Links on their way to a member's own address. */
import type { Club } from "../../club.ts";
import { requireLimit } from "../../platform/limits.ts";
import { mailerOf } from "../../platform/mail.ts";
import { textSenderOf } from "../../platform/sms.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { confirmWords } from "./confirming-words.ts";
import type { ConsentRequest } from "./domain.ts";
import * as requests from "./request-store.ts";

const HOUR = 3_600;
const DAY = 86_400;
/** Nobody is asked over and over for what they do not answer. */
const LINKS_PER_ADDRESS_DAY = 3;

/** Where a link leads: below the club's address, and in full where it has one. */
export function linkOf(
  { config }: Club,
  token: string,
): { readonly path: string; readonly url: string | null } {
  const url = config.url === null ? null : `${config.url}/c/${token}`;
  return { path: `${config.mount}/c/${token}`, url };
}

/** @throws DomainError `rate_limited`, `delivery_failed`. */
export async function sendLink(
  club: Club,
  to: members.Identifier,
  { request, token }: { readonly request: ConsentRequest; readonly token: string },
): Promise<void> {
  const { url } = linkOf(club, token);
  if (url === null) throw new Error("a link is sent where the club has an address");
  await takeSending(club, to);
  const words = await wordsFor(club, request, url);
  if (to.source === "email")
    await mailerOf(club)?.send({
      to: to.address,
      subject: words.subject,
      text: words.text,
      // So that no holiday reply answers it (RFC 3834).
      headers: { "auto-submitted": "auto-generated" },
    });
  else await textSenderOf(club)?.send({ to: to.address, text: words.short });
  await requests.markSent(club.db, request.requestId, club.clock.now());
}

async function takeSending(club: Club, { source, id }: members.Identifier): Promise<void> {
  const most = source === "email" ? club.config.mailsPerHour : club.config.smsPerHour;
  await requireLimit(
    club.db,
    [
      {
        feature: "consents.link",
        subject: `identifier:${id}`,
        most: LINKS_PER_ADDRESS_DAY,
        perSeconds: DAY,
      },
      { feature: `consents.sent-by-${source}`, subject: "club", most, perSeconds: HOUR },
    ],
    club.clock.now(),
  );
}

async function wordsFor(club: Club, request: ConsentRequest, link: string) {
  const said = (await programmes.timelineOfClub(club))?.at(club.clock.now()).source.club;
  const { profile } = await members.readById(club.db, request.memberId);
  return confirmWords({
    wanted: [profile["language"], request.choices[0]?.language, ...(said?.languages ?? [])],
    club: said?.name ?? "Trofast",
    link,
  });
}
