/**
 * The club that the store is measured with: the programme, 2,000 articles in categories with tags and costs, and
 * 20,000 members who are already enrolled. Seeded, so that every run sends the same.
 */
import type { EventInput } from "@trofast/contract/events";
import { createKey } from "../packages/server/src/modules/access/service.ts";
import { putArticles, putCategory } from "../packages/server/src/modules/catalogue/service.ts";
import { create } from "../packages/server/src/modules/members/service.ts";
import { publish } from "../packages/server/src/modules/programmes/service.ts";
import type { Club } from "../packages/server/src/club.ts";
import { transaction } from "../packages/server/src/platform/db.ts";
import { CATEGORIES, generator, pick, programme, TAGS } from "./programme.ts";

export const MEMBERS = 20_000;
const ARTICLES = 2_000;
const MEMBERS_PER_WRITE = 5_000;
const LINES_PER_PURCHASE = 5;

/** Publishes the programme, puts the articles and enrols the members. Returns a key that may do everything. */
export async function furnish(club: Club): Promise<string> {
  const now = club.clock.now();
  await transaction(club.db, (tx) =>
    publish(club, tx, { document: programme, publishedBy: "bench", now }),
  );
  const random = generator(1);
  const articles = Array.from({ length: ARTICLES }, (_, number) => ({
    article: `a${number}`,
    category: pick(CATEGORIES, random()),
    tags: pick(TAGS, random()),
    vatBasisPoints: 1200,
    costMinor: 500 + Math.floor(random() * 5_000),
    costCurrency: "SEK",
    name: `Article ${number}`,
  }));
  await putArticles(club.db, { articles, now });
  for (const path of CATEGORIES)
    await putCategory(club.db, { category: { path, marginBasisPoints: 3000 }, now });
  for (let first = 0; first < MEMBERS; first += MEMBERS_PER_WRITE) {
    const refs = Array.from({ length: MEMBERS_PER_WRITE }, (_, index) => memberRef(first + index));
    await transaction(club.db, (tx) => create(tx, refs, { now }));
  }
  const { token } = await createKey(club, { name: "bench", scopes: ["admin"] });
  return token;
}

const memberRef = (number: number) => ({ source: "card", id: `${7_300_000_000 + number}` });

/** What is sent: nine purchases of five lines to one deed of another kind, by members at random. */
export function eventMaker(seed: number): (id: string, at: number) => EventInput {
  const random = generator(seed);
  return (id, at) => {
    const frame = {
      source: "bench",
      id,
      member: memberRef(Math.floor(random() * MEMBERS)),
      occurredAt: at,
      channel: random() < 0.2 ? "app" : "till",
      unknownMember: "refuse" as const,
      history: false,
    };
    if (random() < 0.1) return { ...frame, kind: "activity", activity: "own_cup" };
    const lines = Array.from({ length: LINES_PER_PURCHASE }, () => ({
      article: `a${Math.floor(random() * ARTICLES)}`,
      quantity: 1 + Math.floor(random() * 3),
      paidMinor: 990 + Math.floor(random() * 12_000),
    }));
    return { ...frame, kind: "purchase", currency: "SEK", receipt: `r-${id}`, lines };
  };
}

/** An event as a sender writes it. */
export function jsonOf(event: EventInput): string {
  return JSON.stringify({ ...event, occurredAt: new Date(event.occurredAt).toISOString() });
}
