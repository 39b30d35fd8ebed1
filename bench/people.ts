/**
 * A club of 100,000 members as a marketer looks at it: people with names, cards, telephone numbers and addresses, their
 * purchases over a year and a half, one of them with thousands, 50,000 articles, some redemptions. Seeded.
 */
import type { Club } from "../packages/server/src/club.ts";
import * as activity from "../packages/server/src/modules/activity/service.ts";
import { putArticles } from "../packages/server/src/modules/catalogue/service.ts";
import { found, type Founder } from "../packages/server/src/modules/members/service.ts";
import { transaction } from "../packages/server/src/platform/db.ts";
import { newId } from "../packages/server/src/platform/ids.ts";
import { MEMBERS } from "./club.ts";
import { CATEGORIES, generator, pick, TAGS } from "./programme.ts";

export const MEMBERS_ALL = 100_000;
/** The other members of the furnished club have a card and nothing else. */
export const PEOPLE = MEMBERS_ALL - MEMBERS;
export const ARTICLES_ALL = 50_000;
const PURCHASES = 200_000;
/** Loading ends here, however many there are by then; the report says how many. */
const LOAD_MS_MAX = 180_000;
const PEOPLE_PER_WRITE = 5_000;
const ARTICLES_PER_WRITE = 1_000;
const PURCHASES_PER_BATCH = 1_000;
/** This share of all purchases is one member's, such as an office's. */
const BUSY_SHARE = 0.01;
const DAYS = 540;
const MS_PER_DAY = 86_400_000;

const GIVEN_BEGINS =
  "An El Ma Jo Li Er Sa Le Ka Ol No Al Vi Wi Hu As Lu Ax Mo Ida Ev Pe Gu Bi Ing".split(" ");
const GIVEN_ENDS = ["na", "sa", "rin", "las", "ie", "mar"];
const FAMILY_BEGINS =
  "And Joh Karl Nil Erik Lars Ols Pers Svens Gust Pett Jons Jans Hans Bengts Lind Berg Lund Sand Holm Ek Dahl Häll Åk Öst Sjö Gran Björk Hed Nord".split(
    " ",
  );
const FAMILY_ENDS = ["son", "ersson", "ström", "gren", "qvist", "berg", "man"];

export const cardOf = (person: number) => ({ source: "card", id: `${9_100_000_000 + person}` });
export const phoneOf = (person: number): string => `+4670${String(person).padStart(7, "0")}`;
export const receiptOf = (purchase: number): string => `K${100_000 + purchase}`;

/** What a member is called: many share each part, as people do. */
export function nameOf(person: number): { givenName: string; familyName: string } {
  const random = generator(person + 1);
  // Squared: the first ones are many people's.
  const skewed = (): number => random() ** 2;
  return {
    givenName: pick(GIVEN_BEGINS, skewed()) + pick(GIVEN_ENDS, random()),
    familyName: pick(FAMILY_BEGINS, skewed()) + pick(FAMILY_ENDS, random()),
  };
}

export interface Peopled {
  /** In the order of `cardOf`. */
  readonly memberIds: readonly string[];
  readonly purchases: number;
}

export async function people(club: Club): Promise<Peopled> {
  const now = club.clock.now();
  const began = now - DAYS * MS_PER_DAY;
  const memberIds = await enrol(club, began);
  await stock(club, now);
  const purchases = await buy(club, began);
  // As if it had come in on its day, not all of it in the last hour.
  await club.store.executeAsOwner("update activity_event set recorded_at = booked_at");
  await club.store.executeAsOwner("vacuum analyze");
  return { memberIds, purchases };
}

/** Joined evenly over the first year. */
async function enrol(club: Club, began: number): Promise<string[]> {
  const ids: string[] = [];
  for (let first = 0; first < PEOPLE; first += PEOPLE_PER_WRITE) {
    const part: Founder[] = Array.from({ length: PEOPLE_PER_WRITE }, (_, index) => {
      const person = first + index;
      const email = `person${person}@example.com`;
      return {
        memberId: newId(),
        market: "se",
        joinedSource: "till",
        joinedAt: began + Math.floor((person / PEOPLE) * 365 * MS_PER_DAY),
        identities: [
          cardOf(person),
          { source: "phone", id: phoneOf(person) },
          { source: "email", id: email },
        ],
        profile: { ...nameOf(person), email, phone: phoneOf(person) },
      };
    });
    await transaction(club.db, (tx) => found(tx, part));
    ids.push(...part.map(({ memberId }) => memberId));
  }
  return ids;
}

async function stock(club: Club, now: number): Promise<void> {
  const random = generator(21);
  for (let first = 2_000; first < ARTICLES_ALL; first += ARTICLES_PER_WRITE) {
    const articles = Array.from({ length: ARTICLES_PER_WRITE }, (_, index) => ({
      article: `a${first + index}`,
      category: pick(CATEGORIES, random()),
      tags: pick(TAGS, random()),
      vatBasisPoints: 1200,
      costMinor: 500 + Math.floor(random() * 5_000),
      costCurrency: "SEK",
      name: articleName(first + index),
    }));
    await putArticles(club.db, { articles, now });
  }
}

const KINDS = ["Espresso", "Filterkaffe", "Te", "Kopp", "Bröd", "Sylt", "Mjölk", "Äpple"];
const MAKES = ["Kvarnby", "Lilla", "Stora", "Grön", "Röd", "Blå", "Gammal", "Ny"];
export const articleName = (number: number): string =>
  `${MAKES[number % MAKES.length]} ${KINDS[(number >> 3) % KINDS.length]} ${number}`;

/** In the order of time, as history is imported; nobody buys before joining. */
async function buy(club: Club, began: number): Promise<number> {
  const started = performance.now();
  const random = generator(22);
  const lengthMs = (DAYS - 1) * MS_PER_DAY;
  for (let first = 0; first < PURCHASES; first += PURCHASES_PER_BATCH) {
    if (performance.now() - started > LOAD_MS_MAX) return first;
    const batch = Array.from({ length: PURCHASES_PER_BATCH }, (_, index) => {
      const number = first + index;
      const share = number / PURCHASES;
      const joined = Math.min(1, (share * DAYS) / 365);
      const person = random() < BUSY_SHARE ? 0 : Math.floor(random() * joined * PEOPLE);
      const lines = [
        {
          article: `a${Math.floor(random() * ARTICLES_ALL)}`,
          quantity: 1,
          paidMinor: 990 + Math.floor(random() * 12_000),
        },
      ];
      return {
        source: "till",
        id: `load-${number}`,
        member: cardOf(person),
        occurredAt: began + Math.floor(share * lengthMs),
        unknownMember: "refuse" as const,
        history: true,
        payload: {
          kind: "purchase" as const,
          currency: "SEK",
          receipt: receiptOf(number),
          lines,
        },
      };
    });
    await activity.submitMany(club, batch);
  }
  return PURCHASES;
}
