/** Whoever guesses at codes and gift cards is slowed down, one by one; many at once are told to those who watch the club. */
import { CODE_ALARM_AN_HOUR } from "@trofast/contract/rewards-codes";
import { perClub, type Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { requireLimit, takeLimit, takenLately, type Limit } from "../../platform/limits.ts";

/** From one address: nobody has more codes to type than this. */
const PUBLIC = { perMinute: 5, perHour: 20 };
/** A till asks for the codes of its customers all day, but no till types thousands. */
const TILL = { perMinute: 120, perHour: 1000 };
const ALARM_TOLD_EVERY_MS = 60_000;

/** @throws DomainError `rate_limited`. */
export async function limitPublic(club: Club, address: string): Promise<void> {
  await limit(club, `address:${address}`, PUBLIC);
}

/** @throws DomainError `rate_limited`. */
export async function limitTill(club: Club, caller: Caller): Promise<void> {
  await limit(club, `caller:${caller.id}`, TILL);
}

async function limit(club: Club, subject: string, most: typeof PUBLIC): Promise<void> {
  const feature = "rewards.code";
  const limits = [
    { feature, subject, most: most.perMinute, perSeconds: 60 },
    { feature, subject, most: most.perHour, perSeconds: 3600 },
  ];
  await requireLimit(club.db, limits, club.clock.now());
}

/** Wrong codes of the whole club, wherever they were tried: fifty times what one address may try in an hour. */
const wrongCodes: Limit = {
  feature: "rewards.wrong_code",
  subject: "club",
  most: CODE_ALARM_AN_HOUR,
  perSeconds: 3600,
};

const toldOf = perClub(() => ({ at: -Infinity }));

/**
 * The refusal of a code that is unknown, used or expired, counted. Nobody is shut out by others' guesses: it is for a
 * person to look. Call it outside of transactions.
 */
export async function wrongCode(club: Club): Promise<DomainError> {
  const now = club.clock.now();
  club.metrics.wrongCodes.inc();
  const { allowed } = await takeLimit(club.db, [wrongCodes], now);
  const told = toldOf(club);
  if (!allowed && now - told.at >= ALARM_TOLD_EVERY_MS) {
    told.at = now;
    club.log.error(
      { wrongCodes: CODE_ALARM_AN_HOUR },
      "codes are being guessed: as many wrong ones in an hour",
    );
  }
  return new DomainError("code_not_valid", "This code cannot be used.");
}

/** How many wrong codes were tried in the last hour; no more are counted than raise the alarm. */
export async function wrongCodesLastHour(db: Db, now: number): Promise<number> {
  return await takenLately(db, wrongCodes, now);
}
