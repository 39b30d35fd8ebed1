import { describe, expect, test } from "vitest";
import type { ProgrammeSource } from "../programme/schema.ts";
import { emptyStates } from "../state.ts";
import { aProgramme, at } from "../testing/club.ts";
import { describeOffer, describeOfferReason } from "./describe.ts";
import { explainLine, paidForPieces } from "./lines.ts";
import {
  priceBasket,
  PricingError,
  type BasketLine,
  type PricedBasket,
  type PriceInput,
  type PriceLineFacts,
} from "./price.ts";

type PricingSource = NonNullable<ProgrammeSource["pricing"]>;
type OfferSource = NonNullable<PricingSource["offers"]>[number];
type Line = BasketLine & PriceLineFacts;

const line = (
  article: string,
  quantity: number,
  kronor: number,
  more: Partial<Line> = {},
): Line => ({
  article,
  quantity,
  unitPriceMinor: Math.round(kronor * 100),
  ...more,
});
const beans = line("beans", 3, 33.33, { category: "coffee/beans" });
const mug = line("mug", 1, 50);

function aPricing(
  offers: OfferSource[],
  more: Partial<PricingSource> = {},
): ProgrammeSource["pricing"] {
  return { lanes: ["member price", "campaign", "surprise"], offers, ...more };
}

/** A basket under offers; in the lane "campaign" where nothing else is said. */
function price(
  offers: (Partial<OfferSource> & { id: string })[],
  lines: Line[],
  more: Partial<PriceInput> & {
    pricing?: Partial<PricingSource>;
    parts?: Partial<ProgrammeSource>;
  } = {},
): PricedBasket {
  const { pricing, parts, ...input } = more;
  const all = offers.map((offer) => ({ lane: "campaign", ...offer }));
  return priceBasket({
    programme: aProgramme({ ...parts, pricing: aPricing(all, pricing) }),
    market: "se",
    states: emptyStates("anna"),
    lines: lines.map(({ article, quantity, unitPriceMinor, originalUnitMinor }) => ({
      article,
      quantity,
      unitPriceMinor,
      ...(originalUnitMinor !== undefined && { originalUnitMinor }),
    })),
    lineFacts: lines.map(({ category, tags, costMinor, vatBasisPoints, reducible }) => ({
      ...(category !== undefined && { category }),
      ...(tags && { tags }),
      ...(costMinor !== undefined && { costMinor }),
      ...(vatBasisPoints !== undefined && { vatBasisPoints }),
      ...(reducible !== undefined && { reducible }),
    })),
    at: at("2026-03-02"),
    id: "q1",
    ...input,
  });
}

const paid = (priced: PricedBasket): number[] => priced.lines.map(({ paidMinor }) => paidMinor);
const codeOf = (priced: PricedBasket, id: string): string =>
  priced.offers.find(({ offer }) => offer === id)?.code ?? "nothing was said";

describe("each kind of offer, computed by hand", () => {
  test("a percentage off: 10 % of 99.99 and 50.00 fall 10.00 and 5.00", () => {
    const priced = price([{ id: "ten", percent: "10%" }], [beans, mug]);
    expect(paid(priced)).toEqual([8999, 4500]);
    expect(priced).toMatchObject({ listMinor: 14_999, reductionMinor: 1500, paidMinor: 13_499 });
    expect(priced.lines[0]?.reductions).toEqual([
      { offer: "ten", lane: "campaign", kind: "percent", amountMinor: 1000, heldBackMinor: 0 },
    ]);
  });
  test("an amount off each piece, off each article, and off the basket", () => {
    const off = (per: "piece" | "article" | "basket"): number[] =>
      paid(price([{ id: "five", amount: { off: "5 SEK", per } }], [beans, mug]));
    expect(off("piece")).toEqual([9999 - 1500, 4500]);
    expect(off("article")).toEqual([9499, 4500]);
    // 5.00 over 99.99 and 50.00: 3.333 and 1.667.
    expect(off("basket")).toEqual([9999 - 333, 5000 - 167]);
  });
  test("an amount off the basket never gives money back", () => {
    const priced = price([{ id: "big", amount: { off: "1000 SEK" } }], [beans, mug]);
    expect(paid(priced)).toEqual([0, 0]);
    expect(priced.offers).toMatchObject([{ amountMinor: 14_999, code: "applied" }]);
  });
  test("a fixed price lowers what is dearer and leaves what is cheaper", () => {
    const priced = price([{ id: "thirty", price: "30 SEK" }], [beans, line("bun", 2, 25)]);
    expect(paid(priced)).toEqual([9000, 5000]);
    expect(explainLine(priced, 1)).toEqual([
      { offer: "thirty", lane: "campaign", code: "nothing_to_take", amountMinor: 0 },
    ]);
  });
  test("three for two: the cheapest of each three is free, the dearest threes first", () => {
    const lines = [line("a", 2, 30), line("b", 3, 20), line("c", 2, 10)];
    // 30 30 [20] | 20 20 [10] | 10
    const priced = price([{ id: "three", buy: { pieces: 2, get: 1 } }], lines);
    expect(paid(priced)).toEqual([6000, 4000, 1000]);
  });
  test("buy one, the second at half price, at most once", () => {
    const buy = { pieces: 1, get: 1, off: "50%", setsMax: 1 };
    expect(paid(price([{ id: "half", buy }], [line("a", 4, 30)]))).toEqual([12_000 - 1500]);
    expect(paid(price([{ id: "half", buy }], [line("a", 1, 30)]))).toEqual([3000]);
  });
  test("spend at least 150: 10 % or 20 kronor off, and a krona less is told", () => {
    const percent = { atLeast: "149.99 SEK", percent: "10%" };
    expect(paid(price([{ id: "spend", spend: percent }], [beans, mug]))).toEqual([8999, 4500]);
    const off = { atLeast: "150.99 SEK", off: "20 SEK" };
    const short = price([{ id: "spend", spend: off }], [beans, mug]);
    expect(short.offers[0]).toMatchObject({
      code: "spend",
      missing: { path: "basket.paid", need: 15_099, have: 14_999, shortBy: 100 },
    });
  });
  test("the cheapest of five pieces is free, from five pieces on", () => {
    const offer = { id: "gift", cheapest: { among: 5 } };
    expect(paid(price([offer], [beans, line("bun", 2, 12)]))).toEqual([9999, 1200]);
    expect(codeOf(price([offer], [beans, mug]), "gift")).toBe("pieces");
  });
  test("a member price, of the articles that it chooses", () => {
    const offer = {
      id: "members",
      lane: "member price",
      items: '"coffee" in item.categories',
      memberPrice: "29.90 SEK",
    };
    const priced = price([offer], [beans, mug]);
    expect(paid(priced)).toEqual([8970, 5000]);
    expect(explainLine(priced, 1)).toEqual([
      { offer: "members", lane: "member price", code: "items", amountMinor: 0 },
    ]);
    expect(paid(price([{ ...offer, memberPrice: "10%" }], [beans, mug]))).toEqual([8999, 5000]);
  });
});

describe("lanes", () => {
  const member = { id: "m", lane: "member price", memberPrice: "20%" };
  test("follow each other, each on what the one before left", () => {
    const priced = price([member, { id: "ten", percent: "10%" }], [mug]);
    // 50.00 - 10.00 = 40.00; less 4.00.
    expect(paid(priced)).toEqual([3600]);
    expect(priced.lines[0]?.reductions.map(({ amountMinor }) => amountMinor)).toEqual([1000, 400]);
  });
  test("a percentage of the list price is not lowered by the lanes before", () => {
    const list = { id: "ten", percent: { off: "10%", of: "list" as const } };
    expect(paid(price([member, list], [mug]))).toEqual([3500]);
  });
  test("in one lane each line takes what is best for the member; equal offers go by id", () => {
    const priced = price(
      [
        { id: "ten", percent: "10%" },
        { id: "b", items: 'item.article == "mug"', amount: { off: "8 SEK", per: "piece" } },
        { id: "a", items: 'item.article == "mug"', price: "42 SEK" },
      ],
      [beans, mug],
    );
    expect(paid(priced)).toEqual([8999, 4200]);
    expect(priced.lines[1]?.reductions.map(({ offer }) => offer)).toEqual(["a"]);
    expect(explainLine(priced, 1)).toEqual([
      { offer: "a", lane: "campaign", code: "applied", amountMinor: 800 },
      { offer: "b", lane: "campaign", code: "better", detail: "a", amountMinor: 0 },
      { offer: "ten", lane: "campaign", code: "better", detail: "a", amountMinor: 0 },
    ]);
    expect(codeOf(priced, "b")).toBe("better");
  });
  test("a member price never takes another offer's threshold away", () => {
    const spend = { id: "spend", spend: { atLeast: "50 SEK", off: "5 SEK" } };
    expect(paid(price([member, spend], [mug]))).toEqual([3500]);
  });
});

describe("the margin floor", () => {
  const half = { id: "half", percent: "50%" };
  test("cuts a reduction, and the line says so", () => {
    // Cost 36.00: at 8 % the lowest price is 36 / 0.92 = 39.13 (rounded up).
    const priced = price([half], [{ ...mug, costMinor: 3600 }], { pricing: { marginFloor: "8%" } });
    expect(priced.lines[0]).toMatchObject({ paidMinor: 3914, floor: "held_back" });
    expect(priced.lines[0]?.reductions[0]).toMatchObject({
      amountMinor: 1086,
      heldBackMinor: 1414,
    });
    expect(priced.lines[0]?.marginBasisPoints).toBe(802);
    expect(codeOf(priced, "half")).toBe("trimmed");
  });
  test("is one of the price without VAT, where the VAT is known", () => {
    // 36.00 cost and 25 % VAT: 36 x 1.25 / 0.92 = 48.92 (rounded up).
    const priced = price([half], [{ ...mug, costMinor: 3600, vatBasisPoints: 2500 }], {
      pricing: { marginFloor: "8%" },
    });
    expect(priced.lines[0]?.paidMinor).toBe(4892);
  });
  test("is not guessed where the cost is not known", () => {
    const priced = price([half], [mug], { pricing: { marginFloor: "8%" } });
    expect(priced.lines[0]).toMatchObject({
      paidMinor: 2500,
      floor: "not_known",
      marginBasisPoints: null,
    });
  });
  test("never raises a price that was under it before", () => {
    const priced = price([half], [{ ...mug, costMinor: 6000 }], { pricing: { marginFloor: "8%" } });
    expect(priced.lines[0]).toMatchObject({ paidMinor: 5000, floor: "below", reductions: [] });
    expect(codeOf(priced, "half")).toBe("floor");
  });
  test("lets an amount off the basket fall on the lines that have room", () => {
    const lines = [{ ...mug, costMinor: 4600 }, line("book", 1, 50, { costMinor: 1000 })];
    const priced = price([{ id: "off", amount: { off: "20 SEK" } }], lines, {
      pricing: { marginFloor: "8%" },
    });
    expect(paid(priced)).toEqual([5000, 3000]);
  });
  test("is gone below by a reward that is owed alone", () => {
    const costly = { ...mug, costMinor: 4000 };
    const floor = { pricing: { marginFloor: "8%" } };
    const voucher = { id: "v", kind: "amount", amountMinor: 2000 } as const;
    expect(paid(price([], [costly], { ...floor, rewards: [voucher] }))).toEqual([4348]);
    const owed = price([], [costly], { ...floor, rewards: [{ ...voucher, owed: true }] });
    expect(owed.lines[0]).toMatchObject({ paidMinor: 3000, floor: "below" });
  });
});

describe("rewards that the caller names", () => {
  test("come after the lanes, in their order, each on what is left", () => {
    const priced = price([{ id: "ten", percent: "10%" }], [mug], {
      rewards: [
        { id: "voucher", kind: "amount", amountMinor: 500 },
        { id: "code", kind: "percentage", basisPoints: 1000 },
      ],
    });
    // 50.00 - 5.00 - 5.00 - 4.00
    expect(paid(priced)).toEqual([3600]);
    expect(priced.offers.map(({ offer, amountMinor }) => [offer, amountMinor])).toEqual([
      ["ten", 500],
      ["voucher", 500],
      ["code", 400],
    ]);
  });
  test("a free product takes one piece of it, and a second one takes the next", () => {
    const gift = (id: string) => ({ id, kind: "product", article: "beans" }) as const;
    const priced = price([], [beans], { rewards: [gift("one"), gift("two")] });
    expect(priced.offers.map(({ amountMinor }) => amountMinor)).toEqual([3333, 3333]);
    expect(codeOf(price([], [mug], { rewards: [gift("one")] }), "one")).toBe("not_in_basket");
    const four = ["a", "b", "c", "d"].map(gift);
    const all = price([], [beans], { rewards: four });
    expect(all.paidMinor).toBe(0);
    expect(codeOf(all, "d")).toBe("not_in_basket");
  });
  test("free delivery takes the delivery off and nothing else", () => {
    const free = { id: "f", kind: "delivery" } as const;
    const priced = price([], [mug], { rewards: [free], deliveryMinor: 4900 });
    expect(priced).toMatchObject({ paidMinor: 5000, delivery: { listMinor: 4900, paidMinor: 0 } });
    expect(price([], [mug], { deliveryMinor: 4900 }).delivery).toEqual({
      listMinor: 4900,
      paidMinor: 4900,
    });
    expect(codeOf(price([], [mug], { rewards: [free] }), "f")).toBe("nothing_to_take");
  });
  test("count on their articles and categories, from their amount on", () => {
    const reward = { id: "v", kind: "percentage", basisPoints: 5000 } as const;
    const asked = { categories: ["coffee"], atLeastMinor: 9999 };
    expect(paid(price([], [beans, mug], { rewards: [{ ...reward, ...asked }] }))).toEqual([
      4999, 5000,
    ]);
    const more = { ...reward, ...asked, atLeastMinor: 10_000 };
    const short = price([], [beans, mug], { rewards: [more] });
    expect(short.offers[0]).toMatchObject({ code: "spend", missing: { shortBy: 1 } });
  });
});

describe("who an offer is for", () => {
  test("a guest pays the list price", () => {
    const priced = price([{ id: "ten", percent: "10%" }], [mug], { states: null });
    expect(priced.paidMinor).toBe(5000);
    expect(codeOf(priced, "ten")).toBe("not_a_member");
  });
  test.each<[string, Partial<OfferSource>]>([
    ["window", { during: { from: "2026-04-01" } }],
    ["channel", { channels: ["web"] }],
    ["store", { stores: ["Lund"] }],
    ["when", { when: "basket.paid >= 60" }],
    ["items", { items: 'item.article == "tea"' }],
    ["consent", { consent: "profiling" }],
    ["expression_error", { when: "basket.quantity / 0 > 1" }],
    ["holdout", { holdout: "100%" }],
  ])("the first condition that failed is told: %s", (code, condition) => {
    const priced = price([{ id: "ten", percent: "10%", ...condition }], [mug], { channel: "till" });
    expect(priced.paidMinor).toBe(5000);
    expect(codeOf(priced, "ten")).toBe(code);
    expect(explainLine(priced, 0)).toMatchObject([{ offer: "ten", code, amountMinor: 0 }]);
  });
  test("an amount in another currency is none here", () => {
    const parts = {
      markets: {
        se: { currency: "SEK", timezone: "Europe/Stockholm" },
        dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
      },
    };
    const offer = { id: "off", amount: { off: ["10 SEK"] } };
    expect(codeOf(price([offer], [mug], { parts, market: "dk" }), "off")).toBe("currency");
    expect(paid(price([offer], [mug], { parts }))).toEqual([4000]);
  });
  test("what nothing may lower keeps its price, and carries no share", () => {
    const card = line("gift-card", 1, 500, { reducible: false });
    expect(paid(price([{ id: "off", amount: { off: "10 SEK" } }], [card, mug]))).toEqual([
      50_000, 4000,
    ]);
  });
  test("expressions see the basket before any reduction", () => {
    const priced = price(
      [
        { id: "m", lane: "member price", memberPrice: "50%" },
        { id: "ten", when: "basket.paid >= 50 && basket.list == 60", percent: "10%" },
      ],
      [{ ...mug, originalUnitMinor: 6000 }],
    );
    expect(paid(priced)).toEqual([2250]);
    expect(priced.lines[0]?.originalMinor).toBe(6000);
  });
});

describe("splitting and returning", () => {
  test("lines of one article share its price evenly, and each its part of every reduction", () => {
    const pieces = [line("beans", 1, 33.33), line("beans", 2, 33.33)];
    const priced = price([{ id: "ten", percent: "10%" }], pieces);
    expect(paid(priced)).toEqual([3000, 5999]);
    expect(priced.lines.map(({ reductions }) => reductions[0]?.amountMinor)).toEqual([333, 667]);
  });
  test("pieces that come back give 30.00, 30.00 and 29.99, in any steps", () => {
    const one = [0, 1, 2].map((before) => paidForPieces(8999, 3, before, 1));
    expect(one).toEqual([3000, 3000, 2999]);
    expect(paidForPieces(8999, 3, 0, 2) + paidForPieces(8999, 3, 2, 1)).toBe(8999);
    expect(() => paidForPieces(8999, 3, 2, 2)).toThrow(/cannot be taken/);
  });
});

describe("rounding", () => {
  test.each([
    ["half_up", 2],
    ["half_even", 2],
    ["floor", 1],
    ["ceil", 2],
  ] as const)("%s takes %d öre off for 10 %% of 15", (rounding, off) => {
    const priced = price([{ id: "ten", percent: "10%" }], [line("sweet", 1, 0.15)], {
      pricing: { rounding },
    });
    expect(priced.reductionMinor).toBe(off);
  });
  test("may differ per market", () => {
    const priced = price([{ id: "ten", percent: "10%" }], [line("sweet", 1, 0.15)], {
      pricing: { rounding: { se: "floor" } },
    });
    expect(priced.reductionMinor).toBe(1);
  });
});

describe("what cannot be priced is refused with what to do", () => {
  test.each<[string, Partial<PriceInput>, RegExp]>([
    ["an unknown market", { market: "no" }, /no market 'no': use one of se/],
    ["half a piece", { lines: [line("a", 0.5, 1)] }, /weighed goods as one piece/],
    ["no piece", { lines: [line("a", 0, 1)] }, /whole number from 1/],
    ["a price in fractions", { lines: [{ ...mug, unitPriceMinor: 1.5 }] }, /round it first/],
    ["a negative price", { lines: [{ ...mug, unitPriceMinor: -1 }] }, /from 0 on/],
    ["too much", { lines: [line("a", 10_000_000, 2000)] }, /at most 1000000000000/],
    ["too many lines", { lines: Array.from({ length: 2001 }, () => mug) }, /price it in parts/],
    ["a reward of nothing", { rewards: [{ id: "v", kind: "amount", amountMinor: 0 }] }, /from 1/],
    [
      "a reward above all",
      { rewards: [{ id: "v", kind: "percentage", basisPoints: 10_001 }] },
      /from 1 to 10000/,
    ],
    [
      "a reward twice",
      {
        rewards: [
          { id: "v", kind: "delivery" },
          { id: "v", kind: "delivery" },
        ],
      },
      /named twice/,
    ],
    ["a delivery in fractions", { deliveryMinor: 0.5 }, /whole minor units/],
  ])("%s", (_, input, message) => {
    const attempt = (): PricedBasket => price([{ id: "ten", percent: "10%" }], [mug], input);
    expect(attempt).toThrow(PricingError);
    expect(attempt).toThrow(message);
  });
  test("an empty basket costs nothing", () => {
    expect(price([{ id: "ten", percent: "10%" }], [])).toMatchObject({ paidMinor: 0, lines: [] });
  });
});

describe("in words", () => {
  const words = (offer: Partial<OfferSource>): string => {
    const programme = aProgramme({ pricing: aPricing([{ id: "x", lane: "campaign", ...offer }]) });
    const compiled = programme.pricing.offersById.get("x");
    if (!compiled) throw new Error("the offer is compiled");
    return describeOffer(compiled, programme);
  };
  test.each<[Partial<OfferSource>, string]>([
    [{ percent: "12.5%" }, "x (campaign): 12.5 % off."],
    [{ percent: { off: "10%", of: "list" } }, "x (campaign): 10 % off the list price."],
    [{ amount: { off: "5 SEK", per: "piece" } }, "x (campaign): 5.00 SEK off each piece."],
    [{ amount: { off: "5 SEK" } }, "x (campaign): 5.00 SEK off together."],
    [{ price: "39.90 SEK" }, "x (campaign): 39.90 SEK for each piece."],
    [{ memberPrice: "89 SEK" }, "x (campaign): a member price of 89.00 SEK for each piece."],
    [{ buy: { pieces: 2, get: 1 } }, "x (campaign): of every 3 pieces the cheapest is free."],
    [
      { buy: { pieces: 3, get: 2, off: "50%", setsMax: 2 } },
      "x (campaign): of every 5 pieces the 2 cheapest at 50 % off, at most 2 times.",
    ],
    [
      { spend: { atLeast: "500 SEK", off: "50 SEK" } },
      "x (campaign): 50.00 SEK off together from 500.00 SEK.",
    ],
    [{ cheapest: { among: 4 } }, "x (campaign): from 4 pieces on, the cheapest is free."],
    [
      {
        percent: "10%",
        items: '"coffee" in item.categories',
        during: { from: "2026-12-01", through: "2026-12-15" },
        channels: ["till", "app"],
      },
      'x (campaign): 10 % off, on lines where "coffee" in item.categories, from 2026-12-01 through 2026-12-15, through till or app.',
    ],
  ])("%j", (offer, said) => expect(words(offer)).toBe(said));

  const told = (priced: PricedBasket, offers: OfferSource[]): string[] => {
    const programme = aProgramme({ pricing: aPricing(offers) });
    return priced.offers.map((reason) => describeOfferReason(reason, programme));
  };
  test("what was taken, and what was missing", () => {
    const offers: OfferSource[] = [
      { id: "ten", lane: "campaign", percent: "10%" },
      { id: "five", lane: "campaign", percent: "5%", items: "item.quantity > 0" },
      { id: "spend", lane: "campaign", spend: { atLeast: "90 SEK", off: "20 SEK" } },
      { id: "many", lane: "campaign", cheapest: { among: 3 } },
      { id: "asked", lane: "campaign", percent: "90%", when: "basket.paid >= 60" },
    ];
    const priced = price(offers, [mug], {
      rewards: [{ id: "v1", kind: "amount", amountMinor: 500 }],
    });
    expect(told(priced, offers).toSorted()).toEqual([
      "asked took nothing off: basket.paid >= 60 was not met, 10.00 SEK more would have been enough.",
      "five took nothing off: ten is better for the member, and only one of a lane counts on a line.",
      "many took nothing off: the basket has 1 of the 3 pieces that it takes, 2 more would have been enough.",
      "reward v1 took 5.00 SEK off.",
      "spend took nothing off: the lines it counts come to 50.00 SEK, 40.00 SEK more would have been enough.",
      "ten took 5.00 SEK off.",
    ]);
  });
});
