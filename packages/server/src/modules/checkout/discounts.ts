/** The one place where the checkout asks for rewards, codes and gift cards: what they give, and their use. */
import type { QuoteInput } from "@trofast/contract/checkout";
import type { BasketReward } from "@trofast/engine/pricing/price";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { canonicalJson } from "../../platform/json.ts";
import * as activity from "../activity/service.ts";
import * as rewards from "../rewards/service.ts";
import { orderKeyOf, type KeptDiscount, type QuoteRow } from "./domain.ts";
import type { GiftCardAsked, Priced } from "./pricing.ts";

export interface FoundDiscounts {
  readonly rewards: readonly BasketReward[];
  readonly giftCards: readonly GiftCardAsked[];
  /** What each of `rewards` is in the module of rewards, by its id on the basket. */
  readonly offers: readonly (KeptReward & { readonly basketId: string })[];
  /** Those that the basket is too small for. */
  readonly short: readonly { readonly reward: string; readonly shortByMinor: number }[];
}
type KeptReward = Extract<KeptDiscount, { kind: "reward" }>;

export interface DiscountsAsked {
  /** What is to be taken with the basket. */
  readonly bought: readonly rewards.Bought[];
  readonly asked: QuoteInput;
  readonly memberId: string | null;
  readonly ahead: activity.Ahead;
  readonly at: number;
}

/** How long a commit without a hold reserves what it uses: until its own end. */
const COMMIT_MS = 60_000;
const SHOWN_CHARACTERS = 4;

/** Whether reservations kept something too long: it is to be there again for whoever asks now. */
export async function isBehind(club: Club, tx: Tx): Promise<boolean> {
  return await rewards.isBehind(tx, club.clock.now());
}

export async function bringUpToDate(club: Club): Promise<void> {
  await rewards.bringUpToDate(club, {});
}

/** Counts codes that cannot be used against who asks. @throws DomainError `rate_limited` where these were too many. */
export async function countingWrong<T>(
  club: Club,
  { who, asked }: { readonly who: Pick<Caller, "id">; readonly asked: QuoteInput },
  work: () => Promise<T>,
): Promise<T> {
  if (asked.codes.length + asked.giftCards.length === 0) return await work();
  return await rewards.countingWrong(club, who, work);
}

/**
 * What the chosen rewards, codes and gift cards give. What is another member's is not found.
 *
 * @throws DomainError `unknown_redemption`, `reward_used`, `conflict`, `code_not_valid`, `wrong_currency`,
 * `tender_not_possible`.
 */
export async function find(club: Club, tx: Tx, input: DiscountsAsked): Promise<FoundDiscounts> {
  const { asked, memberId, ahead } = input;
  const { redemptions: redemptionIds, codes } = asked;
  const isNone = redemptionIds.length + codes.length === 0;
  const offered = isNone
    ? []
    : await rewards.offered(club, tx, { memberId, redemptionIds, codes, market: ahead.market.id });
  const taken = input.bought.map(({ reward, benefit, count, granted, cost }) => {
    const part = { count, granted, cost };
    return { redemptionId: null, codeId: null, reward, benefit, taken: part };
  });
  const found = [...offered, ...taken].map((offer) => ({ offer, on: onBasket(offer, input) }));
  return {
    rewards: found.flatMap(({ on }) => on.rewards),
    offers: found.flatMap(({ offer, on }) =>
      on.rewards.map(({ id }) => ({ ...offer, kind: "reward" as const, basketId: id })),
    ),
    short: found.flatMap(({ offer: { reward }, on: { shortByMinor } }) =>
      shortByMinor > 0 ? [{ reward, shortByMinor }] : [],
    ),
    giftCards: await giftCardsOf(tx, input),
  };
}

type Line = QuoteInput["lines"][number];
const listOf = ({ quantity, unitPriceMinor, paidMinor }: Line): number =>
  unitPriceMinor === undefined ? (paidMinor ?? 0) : unitPriceMinor * quantity;

/** What a redemption or code takes off this basket. One that was paid for with units is owed whatever the margin is. */
function onBasket(
  { redemptionId, codeId, reward, benefit, taken }: Omit<KeptReward, "kind">,
  { asked, ahead }: DiscountsAsked,
): { readonly rewards: BasketReward[]; readonly shortByMinor: number } {
  const id = basketIdOf({ redemptionId, codeId, reward });
  const isFor = ({ article }: Line): boolean => {
    if (benefit.articles.length + benefit.categories.length === 0) return true;
    const category = ahead.articles.get(article)?.category ?? "";
    return (
      benefit.articles.includes(article) ||
      benefit.categories.some((path) => category === path || category.startsWith(`${path}/`))
    );
  };
  const lines = asked.lines.filter(isFor);
  const haveMinor = lines.reduce((sum, line) => sum + listOf(line), 0);
  if (haveMinor < benefit.atLeastMinor)
    return { rewards: [], shortByMinor: benefit.atLeastMinor - haveMinor };
  const isForAll = benefit.articles.length + benefit.categories.length === 0;
  const owed = redemptionId !== null || taken !== undefined;
  const on = {
    id,
    owed,
    ...(!isForAll && { articles: [...new Set(lines.map(({ article }) => article))] }),
  };
  const off = (one: BasketReward) => ({ rewards: [one], shortByMinor: 0 });
  switch (benefit.kind) {
    case "percent":
      return off({ ...on, kind: "percentage", basisPoints: benefit.basisPoints });
    case "amount":
    case "money":
      return off({ ...on, kind: "amount", amountMinor: benefit.minor });
    case "delivery":
      return off({ id, kind: "delivery" });
    case "article":
      return { rewards: freePieces(id, benefit.pieces, lines), shortByMinor: 0 };
    case "none":
      return { rewards: [], shortByMinor: 0 };
  }
}

/** What a reward is called on a basket. */
const basketIdOf = ({
  redemptionId,
  codeId,
  reward,
}: Pick<KeptReward, "redemptionId" | "codeId" | "reward">): string =>
  redemptionId ?? codeId ?? `take:${reward}`;

/** Pieces for nothing, the dearest article first. */
function freePieces(id: string, pieces: number, lines: readonly Line[]): BasketReward[] {
  const dearest = new Map<string, { quantity: number; each: number }>();
  for (const line of lines) {
    const known = dearest.get(line.article);
    const each = listOf(line) / line.quantity;
    dearest.set(line.article, {
      quantity: (known?.quantity ?? 0) + line.quantity,
      each: Math.max(known?.each ?? 0, each),
    });
  }
  let left = pieces;
  return [...dearest]
    .toSorted(([, one], [, other]) => other.each - one.each)
    .flatMap(([article, { quantity }], index) => {
      const free = Math.min(left, quantity);
      left -= free;
      if (free === 0) return [];
      return [
        {
          id: index === 0 ? id : `${id}:${article}`,
          kind: "product" as const,
          article,
          pieces: free,
        },
      ];
    });
}

async function giftCardsOf(
  tx: Tx,
  { asked, at }: DiscountsAsked,
): Promise<FoundDiscounts["giftCards"]> {
  const found: GiftCardAsked[] = [];
  for (const [index, { code, amountMinor }] of asked.giftCards.entries()) {
    const pointer = `/giftCards/${index}/code`;
    const card = await rewards.giftCards.byCode(tx, code, at);
    if (!card)
      throw new DomainError("code_not_valid", "This gift card cannot be used.", {
        errors: [{ pointer, code: "code_not_valid", detail: "cannot be used" }],
      });
    if (card.currency !== asked.currency)
      throw new DomainError("wrong_currency", `The gift card is in ${card.currency}.`, {
        errors: [{ pointer, code: "wrong_currency", detail: card.currency }],
      });
    if (found.some(({ id }) => id === card.id))
      throw new DomainError("tender_not_possible", "A gift card is named twice: name it once.", {
        errors: [{ pointer, code: "named_twice", detail: "named before" }],
      });
    found.push({
      id: card.id,
      shown: `…${code.slice(-SHOWN_CHARACTERS)}`,
      balanceMinor: await rewards.giftCards.availableMinor(tx, card, at),
      wanted: amountMinor,
    });
  }
  return found;
}

/** What a commit uses up: only what gave something. */
export function usedBy({ offers }: FoundDiscounts, { basket, giftCards }: Priced): KeptDiscount[] {
  const gave = new Set(
    basket.offers.flatMap(({ offer, outcome }) => (outcome === "gave" ? [offer] : [])),
  );
  const used = new Map<string, KeptDiscount>();
  for (const { basketId, ...offer } of offers)
    if (gave.has(basketId)) used.set(basketIdOf(offer), offer);
  return [
    ...used.values(),
    ...giftCards.map(({ id, shown, amountMinor }) => ({
      kind: "gift_card" as const,
      id,
      shown,
      amountMinor,
    })),
  ];
}

/**
 * Refuses what only some may buy yet.
 *
 * @throws DomainError `early_access_only`.
 */
export async function requireMayBuy(
  club: Club,
  { memberId, ahead }: Pick<DiscountsAsked, "memberId" | "ahead">,
  lines: QuoteInput["lines"],
): Promise<void> {
  const has = [...ahead.programme.rewards.values()].some(
    ({ source }) => source.kind === "early_access",
  );
  if (!has) return;
  const articles = [...new Set(lines.map(({ article }) => article))].map((article) => ({
    article,
    category: ahead.articles.get(article)?.category ?? null,
  }));
  await rewards.requireMayBuy(club, { memberId, market: ahead.market.id, articles });
}

const rewardsIn = ({ quoted }: QuoteRow): KeptReward[] =>
  quoted.discounts.filter((each) => each.kind === "reward");
/** The rewards that are taken with a basket. */
export const takenIn = (kept: readonly KeptDiscount[]) =>
  kept.flatMap((each) =>
    each.kind === "reward" && each.taken ? [{ reward: each.reward, ...each.taken }] : [],
  );
const giftCardsIn = ({ quoted }: QuoteRow) =>
  quoted.discounts.filter((each) => each.kind === "gift_card");

/**
 * Takes the rewards of a quote, reserved for its order until an instant: their units leave the balance now. Before the
 * purchase is booked, so that it finds the balance that was quoted.
 *
 * @throws DomainError as `redeem`; `quote_changed` where one costs something else than was quoted.
 */
export async function take(club: Club, tx: Tx, row: QuoteRow, until: number): Promise<void> {
  const { memberId, store, quotedAt: at, quoted } = row;
  const { programmeVersion: version, market } = quoted.answer;
  const promised = { version, market, at, segments: quoted.facts.segments };
  const taken = takenIn(row.quoted.discounts);
  if (memberId === null || taken.length === 0) return;
  const seconds = Math.ceil((until - club.clock.now()) / 1000);
  for (const { reward, count, granted, cost } of taken) {
    const redemption = await rewards.redeem(club, tx, {
      memberId,
      reward,
      count,
      granted,
      ...(store !== null && { store }),
      ...(row.quoted.channel !== undefined && { channel: row.quoted.channel }),
      reserve: { order: orderKeyOf(row.id), seconds },
      promised,
    });
    if (canonicalJson({ ...redemption.cost }) !== canonicalJson({ ...cost }))
      throw new DomainError(
        "quote_changed",
        `'${reward}' costs something else by now. Nothing was booked; ask for a new quote.`,
        { errors: [{ pointer: "/rewards", code: "differs", detail: reward }] },
      );
  }
}

/**
 * Reserves what a quote uses, until an instant.
 *
 * @throws DomainError `reward_used`, `conflict`, `code_not_valid`, `gift_card_too_low` where somebody was quicker.
 */
export async function hold(club: Club, tx: Tx, row: QuoteRow, until: number): Promise<void> {
  const order = orderKeyOf(row.id);
  const offers = rewardsIn(row);
  if (offers.length > 0) await rewards.keep(club, tx, { order, until, offers });
  const { currency } = row.quoted.answer;
  const now = club.clock.now();
  for (const { id, amountMinor } of giftCardsIn(row).toSorted(byId))
    await rewards.giftCards.holdMoney(tx, { id, order, amountMinor, currency, until, now });
}

const byId = (left: { id: string }, right: { id: string }): number => (left.id < right.id ? -1 : 1);

/** Until when a commit reserves what it takes: its own end. */
export const untilCommitted = (club: Club): number => club.clock.now() + COMMIT_MS;

/** Uses up what a quote reserved, or reserves and uses it at once. */
export async function use(club: Club, tx: Tx, row: QuoteRow): Promise<void> {
  if (row.quoted.discounts.length === 0) return;
  const order = orderKeyOf(row.id);
  const now = club.clock.now();
  if (row.state !== "held") await hold(club, tx, row, untilCommitted(club));
  if (rewardsIn(row).length > 0)
    await rewards.settle(club, tx, { order, ...(row.store !== null && { store: row.store }) });
  if (giftCardsIn(row).length > 0)
    await rewards.giftCards.commitMoney(tx, { order, actor: row.quoted.source, now });
}

/** Frees what a quote reserves. */
export async function release(club: Club, tx: Tx, row: QuoteRow): Promise<void> {
  // What is taken with the basket may be reserved by the commit that is given up at this moment.
  const isReserved = row.state === "held" || takenIn(row.quoted.discounts).length > 0;
  if (!isReserved || row.quoted.discounts.length === 0) return;
  const order = orderKeyOf(row.id);
  if (rewardsIn(row).length > 0) await rewards.letGo(club, tx, order);
  if (giftCardsIn(row).length > 0) await rewards.giftCards.releaseMoney(tx, order);
}

/** Puts money that gift cards had paid back on them. */
export async function putBack(
  club: Club,
  tx: Tx,
  row: QuoteRow,
  back: {
    /** The return, by which a repeat is known. */
    readonly key: string;
    readonly actor: string;
    readonly giftCards: readonly { readonly id: string; readonly amountMinor: number }[];
  },
): Promise<void> {
  const { key, actor } = back;
  const now = club.clock.now();
  const order = orderKeyOf(row.id);
  for (const { id, amountMinor } of back.giftCards.toSorted(byId))
    await rewards.giftCards.refund(tx, { id, order, amountMinor, key, actor, now });
}

const usedOn = (row: QuoteRow) => ({
  order: orderKeyOf(row.id),
  brought: rewardsIn(row).flatMap(({ redemptionId }) => redemptionId ?? []),
});

/** What becomes of the rewards used on an order once all of it is back; nothing is changed. */
export async function foreseeBack(club: Club, tx: Tx, row: QuoteRow): Promise<rewards.Back[]> {
  return rewardsIn(row).length === 0 ? [] : await rewards.foreseeBack(club, tx, usedOn(row));
}

/** Gives them back. @throws DomainError `member_busy`. */
export async function giveBack(club: Club, tx: Tx, row: QuoteRow): Promise<rewards.Back[]> {
  return rewardsIn(row).length === 0 ? [] : await rewards.giveBack(club, tx, usedOn(row));
}
