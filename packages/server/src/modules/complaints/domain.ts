/**
 * Complaints: what a member was not content with, remembered until it is answered, and after that long enough to ask
 * whether all is well.
 *
 * Words: complaint (an activity of the programme with this id), answer (the activity complaint_answered: it answers
 * everything that waited), subject (what a complaint is about, in one word of a few).
 *
 * What always holds: a complaint is an event like any other, so it has no table of its own, is in the member's history
 * and stays when the member is forgotten; for that reason no event holds what somebody said.
 * While a complaint waits, nothing is sold to the member: the gate of the consents asks here.
 *
 * What it does not do: say sorry. What an apology gives stands in the programme's rules.
 */

/** An activity that is a complaint, or the answer to those before it. */
export interface Deed {
  readonly id: string;
  readonly isAnswer: boolean;
  readonly about: string | null;
  readonly channel: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

export interface Complaint extends Omit<Deed, "isAnswer"> {
  readonly answeredAt: number | null;
}

/** Complaints, newest first, each with the first answer that came after it. */
export function complaintsOf(newestFirst: readonly Deed[]): Complaint[] {
  const complaints: Complaint[] = [];
  let answeredAt: number | null = null;
  for (const { isAnswer, ...deed } of newestFirst)
    if (isAnswer) answeredAt = deed.at;
    else complaints.push({ ...deed, answeredAt });
  return complaints;
}
