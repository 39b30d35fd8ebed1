/** Home: what one has and can do with it, what is nearest, one thing worth saying, and what happened last. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { Logo } from "../../ui/logo.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { latestCall, meCall } from "../calls.ts";
import { HistoryLine } from "../history-line.tsx";
import { BalanceCard } from "../home/balance-card.tsx";
import { Coming } from "../home/coming.tsx";
import { Contracts } from "../home/contracts.tsx";
import { LevelAtRisk } from "../home/level-at-risk.tsx";
import { NearestChallenge } from "../home/nearest-challenge.tsx";
import { Nearest } from "../home/nearest-card.tsx";
import { Tip } from "../home/tip.tsx";
import { VisitSoon } from "../home/visit-soon.tsx";

export function Home() {
  const { t } = useTranslation();
  const { data: me, error, refetch } = useQuery(meCall);
  useEffect(() => {
    document.title = `${t("tabs.home")} – ${first.club.name}`;
  }, [t]);
  if (me === undefined)
    return error ? (
      <Failure error={error} retry={() => void refetch()} />
    ) : (
      <Loading rows={2} className="h-56" />
    );
  const name = me.profile["givenName"];
  return (
    <>
      <Logo className="mb-3 h-9" />
      <h1 className="first-hello">
        {name === undefined ? t("home.helloNobody") : t("home.hello", { name })}
      </h1>
      <BalanceCard me={me} />
      <div className="in-order mt-5 flex flex-col gap-5">
        <VisitSoon me={me} />
        {first.club.relation.includes("contract") && <Contracts me={me} />}
        <Nearest me={me} />
        <NearestChallenge me={me} />
        <LevelAtRisk me={me} />
        <Tip me={me} />
        <Coming />
        <Latest />
      </div>
    </>
  );
}

function Latest() {
  const { t } = useTranslation();
  const latest = useQuery(latestCall);
  const entries = latest.data?.data ?? [];
  return (
    <section aria-labelledby="latest">
      <div className="mb-3 flex items-baseline justify-between gap-3">
        <h2 id="latest" className="text-xl">
          {t("home.latest")}
        </h2>
        {entries.length > 0 && (
          <Link
            to="/me/history"
            className="inline-flex min-h-11 items-center px-2 text-brand underline"
          >
            {t("home.all")}
          </Link>
        )}
      </div>
      {latest.isPending && <Loading rows={3} className="h-16" />}
      {latest.isError && <Failure error={latest.error} retry={() => void latest.refetch()} />}
      {latest.isSuccess && entries.length === 0 && (
        <Empty>
          {t("home.none")} {t("home.noneAdd")}
        </Empty>
      )}
      {entries.length > 0 && (
        <ul className="overflow-hidden rounded-card border border-line bg-card">
          {entries.map((entry) => (
            <HistoryLine key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </section>
  );
}
