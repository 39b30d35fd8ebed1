import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseInstant, type Instant } from "../time.ts";
import { brokenPromises, compareProgrammes, reusedIds } from "./compare.ts";
import { rewardPrice } from "./kept-prices.ts";
import { programmeSchema, type Programme } from "./schema.ts";

const zone = "Europe/Stockholm";

const document = {
  club: { name: "Kvarnby", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: zone } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
    {
      id: "local",
      on: "purchase",
      items: '"local" in item.tags',
      during: { from: "2027-12-01", through: "2027-12-15" },
      multiply: { unit: "points", by: 2 },
    },
    {
      id: "visit",
      on: "join",
      give: { points: 50 },
      limit: { times: 2, every: "month" },
    },
  ],
  cards: [{ id: "coffee", items: 'item.category == "coffee"', goal: 9, grants: "mug" }],
  challenges: [{ id: "run", on: "purchase", goal: 3, every: "month", give: { points: 30 } }],
  ladders: [
    {
      id: "level",
      counts: "status",
      levels: [{ id: "guest" }, { id: "friend", at: 2000, welcome: { give: { points: 100 } } }],
    },
  ],
  rewards: [{ id: "mug", cost: { points: 90 }, worth: { se: "45 SEK" } }],
  promises: { notice: "30 days", keepPrices: "6 months" },
};

/** The club with the value at a JSON pointer replaced (or removed, where it is undefined). */
function withValue(path: string, value: unknown): Programme {
  const copy: unknown = structuredClone(document);
  const keys = path.slice(1).split("/");
  const last = keys.pop() ?? "";
  let place: unknown = copy;
  for (const key of keys)
    place = typeof place === "object" && place !== null ? Reflect.get(place, key) : undefined;
  if (typeof place !== "object" || place === null) throw new Error(`There is no ${path}`);
  if (value === undefined) Reflect.deleteProperty(place, last);
  else Reflect.set(place, last, value);
  return programmeSchema.parse(copy);
}

const before = programmeSchema.parse(document);

function at(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(text);
  return instant;
}

test("a programme does not differ from itself", () => {
  expect(compareProgrammes(before, programmeSchema.parse(structuredClone(document)))).toEqual([]);
});

const changed: readonly (readonly [what: string, path: string, value: unknown, worse: boolean])[] =
  [
    ["a unit worth less", "/units/points/worth/se", "0.05 SEK", true],
    ["a unit worth more", "/units/points/worth/se", "0.20 SEK", false],
    ["a worth no longer said", "/units/points/worth", undefined, true],
    ["units that die sooner", "/units/points/expires", "6 months", true],
    ["units that live longer", "/units/points/expires", "2 years", false],
    ["the same life in other words", "/units/points/expires", "1 year", false],
    ["units that no longer die", "/units/points/expires", "never", false],
    ["a wait before spending", "/units/points/available", "14 days", true],
    ["a harsher clawback", "/units/points/clawback", "arrears", true],
    ["a kinder clawback", "/units/points/clawback", "own_lots", false],
    ["a shorter grace", "/units/points/grace", "5 days", true],
    ["another period of status", "/units/status/period", "calendar quarter", true],
    ["less for the money", "/rules/0/give/points/each", "2 SEK", true],
    ["more for the money", "/rules/0/give/points/each", "0.50 SEK", false],
    ["another measure", "/rules/0/give/points/of", "items.paid", true],
    ["a new condition", "/rules/0/when", "basket.paid > 100", true],
    ["a condition gone", "/rules/1/items", undefined, false],
    ["other lines", "/rules/1/items", '"farm" in item.tags', true],
    ["a shorter window", "/rules/1/during/through", "2027-12-10", true],
    ["a longer window", "/rules/1/during/through", "2027-12-24", false],
    ["no window any more", "/rules/1/during", undefined, false],
    ["hours in the window", "/rules/1/during/hours", "08:00-12:00", true],
    ["a smaller multiplier", "/rules/1/multiply/by", 1.5, true],
    ["a larger multiplier", "/rules/1/multiply/by", 3, false],
    ["fewer rules multiplied", "/rules/1/multiply/rules", ["base"], true],
    ["only some stores", "/rules/0/stores", ["north"], true],
    ["a smaller gift", "/rules/2/give/points", 40, true],
    ["a larger gift", "/rules/2/give/points", 60, false],
    ["a gift by expression", "/rules/2/give/points", { value: "50 + 1" }, true],
    ["a unit no longer given", "/rules/2/give", { status: 50 }, true],
    ["a second unit", "/rules/2/give/status", 5, false],
    ["fewer times", "/rules/2/limit/times", 1, true],
    ["more times", "/rules/2/limit/times", 3, false],
    ["a longer period of the limit", "/rules/2/limit/every", "year", true],
    ["a shorter period of the limit", "/rules/2/limit/every", "week", false],
    ["the whole club's limit", "/rules/2/limit/per", "club", true],
    ["no limit any more", "/rules/2/limit", undefined, false],
    ["a limit on what had none", "/rules/0/limit", { money: "1000 SEK", every: "day" }, true],
    ["a surprise instead of a right", "/rules/2/chance", "50%", true],
    ["a group in which one counts", "/rules/2/exclusive", "gifts", true],
    ["stricter on returns", "/rules/0/onReturn", "re-evaluate", true],
    ["kinder on returns", "/rules/0/onReturn", "keep", false],
    ["another name", "/rules/0/name", "Points", false],
    ["a fuller card", "/cards/0/goal", 10, true],
    ["a shorter card", "/cards/0/goal", 8, false],
    ["a cap on a card", "/cards/0/perEventMax", 1, true],
    ["a harder challenge", "/challenges/0/goal", 4, true],
    ["a poorer challenge", "/challenges/0/give/points", 20, true],
    ["a higher level", "/ladders/0/levels/1/at", 2500, true],
    ["a lower level", "/ladders/0/levels/1/at", 1500, false],
    ["a level for life", "/ladders/0/levels/1/lifetime", 9000, false],
    ["a welcome again each period", "/ladders/0/levels/1/welcome/every", "period", false],
    ["another period", "/units/status/period", "rolling 12 months", true],
    ["a poorer welcome", "/ladders/0/levels/1/welcome/give/points", 50, true],
    ["a deeper fall", "/ladders/0/down", "to what was earned", true],
    ["no fall", "/ladders/0/down", "never", false],
    ["a dearer reward", "/rewards/0/cost/points", 120, true],
    ["a cheaper reward", "/rewards/0/cost/points", 80, false],
    ["a reward no longer sold", "/rewards/0/cost", undefined, true],
    ["a second price", "/rewards/0/cost/status", 5, true],
    ["a lower cap", "/multiplierCap", 5, true],
    ["a shorter notice", "/promises/notice", "7 days", true],
    ["a longer notice", "/promises/notice", "60 days", false],
    ["prices no longer kept", "/promises/keepPrices", undefined, true],
    ["more messages", "/contact", { perWeek: 7 }, false],
  ];

describe("a change is told with its place, and whether it is for the worse", () => {
  test.each(changed)("%s", (_, path, value, worse) => {
    const changes = compareProgrammes(before, withValue(path, value));
    expect(changes.length).toBeGreaterThan(0);
    for (const change of changes) {
      expect(`${path}/`.startsWith(change.path) || change.path.startsWith(path)).toBe(true);
      expect(change.words).toMatch(/^The .*\.$/);
    }
    expect(changes.some((change) => change.worse)).toBe(worse);
  });

  test("what is gone is worse, what is new is not", () => {
    const fewer = programmeSchema.parse({ ...document, rules: document.rules.slice(0, 2) });
    expect(compareProgrammes(before, fewer)).toEqual([
      {
        kind: "removed",
        code: "thing_gone",
        thing: "rule",
        path: "/rules/2",
        subject: "visit",
        words: "The rule 'visit' is gone.",
        worse: true,
      },
    ]);
    expect(compareProgrammes(fewer, before)).toEqual([
      {
        kind: "added",
        code: "thing_new",
        thing: "rule",
        path: "/rules/2",
        subject: "visit",
        words: "The rule 'visit' is new.",
        worse: false,
      },
    ]);
  });

  test("a rule that only sent a message takes nothing with it", () => {
    const telling = programmeSchema.parse({
      ...document,
      messages: { hi: {} },
      rules: [...document.rules, { id: "hi", on: "join", tell: "hi" }],
    });
    expect(compareProgrammes(telling, before).some((change) => change.worse)).toBe(false);
  });

  test("the words say what was and what is", () => {
    const [change] = compareProgrammes(before, withValue("/rewards/0/cost/points", 120));
    expect(change?.words).toBe("The reward 'mug': cost is points 120 instead of points 90.");
  });

  test("its parts are told apart from the words, for who reads another language", () => {
    const named = (name: string): Programme => withValue("/rewards/0/name", { en: name });
    const [renamed] = compareProgrammes(named("Cup"), named("Mug"));
    expect(renamed).toMatchObject({
      code: "value_changed",
      thing: "reward",
      subject: "mug",
      name: { en: "Mug" },
      key: "name",
      before: { en: "Cup" },
      after: { en: "Mug" },
    });
    const [more] = compareProgrammes(before, withValue("/rules/2/give/points", 60));
    expect(more).toMatchObject({ code: "gift_changed", key: "points", before: 50, after: 60 });
    const [first] = compareProgrammes(before, withValue("/rules/2/give/status", 5));
    expect(first).toMatchObject({ code: "gift_changed", key: "status", after: 5 });
    expect(first).not.toHaveProperty("before");
    const [limited] = compareProgrammes(before, withValue("/rules/2/limit", undefined));
    expect(limited).toMatchObject({ code: "value_gone", key: "limit" });
  });

  const friends = { give: { points: 50 }, friend: { give: { points: 25 } }, within: "90 days" };
  test.each<[string, object, boolean]>([
    ["less for the member", { give: { points: 40 } }, true],
    ["more for the friend", { friend: { give: { points: 30 } } }, false],
    ["nothing for the friend", { friend: undefined }, true],
    ["a longer wait", { after: "30 days" }, true],
    ["a higher least purchase", { minimum: { se: "200 SEK" } }, true],
    ["a shorter time to buy", { within: "30 days" }, true],
    ["fewer friends", { per: { times: 5, every: "year" } }, true],
    ["friends every month", { per: { times: 10, every: "month" } }, false],
  ])("bringing friends: %s", (_, change, worse) => {
    const changes = compareProgrammes(
      withValue("/referral", friends),
      withValue("/referral", { ...friends, ...change }),
    );
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ thing: "referral", worse });
  });

  test("bringing friends may come at once, and is missed when it goes", () => {
    const some = withValue("/referral", friends);
    expect(compareProgrammes(before, some)).toMatchObject([{ code: "thing_new", worse: false }]);
    expect(compareProgrammes(some, before)).toMatchObject([{ code: "thing_gone", worse: true }]);
  });

  test("rules in another order are the same rules", () => {
    const turned = { ...document, rules: document.rules.toReversed() };
    expect(compareProgrammes(before, programmeSchema.parse(turned))).toEqual([]);
  });
});

describe("promised notice", () => {
  const dearer = withValue("/rewards/0/cost/points", 120);
  const now = at("2027-03-10T15:00:00+01:00");

  test("a change for the worse too soon is told with the first day that would do", () => {
    const problems = brokenPromises(before, dearer, at("2027-04-08T00:00:00+02:00"), now, zone);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      severity: "error",
      code: "notice_too_short",
      path: "/rewards/0/cost",
      subject: "mug",
      advice: "Publish from 2027-04-09 or later, or take this change back.",
    });
    expect(brokenPromises(before, dearer, at("2027-04-09T00:00:00+02:00"), now, zone)).toEqual([]);
  });

  test("a change for the better may come at once", () => {
    expect(brokenPromises(before, withValue("/rewards/0/cost/points", 80), now, now, zone)).toEqual(
      [],
    );
  });

  test("the promise that counts is the one that members were given", () => {
    const hasty = withValue("/promises/notice", "1 day");
    const problems = brokenPromises(before, hasty, at("2027-03-20T00:00:00+01:00"), now, zone);
    expect(problems.map((problem) => problem.path)).toEqual(["/promises/notice"]);
    const free = withValue("/promises/notice", undefined);
    expect(brokenPromises(free, dearer, now, now, zone)).toEqual([]);
  });
});

describe("prices of points already earned", () => {
  const start = at("2027-01-01T00:00:00+01:00");
  const dearerAt = at("2027-06-01T00:00:00+02:00");
  const keptUntil = at("2027-12-01T00:00:00+01:00");
  const dearer = withValue("/rewards/0/cost/points", 120);
  const versions = [
    { effectiveAt: dearerAt, programme: dearer },
    { effectiveAt: start, programme: before },
  ];
  const price = (when: Instant, earnedAt: Instant): number | null =>
    rewardPrice(versions, "mug", "points", when, earnedAt, zone);

  test("they keep the old price to the end of the promise, new ones pay the new", () => {
    expect(price(dearerAt - 1, start)).toBe(90);
    expect(price(dearerAt, start)).toBe(90);
    expect(price(dearerAt, dearerAt)).toBe(120);
    expect(price(keptUntil - 1, dearerAt - 1)).toBe(90);
    expect(price(keptUntil, dearerAt - 1)).toBe(120);
  });

  test("a reward that became cheaper is cheaper for all", () => {
    const cheaper = {
      effectiveAt: keptUntil - 1,
      programme: withValue("/rewards/0/cost/points", 50),
    };
    expect(rewardPrice([...versions, cheaper], "mug", "points", keptUntil, start, zone)).toBe(50);
  });

  test("a version that says nothing new does not end the promise", () => {
    const renamed = { effectiveAt: start + 1, programme: withValue("/club/name", "Another") };
    const all = [...versions, renamed];
    expect(rewardPrice(all, "mug", "points", keptUntil - 1, start, zone)).toBe(90);
  });

  test("without the promise, or the reward, or in another unit, nothing is kept", () => {
    const free = { effectiveAt: start, programme: withValue("/promises/keepPrices", undefined) };
    const two = [free, { effectiveAt: dearerAt, programme: dearer }];
    expect(rewardPrice(two, "mug", "points", dearerAt, start, zone)).toBe(120);
    expect(price(start - 1, start)).toBeNull();
    expect(rewardPrice(versions, "cup", "points", dearerAt, start, zone)).toBeNull();
    expect(rewardPrice(versions, "mug", "status", dearerAt, start, zone)).toBeNull();
    const gone = { effectiveAt: dearerAt + 1, programme: withValue("/rewards", []) };
    expect(rewardPrice([...versions, gone], "mug", "points", dearerAt + 1, start, zone)).toBeNull();
  });

  test("older points never pay more than newer ones", () => {
    const history = fc.array(
      fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 400 })),
      {
        minLength: 1,
        maxLength: 5,
      },
    );
    const day = 86_400_000;
    fc.assert(
      fc.property(history, fc.nat(900), fc.nat(900), fc.nat(900), (steps, a, b, c) => {
        let effectiveAt = start;
        const all = steps.map(([cost, days], index) => {
          if (index > 0) effectiveAt += days * day;
          return { effectiveAt, programme: withValue("/rewards/0/cost/points", cost) };
        });
        const [early = 0, late = 0] = [a, b].toSorted((x, y) => x - y);
        const when = start + (late + c) * day;
        const priceOf = (days: number): number =>
          rewardPrice(all, "mug", "points", when, start + days * day, zone) ?? Infinity;
        expect(priceOf(early)).toBeLessThanOrEqual(priceOf(late));
      }),
      { numRuns: 100 },
    );
  });
});

describe("an id stands for one thing for ever", () => {
  test.each([
    ["a rule on another trigger", "/rules/2/on", "purchase", "/rules/2", "visit"],
    ["a rule on more triggers", "/rules/2/on", ["join", "purchase"], "/rules/2", "visit"],
    [
      "a unit that can no longer be spent",
      "/units/points/spendable",
      false,
      "/units/points",
      "points",
    ],
    [
      "a card for another deed",
      "/cards/0",
      { id: "coffee", on: "join", goal: 9, grants: "mug" },
      "/cards/0",
      "coffee",
    ],
    ["a challenge of another period", "/challenges/0/every", "week", "/challenges/0", "run"],
    ["a ladder of another unit", "/ladders/0/counts", "steps", "/ladders/0", "level"],
  ])("%s", (_, path, value, place, subject) => {
    expect(reusedIds([before], withValue(path, value))).toMatchObject([
      { severity: "error", code: "reused_id", path: place, subject },
    ]);
  });

  test("also where it had been gone for a while; the same thing may come back", () => {
    const without = programmeSchema.parse({ ...document, rules: document.rules.slice(0, 2) });
    expect(reusedIds([before, without], withValue("/rules/2/on", "purchase"))).toHaveLength(1);
    expect(reusedIds([before, without], before)).toEqual([]);
  });

  test("a changed amount, or triggers in another order, are still the same rule", () => {
    const two = withValue("/rules/2/on", ["join", "purchase"]);
    const turned = withValue("/rules/2/on", ["purchase", "join"]);
    expect(reusedIds([two], turned)).toEqual([]);
    expect(reusedIds([before], withValue("/rules/2/give/points", 5))).toEqual([]);
  });
});
