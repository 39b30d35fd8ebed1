/** Orders of one line, paid with a code, as Shopify and WooCommerce write them. */

/** Minor units as shops write amounts. */
export const amountText = (minor: number): string => (minor / 100).toFixed(2);

/** An order of the shop as a test tells it: one line, bought with a code. */
export interface Bought {
  readonly number: number;
  readonly goodsMinor: number;
  readonly code?: string;
  /** What the code has taken off. */
  readonly offMinor?: number;
  readonly quantity?: number;
  readonly isPaid?: boolean;
  readonly isCancelled?: boolean;
  readonly refundedPieces?: number;
  readonly customer?: number;
  /** Minutes after the order was made. */
  readonly minute?: number;
}

const instant = (minute: number): string =>
  new Date(Date.UTC(2026, 5, 1, 9, minute)).toISOString().slice(0, 19);

/** The order as Shopify writes it. */
export function shopifyBought(bought: Bought): Record<string, unknown> {
  const { number, goodsMinor, code, offMinor = 0, quantity = 1, minute = 0 } = bought;
  const pieces = bought.refundedPieces ?? 0;
  const refund = {
    id: number * 10 + 1,
    order_id: number,
    created_at: `${instant(minute)}Z`,
    refund_line_items: [{ line_item_id: number * 10, quantity: pieces }],
  };
  return {
    id: number,
    created_at: `${instant(0)}Z`,
    updated_at: `${instant(minute)}Z`,
    currency: "SEK",
    financial_status: bought.isPaid === false ? "pending" : "paid",
    cancelled_at: bought.isCancelled === true ? `${instant(minute)}Z` : null,
    customer: { id: bought.customer ?? 77 },
    line_items: [
      {
        id: number * 10,
        sku: "BEANS",
        quantity,
        price: amountText(goodsMinor / quantity),
        discount_allocations:
          code === undefined
            ? []
            : [{ amount: amountText(offMinor), discount_application_index: 0 }],
      },
    ],
    refunds: pieces > 0 ? [refund] : [],
    discount_codes:
      code === undefined ? [] : [{ code, amount: amountText(offMinor), type: "fixed_amount" }],
    discount_applications: code === undefined ? [] : [{ type: "discount_code", code }],
    payment_gateway_names: ["bogus"],
  };
}

/** The refunds of an order as WooCommerce's API answers them: the order itself tells of their sums alone. */
export function wooRefunds({ number, goodsMinor, ...bought }: Bought): Record<string, unknown>[] {
  const { offMinor = 0, quantity = 1, minute = 0, refundedPieces: pieces = 0 } = bought;
  if (pieces === 0) return [];
  const backMinor = Math.round(((goodsMinor - offMinor) * pieces) / quantity);
  const line = {
    quantity: -pieces,
    total: `-${amountText(backMinor)}`,
    total_tax: "0.00",
    meta_data: [{ key: "_refunded_item_id", value: String(number * 10) }],
  };
  const id = number * 10 + 1;
  const amount = amountText(backMinor);
  return [{ id, date_created_gmt: instant(minute), amount, line_items: [line] }];
}

/** The same as WooCommerce writes it. */
export function wooBought(bought: Bought): Record<string, unknown> {
  const { number, goodsMinor, code, offMinor = 0, quantity = 1, minute = 0 } = bought;
  const isPaid = bought.isPaid !== false;
  const paid = isPaid ? "processing" : "on-hold";
  return {
    id: number,
    status: bought.isCancelled === true ? "cancelled" : paid,
    currency: "SEK",
    date_created_gmt: instant(0),
    date_modified_gmt: instant(minute),
    date_paid_gmt: isPaid ? instant(0) : null,
    prices_include_tax: true,
    customer_id: bought.customer ?? 77,
    line_items: [
      {
        id: number * 10,
        product_id: 5,
        sku: "BEANS",
        quantity,
        subtotal: amountText(goodsMinor),
        subtotal_tax: "0.00",
        total: amountText(goodsMinor - offMinor),
        total_tax: "0.00",
      },
    ],
    coupon_lines:
      code === undefined
        ? []
        : [
            {
              id: 1,
              code: code.toLowerCase(),
              discount: amountText(offMinor),
              discount_tax: "0.00",
            },
          ],
    refunds: wooRefunds(bought).map(({ id, amount }) => ({ id, total: `-${String(amount)}` })),
  };
}
