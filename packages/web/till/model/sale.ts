/** One customer at the counter: who, what, and how it is paid. Begins anew with each. */
import { added, lessOf, linesToSell, sumOf, type Line } from "./basket.ts";
import { minorOf, pressed, type Key } from "./amount.ts";
import type { Moment } from "./clock.ts";

/** How a customer is named: by an identity, by the number of a card, or by a telephone's code and when it was read. */
export type Who =
  | { readonly member: { readonly source: string; readonly id: string } }
  | { readonly card: string }
  | { readonly code: string; readonly shown: Moment };

export interface Customer {
  /** A code is exchanged for the card's number as soon as there is a network. */
  readonly who: Who;
  readonly name: string | null;
  /** The end of the number, where no name is known. */
  readonly end: string;
  /** Null where the club could not be asked. */
  readonly memberId: string | null;
  readonly isFrozen: boolean;
  /** The member whose telephone has shown its code here; null where a number was typed or a card read. */
  readonly codeOf: string | null;
}

interface Spend {
  readonly unit: string;
  /** Of the unit; most: as many as the basket takes. */
  readonly amount: number | "most";
  /** About how much it pays, in minor units; known where the amount is. */
  readonly worthMinor: number;
}

/** A gift card that pays; whoever has its code may. */
export interface GiftCard {
  readonly code: string;
  /** What could be spent of it when it was asked, in minor units. */
  readonly availableMinor: number;
}

export interface Hold {
  readonly quote: string;
  readonly until: string;
}

export interface Sale {
  readonly customer: Customer | null;
  /** The receipt of a purchase of nobody, which may be claimed later; null while a customer is waited for. */
  readonly guest: string | null;
  readonly lines: readonly Line[];
  /** On the keypad: a sum beside the lines. */
  readonly typed: string;
  readonly spend: Spend | null;
  /** The customer's telephone has asked for points to be used, and the cashier has not said otherwise. */
  readonly wishesToSpend: boolean;
  readonly rewards: readonly { readonly reward: string; readonly granted: boolean }[];
  /** Those that the customer had taken before. */
  readonly redemptions: readonly { readonly redemptionId: string; readonly reward: string }[];
  readonly codes: readonly string[];
  readonly giftCards: readonly GiftCard[];
  /** While something is reserved the basket stays as it is. */
  readonly hold: Hold | null;
}

export const EMPTY: Sale = {
  customer: null,
  guest: null,
  lines: [],
  typed: "",
  spend: null,
  wishesToSpend: false,
  rewards: [],
  redemptions: [],
  codes: [],
  giftCards: [],
  hold: null,
};

export type Move =
  | {
      readonly do: "customer";
      readonly customer: Customer;
      readonly wishesToSpend?: boolean;
    }
  /** The same customer, now by name: what was chosen for them stays. */
  | { readonly do: "known"; readonly customer: Customer }
  /** Nobody is named: the receipt gets a code by which the purchase is claimed. */
  | { readonly do: "guest"; readonly receipt: string }
  | { readonly do: "key"; readonly key: Key; readonly digits: number }
  | { readonly do: "typed"; readonly text: string }
  | { readonly do: "line"; readonly line: Line }
  | { readonly do: "less"; readonly at: number }
  | { readonly do: "basket"; readonly lines: readonly Line[] }
  | { readonly do: "spend"; readonly spend: Spend | null }
  /** As the customer's telephone asks; nothing where the cashier has chosen since. */
  | { readonly do: "wished"; readonly spend: Spend | null }
  | { readonly do: "reward"; readonly reward: string; readonly granted: boolean }
  | { readonly do: "taken"; readonly redemptionId: string; readonly reward: string }
  | { readonly do: "code"; readonly code: string }
  | { readonly do: "giftCard"; readonly giftCard: GiftCard }
  | { readonly do: "without"; readonly name: string }
  /** The network went before anything was reserved: no more rewards, codes and gift cards, and no more points than these. */
  | { readonly do: "unreserved"; readonly spend: Spend | null }
  | { readonly do: "held"; readonly hold: Hold }
  | { readonly do: "released" }
  | { readonly do: "next" };

export function moved(sale: Sale, move: Move): Sale {
  if (move.do === "next") return EMPTY;
  if (move.do === "released") return { ...sale, hold: null };
  if (sale.hold !== null) return sale;
  switch (move.do) {
    case "customer":
      return {
        ...of(null, sale),
        customer: move.customer,
        wishesToSpend: move.wishesToSpend ?? false,
      };
    case "known":
      return { ...sale, customer: move.customer };
    case "guest":
      return { ...of(move.receipt, sale), customer: null };
    case "key":
      return { ...sale, typed: pressed(sale.typed, move.key, move.digits) };
    case "typed":
      return { ...sale, typed: move.text };
    case "line":
      return { ...sale, lines: added(sale.lines, move.line) };
    case "less":
      return { ...sale, lines: lessOf(sale.lines, move.at) };
    case "basket":
      return { ...sale, lines: move.lines, typed: "" };
    case "spend":
      return { ...sale, spend: move.spend, wishesToSpend: false };
    case "wished":
      return sale.wishesToSpend ? { ...sale, spend: move.spend } : sale;
    case "unreserved":
      return { ...sale, ...UNRESERVED, spend: move.spend };
    case "held":
      return { ...sale, hold: move.hold };
    default:
      return chosen(sale, move);
  }
}

/** What only the club can reserve. */
export const UNRESERVED = { rewards: [], redemptions: [], codes: [], giftCards: [] } as const;

/** Points and rewards belong to whoever was there before. */
const of = (guest: string | null, sale: Sale): Sale => ({
  ...sale,
  guest,
  spend: null,
  wishesToSpend: false,
  rewards: [],
  redemptions: [],
});

function chosen(
  sale: Sale,
  move: Extract<Move, { do: "reward" | "taken" | "code" | "giftCard" | "without" }>,
): Sale {
  const { rewards, redemptions, codes, giftCards } = sale;
  if (move.do === "reward") {
    const others = rewards.filter(({ reward }) => reward !== move.reward);
    return { ...sale, rewards: [...others, { reward: move.reward, granted: move.granted }] };
  }
  if (move.do === "taken") {
    const { redemptionId, reward } = move;
    const others = redemptions.filter((one) => one.redemptionId !== redemptionId);
    return { ...sale, redemptions: [...others, { redemptionId, reward }] };
  }
  if (move.do === "code")
    return codes.includes(move.code) ? sale : { ...sale, codes: [...codes, move.code] };
  if (move.do === "giftCard") {
    const others = giftCards.filter(({ code }) => code !== move.giftCard.code);
    return { ...sale, giftCards: [...others, move.giftCard] };
  }
  return {
    ...sale,
    rewards: rewards.filter(({ reward }) => reward !== move.name),
    redemptions: redemptions.filter(({ redemptionId }) => redemptionId !== move.name),
    codes: codes.filter((code) => code !== move.name),
    giftCards: giftCards.filter(({ code }) => code !== move.name),
  };
}

export const soldIn = ({ lines, typed }: Sale, digits: number) =>
  linesToSell(lines, minorOf(typed, digits) ?? 0);

export const totalOf = ({ lines, typed }: Pick<Sale, "lines" | "typed">, digits: number): number =>
  sumOf(lines) + (minorOf(typed, digits) ?? 0);

/** Whether it is known whose purchase it is: a customer's, or nobody's. */
export const isOfKnown = ({ customer, guest }: Pick<Sale, "customer" | "guest">): boolean =>
  customer !== null || guest !== null;

/** Whether more than points is taken: things that are once for all, and that a quote alone can book. */
export const takesOnce = ({ rewards, redemptions, codes, giftCards }: Sale): boolean =>
  rewards.length + redemptions.length + codes.length + giftCards.length > 0;

/** Whether something must be reserved before the money is taken. */
export const takesSomething = (sale: Sale): boolean => sale.spend !== null || takesOnce(sale);

/** Rewards that were chosen and give nothing on this purchase: it does not use them. */
export function idleIn(
  { rewards, redemptions }: Pick<Sale, "rewards" | "redemptions">,
  quote: {
    readonly rewards: readonly { readonly reward: string }[];
    readonly offers: readonly { readonly offer: string; readonly outcome: string }[];
  },
): string[] {
  const bought = new Set(quote.rewards.map(({ reward }) => reward));
  const gave = new Set(
    quote.offers.filter(({ outcome }) => outcome === "gave").map(({ offer }) => offer),
  );
  return [
    ...rewards.filter(({ reward }) => !bought.has(reward)),
    ...redemptions.filter(({ redemptionId }) => !gave.has(redemptionId)),
  ].map(({ reward }) => reward);
}

/** So many units pay at least so much money; as few as that takes. */
export function unitsFor(minor: number, eachDecimal: string, digits: number): number {
  const each = Number(eachDecimal) * 10 ** digits;
  return each > 0 ? Math.ceil(Number((minor / each).toFixed(6))) : 0;
}
