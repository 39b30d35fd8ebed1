/** What the server has written into the page: who the club is, in which language and theme, and for whom. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readOverview } from "@trofast/contract/insights";
import type { readPublicClub } from "@trofast/contract/settings";
import type { getMe } from "@trofast/contract/self";
import type { readOwn } from "@trofast/contract/staff";

export type PublicClub = AnswerOf<typeof readPublicClub>;
export type Me = AnswerOf<typeof getMe>;
export type StaffMe = AnswerOf<typeof readOwn>;
export const LANGUAGES = ["sv", "da", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export interface First {
  /** Where the club is mounted: empty, or a path such as /demo. */
  readonly base: string;
  readonly language: Language;
  readonly club: PublicClub;
  /** The signed-in member as of when the page was written; null where nobody is. */
  readonly me: Me | null;
  /** On the console: who of the staff was signed in as the page was written; null where nobody was. */
  readonly staff: StaffMe | null;
  /** What the console's overview shows first, for those who may see it; null where it is to be asked for. */
  readonly overview: Pick<AnswerOf<typeof readOverview>, "members" | "worth"> | null;
  /** The assets that must be there without a network. */
  readonly precache: readonly string[];
}

/** The server's own word: it wrote this JSON from the types above. */
function read(): First {
  const text = document.getElementById("first")?.textContent;
  if (text === undefined || text === null) throw new Error("the page was not written by the club");
  const first: First = JSON.parse(text);
  return first;
}

export const first: First = read();
