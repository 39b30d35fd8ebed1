/** Why a rule gave or did not, and what came of it, in the reader's words. */
import { useTranslation } from "react-i18next";
import { effectOf, type Effect } from "../../ui/effects.ts";
import { first } from "../../ui/first.ts";
import { amountOf, dayAndYear, money, named, number, ownCurrency } from "../../ui/format.ts";
import { cardName, levelName, rewardName, ruleName } from "../../ui/names.ts";
import { nameThen, useRuleSentence } from "../../ui/why/gave.tsx";
import type { Told } from "../../ui/why/told.ts";
import { monthOf } from "../parts/amounts.ts";
import { capital } from "../parts/words.ts";
import { ConditionText } from "../programme/condition-text.tsx";
import { reasonKnown } from "../programme/reasons.ts";
import { useRuleWords } from "../programme/sentences.ts";

/** Stamps and steps of a challenge are no units: what they are of stands beside them. */
const givenText = (unit: string, amount: number): string =>
  first.club.units[unit] === undefined ? number(amount) : amountOf(unit, amount);

interface Reason {
  readonly rule: string;
  readonly outcome: "gave" | "skipped" | "withheld";
  readonly code: string;
  readonly given?: Readonly<Record<string, number>> | undefined;
  /** The part of the condition that failed. */
  readonly condition?: string | undefined;
  readonly missing?: { readonly shortBy: number; readonly kind: string } | undefined;
  readonly detail?: string | undefined;
  /** The server's own sentence, which is English. */
  readonly words: string;
}

/** Rules with why they gave nothing, and what they say. */
export function Reasons({
  reasons,
  told = null,
}: {
  readonly reasons: readonly Reason[];
  /** Where it is known what the rules said. */
  readonly told?: Told | null;
}) {
  const sentenceOf = useRuleSentence(told);
  return (
    <ul className="flex flex-col gap-2">
      {reasons.map((reason, index) => (
        <li key={index} className="max-w-none rounded-control bg-brand-soft p-3">
          <span className="flex flex-wrap justify-between gap-3 font-medium">
            {told === null ? ruleName(reason.rule) : nameThen(told, reason.rule)}
            <span className="num">
              {Object.entries(reason.given ?? {})
                .map(([unit, amount]) => `${amount > 0 ? "+" : ""}${givenText(unit, amount)}`)
                .join(", ")}
            </span>
          </span>
          {told !== null && <p className="text-sm">{sentenceOf(reason.rule)}</p>}
          <Because reason={reason} />
        </li>
      ))}
    </ul>
  );
}

/** A code that a newer server knows and this page does not is told in the server's words. */
function Because({ reason }: { readonly reason: Reason }) {
  const { t } = useTranslation();
  const { outcome, condition, missing } = reason;
  const code = outcome === "withheld" ? "holdout" : reasonKnown(reason.code);
  if (code === null)
    return (
      <span lang="en" className="text-sm">
        {reason.words}
      </span>
    );
  return (
    <div className="text-sm">
      {t(`members.reasons.${code}`)} <Short missing={missing} />
      {condition !== undefined && <Condition text={condition} />}
    </div>
  );
}

/** What was asked for, in words where it is of a usual shape. */
function Condition({ text }: { readonly text: string }) {
  const words = useRuleWords().condition(text);
  return (
    <>
      {words !== null && <p>{capital(words)}</p>}
      <ConditionText texts={[text]} />
    </>
  );
}

/** How much was missing, where it is money or a number. */
function Short({ missing }: { readonly missing: Reason["missing"] }) {
  const { t } = useTranslation();
  const currency = ownCurrency();
  if (missing === undefined || missing.shortBy <= 0) return null;
  if (missing.kind === "timestamp" || missing.kind === "duration") return null;
  const by =
    missing.kind === "amount" && currency !== undefined
      ? money({ minor: missing.shortBy, currency })
      : number(missing.shortBy, 2);
  return <>{t("members.shortBy", { by })}</>;
}

/** What an event did; what this page has no words for stands in the server's. */
export function EffectLine({ sentence }: { readonly sentence: string }) {
  const said = useEffectText();
  const stepped = useStepText();
  const effect = effectOf(sentence);
  const step = stepped(sentence);
  if (effect !== null) return <li>{said(effect)}</li>;
  return step === null ? <li lang="en">{sentence}</li> : <li>{step}</li>;
}

/** "four-weeks: 2026-W47 counts in ever.": a step of a challenge, which members see as their progress. */
const STEP = /^(\S+): (.+) (counts|no longer counts) in (\S+)\.$/;

function useStepText(): (sentence: string) => string | null {
  const { t } = useTranslation();
  const periodWords = usePeriodWords();
  return (sentence) => {
    const [, challenge, step = "", verb] = STEP.exec(sentence) ?? [];
    if (challenge === undefined) return null;
    return t(verb === "counts" ? "members.effects.stepped" : "members.effects.unstepped", {
      challenge: named(first.club.challenges[challenge]?.name, challenge),
      step: periodWords(step) ?? step,
    });
  };
}

/** A step that is a time: a day, a week or a month; null where it is something else, such as a category. */
function usePeriodWords(): (step: string) => string | null {
  const { t } = useTranslation();
  return (step) => {
    const [, week] = /^\d{4}-W(\d\d)$/.exec(step) ?? [];
    if (week !== undefined) return t("members.effects.week", { week: Number(week) });
    if (/^\d{4}-\d\d-\d\d$/.test(step)) return dayAndYear(`${step}T12:00`);
    return /^\d{4}-\d\d$/.test(step) ? monthOf(step) : null;
  };
}

function useEffectText(): (effect: Effect) => string {
  const { t } = useTranslation();
  return (effect) => {
    switch (effect.kind) {
      case "given":
      case "back": {
        const amount = amountOf(effect.unit, effect.amount);
        const { lastDay } = effect;
        return lastDay === null
          ? t(`members.effects.${effect.kind}`, { amount })
          : t(`members.effects.${effect.kind}Until`, { amount, day: dayAndYear(lastDay) });
      }
      case "spent":
      case "taken":
      case "expired":
      case "owed":
        return t(`members.effects.${effect.kind}`, {
          amount: amountOf(effect.unit, effect.amount),
        });
      case "stamps":
        return t(effect.count < 0 ? "members.effects.unstamped" : "members.effects.stamped", {
          count: Math.abs(effect.count),
          card: cardName(effect.card),
        });
      case "granted":
      case "ungranted":
        return t(`members.effects.${effect.kind}`, { reward: rewardName(effect.reward) });
      case "level":
        return t("members.effects.level", { level: levelName(effect.ladder, effect.level) });
      case "warned":
        return t("members.effects.warned", {
          level: levelName(effect.ladder, effect.level),
          amount: amountOf(first.club.ladders[effect.ladder]?.counts ?? "", effect.missing),
        });
      case "closed":
        return t("members.effects.closed");
      case "badge":
        return t("members.effects.badge", {
          badge: named(first.club.badges[effect.badge]?.name, effect.badge),
        });
      case "joined":
        return t("members.effects.joined");
    }
  };
}
