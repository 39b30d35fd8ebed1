import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Booked } from "./fold.ts";
import { handedOver } from "./portion.ts";
import { aLine, aProgramme, BASE_RULE, givenIn, Member } from "./testing/club.ts";

const club = aProgramme({
  units: {
    points: { expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  rules: [
    BASE_RULE,
    { id: "status", on: "purchase", give: { status: { each: "1 SEK", of: "basket.paid" } } },
  ],
  rewards: [
    { id: "coffee", name: "Kaffe", kind: "product" },
    { id: "cake", name: "Kaka", kind: "product" },
  ],
  cards: [{ id: "cups", name: "Kaffekortet", goal: 9, grants: "coffee" }],
  ladders: [
    {
      id: "club",
      counts: "status",
      levels: [
        { id: "guest", name: "Gäst" },
        { id: "friend", name: "Vän", at: 1_000, welcome: { give: { points: 50 }, reward: "cake" } },
        { id: "keeper", name: "Stamgäst", at: 3_000, welcome: { give: { points: 100 } } },
      ],
    },
  ],
});

const buy = (member: Member, kronor: number, quantity = 1, at?: string) =>
  member.buys(aLine(kronor, { quantity }), at === undefined ? {} : { at });

/** Everything of the one goes to the other. */
function merge(one: Member, other: Member): Booked {
  const out = one.does({ kind: "hand-over", merge: "m", to: other.fold.wallet.id });
  return other.does({
    kind: "take-over",
    merge: "m",
    from: one.fold.wallet.id,
    handed: "out",
    openedAt: one.fold.wallet.openedAt,
    portion: handedOver(out.effects),
  });
}

const two = (): [Member, Member] => [
  new Member(club, { id: "anna" }),
  new Member(club, { id: "bo" }),
];

describe("two who become one", () => {
  test("have at once the level that both have earned, with its gifts", () => {
    const [anna, bo] = two();
    buy(anna, 600);
    buy(bo, 600);
    const taken = merge(anna, bo);
    expect(bo.level()).toBe("friend");
    expect(givenIn(taken)).toEqual({ "level:friend": 50 });
    expect(bo.fold.wallet.grants).toMatchObject({ cake: 1 });
    expect(bo.points).toBe(1_250);
  });

  test("have at once the rewards of the cards that their stamps fill", () => {
    const [anna, bo] = two();
    buy(anna, 10, 5);
    buy(bo, 10, 6);
    merge(anna, bo);
    expect(bo.fold.wallet.cards).toMatchObject({ cups: { stamps: 11, granted: 1 } });
    expect(bo.fold.wallet.grants).toMatchObject({ coffee: 1 });
    buy(bo, 10, 6);
    expect(bo.fold.wallet.grants).toMatchObject({ coffee: 1 });
    buy(bo, 10, 1);
    expect(bo.fold.wallet.grants).toMatchObject({ coffee: 2 });
  });

  test("keep what both had earned in the year before, as one would have", () => {
    const [anna, bo] = two();
    buy(anna, 600, 1, "2026-11-02");
    buy(bo, 600, 1, "2026-11-02");
    for (const member of [anna, bo]) buy(member, 1, 1, "2027-02-01");
    merge(anna, bo);
    expect(bo.level()).toBe("friend");
  });

  test("are not welcomed twice to a level that either had reached", () => {
    const [anna, bo] = two();
    buy(anna, 1_200);
    buy(bo, 1_900);
    const taken = merge(anna, bo);
    expect(bo.level()).toBe("keeper");
    expect(givenIn(taken)).toEqual({ "level:keeper": 100 });
    const [cia, dan] = two();
    buy(cia, 1_500);
    buy(dan, 500);
    expect(givenIn(merge(cia, dan))).toEqual({});
    expect(dan.level()).toBe("friend");
  });

  const three = {
    id: "three",
    name: "Tre gånger",
    on: "purchase",
    every: "month",
    goal: 3,
    give: { points: 30 },
    badge: "keen",
    reward: "cake",
  } as const;
  const challenged = (count: "events" | "days") =>
    aProgramme({
      rules: [],
      rewards: [{ id: "cake", name: "Kaka", kind: "product" }],
      badges: { keen: { name: "Flitig" } },
      challenges: [{ ...three, count }],
    });
  const pairIn = (programme: ReturnType<typeof aProgramme>): [Member, Member] => [
    new Member(programme, { id: "anna" }),
    new Member(programme, { id: "bo" }),
  ];
  const won = ({ points, fold }: Member) => {
    const { wallet } = fold;
    const { challenges, badges } = fold.person(wallet.id);
    return { points, badges, cake: wallet.grants["cake"] ?? 0, wins: challenges["three"]?.wins };
  };

  test("have won at once the challenge that neither had won alone, once", () => {
    const [anna, bo] = pairIn(challenged("events"));
    buy(anna, 10);
    buy(anna, 10);
    buy(bo, 10);
    expect(givenIn(merge(anna, bo))).toEqual({ "challenge:three": 30 });
    expect(won(bo)).toEqual({ points: 30, badges: ["keen"], cake: 1, wins: 1 });
    for (let more = 0; more < 3; more += 1) buy(bo, 10);
    expect(won(bo)).toMatchObject({ points: 60, cake: 2, wins: 2 });
  });

  test("have different days counted once, and what each had won is not won again", () => {
    const [anna, bo] = pairIn(challenged("days"));
    for (const day of ["2026-03-02", "2026-03-03"])
      for (const member of [anna, bo]) buy(member, 10, 1, day);
    expect(givenIn(merge(anna, bo))).toEqual({});
    buy(bo, 10, 1, "2026-03-04");
    expect(won(bo)).toMatchObject({ points: 30, wins: 1 });
    const [cia, dan] = pairIn(challenged("days"));
    for (const day of ["2026-03-02", "2026-03-03", "2026-03-04"]) buy(cia, 10, 1, day);
    dan.now = cia.now;
    buy(dan, 10);
    expect(givenIn(merge(cia, dan))).toEqual({});
    expect(won(dan)).toMatchObject({ points: 30, cake: 1, wins: 1 });
  });

  test("do not win a period that is over", () => {
    const [anna, bo] = pairIn(challenged("events"));
    buy(anna, 10, 2);
    buy(anna, 10);
    buy(bo, 10, 1, "2026-03-02");
    for (const member of [anna, bo]) member.now = Date.parse("2026-04-02T10:00:00Z");
    expect(givenIn(merge(anna, bo))).toEqual({});
  });

  test("have what still counts of both in a period that rolls, and get no gift of a period twice", () => {
    const levels = [
      { id: "guest" },
      {
        id: "friend",
        at: 1_000,
        welcome: { give: { points: 50 }, every: "period" as const },
      },
    ];
    const rolling = aProgramme({
      units: { points: {}, status: { spendable: false, period: "rolling 3 months" } },
      rules: [
        { id: "status", on: "purchase", give: { status: { each: "1 SEK", of: "basket.paid" } } },
      ],
      ladders: [{ id: "club", counts: "status", levels }],
    });
    const pair = (): [Member, Member] => [
      new Member(rolling, { id: "anna" }),
      new Member(rolling, { id: "bo" }),
    ];
    const [anna, bo] = pair();
    for (const member of [anna, bo]) buy(member, 600, 1, "2026-03-02");
    bo.now = anna.now;
    expect(givenIn(merge(anna, bo))).toEqual({ "level:friend": 50 });
    expect(bo.fold.wallet.sums["status"]?.periods).toEqual({ "r2026-03": 1_200 });
    const [cia, dan] = pair();
    buy(cia, 1_000, 1, "2026-03-02");
    expect(givenIn(merge(cia, dan))).toEqual({});
    buy(dan, 1_000, 1, "2026-04-02");
    expect(dan.points).toBe(50);
    buy(dan, 1_000, 1, "2026-07-02");
    expect(dan.points).toBe(100);
  });

  test("stand where one would stand who had bought it all, whoever bought what", () => {
    const bought = fc.array(
      fc.record({
        by: fc.constantFrom<0 | 1>(0, 1),
        kronor: fc.integer({ min: 1, max: 900 }),
        quantity: fc.integer({ min: 1, max: 12 }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(bought, (purchases) => {
        const pair = two();
        const alone = new Member(club, { id: "cia" });
        for (const { by, kronor, quantity } of purchases) {
          buy(pair[by], kronor, quantity);
          buy(alone, kronor, quantity);
        }
        merge(...pair);
        const [, both] = pair;
        const standing = ({ fold: { wallet } }: Member) => ({
          level: wallet.ladders["club"]?.level ?? "guest",
          stamps: wallet.cards["cups"]?.stamps ?? 0,
          granted: wallet.cards["cups"]?.granted ?? 0,
          coffee: wallet.grants["coffee"] ?? 0,
        });
        expect(standing(both)).toEqual(standing(alone));
      }),
    );
  });
});
