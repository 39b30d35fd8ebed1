/** What members gave to a cause together. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { minorDigits, money } from "../../ui/format.ts";
import { Bar } from "../bar.tsx";
import { meCall } from "../calls.ts";
import { sentence } from "../names.ts";
import { worded } from "../../ui/worded.ts";
import { charityFigures, type Charity } from "./charity.ts";

export function CharityTotal({ charity }: { readonly charity: Charity }) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meCall);
  const { given, goal } = charityFigures(charity, me?.market ?? null, minorDigits);
  const name = worded(charity.name);
  if (given === null) return <p>{t("club.gifts", { count: charity.gifts })}</p>;
  const text = sentence(
    goal === null
      ? t("club.charityGiven", { given: money(given), name })
      : t("club.charityBar", { given: money(given), goal: money(goal), name }),
  );
  return (
    <div className="num flex flex-col gap-2">
      {goal !== null && <Bar label={name} now={given.minor} goal={goal.minor} text={text} />}
      <p>
        {text} <span className="text-muted">({t("club.gifts", { count: charity.gifts })})</span>
      </p>
    </div>
  );
}
