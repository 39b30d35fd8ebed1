/** Whoever guesses at codes and gift cards is slowed down, one by one; many at once are told to those who watch the club. */
import { CODE_ALARM_AN_HOUR } from "@trofast/contract/rewards-codes";
import { perClub, type Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import {
  requireLeft,
  requireLimit,
  takeLimit,
  takenLately,
  type Limit,
} from "../../platform/limits.ts";

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
  await limit(club, subjectOf(caller), TILL);
}

const subjectOf = ({ id }: Pick<Caller, "id">): string => `caller:${id}`;

async function limit(club: Club, subject: string, most: typeof PUBLIC): Promise<void> {
  await requireLimit(club.db, limitsOf(subject, most), club.clock.now());
}

function limitsOf(subject: string, most: typeof PUBLIC): Limit[] {
  const feature = "rewards.code";
  return [
    { feature, subject, most: most.perMinute, perSeconds: 60 },
    { feature, subject, most: most.perHour, perSeconds: 3600 },
  ];
}

/**
 * For a call that names codes beside all else, as a quote does. A wrong one counts as anywhere; a right one does not, since
 * a basket is quoted anew with each of its changes, and a busy shop would be stopped by its honest customers. Call it
 * outside of transactions.
 *
 * @throws DomainError `rate_limited` where the caller has tried too many already; else what `work` throws.
 */
export async function countingWrong<T>(
  club: Club,
  caller: Pick<Caller, "id">,
  work: () => Promise<T>,
): Promise<T> {
  const limits = limitsOf(subjectOf(caller), TILL);
  await requireLeft(club.db, limits, club.clock.now());
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "code_not_valid") throw error;
    await takeLimit(club.db, limits, club.clock.now());
    await wrongCode(club);
    // What the call has said itself: it names the place of the wrong one.
    throw error;
  }
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
