/**
 * How somebody comes to be a member, comes back, proves again who they are, and is stopped.
 *
 * identifier: an e-mail address or a telephone number; one is enough to join.
 * code: six digits that go to the identifier, once, for ten minutes. The handle goes back to whoever asked; only both
 * together open anything, so a code that was read aloud is of no use without the asker's own screen.
 * step-up: a fresh code of somebody who is signed in, before an act that cannot be undone.
 * presence: the same for a member to whom no code can be sent: the till reads what their screen shows.
 * till token: what the till shows as a QR code; who reads it there joins without any identifier.
 * frozen: a member who earns but cannot spend, while somebody looks into something.
 *
 * What always holds:
 * - What is answered and what is sent is the same whether or not somebody goes by an identifier, and nobody is looked
 *   up before the code has come back.
 * - Joining is an event like any other, in the same transaction as the member and the session.
 * - No code and no address is in a log. A link holds them behind #, which no browser sends to a server.
 *
 * What it does not do: identities and codes are kept by `members`, sessions by `access`.
 */

/** How long a fresh code counts as fresh. */
export const PROOF_MS = 10 * 60_000;

export type Channel = "email" | "sms";

/** Languages in which the messages are written. */
export const messageLanguages = ["sv", "da", "en"] as const;
export type MessageLanguage = (typeof messageLanguages)[number];

/** The first of these languages that messages are written in. */
export function messageLanguage(wanted: readonly (string | undefined)[]): MessageLanguage {
  for (const language of wanted) {
    const short = language?.slice(0, 2).toLowerCase();
    const known = messageLanguages.find((each) => each === short);
    if (known !== undefined) return known;
  }
  return "en";
}
