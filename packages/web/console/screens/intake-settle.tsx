/** Something that waits, settled by a person: booked where it belongs, or set aside with a reason. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import {
  setAsideReasons,
  type parkedEvents,
  type readParked,
} from "@trofast/contract/events-parked";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { useArticleName } from "../../ui/called.ts";
import { Chip } from "../../ui/card.tsx";
import { SelectField } from "../../ui/field.tsx";
import { amountOf, dayAndTime, dayAndYear, list, money, time } from "../../ui/format.ts";
import { Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";
import { OtherMember, type Whose } from "./intake-whose.tsx";
import { whatCame } from "./parked.ts";

type ParkedEvent = AnswerOf<typeof parkedEvents>["data"][number];
type Candidate = AnswerOf<typeof readParked>["candidates"][number];

/** Everything that shows what waits is read anew. */
export function useParkedChanged(): () => void {
  const client = useQueryClient();
  return () => {
    for (const key of ["parked", "overview", "member"])
      void client.invalidateQueries({ queryKey: [key] });
  };
}

const paramsOf = ({ memberId, id: parkedId }: ParkedEvent) => ({ memberId, parkedId });

export function Settle({
  event,
  close,
}: {
  readonly event: ParkedEvent;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-6">
      <Came event={event} />
      {event.reason === "no_purchase" ? (
        <Assign event={event} close={close} />
      ) : (
        <section className="flex flex-col gap-3">
          <h3 className="font-semibold">
            {t(event.reason === "told_twice" ? "stock.intake.toldTwice" : "stock.intake.bookLate")}
          </h3>
          {event.reason === "told_twice" && <p>{t("stock.intake.toldTwiceAbout")}</p>}
          <Outcome event={event} body={{}} close={close} />
        </section>
      )}
      <PutAside event={event} close={close} />
    </div>
  );
}

/** What was sent. */
function Came({ event }: { readonly event: ParkedEvent }) {
  const { t } = useTranslation();
  const { kind, lines, amount, named } = whatCame(event.event);
  const articleName = useArticleName(
    lines.flatMap(({ article }) => article ?? []),
    useMay("catalogue:read"),
  );
  const called = ({ article, line }: (typeof lines)[number]): string =>
    article === null ? t("stock.intake.lineNumber", { number: line }) : articleName(article);
  return (
    <div className="flex flex-col gap-1">
      <p>
        {t("stock.intake.came", {
          what: t(kind === "return" ? "stock.intake.aReturn" : "stock.intake.anEvent"),
          source: wordIn(t("stock.intake.sources", { returnObjects: true }), event.source),
          when: dayAndTime(event.occurredAt),
        })}
      </p>
      {(lines.length > 0 || amount !== null) && (
        <p className="font-medium">
          {list([
            ...lines.map((line) => `${line.quantity} × ${called(line)}`),
            ...(amount === null ? [] : [money(amount)]),
          ])}
        </p>
      )}
      {event.reason === "no_purchase" && (
        <p className="text-sm text-muted">
          {named === null
            ? t("stock.intake.namedNothing")
            : t("stock.intake.namedReceipt", { receipt: named })}
        </p>
      )}
    </div>
  );
}

/** Whose purchase it was, and which. */
function Assign({ event, close }: { readonly event: ParkedEvent; readonly close: () => void }) {
  const { t } = useTranslation();
  const [whose, setWhose] = useState<Whose | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const to = whose?.memberId ?? event.memberId;
  const read = useQuery({
    queryKey: ["parked", event.id, to],
    queryFn: ({ signal }) =>
      trofast.events.readParked({ params: paramsOf(event), query: { of: to }, signal }),
  });
  const purchase = read.data?.candidates.find((each) => keyOf(each) === chosen);
  return (
    <section className="flex flex-col gap-3">
      <h3 className="font-semibold">
        {whose === null
          ? t("stock.intake.whichPurchase")
          : t("stock.intake.whichPurchaseOf", { name: whose.name })}
      </h3>
      {read.isPending && <Loading rows={3} className="h-14" />}
      {read.isError && <Failure error={read.error} retry={() => void read.refetch()} />}
      {read.data?.candidates.length === 0 && <p>{t("stock.intake.noPurchases")}</p>}
      {read.data && read.data.candidates.length > 0 && (
        <Candidates candidates={read.data.candidates} chosen={chosen} choose={setChosen} />
      )}
      <OtherMember
        own={event.memberId}
        whose={whose}
        onFound={(found) => {
          setWhose(found);
          setChosen(null);
        }}
      />
      {purchase && (
        <Outcome
          key={keyOf(purchase)}
          event={event}
          body={{
            to,
            purchase: { source: purchase.source, id: purchase.sourceId },
          }}
          close={close}
        />
      )}
    </section>
  );
}

const keyOf = ({ source, sourceId }: Candidate): string => `${source} ${sourceId}`;

function Candidates({
  candidates,
  chosen,
  choose,
}: {
  readonly candidates: readonly Candidate[];
  readonly chosen: string | null;
  readonly choose: (key: string) => void;
}) {
  const { t } = useTranslation();
  const name = useId();
  const articleName = useArticleName(
    candidates.flatMap(({ lines }) => lines.map(({ article }) => article)),
    useMay("catalogue:read"),
  );
  return (
    <fieldset className="max-h-80 overflow-y-auto rounded-control">
      <legend className="sr-only">{t("stock.intake.whichPurchase")}</legend>
      <div className="flex flex-col gap-2 p-0.5">
        {candidates.map((candidate) => (
          <label
            key={keyOf(candidate)}
            className="flex items-start gap-3 rounded-control border border-line-strong p-3 has-checked:border-brand has-checked:bg-brand-soft has-focus-visible:outline-3 has-focus-visible:outline-brand"
          >
            <input
              type="radio"
              name={name}
              checked={keyOf(candidate) === chosen}
              onChange={() => choose(keyOf(candidate))}
              className="mt-1 size-4 shrink-0 accent-brand"
            />
            <span className="flex min-w-0 grow flex-col gap-0.5">
              <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-medium">
                  {dayAndYear(candidate.occurredAt)} {time(candidate.occurredAt)}
                </span>
                <span className="num">
                  {money({ minor: candidate.paidMinor, currency: candidate.currency })}
                </span>
                <span>{candidate.receipt ?? candidate.sourceId}</span>
                {candidate.fits && <Chip tone="good">{t("stock.intake.fits")}</Chip>}
              </span>
              <span className="text-sm break-words">
                {candidate.lines
                  .map(({ article, quantity, left }) =>
                    left < quantity
                      ? t("stock.intake.lineLeft", {
                          article: articleName(article),
                          quantity,
                          left,
                        })
                      : `${quantity} × ${articleName(article)}`,
                  )
                  .join(", ")}
              </span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

type Assignment = Parameters<typeof trofast.events.bookParked>[0]["body"];

/** What booking it does, said before it is done. */
function Outcome({
  event,
  body,
  close,
}: {
  readonly event: ParkedEvent;
  readonly body: Assignment;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  const changed = useParkedChanged();
  const refusal = useRefusal();
  const foreseen = useQuery({
    queryKey: ["parked", event.id, "foreseen", body],
    queryFn: ({ signal }) =>
      trofast.events.foreseeParked({ params: paramsOf(event), body, signal }),
    staleTime: 0,
  });
  const book = useAct(
    () => trofast.events.bookParked({ params: paramsOf(event), body }),
    () => {
      tell(t("stock.intake.booked"));
      changed();
      close();
    },
    { quiet: true },
  );
  if (foreseen.isPending) return <Loading rows={2} className="h-8" />;
  if (foreseen.isError) return <Wrong>{refusal(foreseen.error)}</Wrong>;
  const { given, balance } = foreseen.data;
  return (
    <div className="flex flex-col gap-3" role="status">
      <p>
        {Object.keys(given).length === 0
          ? t("stock.intake.changesNothing")
          : t("stock.intake.changes", {
              what: list(
                Object.entries(given).map(
                  ([unit, amount]) =>
                    `${amount > 0 ? "+" : "−"}${amountOf(unit, Math.abs(amount))}`,
                ),
              ),
            })}{" "}
        <Owes balance={balance} />
      </p>
      <Rest rest={foreseen.data.rest} />
      <p className="text-sm text-muted">{t("stock.intake.bookAbout")}</p>
      {book.isError && <Wrong>{refusal(book.error)}</Wrong>}
      <div>
        <Button
          size="console"
          onClick={() => book.mutate(undefined)}
          busy={book.isPending && t("ui.saving")}
        >
          {t("stock.intake.book")}
        </Button>
      </div>
    </div>
  );
}

/** What was not bought there. */
function Rest({
  rest,
}: {
  readonly rest: readonly {
    readonly article?: string | undefined;
    readonly quantity: number;
  }[];
}) {
  const { t } = useTranslation();
  const articleName = useArticleName(
    rest.flatMap(({ article }) => article ?? []),
    useMay("catalogue:read"),
  );
  if (rest.length === 0) return null;
  const what = rest.map(
    ({ article, quantity }) =>
      `${quantity} × ${article === undefined ? t("stock.intake.unknownArticle") : articleName(article)}`,
  );
  return <p>{t("stock.intake.rest", { count: rest.length, what: list(what) })}</p>;
}

/** Below nothing: what is earned next pays it first. */
function Owes({
  balance,
}: {
  readonly balance: Readonly<Record<string, number | { readonly arrears: number }>>;
}) {
  const { t } = useTranslation();
  const owed = Object.entries(balance).flatMap(([unit, each]) =>
    typeof each === "number" || each.arrears >= 0 ? [] : [amountOf(unit, -each.arrears)],
  );
  return owed.length === 0 ? null : <>{t("stock.intake.owes", { what: list(owed) })}</>;
}

const Wrong = ({ children }: { readonly children: ReactNode }) => (
  <p role="alert" className="font-medium text-bad">
    {children}
  </p>
);

/** Why it cannot be booked so, in the reader's words. */
function useRefusal(): (error: unknown) => string {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const known: Readonly<Record<string, string>> = t("stock.intake.refusals", {
    returnObjects: true,
  });
  return (error) =>
    (error instanceof TrofastProblem ? known[error.code] : undefined) ?? failureText(error);
}

type Because = (typeof setAsideReasons)[number];

function PutAside({ event, close }: { readonly event: ParkedEvent; readonly close: () => void }) {
  const { t } = useTranslation();
  const [because, setBecause] = useState<Because>("elsewhere");
  const changed = useParkedChanged();
  const back = useAct(
    () => trofast.events.takeBackParked({ params: paramsOf(event) }),
    () => {
      tell(t("stock.intake.takenBack"));
      changed();
    },
  );
  const put = useAct(
    () => trofast.events.setAsideParked({ params: paramsOf(event), body: { because } }),
    () => {
      tell(t("stock.intake.isAside"), { label: t("ui.undo"), act: () => back.mutate(undefined) });
      changed();
      close();
    },
  );
  return (
    <section className="flex flex-col gap-3 border-t border-line pt-5">
      <h3 className="font-semibold">{t("stock.intake.putAside")}</h3>
      <p className="text-sm text-muted">{t("stock.intake.putAsideAbout")}</p>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          className="min-h-10"
          label={t("stock.intake.because")}
          value={because}
          onChange={({ target }) =>
            setBecause(setAsideReasons.find((each) => each === target.value) ?? "other")
          }
          options={setAsideReasons.map((value) => ({
            value,
            text: t(`stock.intake.asideReasons.${value}`),
          }))}
        />
        <Button
          size="console"
          kind="plain"
          onClick={() => put.mutate(undefined)}
          busy={put.isPending && t("ui.saving")}
        >
          {t("stock.intake.putAside")}
        </Button>
      </div>
    </section>
  );
}
