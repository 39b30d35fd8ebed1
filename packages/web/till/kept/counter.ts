/** What is done at the counter: quote, hold, commit, take back; and what waits where there is no network. */
import { trofast, TrofastFault, TrofastProblem } from "../../ui/api.ts";
import {
  EMPTY,
  soldIn,
  takesOnce,
  totalOf,
  type Customer,
  type Sale,
  type Who,
} from "../model/sale.ts";
import { stampsOf } from "../model/band.ts";
import { clubNow, textOfInstant } from "./clock.ts";
import { memberOf } from "./customers.ts";
import { changeDevice, nextReceipt, readDevice } from "./device.ts";
import { claimableOf, type Claimable } from "./claims.ts";
import { isOnline, reached } from "./network.ts";
import type { Place } from "./place.ts";
import { keep, takeBack } from "./queue.ts";
import { actOf, CHANNEL, SOURCE } from "./sending.ts";

/** One line of what was done last. */
export interface Result {
  readonly receipt: string;
  /** Null where nobody was named. */
  readonly label: string | null;
  readonly totalMinor: number;
  readonly given: Readonly<Record<string, number>>;
  /** What it was, where it was no purchase. */
  readonly act: string | null;
  readonly kind: "purchase" | "act";
  /** Null where it went by the queue. */
  readonly quote: string | null;
  readonly state: "done" | "queued" | "undone";
  /** A purchase of nobody, which somebody who joins later may claim. */
  readonly claimable?: Claimable;
}

const ZERO_STAMP = { quantity: 1, paidMinor: 0 } as const;
/** Articles of as many categories are tried out to learn what a stamp stands for. */
const CATEGORIES_TRIED_MAX = 25;

const frameOf = ({ store, currency }: Place) => ({
  source: SOURCE,
  channel: CHANNEL,
  store: store.store,
  currency,
});

/** What the checkout is asked; the same basket makes the same text. */
export function basketOf(sale: Sale, place: Place) {
  const { customer, spend, rewards, redemptions, codes, giftCards } = sale;
  return {
    ...frameOf(place),
    ...(customer && named(customer.who)),
    lines: soldIn(sale, place.digits),
    ...(spend && { spend: [{ unit: spend.unit, amount: spend.amount }] }),
    ...(rewards.length > 0 && { rewards: rewards.map((reward) => ({ ...reward })) }),
    ...(redemptions.length > 0 && {
      redemptions: redemptions.map(({ redemptionId }) => redemptionId),
    }),
    ...(codes.length > 0 && { codes: [...codes] }),
    ...(giftCards.length > 0 && { giftCards: giftCards.map(({ code }) => ({ code })) }),
  };
}

/** As the checkout takes a customer: a telephone's code is a card to it. */
const named = (who: Who) => ("code" in who ? { card: who.code } : who);

export async function makeQuote(basket: ReturnType<typeof basketOf>) {
  return await reached(trofast.checkout.quote({ body: basket }));
}
export type Quote = Awaited<ReturnType<typeof makeQuote>>;

export async function holdQuote(quote: string): Promise<{ quote: string; until: string }> {
  const { until } = await reached(trofast.checkout.hold({ params: { quote }, body: {} }));
  return { quote, until };
}

export async function letGo(quote: string): Promise<void> {
  await reached(trofast.checkout.void({ params: { quote } }));
}

/**
 * Books the purchase; where the connection breaks it waits in the queue under the same receipt, so that it is booked
 * once whether or not the club had heard of it.
 */
export async function finish(sale: Sale, place: Place, quote: Quote | undefined): Promise<Result> {
  const { customer, guest } = sale;
  const receipt = guest ?? nextReceipt();
  const result = {
    receipt,
    label: customer && labelOf(customer),
    totalMinor: totalOf(sale, place.digits),
    given: {},
    act: null,
    kind: "purchase" as const,
  };
  const known = sale.hold?.quote ?? quote?.quote ?? null;
  if (isOnline()) {
    try {
      const id = known ?? (await makeQuote(basketOf(sale, place))).quote;
      const order = await reached(
        trofast.checkout.commit({ params: { quote: id }, body: { receipt } }),
      );
      return {
        ...result,
        given: order.given,
        quote: order.quote,
        state: "done",
        ...(guest !== null &&
          quote && { claimable: claimableOf(order, quote, { receipt, place }) }),
      };
    } catch (error) {
      if (!(error instanceof TrofastFault)) throw error;
    }
  }
  await keep({
    receipt,
    store: place.store.store,
    who: customer && customer.who,
    label: result.label,
    codeOf: customer && customer.codeOf,
    deed: {
      kind: "purchase",
      lines: quote?.lines.map(priced) ?? soldIn(sale, place.digits),
      currency: place.currency,
      spend: spentIn(sale, quote),
      quote: known,
      takesOnce: takesOnce(sale),
    },
  });
  return { ...result, quote: null, state: "queued" };
}

const priced = ({ article, quantity, paidMinor }: Quote["lines"][number]) => ({
  article,
  quantity,
  paidMinor,
});

/** What points pay: as many as go is as many as the quote has said. */
function spentIn({ spend }: Sale, quote: Quote | undefined) {
  if (!spend) return null;
  const said = quote?.spends.find(({ unit }) => unit === spend.unit);
  if (said) return said;
  return spend.amount === "most" ? null : { ...spend, amount: spend.amount };
}

export const labelOf = ({ name, end }: Customer): string => name ?? `…${end}`;

/** Takes the whole purchase back, as if it had not been; what waits still is not sent. */
export async function undo(
  { receipt, quote, state }: Result,
  { store: { store } }: Place,
): Promise<void> {
  if (state === "queued" && (await takeBack(receipt))) return;
  const of = quote === null ? { receipt, store } : { quote };
  await reached(
    trofast.checkout.return({
      body: { source: SOURCE, channel: CHANNEL, store, id: `undo-${receipt}`, of },
    }),
  );
}

/** Notes an act that the cashier has seen. */
export async function noteAct(
  customer: Customer,
  act: {
    readonly activity: string;
    readonly name: string;
    readonly fields?: Readonly<Record<string, string>>;
  },
  place: Place,
): Promise<Result> {
  const receipt = nextReceipt();
  const label = labelOf(customer);
  const { activity, name, fields } = act;
  const done = { receipt, label, totalMinor: 0, act: name, kind: "act" as const, quote: null };
  const { store } = place.store;
  if (isOnline()) {
    try {
      const member = await memberOf(customer.who);
      const at = textOfInstant(clubNow());
      const answer = await reached(
        trofast.events.submit({
          body: actOf({ id: receipt, at, store, member, activity, fields }),
        }),
      );
      return { ...done, given: answer.given ?? {}, state: "done" };
    } catch (error) {
      if (!(error instanceof TrofastFault)) throw error;
    }
  }
  const deed = { kind: "act" as const, activity, ...(fields && { fields }) };
  const { who, codeOf } = customer;
  await keep({ receipt, store, who, label, codeOf, deed });
  return { ...done, given: {}, state: "queued" };
}

/** No article of the catalogue stamps this card. */
export class NoStampArticle extends Error {}

/**
 * Stamps a card without an amount: a purchase of what the stamp stands for, whose price the till does not know.
 *
 * Such a card counts goods that are bought, so this says what has happened: one of them was. It is no activity of its
 * own beside the purchase, or a coffee would be stamped by two rules, and a member who buys it twice, once rung up and
 * once tapped, would not be seen as buying twice. As a purchase it is undone and returned like any other, and keeps the
 * card's own limits and conditions. Nothing is said of money: points by the krona come out at none, and the statistics
 * take it as a visit whose amount is unknown and not as one of 0 kronor (`seenPurchase` in the server). A card on an act
 * of the programme's own (`on: own_cup`) is stamped by that act instead.
 *
 * @returns how many stamps it gave, which is fewer than asked where the programme allows no more at once.
 */
export async function stamp(
  customer: Customer,
  card: string,
  how: { readonly name: string; readonly count: number },
  place: Place,
): Promise<{ readonly result: Result; readonly stamps: number | null }> {
  const article = readDevice().stampArticles[card] ?? (await learn(customer, card, place));
  const line = { article, name: how.name, quantity: how.count, unitPriceMinor: 0 };
  const sale = { ...EMPTY, customer, lines: [line] };
  const quote = isOnline() ? await quoteOrNothing(sale, place) : undefined;
  const result = await finish(sale, place, quote);
  const gave = quote && stampsOf(quote.reasons).find((one) => one.card === card)?.stamps;
  return { result: { ...result, act: how.name }, stamps: quote ? (gave ?? 0) : null };
}

async function quoteOrNothing(sale: Sale, place: Place): Promise<Quote | undefined> {
  try {
    return await makeQuote(basketOf(sale, place));
  } catch (error) {
    if (error instanceof TrofastFault) return undefined;
    throw error;
  }
}

/** Which article stamps the card: one of each category is tried out, and the answer kept on this device. */
async function learn(customer: Customer, card: string, place: Place): Promise<string> {
  const byCategory = new Map<string, string>();
  for (const { article, category } of readDevice().articles) {
    const key = category ?? article;
    if (!byCategory.has(key) && byCategory.size < CATEGORIES_TRIED_MAX)
      byCategory.set(key, article);
  }
  const found = await narrowed([...byCategory.values()], async (articles) => {
    const lines = articles.map((article) => ({ article, ...ZERO_STAMP }));
    const { reasons } = await makeQuote({ ...frameOf(place), ...named(customer.who), lines });
    return stampsOf(reasons).some((one) => one.card === card);
  });
  if (found === undefined) throw new NoStampArticle(card);
  changeDevice({ stampArticles: { ...readDevice().stampArticles, [card]: found } });
  return found;
}

/** One that does it, by halving: a question more for twice as many. */
async function narrowed(
  all: readonly string[],
  doesOne: (some: readonly string[]) => Promise<boolean>,
): Promise<string | undefined> {
  if (all.length === 0 || !(await doesOne(all))) return undefined;
  let left = all;
  while (left.length > 1) {
    const half = left.slice(0, Math.ceil(left.length / 2));
    left = (await doesOne(half)) ? half : left.slice(half.length);
  }
  return left[0];
}

/** Hands out a reward that was granted, or for units: taken and used in one. */
export async function handOut(
  customer: Customer,
  reward: string,
  granted: boolean,
  place: Place,
): Promise<void> {
  const member = await memberOf(customer.who);
  const { redemptionId } = await reached(
    trofast.redemptions.create({
      body: {
        member,
        reward,
        granted,
        store: place.store.store,
        channel: CHANNEL,
      },
    }),
  );
  await handOutTaken(redemptionId, place);
}

/** Hands out what the member had taken before. */
export async function handOutTaken(redemptionId: string, place: Place): Promise<void> {
  await reached(
    trofast.redemptions.use({
      params: { redemptionId },
      body: { order: nextReceipt(), store: place.store.store },
    }),
  );
}

export const isRefused = (error: unknown, code: string): boolean =>
  error instanceof TrofastProblem && error.problem.code === code;
