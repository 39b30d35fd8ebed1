/** What a quote says, in the order a cashier says it. */
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { amountOf, money, named } from "../../ui/format.ts";
import type { Quote } from "../kept/counter.ts";
import { givenBy, stampsOf } from "../model/band.ts";
import { givenText } from "./given.ts";

export function QuoteFacts({ quote }: { readonly quote: Quote }) {
  const { t } = useTranslation();
  const { totals, currency, reasons, usable, nearby } = quote;
  const inMoney = (minor: number): string => money({ minor, currency });
  const canUse = usable.find(({ worthMaxMinor }) => worthMaxMinor > 0);
  const [hint] = nearby;
  return (
    <div className="flex min-h-14 flex-col gap-2" aria-live="polite">
      {quote.memberId === null ? <WouldEarn quote={quote} /> : <Earns quote={quote} />}
      {stampsOf(reasons).map(({ card, stamps }) => (
        <p key={card}>
          {t("acts.stamped", { count: stamps, name: named(first.club.cards[card]?.name, card) })}
        </p>
      ))}
      {totals.reductionMinor > 0 && (
        <p className="font-medium text-good">
          ✓ {t("quote.reduced", { money: inMoney(totals.reductionMinor) })}
        </p>
      )}
      {totals.tenderMinor > 0 ? (
        <p className="font-medium text-good">
          ✓ {t("quote.uses", { money: inMoney(totals.tenderMinor) })}
        </p>
      ) : (
        canUse && <p>{t("quote.canUse", { money: inMoney(canUse.worthMaxMinor) })}</p>
      )}
      {totals.giftCardMinor > 0 && (
        <p className="font-medium text-good">
          ✓ {t("quote.usesCard", { money: inMoney(totals.giftCardMinor) })}
        </p>
      )}
      {hint && (
        <p className="text-muted">
          {t("band.nearby", { money: inMoney(hint.shortByMinor), name: nameOf(hint) })}
        </p>
      )}
      <p className="flex max-w-none items-baseline justify-between gap-3 border-t border-line pt-2">
        <span>{t("quote.toPay")}</span>
        <strong className="num font-display text-3xl">{inMoney(totals.payableMinor)}</strong>
      </p>
    </div>
  );
}

/** Of nobody: what whoever claims the purchase would get as a new member. */
function WouldEarn({ quote: { asMember } }: { readonly quote: Quote }) {
  const { t } = useTranslation();
  const text = givenText(asMember?.given ?? {}).replaceAll("+", "");
  return <p>{text === "" ? t("guest.text") : t("guest.wouldEarn", { amount: text })}</p>;
}

function Earns({ quote: { given, reasons } }: { readonly quote: Quote }) {
  const { t } = useTranslation();
  const units = Object.keys(first.club.units).filter(
    (unit) => first.club.units[unit]?.spendable === true && givenBy(reasons, unit).length > 0,
  );
  if (units.length === 0) return <p>{t("quote.earnsNothing")}</p>;
  return units.map((unit) => {
    const parts = givenBy(reasons, unit);
    const all = parts.reduce((sum, { amount }) => sum + amount, 0);
    return (
      <div key={unit}>
        <p className="num text-xl font-semibold">
          {t("quote.earns", { amount: amountOf(unit, Math.max(all, given[unit] ?? 0)) })}
        </p>
        <ul className="text-muted">
          {parts.map(({ rule, amount }) => (
            <li key={rule} className="num">
              {t("quote.because", { amount: amountOf(unit, amount), rule: ruleName(rule) })}
            </li>
          ))}
        </ul>
      </div>
    );
  });
}

const ruleName = (rule: string): string => {
  const [kind, id] = rule.split(":", 2);
  if (id === undefined) return named(first.club.rules[rule]?.name, rule);
  const things = kind === "challenge" ? first.club.challenges : first.club.cards;
  return named(things[id]?.name, id);
};

const nameOf = ({ id, name }: Quote["nearby"][number]): string =>
  typeof name === "string" ? name : named(name ?? first.club.rules[id]?.name, id);
