/** What I took: what can be used, what I wait for, and what is past. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listMyRedemptions } from "@trofast/contract/rewards";
import { useTranslation } from "react-i18next";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Chip } from "../../ui/card.tsx";
import { dayAndYear, spanIn } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { BackLink } from "../back-link.tsx";
import { giftCardsCall, redemptionsCall, visitsCall } from "../calls.ts";
import { rewardName } from "../../ui/names.ts";
import { GiftCards } from "../rewards/gift-cards.tsx";
import { lastDay } from "../rewards/last-day.ts";
import { standingOf } from "../rewards/standing.ts";

type Redemption = AnswerOf<typeof listMyRedemptions>["data"][number];

export function MyRewards() {
  const { t } = useTranslation();
  const taken = useInfiniteQuery(redemptionsCall);
  const visits = useQuery(visitsCall);
  const all = taken.data?.pages.flatMap(({ data }) => data) ?? [];
  const usable = all.filter(({ state }) => state === "issued" || state === "reserved");
  const before = all.filter(({ state }) => state !== "issued" && state !== "reserved");
  const cards = useQuery(giftCardsCall);
  const isEmpty = all.length === 0 && (cards.data ?? []).length === 0;
  const waiting = visits.data?.filter(({ state }) => state === "waiting") ?? [];
  return (
    <Screen title={t("mine.title")}>
      <BackLink to="/rewards" text={t("reward.back")} />
      {taken.isPending && <Loading rows={3} className="h-16" />}
      {taken.isError && <Failure error={taken.error} retry={() => void taken.refetch()} />}
      {taken.isSuccess && isEmpty && waiting.length === 0 && (
        <Empty
          action={
            <Link to="/rewards" className={buttonClass()}>
              {t("reward.back")}
            </Link>
          }
        >
          {t("mine.none")}
        </Empty>
      )}
      <List title={t("mine.usable")} redemptions={usable} />
      <GiftCards />
      {waiting.length > 0 && (
        <section>
          <h2 className="mb-3 text-xl">{t("mine.waiting")}</h2>
          <ul className="overflow-hidden rounded-card border border-line bg-card">
            {waiting.map(({ seatId, reward, waitingBefore }) => (
              <li key={seatId} className="border-b border-line last:border-b-0">
                <Link
                  to="/rewards/$reward"
                  params={{ reward }}
                  className="block min-h-16 px-4 py-3 hover:bg-brand-soft"
                >
                  <span className="block font-semibold">{rewardName(reward)}</span>
                  <span className="text-sm text-muted">
                    {t("reward.waiting", { count: waitingBefore ?? 0 })}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <List title={t("mine.before")} redemptions={before} />
      {taken.hasNextPage && (
        <Button
          kind="plain"
          onClick={() => void taken.fetchNextPage()}
          busy={taken.isFetchingNextPage && t("ui.loading")}
        >
          {t("ui.more")}
        </Button>
      )}
    </Screen>
  );
}

function List({
  title,
  redemptions,
}: {
  readonly title: string;
  readonly redemptions: readonly Redemption[];
}) {
  const { t } = useTranslation();
  if (redemptions.length === 0) return null;
  return (
    <section>
      <h2 className="mb-3 text-xl">{title}</h2>
      <ul className="overflow-hidden rounded-card border border-line bg-card">
        {redemptions.map(
          ({ redemptionId, reward, kind, state, usableUntil, redeemedAt, count, visit }) => (
            <li key={redemptionId} className="border-b border-line last:border-b-0">
              <Link
                to="/rewards/mine/$redemptionId"
                params={{ redemptionId }}
                className="flex min-h-16 items-center gap-3 px-4 py-3 hover:bg-brand-soft"
              >
                <span className="min-w-0 grow">
                  <span className="block font-semibold">
                    {count > 1 ? `${count} × ` : ""}
                    {rewardName(reward)}
                  </span>
                  <span className="text-sm text-muted">
                    {state === "issued" && visit !== null
                      ? spanIn(visit.startsAt, visit.endsAt, visit.timezone)
                      : state === "issued" && usableUntil !== null
                        ? t("mine.until", { day: dayAndYear(lastDay(usableUntil)) })
                        : dayAndYear(redeemedAt)}
                  </span>
                </span>
                <Chip>{t(`mine.state.${standingOf({ kind, state })}`)}</Chip>
                <ChevronRight aria-hidden="true" size={20} className="shrink-0 text-muted" />
              </Link>
            </li>
          ),
        )}
      </ul>
    </section>
  );
}
