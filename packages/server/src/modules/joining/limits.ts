/** How often codes are asked for and guessed, in the club's database and so for all its processes together. */
import type { Club } from "../../club.ts";
import { requireLimit } from "../../platform/limits.ts";
import type { Limit } from "../../platform/limits.ts";
import type { Channel } from "./domain.ts";

const HOUR = 3_600;
const DAY = 86_400;

/** A person mistypes; a machine that floods a mailbox or a telephone does more. */
const CODES_PER_IDENTIFIER_HOUR = 5;
const CODES_PER_IDENTIFIER_DAY = 10;
/** A shop's own network may be one address for all who join there. */
const CODES_PER_ADDRESS_HOUR = 60;
/** Of a million codes: the chance to guess one in a year of trying stays below one in ten. */
const TRIES_PER_IDENTIFIER_HOUR = 10;
const TRIES_PER_ADDRESS_MINUTE = 20;
const TRIES_PER_ADDRESS_HOUR = 120;
const TILL_TOKENS_PER_KEY_HOUR = 600;
const PRESENCES_PER_HOUR = 60;

/**
 * Before a code is sent.
 *
 * @throws DomainError `rate_limited`.
 */
export async function takeSending(
  club: Club,
  asked: { readonly address: string; readonly identifier: string; readonly channel: Channel },
): Promise<void> {
  const { address, identifier, channel } = asked;
  const total = channel === "email" ? club.config.mailsPerHour : club.config.smsPerHour;
  const limits: Limit[] = [
    {
      feature: "joining.code",
      subject: `identifier:${identifier}`,
      most: CODES_PER_IDENTIFIER_HOUR,
      perSeconds: HOUR,
    },
    {
      feature: "joining.code",
      subject: `identifier:${identifier}`,
      most: CODES_PER_IDENTIFIER_DAY,
      perSeconds: DAY,
    },
    {
      feature: "joining.code",
      subject: `address:${address}`,
      most: CODES_PER_ADDRESS_HOUR,
      perSeconds: HOUR,
    },
    { feature: `joining.sent-by-${channel}`, subject: "club", most: total, perSeconds: HOUR },
  ];
  await requireLimit(club.db, limits, club.clock.now());
}

/**
 * Before a code is compared.
 *
 * @throws DomainError `rate_limited`.
 */
export async function takeGuess(club: Club, address: string): Promise<void> {
  const subject = `address:${address}`;
  await requireLimit(
    club.db,
    [
      { feature: "joining.guess", subject, most: TRIES_PER_ADDRESS_MINUTE, perSeconds: 60 },
      { feature: "joining.guess", subject, most: TRIES_PER_ADDRESS_HOUR, perSeconds: HOUR },
    ],
    club.clock.now(),
  );
}

/**
 * Before a code for one identifier is compared, whoever tries and with however many handles.
 *
 * @throws DomainError `rate_limited`.
 */
export async function takeIdentifierGuess(club: Club, identifier: string): Promise<void> {
  await requireLimit(
    club.db,
    [
      {
        feature: "joining.guess-identifier",
        subject: identifier,
        most: TRIES_PER_IDENTIFIER_HOUR,
        perSeconds: HOUR,
      },
    ],
    club.clock.now(),
  );
}

/** Before a till vouches for somebody. @throws DomainError `rate_limited`. */
export async function takePresence(club: Club, subject: string): Promise<void> {
  await requireLimit(
    club.db,
    [{ feature: "joining.presence", subject, most: PRESENCES_PER_HOUR, perSeconds: HOUR }],
    club.clock.now(),
  );
}

/** @throws DomainError `rate_limited`. */
export async function takeTillToken(club: Club, caller: string): Promise<void> {
  await requireLimit(
    club.db,
    [
      {
        feature: "joining.till-token",
        subject: caller,
        most: TILL_TOKENS_PER_KEY_HOUR,
        perSeconds: HOUR,
      },
    ],
    club.clock.now(),
  );
}
