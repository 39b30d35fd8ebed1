/** What changes from one programme to the next, in sentences. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Chip } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import {
  displayOf,
  language,
  locale,
  minorDigits,
  named,
  number,
  unitIn,
} from "../../ui/format.ts";
import { changeWorded, type ChangeSaid, type Saying } from "./change-words.ts";
import { triggerWord, useRuleWords, type RuleWords } from "./sentences.ts";

interface Change extends ChangeSaid {
  readonly pointer: string;
  readonly worse: boolean;
}

export function Changes({
  changes,
  none,
}: {
  readonly changes: readonly Change[];
  readonly none: string;
}) {
  const { t } = useTranslation();
  const saying = sayingIn(t, useRuleWords());
  if (changes.length === 0) return <p>{none}</p>;
  return (
    <ul className="flex flex-col gap-2">
      {changes.map((change, index) => (
        <li key={`${change.pointer} ${index}`} className="flex flex-wrap items-center gap-2">
          <span className="min-w-0 break-words">{changeWorded(change, saying)}</span>
          {change.worse && <Chip tone="bad">{t("programme.worse")}</Chip>}
        </li>
      ))}
    </ul>
  );
}

const DECIMALS_MAX = 6;

/** A unit may be worth less than the smallest coin, so no decimal of it is left out. */
const price = (value: number, currency: string): string =>
  new Intl.NumberFormat(locale(), {
    style: "currency",
    currency,
    currencyDisplay: displayOf(currency),
    minimumFractionDigits: Number.isInteger(value) ? 0 : minorDigits(currency),
    maximumFractionDigits: DECIMALS_MAX,
  }).format(value);

const sayingIn = (t: TFunction, words: RuleWords): Saying => ({
  language: language(),
  number: (value) => number(value, DECIMALS_MAX),
  money: price,
  unit: (id, amount = Number.NaN) => unitIn(id, amount),
  reward: (id) => named(first.club.rewards[id]?.name, id),
  rule: (id) => named(first.club.rules[id]?.name, id),
  trigger: (on) => triggerWord(on, t).toLocaleLowerCase(),
  condition: (text) => words.condition(text),
  window: (window) => words.windows(window),
});
