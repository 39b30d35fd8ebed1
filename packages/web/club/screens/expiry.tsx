/** The whole schedule of what ends, soonest first. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { amountOf, dayAndYear, money } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { BackLink } from "../back-link.tsx";
import { meCall } from "../calls.ts";

export function Expiry() {
  const { t } = useTranslation();
  const { data: me, error, isPending, refetch } = useQuery(meCall);
  const expiries = me?.standing?.nextExpiries ?? [];
  return (
    <Screen title={t("expiry.title")}>
      <BackLink to="/me" text={t("me.back")} />
      {isPending && <Loading rows={3} className="h-16" />}
      {error && me === undefined && <Failure error={error} retry={() => void refetch()} />}
      {me && expiries.length === 0 && <Empty>{t("expiry.none")}</Empty>}
      {expiries.length > 0 && (
        <>
          <p>{t("expiry.lead")}</p>
          <Card as="div" className="py-2">
            <ol>
              {expiries.map(({ unit, amount, lastDay, worth }) => (
                <li
                  key={`${unit}${lastDay}`}
                  className="num flex min-h-14 flex-wrap items-center justify-between gap-x-4 border-b border-line py-2 last:border-b-0"
                >
                  <span>
                    {t("expiry.line", { amount: amountOf(unit, amount), day: dayAndYear(lastDay) })}
                  </span>
                  {worth !== null && <span className="text-muted">{money(worth)}</span>}
                </li>
              ))}
            </ol>
          </Card>
          <p className="text-sm text-muted">{t("expiry.warn")}</p>
        </>
      )}
    </Screen>
  );
}
