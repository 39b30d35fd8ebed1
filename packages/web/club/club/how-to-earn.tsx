/** How one earns: the rules that everybody is told of, deeds, and stamp cards. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { cardName } from "../../ui/names.ts";
import { ReturnRate } from "../../ui/rules/return-rate.tsx";
import type { Saying } from "../../ui/rules/saying.ts";
import { ruleSentence } from "../../ui/rules/sentence.ts";
import { currencyOf, useSaying } from "../../ui/rules/use-saying.ts";
import { meCall } from "../calls.ts";
import { rewardInSentence } from "../names.ts";

export function HowToEarn() {
  const { t } = useTranslation();
  const { rules, cards } = first.club;
  const { data: me } = useQuery(meCall);
  const saying = useSaying({ currency: currencyOf(me?.market) });
  const ids = Object.keys(rules);
  if (ids.length + Object.keys(cards).length === 0) return null;
  return (
    <section aria-labelledby="earn">
      <h2 id="earn" className="mb-3 text-xl">
        {t("club.earn")}
      </h2>
      <Card as="div" className="flex flex-col gap-4">
        <ReturnRate market={me?.market} />
        <Rules title={t("club.earnRules")} ids={ids.filter((id) => !isDeed(id))} saying={saying} />
        <Rules title={t("club.earnDeeds")} ids={ids.filter(isDeed)} saying={saying} />
        <Names
          title={t("club.cards")}
          names={Object.entries(cards).map(
            ([id, { goal, grants }]) =>
              `${cardName(id)}: ${t("club.cardText", { count: goal, goal, reward: rewardInSentence(grants) })}`,
          )}
        />
      </Card>
    </section>
  );
}

function Names({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-lg">{title}</h3>
      <ul className="flex list-disc flex-col gap-1 pl-5">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </div>
  );
}

/** Each rule with its sentence; a deed with who must have seen it. */
function Rules({
  title,
  ids,
  saying,
}: {
  readonly title: string;
  readonly ids: readonly string[];
  readonly saying: Saying;
}) {
  const evidence = useEvidence();
  if (ids.length === 0) return null;
  return (
    <div>
      <h3 className="mb-1 text-lg">{title}</h3>
      <ul className="flex flex-col gap-2">
        {ids.flatMap((id) => {
          const rule = first.club.rules[id];
          return rule === undefined ? (
            []
          ) : (
            <li key={id} className="wrap-anywhere">
              <span className="font-medium">{named(rule.name, id)}</span>
              {evidence(id)}
              <span className="block">{ruleSentence(rule.parts, saying)}</span>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const VOUCHERS = ["cashier", "receipt", "office"] as const;
const voucherOf = (evidence: string): (typeof VOUCHERS)[number] | "other" =>
  VOUCHERS.find((known) => known === evidence) ?? "other";

/** The deed that a rule rewards; null for those about purchases and contracts. */
const deedOf = (rule: string): string | null => {
  const on = first.club.rules[rule]?.parts.on ?? [];
  return on.find((each) => first.club.activities[each] !== undefined) ?? null;
};
const isDeed = (rule: string): boolean => deedOf(rule) !== null;

/** " (kassan intygar)": what must show that a deed was done; nothing where nothing must. */
function useEvidence(): (rule: string) => string {
  const { t } = useTranslation();
  return (rule) => {
    const evidence = first.club.activities[deedOf(rule) ?? ""]?.evidence ?? [];
    const by = [...new Set(evidence.map((one) => t(`club.evidence.${voucherOf(one)}`)))];
    return by.length === 0 ? "" : ` (${by.join(", ")})`;
  };
}
