/** What each rule gave, with its words, its version, and the lots with their ends; and the sum of all. */
import { useTranslation } from "react-i18next";
import { first } from "../first.ts";
import { amountOf, amountsOf, dayAndYear, named } from "../format.ts";
import { ruleName } from "../names.ts";
import { ruleSentence, type Ruling } from "../rules/sentence.ts";
import { useSaying } from "../rules/use-saying.ts";
import { CountedFor } from "./receipt.tsx";
import type { GaveLine, Told, WhyParts } from "./told.ts";

/** A rule as it was called when it decided. */
export const nameThen = (told: Pick<Told, "rules">, rule: string): string => {
  const found = told.rules[rule];
  return found === undefined ? ruleName(rule) : named(found.name, rule);
};

const rulingOf = (rule: string): Ruling =>
  rule.startsWith("card:") ? "card" : rule.startsWith("challenge:") ? "challenge" : "rule";

/** What a rule said in the version that decided; null where nothing can be told of it. */
export function useRuleSentence(told: Told | null): (rule: string) => string | null {
  const saying = useSaying({ called: told?.called, currency: told?.receipt?.currency });
  return (rule) => {
    const parts = told?.rules[rule]?.parts;
    return parts === undefined ? null : ruleSentence(parts, saying, rulingOf(rule));
  };
}

export function Gave({ parts, told }: { readonly parts: WhyParts; readonly told: Told }) {
  const { t } = useTranslation("rules");
  return (
    <section aria-label={t("why.gave")}>
      <h3 className="mb-2 text-base">{t("why.gave")}</h3>
      {parts.gave.length === 0 && <p>{t("why.gaveNothing")}</p>}
      <ul className="flex flex-col gap-3">
        {parts.gave.map((line) => (
          <Line key={line.rule} line={line} told={told} />
        ))}
      </ul>
      {parts.gave.length > 1 && (
        <p className="num mt-3 flex justify-between gap-4 border-t border-line pt-3 font-semibold">
          <span>{t("why.sum")}</span>
          <span className="text-right">{amountsOf(parts.sum)}</span>
        </p>
      )}
    </section>
  );
}

function Line({ line, told }: { readonly line: GaveLine; readonly told: Told }) {
  const { t } = useTranslation("rules");
  const sentence = useRuleSentence(told)(line.rule);
  const version = told.rules[line.rule]?.version ?? told.programmeVersion;
  return (
    <li className="rounded-control bg-brand-soft p-3">
      <p className="num flex justify-between gap-4 font-semibold">
        <span>{nameThen(told, line.rule)}</span>
        <span className="text-right">
          {amountsOf(line.given)}
          {line.trimmed && ` (${t("why.trimmed")})`}
        </span>
      </p>
      {told.receipt !== null && <CountedFor receipt={told.receipt} rule={line.rule} />}
      {sentence !== null && <p className="wrap-anywhere">{sentence}</p>}
      <p className="text-sm">{t("why.rule", { version })}</p>
      {line.lots
        .filter(({ unit }) => first.club.units[unit]?.spendable === true)
        .map(({ amount, unit, lastDay }) => (
          <p key={`${unit}${lastDay}`} className="num text-sm">
            {lastDay === null
              ? t("why.lotOpen", { count: amount, amount: amountOf(unit, amount) })
              : t("why.lot", { amount: amountOf(unit, amount), day: dayAndYear(lastDay) })}
          </p>
        ))}
    </li>
  );
}
