/** How the club is doing: questions with honest answers. What is not known yet says so, and when it will be. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readOverview } from "@trofast/contract/insights";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { dayAndTime, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Skeleton } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useWhyNot } from "../parts/why-not.ts";
import { useMay } from "../session.ts";
import { FirstSteps } from "./first-steps.tsx";
import { LiveNow } from "./overview-live.tsx";
import { Worth } from "./overview-worth.tsx";

export type OverviewAnswer = AnswerOf<typeof readOverview>;
/** What is known before the answer is there. */
type Start = Pick<OverviewAnswer, "members" | "worth">;

const REFRESH_MS = 60_000;

const Returning = lazy(() =>
  import("./overview-charts.tsx").then((module) => ({ default: module.Returning })),
);
const Cohorts = lazy(() =>
  import("./overview-charts.tsx").then((module) => ({ default: module.Cohorts })),
);
const Liability = lazy(() =>
  import("./overview-charts.tsx").then((module) => ({ default: module.Liability })),
);

export function Overview() {
  const { t } = useTranslation();
  const isAllowed = useMay("ledger:read", "club");
  const whyNot = useWhyNot();
  const overview = useQuery({
    queryKey: ["overview"],
    queryFn: ({ signal }) => trofast.insights.overview({ signal }),
    refetchInterval: REFRESH_MS,
    enabled: isAllowed,
  });
  const start = overview.data ?? first.overview;
  return (
    <Screen title={t("overview.title")}>
      {first.club.demo && <FirstSteps />}
      {!isAllowed && <Empty>{whyNot}</Empty>}
      {isAllowed && overview.isPending && start === null && <Waiting />}
      {overview.isError && !overview.data && (
        <Failure error={overview.error} retry={() => void overview.refetch()} />
      )}
      {isAllowed && !overview.isLoadingError && start !== null && (
        <Answers start={start} overview={overview.data} />
      )}
    </Screen>
  );
}

function Answers({
  start,
  overview,
}: {
  readonly start: Start;
  readonly overview: OverviewAnswer | undefined;
}) {
  return (
    <div className="flex flex-col gap-5">
      {!first.club.demo && <NextStep members={start.members} />}
      <Numbers members={start.members} events={overview?.events} />
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Worth worth={start.worth} />
        {overview ? <Beside overview={overview} /> : <Coming />}
      </div>
      {overview && <Below overview={overview} />}
    </div>
  );
}

function Beside({ overview }: { readonly overview: OverviewAnswer }) {
  return (
    <>
      <LiveNow events={overview.events} />
      <Suspense fallback={<Skeleton className="h-96" />}>
        <Returning overview={overview} />
      </Suspense>
      <Suspense fallback={<Skeleton className="h-96" />}>
        <Liability liability={overview.liability} at={overview.at} />
      </Suspense>
    </>
  );
}

function Below({ overview }: { readonly overview: OverviewAnswer }) {
  const { t } = useTranslation();
  return (
    <>
      <Suspense fallback={<Skeleton className="h-96" />}>
        <Cohorts cohorts={overview.cohorts} />
      </Suspense>
      <Intake parked={overview.intake.parked} />
      <p className="text-sm text-muted">
        {t("overview.counted", { when: dayAndTime(overview.countedAt) })}
      </p>
    </>
  );
}

function NextStep({ members }: Pick<Start, "members">) {
  const { t } = useTranslation();
  if (first.club.programmeVersion === null)
    return (
      <Empty
        action={
          <Link to="/start" className={buttonClass("main", "console")}>
            {t("overview.empty.programmeAct")}
          </Link>
        }
      >
        {t("overview.empty.programme")}
      </Empty>
    );
  if (members.all > 0) return null;
  return (
    <Empty
      action={
        <Link to="/members" search={{ join: true }} className={buttonClass("main", "console")}>
          {t("overview.empty.membersAct")}
        </Link>
      }
    >
      {t("overview.empty.members")}
    </Empty>
  );
}

function Numbers({
  members,
  events,
}: {
  readonly members: Start["members"];
  readonly events: OverviewAnswer["events"] | undefined;
}) {
  const { t } = useTranslation();
  const facts = [
    ["members", members.all],
    ["joined", members.joinedLast30Days],
    ["active", members.activeLast90Days],
    ["events", events?.last24Hours],
  ] as const;
  return (
    <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      {facts.map(([id, value]) => (
        <Card as="li" key={id} className="flex flex-col gap-0.5 p-4">
          <span className="text-sm text-muted">{t(`overview.facts.${id}`)}</span>
          <span className="num font-display text-2xl font-semibold">
            {value === undefined ? "…" : number(value)}
          </span>
        </Card>
      ))}
    </ul>
  );
}

function Intake({ parked }: { readonly parked: number }) {
  const { t } = useTranslation();
  return (
    <Panel
      title={t("overview.intake.question")}
      actions={
        <Link to="/intake" className={buttonClass("plain", "console")}>
          {t("overview.intake.open")}
        </Link>
      }
    >
      <p className="font-medium">
        {parked === 0 ? t("overview.intake.good") : t("overview.intake.parked", { count: parked })}
      </p>
    </Panel>
  );
}

/** What stands beside and below the first answer until the others are there. */
function Coming() {
  return (
    <>
      <Skeleton className="h-72" />
      <Skeleton className="h-96" />
      <Skeleton className="h-96" />
    </>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex flex-col gap-5">
      <span className="sr-only">{t("ui.loading")}</span>
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {[0, 1, 2, 3].map((place) => (
          <Skeleton key={place} className="h-[5.6rem]" />
        ))}
      </div>
      <div className="grid gap-5 xl:grid-cols-2">
        <Skeleton className="h-72" />
        <Coming />
      </div>
    </div>
  );
}
