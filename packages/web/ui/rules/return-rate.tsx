/** What comes back of what is paid, said plainly, where it is one number. */
import { first } from "../first.ts";
import { percent } from "../format.ts";
import { goodsWords } from "./conditions.ts";
import type { Saying } from "./saying.ts";
import { limitsWords } from "./sentence.ts";
import { useSaying } from "./use-saying.ts";

const { club } = first;

/** @param market whose; where it is not known, what is so in any of them, each sentence once. */
export function ReturnRate({ market }: { readonly market?: string | null | undefined }) {
  const saying = useSaying();
  const asked = club.markets.filter(({ id }) => id === market);
  const markets = asked.length === 0 ? club.markets : asked;
  const sentences = markets.flatMap(
    ({ id, currency }) => rateWords(id, { ...saying, currency }) ?? [],
  );
  return [...new Set(sentences)].map((sentence) => <p key={sentence}>{sentence}</p>);
}

/** "Av det du betalar kommer ungefär 2,4 % tillbaka." Null where nothing can be claimed. */
function rateWords(market: string, saying: Saying): string | null {
  const { t } = saying;
  const rate = club.returnRates[market];
  const parts = club.rules[rate?.rule ?? ""]?.parts;
  if (rate === undefined || parts === undefined) return null;
  const share = percent(rate.share, 2);
  const limits = limitsWords(parts, saying);
  const said =
    parts.items === undefined
      ? t("rate", { share })
      : t("rateFor", { share, goods: goodsWords(parts.items, saying) });
  return limits.length === 0 ? said : `${said} ${t("rateLimits", { limits: limits.join(", ") })}`;
}
