/** What a reward costs, in words. */
import type { TFunction } from "i18next";
import { amountsOf, money } from "../../ui/format.ts";
import type { ListedReward } from "../nearest.ts";

export function priceText(
  t: TFunction,
  { price, whyNot, window }: Pick<ListedReward, "price" | "whyNot" | "window">,
): string {
  if (price === null)
    return t(window !== null && whyNot === null ? "rewards.early" : "rewards.grantedOnly");
  const { units, moneyMinor, currency } = price;
  const more =
    moneyMinor > 0
      ? ` ${t("rewards.plusMoney", { money: money({ minor: moneyMinor, currency }) })}`
      : "";
  return `${amountsOf(units)}${more}`;
}
