/** All that the member has, as it ends: soonest first, then what never does; and what can be used only later. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myLots } from "@trofast/contract/self";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { amountOf, dayAndYear, money } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { BackLink } from "../back-link.tsx";
import { lotsCall } from "../calls.ts";

type LotLine = AnswerOf<typeof myLots>["data"][number];

export function Expiry() {
  const { t } = useTranslation();
  const lots = useInfiniteQuery(lotsCall);
  const lines = lots.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Screen title={t("expiry.title")}>
      <BackLink to="/me" text={t("me.back")} />
      {lots.isPending && <Loading rows={3} className="h-16" />}
      {lots.isError && <Failure error={lots.error} retry={() => void lots.refetch()} />}
      {lots.isSuccess && lines.length === 0 && <Empty>{t("expiry.none")}</Empty>}
      {lines.length > 0 && (
        <>
          <p>{t("expiry.lead")}</p>
          <Card as="div" className="py-2">
            <ol>
              {lines.map((line) => (
                <Line key={`${line.unit} ${line.usableFrom} ${line.expiresAt}`} line={line} />
              ))}
            </ol>
          </Card>
          {lots.hasNextPage && (
            <Button
              kind="plain"
              onClick={() => void lots.fetchNextPage()}
              busy={lots.isFetchingNextPage && t("ui.loading")}
            >
              {t("ui.more")}
            </Button>
          )}
          <p className="text-sm text-muted">{t("expiry.warn")}</p>
        </>
      )}
    </Screen>
  );
}

function Line({ line: { unit, amount, firstDay, lastDay, worth } }: { readonly line: LotLine }) {
  const { t } = useTranslation();
  return (
    <li className="num flex min-h-14 flex-wrap items-center justify-between gap-x-4 border-b border-line py-2 last:border-b-0">
      <span>
        {lastDay === null
          ? t("expiry.never", { count: amount, amount: amountOf(unit, amount) })
          : t("expiry.line", { amount: amountOf(unit, amount), day: dayAndYear(lastDay) })}
        {firstDay !== null && (
          <span className="block text-sm text-muted">
            {t("expiry.from", { day: dayAndYear(firstDay) })}
          </span>
        )}
      </span>
      {worth !== null && <span className="text-muted">{money(worth)}</span>}
    </li>
  );
}
