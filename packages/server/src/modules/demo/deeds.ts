/** What the roastery's members do, as entries of their diaries. */
import { MS_PER_DAY } from "@trofast/engine/time";
import { app, office, till, webshop } from "./diary.ts";
import type { Diary } from "./diary.ts";
import type { Errand, Picked } from "./goods.ts";
import type { DemoMember } from "./people.ts";

/** Kronor and Danish kroner, roughly. */
const DKK_PER_SEK = 0.68;
/** What the stamp card counts of one purchase at most, as the programme says. */
const CUPS_PER_PURCHASE_MAX = 4;

/** Writes a purchase and answers with its id. */
export function buy(
  diary: Diary,
  what: {
    readonly member: Pick<DemoMember, "market" | "index">;
    readonly at: number;
    readonly errand: Errand;
    readonly picked: readonly Picked[];
    readonly discount?: number;
    readonly id?: string;
  },
): string {
  const { member, at, errand, picked, discount = 0 } = what;
  const rate = member.market === "dk" ? DKK_PER_SEK : 1;
  const lines = picked.map(({ good, quantity }) => {
    const listMinor = Math.round((good.priceMinor * quantity * rate) / 100) * 100;
    const paidMinor = Math.round(listMinor * (1 - discount));
    return { article: good.article, quantity, paidMinor, ...(discount > 0 && { listMinor }) };
  });
  const cups = picked.reduce(
    (sum, { good, quantity }) => sum + (good.taste === "brewed" ? quantity : 0),
    0,
  );
  const id = what.id ?? `${member.index + 1}-${diary.entries.length + 1}`;
  return diary.write({
    at,
    place: errand === "web" ? webshop : till,
    id,
    cups: Math.min(CUPS_PER_PURCHASE_MAX, cups),
    payload: {
      kind: "purchase",
      currency: member.market === "dk" ? "DKK" : "SEK",
      receipt: `${errand === "web" ? "W" : "K"}-${id}`,
      lines,
    },
  });
}

export function ownCup(diary: Diary, at: number): void {
  const payload = { kind: "activity" as const, activity: "own_cup", evidence: "cashier" };
  diary.write({ at, place: till, payload });
}

export function review(diary: Diary, at: number, article: string, stars: number): void {
  const payload = { kind: "activity" as const, activity: "review", fields: { article, stars } };
  diary.write({ at, place: app, payload });
}

/** What was said lies in no event: a complaint tells what it is about, and that it was answered. */
export function complain(
  diary: Diary,
  { at, about, answeredAfterDays }: { at: number; about: string; answeredAfterDays: number | null },
): void {
  const complaint = { kind: "activity" as const, activity: "complaint", fields: { about } };
  diary.write({ at, place: app, payload: complaint });
  if (answeredAfterDays === null) return;
  const answer = { kind: "activity" as const, activity: "complaint_answered", evidence: "office" };
  diary.write({ at: at + answeredAfterDays * MS_PER_DAY, place: office, payload: answer });
}
