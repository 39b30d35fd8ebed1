import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProgrammeSource } from "../programme/schema.ts";
import { emptyStates } from "../state.ts";
import { aProgramme, at } from "../testing/club.ts";
import type { CompiledProgramme } from "../programme/compiled.ts";
import { explainLine, paidForPieces } from "./lines.ts";
import {
  priceBasket,
  type BasketLine,
  type PricedBasket,
  type PriceInput,
  type PriceLineFacts,
  type BasketReward,
} from "./price.ts";
import { shareOf, spread } from "./spread.ts";

type OfferSource = NonNullable<NonNullable<ProgrammeSource["pricing"]>["offers"]>[number];
type Line = BasketLine & { readonly facts: PriceLineFacts };

const LANES = ["member price", "campaign", "surprise"];
const ARTICLES = ["beans", "filter", "tea", "mug", "bread"] as const;
const CATEGORY = {
  beans: "coffee/beans",
  filter: "coffee/filter",
  tea: "tea",
  mug: "",
  bread: "bread",
};

const sek = fc.integer({ min: 1, max: 40_000 }).map((minor) => `${(minor / 100).toFixed(2)} SEK`);
const percent = fc.integer({ min: 1, max: 10_000 }).map((bp) => `${bp / 100}%`);
const kind: fc.Arbitrary<Partial<OfferSource>> = fc.oneof(
  percent.map((off) => ({ percent: off })),
  percent.map((off) => ({ percent: { off, of: "list" as const } })),
  fc
    .record({ off: sek, per: fc.constantFrom("piece", "article", "basket") })
    .map((amount) => ({ amount })),
  sek.map((fixed) => ({ price: fixed })),
  fc
    .record({
      pieces: fc.integer({ min: 1, max: 4 }),
      get: fc.integer({ min: 1, max: 2 }),
      off: percent,
    })
    .map((buy) => ({ buy })),
  fc.record({ atLeast: sek, percent }).map((spend) => ({ spend })),
  fc.record({ atLeast: sek, off: sek }).map((spend) => ({ spend })),
  fc
    .record({ among: fc.integer({ min: 1, max: 5 }), off: percent })
    .map((cheapest) => ({ cheapest })),
);
const items = fc.option(
  fc.constantFrom(
    '"coffee" in item.categories',
    'item.article == "tea"',
    "item.quantity >= 3",
    "item.list > 50",
  ),
  { nil: undefined },
);
const when = fc.option(fc.constantFrom("basket.paid >= 200", "basket.quantity >= 4"), {
  nil: undefined,
});
const offers: fc.Arbitrary<OfferSource[]> = fc
  .array(fc.record({ does: kind, items, when, lane: fc.constantFrom(...LANES) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((all) =>
    all.map(({ does, items: chosen, when: asked, lane }, index) => ({
      id: `o${index}`,
      lane,
      ...(chosen !== undefined && { items: chosen }),
      ...(asked !== undefined && { when: asked }),
      ...does,
    })),
  );

const anyLine: fc.Arbitrary<Line> = fc
  .record({
    article: fc.constantFrom(...ARTICLES),
    quantity: fc.integer({ min: 1, max: 7 }),
    unitPriceMinor: fc.oneof(
      fc.integer({ min: 0, max: 12 }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom(995, 1995, 4950, 9990),
    ),
    cost: fc.option(fc.integer({ min: 0, max: 9_000 }), { nil: undefined, freq: 2 }),
    vat: fc.constantFrom(undefined, 600, 1200, 2500),
    reducible: fc.constantFrom(true, true, true, false),
  })
  .map(({ article, quantity, unitPriceMinor, cost, vat, reducible }) => ({
    article,
    quantity,
    unitPriceMinor,
    facts: {
      category: CATEGORY[article],
      ...(cost !== undefined && { costMinor: cost * quantity }),
      ...(vat !== undefined && { vatBasisPoints: vat }),
      reducible,
    },
  }));
const lines = fc.array(anyLine, { minLength: 1, maxLength: 8 });
/** Several under one programme, since to compile it takes longer than to price them. */
const baskets = fc.array(lines, { minLength: 5, maxLength: 5 });
const rewards: fc.Arbitrary<BasketReward[]> = fc
  .array(
    fc.oneof(
      fc.integer({ min: 1, max: 10_000 }).map((basisPoints) => ({
        kind: "percentage" as const,
        basisPoints,
      })),
      fc.integer({ min: 1, max: 30_000 }).map((amountMinor) => ({
        kind: "amount" as const,
        amountMinor,
      })),
    ),
    { maxLength: 2 },
  )
  .map((all) => all.map((reward, index) => ({ ...reward, id: `r${index}` })));
const owed: fc.Arbitrary<BasketReward> = fc
  .record({ article: fc.constantFrom(...ARTICLES), pieces: fc.integer({ min: 1, max: 4 }) })
  .map((product) => ({ id: "gift", kind: "product", ...product }));
const floor = fc.option(fc.constantFrom("5%", "8%", "33.3%", "100%"), { nil: undefined });
const rounding = fc.constantFrom("half_up", "half_even", "floor", "ceil");
const settings = fc.record({ floor, rounding });

function programmeOf(
  all: OfferSource[],
  set: { floor: string | undefined; rounding: "half_up" | "half_even" | "floor" | "ceil" },
): CompiledProgramme {
  return aProgramme({
    pricing: {
      lanes: LANES,
      rounding: set.rounding,
      ...(set.floor !== undefined && { marginFloor: set.floor }),
      offers: all,
    },
  });
}

function price(
  programme: CompiledProgramme,
  all: readonly Line[],
  more: Partial<PriceInput> = {},
): PricedBasket {
  return priceBasket({
    programme,
    market: "se",
    states: emptyStates("anna"),
    lines: all.map(({ article, quantity, unitPriceMinor }) => ({
      article,
      quantity,
      unitPriceMinor,
    })),
    lineFacts: all.map(({ facts }) => facts),
    at: at("2026-03-02"),
    id: "q1",
    ...more,
  });
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);

/** Computed another way: with exact fractions of bigints, for one piece. */
function lowestPiece(line: Line, share: string): number {
  const cost = (line.facts.costMinor ?? 0) / line.quantity;
  const basisPoints = BigInt(Math.round(Number(share.slice(0, -1)) * 100));
  if (basisPoints === 10_000n) return line.unitPriceMinor;
  const top = BigInt(cost) * (10_000n + BigInt(line.facts.vatBasisPoints ?? 0));
  const bottom = 10_000n - basisPoints;
  return Math.min(line.unitPriceMinor, Number((top + bottom - 1n) / bottom));
}

describe("whatever the offers, the basket and the rewards", () => {
  test("list less reductions is paid, per line, per offer and for the basket", () => {
    fc.assert(
      fc.property(
        offers,
        settings,
        lines,
        rewards,
        fc.option(owed),
        (all, set, basket, some, gift) => {
          const given = gift ? [...some, gift] : some;
          const priced = price(programmeOf(all, set), basket, { rewards: given });
          for (const each of priced.lines) {
            const off = sum(each.reductions.map(({ amountMinor }) => amountMinor));
            expect(each.listMinor - off).toBe(each.paidMinor);
            expect(each.paidMinor).toBeGreaterThanOrEqual(0);
            expect(each.reductions.every(({ amountMinor }) => amountMinor >= 0)).toBe(true);
            const pieces = Array.from({ length: each.quantity }, (_, before) =>
              paidForPieces(each.paidMinor, each.quantity, before, 1),
            );
            expect(sum(pieces)).toBe(each.paidMinor);
          }
          expect(sum(priced.lines.map(({ paidMinor }) => paidMinor))).toBe(priced.paidMinor);
          expect(priced.listMinor - priced.reductionMinor).toBe(priced.paidMinor);
          expect(priced.offers).toHaveLength(all.length + given.length);
          for (const { offer, amountMinor } of priced.offers) {
            const taken = priced.lines.flatMap(({ reductions }) =>
              reductions.filter((reduction) => reduction.offer === offer),
            );
            expect(sum(taken.map((reduction) => reduction.amountMinor))).toBe(amountMinor);
          }
        },
      ),
      { numRuns: 800 },
    );
  });

  test("no offer, voucher or stack of them goes below the margin floor where the cost is known", () => {
    fc.assert(
      fc.property(
        offers,
        fc.record({ floor: fc.constantFrom("5%", "8%", "33.3%", "100%"), rounding }),
        lines,
        rewards,
        (all, set, basket, some) => {
          const priced = price(programmeOf(all, set), basket, { rewards: some });
          priced.lines.forEach((each, index) => {
            const own = basket[index];
            if (!own) throw new Error("every line is priced");
            if (own.facts.costMinor === undefined) {
              expect(each.floor).toBe("not_known");
              expect(each.marginBasisPoints).toBeNull();
            }
          });
          // Lines of one article may have been bought at different costs; they are held to their mean.
          const costs = new Map<string, Set<number>>();
          for (const { article, unitPriceMinor, quantity, facts } of basket)
            if (facts.costMinor !== undefined) {
              const key = `${article} ${unitPriceMinor}`;
              costs.set(key, (costs.get(key) ?? new Set()).add(facts.costMinor / quantity));
            }
          priced.lines.forEach((each, index) => {
            const own = basket[index];
            if (!own || own.facts.costMinor === undefined) return;
            if ((costs.get(`${own.article} ${own.unitPriceMinor}`)?.size ?? 0) > 1) return;
            const lowest = own.quantity * lowestPiece(own, set.floor);
            expect(each.paidMinor).toBeGreaterThanOrEqual(lowest);
            if (each.paidMinor > 0 && each.paidMinor < each.listMinor)
              expect(each.marginBasisPoints).toBeGreaterThanOrEqual(
                Number(set.floor.slice(0, -1)) * 100,
              );
          });
        },
      ),
      { numRuns: 800 },
    );
  });

  test("the order of the lines changes no price", () => {
    const shuffled = lines.chain((all) =>
      fc.tuple(
        fc.constant(all),
        fc.shuffledSubarray([...all.keys()], { minLength: all.length, maxLength: all.length }),
      ),
    );
    fc.assert(
      fc.property(offers, settings, shuffled, rewards, (all, set, [basket, order], some) => {
        const programme = programmeOf(all, set);
        const one = price(programme, basket, { rewards: some });
        const moved = order.flatMap((index) => basket[index] ?? []);
        const other = price(programme, moved, { rewards: some });
        expect(other.paidMinor).toBe(one.paidMinor);
        expect(other.offers).toEqual(one.offers);
      }),
      { numRuns: 600 },
    );
  });

  test("a line of n pieces costs what n lines of one piece cost, for every kind of offer", () => {
    fc.assert(
      fc.property(offers, settings, lines, rewards, (all, set, basket, some) => {
        const programme = programmeOf(all, set);
        const split = basket.flatMap((each) =>
          Array.from({ length: each.quantity }, () => ({
            ...each,
            quantity: 1,
            facts: {
              ...each.facts,
              ...(each.facts.costMinor !== undefined && {
                costMinor: each.facts.costMinor / each.quantity,
              }),
            },
          })),
        );
        const [whole, apart] = [
          price(programme, basket, { rewards: some }),
          price(programme, split, { rewards: some }),
        ];
        expect(apart.paidMinor).toBe(whole.paidMinor);
        expect(apart.offers).toEqual(whole.offers);
      }),
      { numRuns: 600 },
    );
  });

  test("one offer more never makes a basket dearer, nor any line of it", () => {
    fc.assert(
      fc.property(offers, settings, baskets, rewards, fc.nat(), (all, set, many, some, which) => {
        const without = all.filter((_, index) => index !== which % all.length);
        const [less, full] = [programmeOf(without, set), programmeOf(all, set)];
        for (const basket of many) {
          const fewer = price(less, basket, { rewards: some });
          const more = price(full, basket, { rewards: some });
          expect(more.paidMinor).toBeLessThanOrEqual(fewer.paidMinor);
          more.lines.forEach(({ paidMinor }, index) =>
            expect(paidMinor).toBeLessThanOrEqual(fewer.lines[index]?.paidMinor ?? 0),
          );
        }
      }),
      { numRuns: 700 },
    );
  });

  test("returns in any split give back exactly what was paid", () => {
    fc.assert(
      fc.property(
        fc.nat(100_000_000),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
        (paidMinor, parts) => {
          const quantity = sum(parts);
          let before = 0;
          let back = 0;
          for (const pieces of parts) {
            const part = paidForPieces(paidMinor, quantity, before, pieces);
            expect(part).toBeGreaterThanOrEqual(Math.floor((paidMinor * pieces) / quantity));
            expect(part).toBeLessThanOrEqual(Math.ceil((paidMinor * pieces) / quantity));
            back += part;
            before += pieces;
          }
          expect(back).toBe(paidMinor);
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("every offer has a reason on every line, and what it says adds up", () => {
    fc.assert(
      fc.property(offers, settings, lines, (all, set, basket) => {
        const priced = price(programmeOf(all, set), basket);
        basket.forEach((_, index) => {
          const reasons = explainLine(priced, index);
          expect(reasons.map(({ offer }) => offer)).toEqual(
            priced.offers.map(({ offer }) => offer),
          );
          const off = sum(reasons.map(({ amountMinor }) => amountMinor));
          expect(off).toBe(
            (priced.lines[index]?.listMinor ?? 0) - (priced.lines[index]?.paidMinor ?? 0),
          );
        });
      }),
      { numRuns: 500 },
    );
  });
});

describe("spreading", () => {
  const weights = fc.array(fc.oneof(fc.nat(20), fc.nat(1_000_000)), {
    minLength: 1,
    maxLength: 12,
  });
  const withCaps = weights.chain((all) =>
    fc.tuple(fc.constant(all), fc.tuple(...all.map((weight) => fc.nat(weight)))),
  );
  test("loses nothing and passes no cap", () => {
    fc.assert(
      fc.property(withCaps, fc.nat(2_000_000), ([all, caps], amount) => {
        const shares = spread(amount, all, caps);
        expect(sum(shares)).toBe(Math.min(amount, sum(caps)));
        shares.forEach((share, index) => {
          expect(share).toBeGreaterThanOrEqual(0);
          expect(share).toBeLessThanOrEqual(caps[index] ?? 0);
        });
      }),
      { numRuns: 3000 },
    );
  });
  test("gives the nearest share: moving one öre to another line would be less fair", () => {
    fc.assert(
      fc.property(weights, fc.nat(2_000_000), (all, amount) => {
        const shares = spread(amount, all, all);
        shares.forEach((share, from) =>
          shares.forEach((other, to) => {
            if (from === to || share === 0 || other >= (all[to] ?? 0)) return;
            // share - 1/2 was reached before other + 1/2: the test of a divisor method with nearest rounding.
            const reached = BigInt(2 * share - 1) * BigInt(all[to] ?? 0);
            expect(reached <= BigInt(2 * other + 1) * BigInt(all[from] ?? 0)).toBe(true);
          }),
        );
      }),
      { numRuns: 1000 },
    );
  });
  test("a line that got cheaper makes no other line dearer", () => {
    fc.assert(
      fc.property(weights, fc.nat(2_000_000), fc.nat(), fc.nat(), (all, amount, which, less) => {
        const cheaper = which % all.length;
        const lower = all.map((weight, index) =>
          index === cheaper ? weight - (less % (weight + 1)) : weight,
        );
        const [before, after] = [spread(amount, all, all), spread(amount, lower, lower)];
        all.forEach((weight, index) =>
          expect((lower[index] ?? 0) - (after[index] ?? 0)).toBeLessThanOrEqual(
            weight - (before[index] ?? 0),
          ),
        );
      }),
      { numRuns: 3000 },
    );
  });
  test("a share is the exact one, rounded as asked, however large the numbers", () => {
    fc.assert(
      fc.property(
        fc.nat(Number.MAX_SAFE_INTEGER),
        fc.integer({ min: 1, max: 10_000 }),
        fc.nat(10_000),
        (value, bottom, part) => {
          const top = part % (bottom + 1);
          const exact = BigInt(value) * BigInt(top);
          const below = exact / BigInt(bottom);
          const twice = (exact % BigInt(bottom)) * 2n;
          const up = (is: boolean): number => Number(is ? below + 1n : below);
          expect(shareOf(value, top, bottom, "floor")).toBe(Number(below));
          expect(shareOf(value, top, bottom, "ceil")).toBe(up(twice > 0n));
          expect(shareOf(value, top, bottom, "half_up")).toBe(up(twice >= BigInt(bottom)));
          const even = twice > BigInt(bottom) || (twice === BigInt(bottom) && below % 2n === 1n);
          expect(shareOf(value, top, bottom, "half_even")).toBe(up(even));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
