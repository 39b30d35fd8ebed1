/** What a programme would have cost, whom it would have reached and when it pays: figures that follow what is typed. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { locale, number, percent } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { aboutMoney, aboutMoneyList } from "../parts/amounts.ts";
import { Facts, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import type { Document } from "./rule-form.ts";
import { useSettled } from "./settled.ts";

const ASK_AFTER_MS = 350;
const KEPT_MS = 300_000;
const YEAR_WEEKS = 52;
/** While somebody types, a rough answer soon is worth more than an exact one late. */
const SOON_SECONDS = 2;
const WHOLE_SECONDS = 10;

interface Asking {
  /** null: what is typed cannot be counted yet. */
  readonly document: Document | null;
  readonly months: number;
  /** From when on it would be in force; left out: from now on. */
  readonly effectiveAt?: string | undefined;
}

/** Asks for the figures of what is typed, once it has settled; those of before stay until the new ones are there. */
function useFigures({ document, months, effectiveAt }: Asking) {
  const text = document === null ? null : JSON.stringify(document);
  const settled = useSettled(text, ASK_AFTER_MS);
  const ask = (seconds: number, isOn: boolean) => ({
    queryKey: ["what-if", settled, months, effectiveAt, seconds],
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      trofast.programmes.whatIf({
        body: { document: settled, months, seconds, effectiveAt },
        signal,
      }),
    enabled: settled !== null && isOn,
    staleTime: KEPT_MS,
  });
  const soon = useQuery({ ...ask(SOON_SECONDS, true), placeholderData: keepPreviousData });
  // Where not everybody was read so soon, the answer is rough: it stands, with its interval, until the better one is there.
  const isRough = Boolean(soon.data?.sample) && !soon.isPlaceholderData;
  const whole = useQuery(ask(WHOLE_SECONDS, isRough));
  return {
    answer: (isRough ? whole.data : undefined) ?? soon.data,
    error: soon.error,
    retry: () => void soon.refetch(),
    isOld: text !== settled || text === null || soon.isFetching,
    isRefining: isRough && whole.isFetching,
  };
}

type Answer = Awaited<ReturnType<typeof trofast.programmes.whatIf>>;

export function Figures({
  asking,
  about,
  stopped,
  onReach,
}: {
  readonly asking: Asking;
  readonly about: ReactNode;
  /** Why nothing can be counted as it stands. */
  readonly stopped?: string | undefined;
  /** Told how many members are reached by what is typed, each time that is counted. */
  readonly onReach?: (reach: number) => void;
}) {
  const { t } = useTranslation();
  const { answer, error, retry, isOld, isRefining } = useFigures(asking);
  const isStopped = asking.document === null;
  const reach = isOld || isRefining ? undefined : answer?.reach;
  const latest = useRef(onReach);
  useEffect(() => {
    latest.current = onReach;
  });
  useEffect(() => {
    if (reach !== undefined) latest.current?.(reach);
  }, [reach]);
  return (
    <Panel title={t("campaign.figures.title")} about={about}>
      <p className="min-h-6 text-sm text-muted">
        {isStopped && stopped}
        {!isStopped && answer && isOld && t("campaign.figures.busy")}
        {!isStopped && !isOld && isRefining && t("campaign.figures.refining")}
      </p>
      {error && !isOld && <Failure error={error} retry={retry} />}
      {answer && !error && <Answered answer={answer} isOld={isOld} />}
      {!answer && !isStopped && !error && <Loading rows={3} className="h-14" />}
    </Panel>
  );
}

function Answered({ answer, isOld }: { readonly answer: Answer; readonly isOld: boolean }) {
  const { t } = useTranslation();
  const { reach, winners, losers, events, from, through } = answer;
  return (
    <div aria-busy={isOld} className="flex flex-col gap-4">
      {/* Only figures that hold are read aloud. */}
      <p role="status" className={`font-medium ${isOld ? "text-muted" : ""}`}>
        {sentenceOf(answer, t)}
      </p>
      <div className={isOld ? "[&_dd]:text-muted" : ""}>
        <Facts facts={factsOf(answer, t)} />
      </div>
      {reach > 0 && (
        <p className="text-sm">
          {t("campaign.figures.sides", { winners: number(winners), losers: number(losers) })}
        </p>
      )}
      <AsIf answer={answer} />
      <p className="text-sm text-muted">
        {t("campaign.figures.basis", {
          count: events,
          events: number(events),
          span: spanOf(new Date(from), new Date(through)),
        })}{" "}
        {t("campaign.figures.doubt")} <Sampled answer={answer} />
      </p>
      {reach > 0 && <Groups answer={answer} />}
    </div>
  );
}

const spanOf = (from: Date, through: Date, timeZone?: string): string =>
  new Intl.DateTimeFormat(locale(), {
    dateStyle: "medium",
    ...(timeZone !== undefined && { timeZone }),
  }).formatRange(from, through);

/** On which days a campaign to come was tried. */
function AsIf({ answer: { asIf } }: { readonly answer: Answer }) {
  const { t } = useTranslation();
  if (asIf === null) return null;
  const { from, through, weeksBack } = asIf;
  const isYear = weeksBack === YEAR_WEEKS;
  return (
    <p className="text-sm">
      {t(isYear ? "campaign.figures.asIfYear" : "campaign.figures.asIf", {
        span: spanOf(new Date(from), new Date(through), "UTC"),
        count: weeksBack,
      })}
    </p>
  );
}

/** What it costs, where it costs or saves anything. */
export const costsOf = ({ markets }: Pick<Answer, "markets">) =>
  markets.flatMap(({ costChange, currency }) =>
    costChange === null || costChange.minor === 0 ? [] : [{ minor: costChange.minor, currency }],
  );

function sentenceOf(answer: Answer, t: TFunction): string {
  const { reach, markets } = answer;
  if (reach === 0) return t("campaign.figures.nobody");
  if (markets.every(({ costChange }) => costChange === null)) return t("campaign.figures.noCost");
  const costs = costsOf(answer);
  if (costs.length === 0) return t("campaign.figures.free", { count: reach, reach: number(reach) });
  const isSaving = costs.every(({ minor }) => minor < 0);
  return t(isSaving ? "campaign.figures.saves" : "campaign.figures.sentence", {
    count: reach,
    cost: aboutMoneyList(isSaving ? costs.map(turned) : costs),
    reach: number(reach),
  });
}

const turned = ({ minor, currency }: { readonly minor: number; readonly currency: string }) => ({
  minor: -minor,
  currency,
});

function factsOf(answer: Answer, t: TFunction) {
  const { reach, members, markets } = answer;
  const costs = costsOf(answer);
  const extra = markets.flatMap(({ breakEven, currency }) =>
    (breakEven.extraSalesMinor ?? 0) > 0
      ? [{ minor: breakEven.extraSalesMinor ?? 0, currency, uplift: breakEven.uplift }]
      : [],
  );
  const isMarginKnown = markets.some(({ breakEven }) => breakEven.marginShare !== null);
  return [
    {
      name: t("campaign.figures.cost"),
      value: costs.length === 0 ? number(0) : aboutMoneyList(costs),
    },
    {
      name: t("campaign.figures.reach"),
      value: t("campaign.figures.reached", { reach: number(reach), members: number(members) }),
    },
    {
      name: t("campaign.figures.breakEven"),
      value:
        extra.length > 0
          ? extra
              .map(({ uplift, ...money }) =>
                t("campaign.figures.more", {
                  money: aboutMoney(money),
                  share: percent(uplift ?? 0, 1),
                }),
              )
              .join(" · ")
          : t(isMarginKnown ? "campaign.figures.nothingMore" : "campaign.figures.noMargin"),
    },
  ];
}

/** How sure it is, where not everybody was read. */
function Sampled({ answer: { sample, markets } }: { readonly answer: Answer }) {
  const { t } = useTranslation();
  if (sample === null) return null;
  const spans = markets.flatMap(({ costChange, currency }) =>
    costChange === null || costChange.lowMinor === null || costChange.highMinor === null
      ? []
      : [
          t("programme.what.interval", {
            low: aboutMoney({ minor: costChange.lowMinor, currency }),
            high: aboutMoney({ minor: costChange.highMinor, currency }),
          }),
        ],
  );
  const { members, of } = sample;
  return [
    t("programme.what.sample", { count: of, members: number(members), of: number(of) }),
    ...spans,
  ].join(" ");
}

function Groups({ answer }: { readonly answer: Answer }) {
  const { t } = useTranslation();
  return (
    <details>
      <summary className="min-h-8 cursor-pointer font-medium text-brand">
        {t("campaign.figures.who")}
      </summary>
      <Table
        name={t("programme.what.groups")}
        columns={[
          { head: t("programme.what.group") },
          { head: t("programme.what.winners"), isNumber: true },
          { head: t("programme.what.losers"), isNumber: true },
        ]}
        rows={answer.groups.map((group) => ({
          key: String(group.group),
          cells: [number(group.group), number(group.winners), number(group.losers)],
        }))}
      />
      <p className="mt-2 text-sm text-muted">{t("programme.what.groups")}</p>
    </details>
  );
}
