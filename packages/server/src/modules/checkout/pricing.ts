/** From the lines that a till sends to prices, tender and the lines of the purchase it would be. Pure. */
import type { QuoteAnswer, QuoteInput } from "@trofast/contract/checkout";
import type { Purchase } from "@trofast/engine/events";
import { balanceOf } from "@trofast/engine/lots";
import { largestRemainder } from "@trofast/engine/numbers";
import {
  priceBasket,
  PricingError,
  type BasketLine,
  type BasketReward,
  type PricedBasket,
  type PricedLine,
  type PriceLineFacts,
} from "@trofast/engine/pricing/price";
import type { CompiledProgramme, Market } from "@trofast/engine/programme/compiled";
import type { Told } from "@trofast/engine/told";
import type { States } from "@trofast/engine/state";
import { tenderOf, type Tender } from "@trofast/engine/tender";
import { DomainError } from "../../platform/errors.ts";
import { nameOf, roundedToCoin } from "./domain.ts";

type AskedLine = QuoteInput["lines"][number];

/** What is known of an article, as prices need it. */
export interface KnownArticle {
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly costMinor: number | null;
  readonly costCurrency: string | null;
  readonly vatBasisPoints: number | null;
  readonly marginBasisPoints: number | null;
}

export interface PricingAsked {
  readonly asked: QuoteInput;
  readonly programme: CompiledProgramme;
  readonly market: Market;
  /** Null for a guest. */
  readonly states: States | null;
  /** Those the buyer is in. */
  readonly segments: readonly string[];
  readonly told: Told | null;
  readonly articles: ReadonlyMap<string, KnownArticle>;
  readonly region: string | null;
  readonly rewards: readonly BasketReward[];
  /** What `rewards` are in the programme, by their id on the basket. */
  readonly offers: readonly { readonly basketId: string; readonly reward: string }[];
  readonly giftCards: readonly GiftCardAsked[];
  readonly at: number;
  readonly bookedAt: number;
  readonly id: string;
}
export interface GiftCardAsked {
  readonly id: string;
  readonly shown: string;
  readonly balanceMinor: number;
  readonly wanted: number | "most";
}

export interface Priced {
  readonly basket: PricedBasket;
  readonly lines: QuoteAnswer["lines"];
  readonly totals: QuoteAnswer["totals"];
  readonly spends: (Tender & { readonly unit: string })[];
  readonly giftCards: readonly {
    readonly id: string;
    readonly shown: string;
    readonly amountMinor: number;
  }[];
  readonly purchase: Purchase;
}

/**
 * Prices a basket, lets units and gift cards pay, and says what is left to pay in money. What earns is what is paid
 * in money and by gift card; a gift card that is sold earns when it is used.
 *
 * @throws DomainError `wrong_currency`, `amount_out_of_range`, `unknown_unit`, `unit_not_spendable`,
 * `tender_not_possible`, `gift_card_too_low`.
 */
export function priceQuote(input: PricingAsked): Priced {
  const { asked, market } = input;
  if (asked.currency !== market.currency)
    throw new DomainError(
      "wrong_currency",
      `The basket is in ${asked.currency}, but the market ${market.id} uses ${market.currency}.`,
      { errors: [{ pointer: "/currency", code: "wrong_currency", detail: market.currency }] },
    );
  const basket = pricedBasket(input);
  const prices = joined(asked.lines, basket.lines);
  const spends = spendsOf(input, prices);
  const tenderMinor = spends.reduce((sum, spend) => sum + spend.worthMinor, 0);
  const shares = largestRemainder(
    tenderMinor,
    prices.map((line, index) => (asked.lines[index]?.giftCard ? 0 : line.paidMinor)),
  );
  const deliveryMinor = basket.delivery?.paidMinor ?? 0;
  const dueMinor = basket.paidMinor - tenderMinor + deliveryMinor;
  const giftCards = giftCardsOf(input, dueMinor);
  const giftCardMinor = giftCards.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const moneyMinor = dueMinor - giftCardMinor;
  const purchase = purchaseOf(asked, prices, shares, spends);
  const rewardOf = new Map(input.offers.map(({ basketId, reward }) => [basketId, reward]));
  const named = (id: string) => nameOf(input.programme, rewardOf.get(id) ?? id);
  return {
    basket,
    spends,
    giftCards,
    purchase,
    lines: prices.map((line, index) => shownLine(line, shares[index] ?? 0, named)),
    totals: {
      listMinor: basket.listMinor,
      reductionMinor: basket.reductionMinor,
      paidMinor: basket.paidMinor,
      deliveryMinor,
      tenderMinor,
      giftCardMinor,
      moneyMinor,
      ...roundedToCoin(moneyMinor, asked.cashRoundingMinor),
      baseMinor: purchase.lines.reduce((sum, { paidMinor }) => sum + paidMinor, 0),
    },
  };
}

/** What the basket costs alone, for somebody else than asked. */
export function pricedBasket(input: PricingAsked): PricedBasket {
  const { asked, programme, market, states, segments, told, articles, region, rewards, id, at } =
    input;
  const lines = basketLines(asked.lines);
  try {
    return priceBasket({
      programme,
      market: market.id,
      states,
      segments,
      ...(told && { told }),
      ...(region !== null && { region }),
      lines,
      lineFacts: lines.map((line) => factsOf(line, articles.get(line.article), asked)),
      rewards,
      ...(asked.deliveryMinor !== undefined && { deliveryMinor: asked.deliveryMinor }),
      at,
      id,
      ...(asked.channel !== undefined && { channel: asked.channel }),
      ...(asked.store !== undefined && { store: asked.store }),
    });
  } catch (error) {
    if (!(error instanceof PricingError)) throw error;
    throw new DomainError("amount_out_of_range", error.message, {
      errors: [{ pointer: "/lines", code: "amount_out_of_range", detail: error.message }],
      cause: error,
    });
  }
}

type Piece = BasketLine & Pick<AskedLine, "fixedPrice" | "giftCard">;

/** A line whose price is no multiple of its pieces is priced as two: some pieces cost one minor unit more. */
function basketLines(lines: readonly AskedLine[]): Piece[] {
  return lines.flatMap((line) => {
    const { article, quantity, unitPriceMinor, paidMinor = 0, fixedPrice, giftCard } = line;
    const { originalUnitMinor } = line;
    const rest = {
      ...(originalUnitMinor !== undefined && { originalUnitMinor }),
      fixedPrice,
      giftCard,
    };
    if (unitPriceMinor !== undefined) return [{ article, quantity, unitPriceMinor, ...rest }];
    const low = Math.floor(paidMinor / quantity);
    const dearer = paidMinor - low * quantity;
    const one = { article, quantity: quantity - dearer, unitPriceMinor: low, ...rest };
    return dearer === 0
      ? [one]
      : [one, { article, quantity: dearer, unitPriceMinor: low + 1, ...rest }];
  });
}

const partsOf = ({ quantity, paidMinor, unitPriceMinor }: AskedLine): number =>
  unitPriceMinor === undefined && (paidMinor ?? 0) % quantity !== 0 ? 2 : 1;

type JoinedLine = Pick<
  PricedLine,
  "article" | "quantity" | "listMinor" | "originalMinor" | "paidMinor" | "reductions" | "reasons"
>;

/** Priced lines as the till wrote them. */
function joined(asked: readonly AskedLine[], priced: readonly PricedLine[]): JoinedLine[] {
  let next = 0;
  return asked.map((line) => {
    const parts = priced.slice(next, next + partsOf(line));
    next += parts.length;
    const [first] = parts;
    if (!first) throw new Error("a line without a price");
    return parts.slice(1).reduce<JoinedLine>(together, first);
  });
}

function together(one: JoinedLine, other: JoinedLine): JoinedLine {
  const byOffer = new Map(one.reductions.map((cut) => [cut.offer, cut]));
  for (const cut of other.reductions) {
    const known = byOffer.get(cut.offer);
    byOffer.set(
      cut.offer,
      known ? { ...known, amountMinor: known.amountMinor + cut.amountMinor } : cut,
    );
  }
  return {
    ...one,
    quantity: one.quantity + other.quantity,
    listMinor: one.listMinor + other.listMinor,
    originalMinor:
      one.originalMinor === null ? null : one.originalMinor + (other.originalMinor ?? 0),
    paidMinor: one.paidMinor + other.paidMinor,
    reductions: [...byOffer.values()],
  };
}

/** The day's values of a line. A category's margin tells the cost of what it holds, net of VAT. */
function factsOf(
  line: Piece,
  known: KnownArticle | undefined,
  { currency }: QuoteInput,
): PriceLineFacts {
  const costMinor = known ? costOf(line, known, currency) : null;
  return {
    ...(known?.category && { category: known.category }),
    ...(known && known.tags.length > 0 && { tags: known.tags }),
    ...(costMinor !== null && { costMinor }),
    ...(known && known.vatBasisPoints !== null && { vatBasisPoints: known.vatBasisPoints }),
    ...((line.fixedPrice || line.giftCard) && { reducible: false }),
  };
}

function costOf(
  { quantity, unitPriceMinor }: BasketLine,
  known: KnownArticle,
  currency: string,
): number | null {
  if (known.costMinor !== null && known.costCurrency === currency)
    return known.costMinor * quantity;
  if (known.marginBasisPoints === null) return null;
  const net = (unitPriceMinor * quantity * 10_000) / (10_000 + (known.vatBasisPoints ?? 0));
  return Math.round((net * (10_000 - known.marginBasisPoints)) / 10_000);
}

/** Units pay one after another, each what the ones before have left. */
function spendsOf(input: PricingAsked, prices: readonly JoinedLine[]): Priced["spends"] {
  const { asked, programme, market, states, bookedAt } = input;
  let dueMinor = prices.reduce(
    (sum, line, index) => sum + (asked.lines[index]?.giftCard ? 0 : line.paidMinor),
    0,
  );
  return asked.spend.flatMap(({ unit: id, amount: wanted }, index) => {
    const pointer = `/spend/${index}/unit`;
    const unit = programme.units.get(id);
    if (!unit)
      throw new DomainError(
        "unknown_unit",
        `The programme has no unit ${id}; it has ${[...programme.units.keys()].join(", ")}.`,
        { errors: [{ pointer, code: "unknown_unit", detail: id }] },
      );
    if (!states)
      throw new DomainError(
        "tender_not_possible",
        `A guest has no ${id} to pay with: name the member, or leave out spend.`,
        { errors: [{ pointer, code: "guest", detail: "no member" }] },
      );
    if (!unit.spendable)
      throw new DomainError("unit_not_spendable", `${id} only counts and cannot pay.`, {
        errors: [{ pointer, code: "unit_not_spendable", detail: id }],
      });
    const { available, arrears } = balanceOf(states.wallet, id, bookedAt);
    const usable = arrears < 0 ? 0 : available;
    const tender = tenderOf(unit, market.id, { dueMinor, wanted, available: usable });
    if (!tender)
      throw new DomainError(
        "tender_not_possible",
        `${id} has no worth in the market ${market.id}, so it pays for nothing there.`,
        { errors: [{ pointer, code: "no_worth", detail: market.id }] },
      );
    dueMinor -= tender.worthMinor;
    return tender.amount > 0 ? [{ unit: id, ...tender }] : [];
  });
}

/** Gift cards pay what units have left, delivery too, one after another. */
function giftCardsOf({ asked, giftCards }: PricingAsked, dueMinor: number): Priced["giftCards"] {
  const isSold = asked.lines.some(({ giftCard }) => giftCard);
  if (giftCards.length > 0 && isSold)
    throw new DomainError(
      "tender_not_possible",
      "A gift card does not pay for a basket that sells gift cards: sell those in a purchase of their own.",
      {
        errors: [{ pointer: "/giftCards", code: "gift_card_sold", detail: "sold in this basket" }],
      },
    );
  let left = dueMinor;
  return giftCards.flatMap(({ id, shown, balanceMinor, wanted }, index) => {
    const amountMinor = Math.min(left, wanted === "most" ? balanceMinor : wanted);
    if (amountMinor > balanceMinor)
      throw new DomainError(
        "gift_card_too_low",
        `The gift card holds ${balanceMinor} minor units; ${amountMinor} were asked for.`,
        {
          shortBy: amountMinor - balanceMinor,
          errors: [
            {
              pointer: `/giftCards/${index}/amountMinor`,
              code: "too_low",
              detail: `${balanceMinor}`,
            },
          ],
        },
      );
    left -= amountMinor;
    return amountMinor > 0 ? [{ id, shown, amountMinor }] : [];
  });
}

function purchaseOf(
  asked: QuoteInput,
  prices: readonly JoinedLine[],
  shares: readonly number[],
  spends: Priced["spends"],
): Purchase {
  return {
    kind: "purchase",
    currency: asked.currency,
    lines: prices.map(({ article, quantity, listMinor, paidMinor }, index) => {
      const tenderMinor = shares[index] ?? 0;
      return {
        article,
        quantity,
        paidMinor: asked.lines[index]?.giftCard ? 0 : paidMinor - tenderMinor,
        listMinor,
        ...(tenderMinor > 0 && { tenderMinor }),
      };
    }),
    ...(spends.length > 0 && { spends }),
  };
}

function shownLine(
  line: JoinedLine,
  tenderMinor: number,
  named: (id: string) => ReturnType<typeof nameOf>,
): QuoteAnswer["lines"][number] {
  const { article, quantity, listMinor, originalMinor, paidMinor } = line;
  return {
    article,
    quantity,
    listMinor,
    originalMinor,
    reductions: line.reductions.map(({ offer, kind, lane, amountMinor }) => {
      const name = named(offer);
      return { offer, kind, lane, amountMinor, ...(name !== undefined && { name }) };
    }),
    paidMinor,
    tenderMinor,
    reasons: line.reasons.map(({ offer, code, detail }) => ({
      offer,
      code,
      ...(detail !== undefined && { detail }),
    })),
  };
}
