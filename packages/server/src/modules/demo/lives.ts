/**
 * The lives of the roastery's members. Purchases follow the buy-till-you-die models that the statistics are made for
 * (BG/NBD: P. Fader, B. Hardie and K. Lee, Marketing Science 2005): while somebody is a customer they come at a rate
 * of their own, gamma over the members, and after each purchase they may be gone, with a chance that is beta over
 * them. Around it lie the year, the week, the hour, and what a planted rule does.
 */
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from "@trofast/engine/time";
import type { DemoDay } from "./calendar.ts";
import { between, oneOf, randomOf, weighted, whole } from "./chance.ts";
import type { Random } from "./chance.ts";
import { buy, complain, ownCup, review } from "./deeds.ts";
import { app, openDiary, webshop } from "./diary.ts";
import type { Diary } from "./diary.ts";
import type { DemoEvent, DemoPlan } from "./domain.ts";
import { basket } from "./goods.ts";
import type { Errand, Picked } from "./goods.ts";
import { isMajasOwn, writeMajasLast, writeMajasPast } from "./maja.ts";
import { habitsOf, MAJA } from "./people.ts";
import type { DemoMember, Habits } from "./people.ts";
import { rateFactorOf } from "./truth.ts";

const WEB_SALE_SHARE = 0.1;
const OPENS = 7;
const CLOSES = 18;
const SUBSCRIPTION_DAYS = 28;
const SUBSCRIPTION_MINOR = { se: 19_900, dk: 13_500 } as const;
const SUBSCRIPTION_LEAVES = 0.045;

/** What happens to a member from joining through the last of `days`. */
export function lifeOf(
  plan: DemoPlan,
  member: DemoMember,
  days: readonly DemoDay[],
): readonly DemoEvent[] {
  const habits = habitsOf(plan, member);
  const random = randomOf(`${plan.seed}:life:${member.index}`);
  const diary = openDiary(member);
  diary.write({ at: member.joinedAt, place: app, payload: { kind: "join" } });
  if (member.index === MAJA) writeMajasPast(plan, diary);
  let isLastWritten = false;
  for (const day of days) {
    if (day.startsAt + MS_PER_DAY <= member.joinedAt) continue;
    if (member.index === MAJA && isMajasOwn(plan, day)) {
      if (!isLastWritten) writeMajasLast(plan, diary);
      isLastWritten = true;
      continue;
    }
    const at = comesAt(random, { member, habits, day });
    if (at === null || at.at <= member.joinedAt) continue;
    visit(random, diary, { member, habits, ...at });
    if (random() < habits.dropout) break;
  }
  subscribe(plan, diary, { member, habits, until: days.at(-1)?.startsAt ?? plan.from });
  return diary.entries;
}

interface Visiting {
  readonly member: DemoMember;
  readonly habits: Habits;
  readonly errand: Errand;
  readonly at: number;
}

/** When on this day, and for what; null: not today. One purchase a day at most, as the models count occasions. */
function comesAt(
  random: Random,
  { member, habits, day }: Omit<Visiting, "errand" | "at"> & { readonly day: DemoDay },
): Pick<Visiting, "errand" | "at"> | null {
  const weekday = habits.weekdays[day.weekday] ?? 1;
  const rate = habits.perDay * weekday * day.season * rateFactorOf(member, day.month);
  if (random() >= 1 - Math.exp(-rate)) return null;
  const spread = between(random, -1, 1) + between(random, -0.6, 0.6);
  if (random() < habits.webShare)
    return { errand: "web", at: day.startsAt + (habits.webHour + spread) * MS_PER_HOUR };
  const hour = Math.min(CLOSES - 0.1, Math.max(OPENS + 0.05, habits.shopHour + spread));
  const errand = random() < habits.cupShare ? "cup" : "shop";
  return { errand, at: day.startsAt + hour * MS_PER_HOUR };
}

function visit(random: Random, diary: Diary, visiting: Visiting): void {
  const { member, habits, errand, at } = visiting;
  const picked = basket(random, habits.liking, errand);
  const isSale = errand === "web" && random() < WEB_SALE_SHARE;
  const id = buy(diary, { member, at, errand, picked, discount: isSale ? 0.1 : 0 });
  afterwards(random, diary, { ...visiting, picked, id });
}

/** What follows from a purchase: an own cup, a review, something sent back, a complaint and its answer. */
function afterwards(
  random: Random,
  diary: Diary,
  { member, habits, errand, at, picked, id }: Visiting & { picked: readonly Picked[]; id: string },
): void {
  const days = (least: number, most: number): number =>
    at + between(random, least, most) * MS_PER_DAY;
  const [first] = picked;
  if (first === undefined) return;
  if (errand === "cup" && random() < habits.ownCupShare) ownCup(diary, at + MS_PER_MINUTE);
  if (errand !== "cup" && random() < habits.reviewShare)
    review(diary, days(2, 9), first.good.article, 1 + weighted(random, [1, 2, 6, 20, 26]));
  if (errand !== "web") return;
  if (random() < habits.returnShare) {
    const payload = {
      kind: "return" as const,
      currency: member.market === "dk" ? "DKK" : "SEK",
      of: { source: webshop.source, id },
      lines: [{ line: 0, quantity: 1 }],
    };
    diary.write({ at: days(4, 12), place: webshop, payload });
  }
  if (random() < habits.complaintShare) {
    const about = oneOf(random, ["delivery", "roast", "grind", "packaging"]);
    complain(diary, {
      at: days(1, 4),
      about,
      answeredAfterDays: random() < 0.92 ? between(random, 0.2, 3) : null,
    });
  }
}

/** A bag of coffee every four weeks, until somebody has had enough. */
function subscribe(
  plan: DemoPlan,
  diary: Diary,
  { member, habits, until }: { member: DemoMember; habits: Habits; until: number },
): void {
  if (habits.subscribesAfterDays === null) return;
  const random = randomOf(`${plan.seed}:subscription:${member.index}`);
  const contract = `coffee-${member.index + 1}`;
  const premium = {
    currency: member.market === "dk" ? "DKK" : "SEK",
    premiumMinor: SUBSCRIPTION_MINOR[member.market],
  };
  const write = (at: number, act: "started" | "renewed" | "ended", no: number): void => {
    const product = act === "started" ? { product: "monthly-coffee" } : {};
    const money = act === "ended" ? {} : premium;
    const payload = { kind: "contract" as const, contract, act, ...product, ...money };
    diary.write({ at, place: webshop, payload, id: `${contract}-${no}` });
  };
  let at = member.joinedAt + (habits.subscribesAfterDays + between(random, 0, 0.4)) * MS_PER_DAY;
  for (let no = 0; at <= until + MS_PER_DAY; no += 1) {
    write(at, no === 0 ? "started" : "renewed", no);
    if (random() < SUBSCRIPTION_LEAVES) {
      write(at + whole(random, 3, 20) * MS_PER_DAY, "ended", no + 1);
      return;
    }
    at += SUBSCRIPTION_DAYS * MS_PER_DAY;
  }
}
