/** How one earns: the rules that everybody is told of, deeds, and stamp cards. */
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { cardName } from "../../ui/names.ts";
import { rewardInSentence } from "../names.ts";

export function HowToEarn() {
  const { t } = useTranslation();
  const { rules, cards } = first.club;
  const hasSomething = Object.keys(rules).length + Object.keys(cards).length > 0;
  if (!hasSomething) return null;
  return (
    <section aria-labelledby="earn">
      <h2 id="earn" className="mb-3 text-xl">
        {t("club.earn")}
      </h2>
      <Card as="div" className="flex flex-col gap-4">
        <Names
          title={t("club.earnRules")}
          names={Object.entries(rules)
            .filter(([id]) => !isDeed(id))
            .map(([id, { name }]) => named(name, id))}
        />
        <Deeds />
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

const VOUCHERS = ["cashier", "receipt", "office"] as const;
const voucherOf = (evidence: string): (typeof VOUCHERS)[number] | "other" =>
  VOUCHERS.find((known) => known === evidence) ?? "other";

const same = (id: string): string => id.replaceAll("_", "-");

/** Whether a rule is named as the deed is that it rewards, which is then told once. */
const isDeed = (rule: string): boolean =>
  Object.keys(first.club.activities).some((activity) => same(activity) === same(rule));

/** Deeds that a rule rewards; complaints and the like are activities too, and nothing one earns by. */
function Deeds() {
  const { t } = useTranslation();
  const { activities, rules } = first.club;
  const ruled = new Set(Object.keys(rules).map(same));
  const deeds = Object.entries(activities).filter(([id]) => ruled.has(same(id)));
  return (
    <Names
      title={t("club.earnDeeds")}
      names={deeds.map(([id, { name, evidence }]) => {
        const by = [...new Set(evidence.map((one) => t(`club.evidence.${voucherOf(one)}`)))];
        return by.length === 0 ? named(name, id) : `${named(name, id)} (${by.join(", ")})`;
      })}
    />
  );
}
