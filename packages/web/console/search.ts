/** What stands behind ? in the console's addresses, read so that a mistyped one is an empty one. */
type Raw = Record<string, unknown>;

const textIn = (search: Raw, key: string): string | undefined => {
  const value = search[key];
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && text !== "" ? text : undefined;
};

/** An address of the console itself: nothing else may follow signing in. */
const inside = (path: string | undefined): string =>
  path !== undefined && /^\/(?![/\\])/.test(path) ? path : "/";

export const signInSearch = (search: Raw): { next: string } => ({
  next: inside(textIn(search, "next")),
});

export interface MembersSearch {
  readonly q?: string;
  readonly status?: "frozen";
  readonly cursor?: string;
  /** Cursors of the pages before, so that one can go back. */
  readonly join?: true;
}

export const membersSearch = (search: Raw): MembersSearch => {
  const q = textIn(search, "q");
  const cursor = textIn(search, "cursor");
  return {
    ...(q !== undefined && { q }),
    ...(search["status"] === "frozen" && { status: "frozen" as const }),
    ...(cursor !== undefined && { cursor }),
    ...(search["join"] === true && { join: true as const }),
  };
};

/** Which of the segments is open. */
export const segmentsSearch = (search: Raw): { segment?: string } => {
  const segment = textIn(search, "segment");
  return segment === undefined ? {} : { segment };
};

/** A part of a screen, among those it has. */
export const partSearch =
  <Part extends string>(parts: readonly Part[]) =>
  (search: Raw): { part?: Part } => {
    const part = parts.find((known) => known === search["part"]);
    return part === undefined ? {} : { part };
  };

type CataloguePart = (typeof CATALOGUE_PARTS)[number];

export const catalogueSearch = (
  search: Raw,
): { part?: CataloguePart; q?: string; category?: string } => {
  const q = textIn(search, "q");
  const category = textIn(search, "category");
  return {
    ...partSearch(CATALOGUE_PARTS)(search),
    ...(q !== undefined && { q }),
    ...(category !== undefined && { category }),
  };
};

export const MEMBER_PARTS = ["timeline", "balances", "rewards", "mirror", "consents"] as const;
export const CATALOGUE_PARTS = ["articles", "categories", "stores"] as const;
export const DRAFT_PARTS = ["rules", "units", "cards", "ladders", "text"] as const;
export const REWARD_PARTS = ["rewards", "codes", "charity"] as const;
