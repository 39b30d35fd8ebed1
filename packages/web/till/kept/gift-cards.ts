/** Gift cards over the counter. Money moves with the club's answer alone: nothing of it waits in the queue. */
import { trofast } from "../../ui/api.ts";
import type { Who } from "../model/sale.ts";
import { memberOf } from "./customers.ts";
import { reached } from "./network.ts";
import type { Place } from "./place.ts";

/** What a card holds. */
export type Shown = Awaited<ReturnType<typeof askCard>>;

/** @throws TrofastProblem `code_not_valid` for a card that is unknown or over, `rate_limited`. */
export async function askCard(code: string) {
  const card = await reached(trofast.giftCards.check({ body: { code } }));
  return { ...card, code };
}

interface Paid {
  /** The receipt of it: however often it is sent, it is booked once. */
  readonly sale: string;
  readonly amountMinor: number;
}

/**
 * Sells a card.
 *
 * @param whose in whose app it is then; null: in nobody's.
 * @returns what it is called; null where the club cannot read it any more.
 * @throws TrofastProblem `step_up_required`, `approval_required` beyond what the role may sell on a day.
 */
export async function sellCard(
  { sale, amountMinor, whose }: Paid & { readonly whose: Who | null },
  { currency, store: { store } }: Place,
): Promise<string | null> {
  const member = whose && (await memberOf(whose));
  const body = { currency, amountMinor, sale, store, ...(member && { member }) };
  const { cardId } = await reached(trofast.giftCards.sell({ body, idempotencyKey: sale }));
  return (await reached(trofast.giftCards.code({ params: { cardId } }))).code;
}

/** Puts more money on a card. @throws TrofastProblem as `sellCard`, and `amount_out_of_range` where it would hold too much. */
export async function topUpCard(
  cardId: string,
  { sale, amountMinor }: Paid,
  { currency, store: { store } }: Place,
): Promise<{ readonly balanceMinor: number }> {
  const body = { currency, amountMinor, sale, store };
  return await reached(trofast.giftCards.topUp({ params: { cardId }, body }));
}
