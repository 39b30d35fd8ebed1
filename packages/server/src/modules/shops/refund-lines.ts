/** WooCommerce tells of a refund only its sum; which pieces came back, its own API knows. */
import type { Club } from "../../club.ts";
import type { Connection, OrderReading } from "./domain.ts";
import { askWoocommerce, credentialsOf } from "./shop-api.ts";
import { refundOf } from "./woocommerce.ts";
import { z } from "zod";

const REFUNDS_MAX = 100;

/**
 * The order with its refunds: by piece where the shop's API may be asked, else as money given back.
 *
 * @throws DomainError `store_unavailable` where the shop does not answer; Unreadable.
 */
export async function withRefundLines(
  club: Club,
  connection: Connection,
  order: OrderReading,
): Promise<OrderReading> {
  const { asksRefunds, ...rest } = order;
  if (asksRefunds === undefined || !order.isPaid) return rest;
  const credentials = await credentialsOf(club, connection);
  if (credentials === null || connection.url === null) {
    const refunds = asksRefunds.map((each) => ({ ...each, at: order.revision, lines: [] }));
    return { ...rest, refunds };
  }
  const path = `orders/${encodeURIComponent(order.order)}/refunds?per_page=${REFUNDS_MAX}`;
  const { body } = await askWoocommerce(club, connection, credentials, path);
  return {
    ...rest,
    refunds: z
      .array(z.unknown())
      .parse(body)
      .map((each) => refundOf(each, rest)),
  };
}
