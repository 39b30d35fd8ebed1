/** What one has signed: how long together, what is renewed next, and what is included. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { calledOf, dayAndYear, named } from "../../ui/format.ts";
import { Failure, Skeleton } from "../../ui/states.tsx";
import { contractsCall } from "../calls.ts";

export function Contracts({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const asked = useQuery(contractsCall);
  if (asked.isError) return <Failure error={asked.error} retry={() => void asked.refetch()} />;
  if (!asked.data) return <Skeleton className="h-44" />;
  const { contracts, yearsTogether } = asked.data;
  const [next] = contracts;
  const included = includedFor(me);
  if (next === undefined) return null;
  return (
    <Card aria-labelledby="contracts">
      <h2 id="contracts" className="text-xl">
        {yearsTogether === 0
          ? t("home.contracts.firstYear")
          : t("home.contracts.together", { count: yearsTogether })}
      </h2>
      <ul className="mt-3 flex flex-col gap-2">
        {contracts.map(({ contract, product, called, status, nextRenewalAt }) => (
          <li key={contract} className="flex max-w-none flex-wrap justify-between gap-x-4">
            <span className="font-medium">{calledOf(called, product)}</span>
            <span className="num text-muted">
              {status === "paused" || nextRenewalAt === null
                ? t("home.contracts.paused")
                : t("home.contracts.renewed", { day: dayAndYear(nextRenewalAt) })}
            </span>
          </li>
        ))}
      </ul>
      {included.length > 0 && (
        <>
          <h3 className="mt-4 font-medium">{t("home.contracts.included")}</h3>
          <ul className="mt-1 list-disc pl-5">
            {included.map((benefit) => (
              <li key={benefit}>{benefit}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

/** The benefits of the levels that one has reached, the lowest first: the higher ones come on top. */
function includedFor({ standing }: Me): string[] {
  return Object.entries(first.club.ladders).flatMap(([ladder, { levels }]) => {
    const reached = levels.findIndex(({ id }) => id === standing?.levels[ladder]);
    return levels
      .slice(0, reached + 1)
      .flatMap(({ benefits }) => benefits.map((benefit) => named(benefit, "")));
  });
}
