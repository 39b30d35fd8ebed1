/** The network goes while something is chosen and not yet reserved: what cannot hold is taken out at once, and said. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { money } from "../../ui/format.ts";
import type { Desk } from "../counter.tsx";
import { useDevice } from "../kept/device.ts";
import { useOnline } from "../kept/network.ts";
import { usePlace } from "../kept/place.ts";
import { useQueue } from "../kept/queue.ts";
import { withoutNetwork, type OfflineLimit } from "../model/offline.ts";
import { offlineLeft } from "../model/queue.ts";
import type { Customer, Sale } from "../model/sale.ts";

/** The unit that pays in this currency, and what one of it is worth, as a decimal; null where none does. */
export function payingUnit(currency: string): { unit: string; each: string } | null {
  for (const [unit, { spendable, worth }] of Object.entries(first.club.units)) {
    const each = Object.values(worth).find((one) => one.currency === currency)?.amount;
    if (spendable && each !== undefined) return { unit, each };
  }
  return null;
}

/** What this customer may still spend while the club cannot be asked. */
export function useOfflineLimit(customer: Customer | null): OfflineLimit {
  const { currency, digits } = usePlace();
  const queue = useQueue();
  const { offlineSpendMinor } = useDevice();
  const member = customer?.codeOf ?? null;
  return {
    leftMinor: member === null ? 0 : offlineLeft(queue, member, offlineSpendMinor),
    each: payingUnit(currency)?.each ?? "0",
    digits,
  };
}

/** @returns the sale as it holds now: the very same one with a network, or where nothing of it is lost. */
export function useUnreserved({ sale, move, stop }: Desk): Sale {
  const { t } = useTranslation();
  const { currency } = usePlace();
  const isOnline = useOnline();
  const limit = useOfflineLimit(sale.customer);
  const holding = isOnline ? sale : withoutNetwork(sale, limit);
  const isLosing = holding !== sale;
  useEffect(() => {
    if (!isLosing) return;
    move({ do: "unreserved", spend: holding.spend });
    stop(
      holding.spend === null
        ? t("quote.unreserved")
        : t("quote.unreservedSpend", {
            money: money({ minor: holding.spend.worthMinor, currency }),
          }),
    );
    // Once for each sale that loses something: all else here is made anew with every drawing.
  }, [isLosing, sale]);
  return holding;
}
