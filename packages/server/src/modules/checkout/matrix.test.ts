/**
 * Returns in every pair of circumstances, through the real intake: whatever was bought, however it was paid and whatever
 * happened between, money and points are conserved and the books prove themselves.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import type { QuoteAnswer } from "@trofast/contract/checkout";
import type { ReturnAnswer } from "@trofast/contract/checkout-returns";
import * as activity from "../activity/service.ts";
import type { StoredEvent, Submitted } from "../activity/domain.ts";
import { verify } from "../insights/verify.ts";
import * as privacy from "../privacy/service.ts";
import * as relations from "../relations/service.ts";
import * as rewards from "../rewards/service.ts";
import { transaction } from "../../platform/db.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aTill, line } from "../../testing/tills.ts";
import type { Ref, Till } from "../../testing/tills.ts";

const axes = {
  extent: ["whole", "line", "units", "amount", "many", "twice", "too much", "exchange"],
  points: ["available", "held", "partly spent", "all spent", "expired"],
  tender: ["money", "points", "mixed", "gift card", "reward line"],
  rule: ["unchanged", "changed", "deleted"],
  level: ["same", "raised", "period over"],
  member: ["active", "frozen", "erased", "merged"],
  time: ["same day", "after years", "through events"],
} as const;
type Axes = typeof axes;
type Case = { readonly [Axis in keyof Axes]: Axes[Axis][number] };

const rules = [
  {
    id: "base",
    on: "purchase",
    give: {
      points: { each: "1 SEK", of: "basket.paid" },
      later: { each: "2 SEK", of: "basket.paid" },
      status: { each: "1 SEK", of: "basket.paid" },
    },
  },
  {
    id: "threshold",
    on: "purchase",
    when: "basket.paid >= 150.00",
    give: { points: 50 },
    onReturn: "re-evaluate",
  },
  {
    id: "capped",
    on: "purchase",
    items: 'item.article == "cup"',
    give: { points: { each: "1 SEK", of: "items.paid" } },
    limit: { units: 60, every: "month" },
  },
];
const changing = {
  id: "changing",
  on: "purchase",
  give: { points: { each: "10 SEK", of: "basket.paid" } },
};
const better = { ...changing, give: { points: { each: "5 SEK", of: "basket.paid" } } };

const documentWith = (more: readonly (typeof changing)[]) => ({
  club: { name: "Matrix", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  promises: { notice: "0 days" },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    later: { worth: { se: "0.10 SEK" }, expires: "24 months", available: "14 days" },
    status: { spendable: false, period: "calendar year" },
  },
  rules: [...rules, ...more],
  ladders: [
    {
      id: "main",
      counts: "status",
      levels: [
        { id: "guest", at: 0 },
        { id: "friend", at: 150 },
      ],
    },
  ],
  cards: [{ id: "cups", items: 'item.article == "cup"', goal: 4, grants: "free-cup" }],
  rewards: [{ id: "free-cup", kind: "product", articles: ["cup"], cost: { points: 40 } }],
  pricing: {
    lanes: ["campaign"],
    offers: [{ id: "third", lane: "campaign", items: 'item.article == "beans"', percent: "3.33%" }],
  },
});

/** Cases in which every two values of two axes meet at least once: greedily, each the best of some drawn by a fixed seed. */
function pairwise(): Case[] {
  let seed = 20_260_601;
  const draw = <T>(values: readonly T[]): T => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    const value = values[Math.floor((seed / 2_147_483_648) * values.length)];
    if (value === undefined) throw new Error("nothing to draw from");
    return value;
  };
  const names = Object.keys(axes).toSorted();
  const pairsOf = (each: Case): string[] => {
    const values = new Map<string, string>(Object.entries(each));
    return names.flatMap((one, index) =>
      names
        .slice(index + 1)
        .map((other) => `${one}=${values.get(one)} ${other}=${values.get(other)}`),
    );
  };
  const drawn = (): Case => ({
    extent: draw(axes.extent),
    points: draw(axes.points),
    tender: draw(axes.tender),
    rule: draw(axes.rule),
    level: draw(axes.level),
    member: draw(axes.member),
    time: draw(axes.time),
  });
  const sizes = Object.values(axes).map((values) => values.length);
  const all = sizes.reduce(
    (sum, size, index) =>
      sum + sizes.slice(index + 1).reduce((more, other) => more + size * other, 0),
    0,
  );
  const met = new Set<string>();
  const cases: Case[] = [];
  while (met.size < all) {
    const candidates = Array.from({ length: 200 }, drawn);
    const news = candidates.map((each) => pairsOf(each).filter((pair) => !met.has(pair)).length);
    const best = candidates[news.indexOf(Math.max(...news))];
    if (!best) throw new Error("no case");
    if (Math.max(...news) === 0) continue;
    for (const pair of pairsOf(best)) met.add(pair);
    cases.push(best);
  }
  return cases;
}

const DAY = 86_400_000;
const cases = pairwise();

test("the cases meet every pair, in far fewer than all combinations", () => {
  expect(cases.length).toBeGreaterThan(39);
  expect(cases.length).toBeLessThan(90);
});

const [first] = storeKinds();
const last = storeKinds().at(-1);

describe.each([first, last].flatMap((each) => each ?? []))("returns on $name", ({ kind }) => {
  let till: Till;
  beforeAll(async () => {
    till = await aTill(kind, documentWith([changing]));
  });
  afterAll(() => till.room.close());

  test(
    "money and points are conserved in every pair of circumstances",
    { timeout: 600_000 },
    async () => {
      for (const each of cases) await play(till, each);
      expect(await verify(till.room.club, { redecide: true })).toMatchObject({ differences: [] });
    },
  );

  test("so they are where the return arrives first, whatever becomes of the buyer meanwhile", async () => {
    await rulesFor(till, [changing]);
    for (const meanwhile of axes.member) await arrivesEarly(till, meanwhile);
    expect(await verify(till.room.club, { redecide: true })).toMatchObject({ differences: [] });
  });
});

/** A return that is there before its purchase: it waits, and settles with what became of the buyer meanwhile. */
async function arrivesEarly(till: Till, meanwhile: Case["member"]): Promise<void> {
  const { club, clock } = till.room;
  const member = await till.aMember(100);
  const id = `early-${(sent += 1)}`;
  const event = async (of: string, payload: Submitted["payload"]) => {
    clock.advance(1000);
    const occurredAt = clock.now();
    const rest = { unknownMember: "refuse", history: false } as const;
    return await activity.submit(club, {
      source: "pos",
      id: of,
      member,
      occurredAt,
      ...rest,
      payload,
    });
  };
  const early = await event(`${id}-back`, {
    kind: "return",
    currency: "SEK",
    of: { source: "pos", id },
    lines: [{ line: 0, quantity: 2 }],
  });
  expect(early.outcome, meanwhile).toBe("parked");
  const { memberId } = await till.room.client.members.get({ params: member });
  if (meanwhile === "frozen")
    await book(till, member, { kind: "freeze", frozen: true, reason: "test" });
  if (meanwhile === "erased") await privacy.erase(club, memberId);
  if (meanwhile === "merged") {
    const into = await till.aMember(50);
    await transaction(club.db, (tx) =>
      relations.merge(club, tx, { member, into, voidHolds: true, by: "test" }),
    );
  }
  const before = meanwhile === "erased" ? null : await till.points(member);
  const late = await event(id, {
    kind: "purchase",
    currency: "SEK",
    lines: [{ article: "tea", quantity: 2, paidMinor: 20_000 }],
  });
  expect(late.outcome, meanwhile).toBe(meanwhile === "erased" ? "erased" : "booked");
  if (before !== null) expect(await till.points(member), meanwhile).toEqual(before);
}

/** One case, from an empty member to the last return. */
async function play(till: Till, each: Case): Promise<void> {
  const words = JSON.stringify(each);
  const member = await till.aMember(3000);
  await rulesFor(till, [changing]);
  const quote = await bought(till, member, each);
  const order = (await till.commit(quote.quote, { receipt: `r-${quote.quote}` })).answer;
  expect(order.given, words).toEqual(quote.given);
  if (each.rule === "changed") await rulesFor(till, [better]);
  if (each.rule === "deleted") await rulesFor(till, []);
  await between(till, member, each);
  const back = await bring(till, quote, each);
  checkMoney(quote, back, each);
  await checkUnits(till, member, quote, back, each);
}

let current = "";
async function rulesFor(till: Till, more: readonly (typeof changing)[]): Promise<void> {
  const document = documentWith(more);
  const text = `${JSON.stringify(document)} ${till.room.key}`;
  if (text === current) return;
  current = text;
  till.room.clock.advance(1000);
  await till.room.client.programmes.publish({
    body: { document: document },
  });
}

async function bought(till: Till, member: Ref, { tender, level }: Case): Promise<QuoteAnswer> {
  const { club } = till.room;
  const lines = [line("beans", 3, 3_333), line("cup", 2, level === "raised" ? 9_000 : 2_500)];
  const asked = { member, lines, deliveryMinor: 4_900 };
  if (tender === "points")
    return await till.quoted({ ...asked, spend: [{ unit: "points", amount: "most" }] });
  if (tender === "mixed")
    return await till.quoted({ ...asked, spend: [{ unit: "points", amount: 333 }] });
  if (tender === "gift card") {
    const now = club.clock.now();
    const card = await transaction(club.db, (tx) =>
      rewards.giftCards.sell(club, tx, {
        currency: "SEK",
        amountMinor: 7_777,
        sale: `sale-${member.id}-${now}`,
        actor: "test",
      }),
    );
    const code = await rewards.giftCards.codeOf(club, card);
    return await till.quoted({ ...asked, giftCards: [{ code }] });
  }
  if (tender === "reward line") {
    const memberId = await activity.memberIdOf(club, member);
    const { id } = await transaction(club.db, (tx) =>
      rewards.redeem(club, tx, { memberId, reward: "free-cup" }),
    );
    return await till.quoted({ ...asked, redemptions: [id] });
  }
  return await till.quoted(asked);
}

let sent = 0;
async function book(till: Till, member: Ref, payload: Submitted["payload"]): Promise<void> {
  const { club } = till.room;
  await activity.submit(club, {
    source: "test",
    id: `test-${(sent += 1)}`,
    member,
    occurredAt: club.clock.now(),
    unknownMember: "refuse",
    history: false,
    payload,
  });
}

/** What happens between the purchase and its return. */
async function between(
  till: Till,
  member: Ref,
  { points, level, member: how, time }: Case,
): Promise<void> {
  const { clock } = till.room;
  const { available } = Object(await till.points(member));
  if (points === "held" && available > 0)
    await book(till, member, {
      kind: "hold",
      hold: "other",
      unit: "points",
      amount: available,
      seconds: 86_400,
    });
  if (points === "partly spent" && available > 1)
    await book(till, member, { kind: "spend", unit: "points", amount: Math.floor(available / 2) });
  if (points === "all spent" && available > 0)
    await book(till, member, { kind: "spend", unit: "points", amount: available });
  if (points === "expired") clock.advance(400 * DAY);
  if (level === "period over") clock.advance(366 * DAY);
  if (time === "after years") clock.advance(3 * 366 * DAY);
  if (how === "frozen") await book(till, member, { kind: "freeze", frozen: true, reason: "test" });
  const { club } = till.room;
  if (how === "erased") await privacy.erase(club, await activity.memberIdOf(club, member));
  if (how === "merged") {
    const into = await till.aMember(50);
    await transaction(club.db, (tx) =>
      relations.merge(club, tx, { member, into, voidHolds: true, by: "test" }),
    );
  }
}

/** Brings the goods back as the case says; returns every answer that was booked. */
async function bring(
  till: Till,
  quote: QuoteAnswer,
  { extent, time }: Case,
): Promise<ReturnAnswer[]> {
  const of = time === "same day" ? { receipt: `r-${quote.quote}` } : { quote: quote.quote };
  const back: ReturnAnswer[] = [];
  const take = async (more: object = {}): Promise<void> => {
    const body = { source: "pos", id: `take-${(sent += 1)}`, of, ...more };
    const seen = (await till.room.call(returnPurchase, { body: { ...body, preview: true } }))
      .answer;
    const done = (await till.room.call(returnPurchase, { body })).answer;
    const { outcome: _a, return: _b, eventId: _c, ...shown } = seen;
    expect(done).toMatchObject(shown);
    const again = (await till.room.call(returnPurchase, { body })).answer;
    expect(again).toEqual({ ...done, outcome: "duplicate" });
    back.push(done);
  };
  if (time === "through events") {
    const body = {
      kind: "return" as const,
      source: "pos",
      id: `event-${(sent += 1)}`,
      member: { source: "id", id: quote.memberId ?? "" },
      occurredAt: new Date(till.room.clock.now()).toISOString(),
      currency: "SEK",
      of: { source: "pos", id: quote.quote },
      lines: [{ line: 0, quantity: 1 }],
    };
    await activity.submit(
      till.room.club,
      activity.submittedOf({
        ...body,
        occurredAt: till.room.clock.now(),
        unknownMember: "refuse",
        history: false,
      }),
    );
  }
  if (extent === "line") await take({ lines: [{ line: 1, quantity: 2 }] });
  if (extent === "units")
    await take({
      lines: [
        { line: 0, quantity: 1 },
        { line: 1, quantity: 1 },
      ],
    });
  const inMoney = quote.totals.paidMinor - quote.totals.tenderMinor;
  if (extent === "amount") await take({ amountMinor: inMoney > 100 ? 17 : 1 });
  if (extent === "many")
    for (const one of [1, 0, 1]) await take({ lines: [{ line: one, quantity: 1 }] });
  if (extent === "twice" || extent === "too much") {
    await take({ lines: [{ line: 1, quantity: 2 }] });
    const quantity = extent === "twice" ? 1 : 5;
    const refused = await till.takeBack(of, { lines: [{ line: 1, quantity }] });
    expect(refused.code).toBe("return_exceeds_purchase");
  }
  if (extent === "exchange") {
    await take({ lines: [{ line: 0, quantity: 1 }] });
    const other = await till.quoted({ lines: [line("cup", 1, 2_500)] });
    await till.commit(other.quote);
  }
  // What is left comes back in the end, so that the sums can be told.
  await take();
  expect((await till.takeBack(of)).code).toBe("nothing_to_return");
  return back;
}

function checkMoney(quote: QuoteAnswer, back: readonly ReturnAnswer[], each: Case): void {
  const sum = (key: "moneyMinor" | "giftCardMinor"): number =>
    back.reduce((added, answer) => added + answer[key], 0);
  const { moneyMinor, giftCardMinor } = quote.totals;
  expect(back.every((answer) => answer.moneyMinor >= 0 && answer.giftCardMinor >= 0)).toBe(true);
  // A piece that came back as an event was paid back by whoever sent that event.
  if (each.time === "through events") {
    expect(sum("moneyMinor"), JSON.stringify(each)).toBeLessThanOrEqual(moneyMinor);
    expect(sum("giftCardMinor"), JSON.stringify(each)).toBeLessThanOrEqual(giftCardMinor);
    return;
  }
  expect(sum("moneyMinor"), JSON.stringify(each)).toBe(moneyMinor);
  expect(sum("giftCardMinor"), JSON.stringify(each)).toBe(giftCardMinor);
}

/** Nothing of what was earned is left, and all that had paid has come back: read from the log itself. */
async function checkUnits(
  till: Till,
  member: Ref,
  quote: QuoteAnswer,
  back: readonly ReturnAnswer[],
  each: Case,
): Promise<void> {
  const words = JSON.stringify(each);
  if (each.member === "erased") {
    // What was earned is forfeited, and what had paid is nobody's: nothing is booked any more.
    expect(back.map(({ unitsBack, unitsTaken }) => [unitsBack, unitsTaken])).toEqual(
      back.map(() => [{}, {}]),
    );
    return;
  }
  const now = await activity.memberIdOf(till.room.club, member);
  const page = { beforeMember: 1e9, beforeWallet: 1e9, limit: 200 };
  const log: StoredEvent[] = [];
  // A merged member's purchase stands in the first log, its return in the other's.
  for (const id of new Set([quote.memberId ?? now, now]))
    log.push(...(await activity.eventsOfMember(till.room.club.db, id, page)));
  const posts = log.flatMap(({ id, effects }) =>
    effects.flatMap((effect) => (effect.do === "post" ? [{ ...effect, event: id }] : [])),
  );
  const own = posts.filter(({ event }) => event === quote.quote);
  const opened = new Set(own.flatMap(({ lot }) => (lot ? [lot.no] : [])));
  for (const unit of ["points", "later", "status"]) {
    const total = (all: readonly { unit: string; amount: number }[]): number =>
      all.reduce((sum, post) => sum + (post.unit === unit ? post.amount : 0), 0);
    const earned = total(own.filter(({ from }) => from === "issued"));
    const reversed = total(
      posts.filter(({ of, to }) => of?.event === quote.quote && to === "issued"),
    );
    const expired = posts
      .filter((post) => post.unit === unit && post.to === "expired")
      .flatMap(({ uses = [] }) => uses)
      .reduce((sum, [lot, part]) => sum + (opened.has(lot) ? part : 0), 0);
    expect(reversed + expired, `${unit} ${words}`).toBe(earned);
    const paid = total(own.filter(({ to }) => to === "redeemed"));
    const restored = total(
      posts.filter(({ of, from }) => of?.event === quote.quote && from === "redeemed"),
    );
    expect(restored, `${unit} ${words}`).toBe(paid);
    expect(
      back.reduce((sum, answer) => sum + (answer.unitsBack[unit] ?? 0), 0),
    ).toBeLessThanOrEqual(paid);
  }
}
