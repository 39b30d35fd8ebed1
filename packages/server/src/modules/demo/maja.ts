/**
 * What happens to Maja whatever chance says, so that whoever looks at the demo finds it: an order of which one thing
 * came back, a complaint that was answered, and in the last days before the club is filled a stamp card that is nearly
 * full and a purchase of 86 kronor.
 */
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from "@trofast/engine/time";
import type { DemoDay } from "./calendar.ts";
import { buy, complain, ownCup, review } from "./deeds.ts";
import { webshop } from "./diary.ts";
import type { Diary } from "./diary.ts";
import type { DemoPlan } from "./domain.ts";
import { goodNamed } from "./goods.ts";
import type { Picked } from "./goods.ts";
import { MAJA } from "./people.ts";

const STAMPS_PER_CARD = 9;
/** So many she has when the club is filled. */
const STAMPS_WANTED = 7;
/** The last purchase brings one of them. */
const LAST_DAYS = 4;
const PIECES_MAX = 3;

const her = { market: "se", index: MAJA } as const;

/** The days on which she comes as written here, and not by chance. */
export function isMajasOwn(plan: DemoPlan, day: DemoDay): boolean {
  return day.startsAt > plan.until - (LAST_DAYS + 1) * MS_PER_DAY && day.startsAt <= plan.until;
}

export function writeMajasPast(plan: DemoPlan, diary: Diary): void {
  const ago = (days: number): number => plan.until - days * MS_PER_DAY;
  sendSomethingBack(diary, ago(61));
  complain(diary, { at: ago(40), about: "roast", answeredAfterDays: 1.2 });
  review(diary, ago(33), "beans-house", 5);
}

/** Written when her life has come so far, since it depends on the stamps she has by then. */
export function writeMajasLast(plan: DemoPlan, diary: Diary): void {
  const ago = (days: number): number => plan.until - days * MS_PER_DAY;
  const cups = cupsBefore(diary, ago(LAST_DAYS + 1));
  let missing = (STAMPS_WANTED - 1 - (cups % STAMPS_PER_CARD) + STAMPS_PER_CARD) % STAMPS_PER_CARD;
  for (let days = LAST_DAYS; days > 1 && missing > 0; days -= 1) {
    const quantity = Math.min(PIECES_MAX, missing);
    const picked: Picked[] = [{ good: goodNamed("brew-cappuccino"), quantity }];
    buy(diary, { member: her, at: ago(days), errand: "cup", picked, id: `maja-cups-${days}` });
    missing -= quantity;
  }
  const at = plan.until - 3 * MS_PER_HOUR;
  const picked = ["brew-latte", "bun-cardamom"].map((name) => ({
    good: goodNamed(name),
    quantity: 1,
  }));
  buy(diary, { member: her, at, errand: "cup", picked, id: "maja-86" });
  ownCup(diary, at + MS_PER_MINUTE);
}

function sendSomethingBack(diary: Diary, at: number): void {
  const names = ["grinder-hand", "beans-ethiopia", "honey-village"];
  const picked = names.map((name) => ({ good: goodNamed(name), quantity: 1 }));
  const of = { source: webshop.source, id: "maja-order" };
  buy(diary, { member: her, at, errand: "web", picked, id: of.id });
  const payload = {
    kind: "return" as const,
    currency: "SEK",
    of,
    lines: [{ line: 0, quantity: 1 }],
  };
  diary.write({ at: at + 6 * MS_PER_DAY, place: webshop, payload, id: "maja-return" });
}

function cupsBefore(diary: Diary, at: number): number {
  return diary.entries
    .filter(({ event }) => event.occurredAt < at)
    .reduce((sum, { cups }) => sum + cups, 0);
}
