/** What is to be remembered of a member's complaints when the member is met again. */

interface Remembered {
  readonly eventId: string;
  readonly at: string;
  readonly answeredAt: string | null;
}

const DAY_MS = 86_400_000;
/** Before, the answer may not have had its effect; after, nobody wants to be reminded. */
const ASK_AFTER_DAYS = 3;
const ASK_WITHIN_DAYS = 45;

/**
 * Which complaints wait for an answer, and of those that have one the newest to ask about again.
 *
 * @param now epoch milliseconds by the club's clock.
 */
export function careOf<C extends Remembered>(
  complaints: readonly C[],
  now: number,
): { readonly open: readonly C[]; readonly askAbout: (C & Answered) | null } {
  const open = complaints.filter(({ answeredAt }) => answeredAt === null);
  const [newest] = complaints
    .filter(isAnswered)
    .toSorted((one, other) => (one.at < other.at ? 1 : -1));
  if (open.length > 0 || newest === undefined) return { open, askAbout: null };
  const days = (now - Date.parse(newest.answeredAt)) / DAY_MS;
  return { open, askAbout: days >= ASK_AFTER_DAYS && days <= ASK_WITHIN_DAYS ? newest : null };
}

interface Answered {
  readonly answeredAt: string;
}

const isAnswered = <C extends Remembered>(complaint: C): complaint is C & Answered =>
  complaint.answeredAt !== null;
