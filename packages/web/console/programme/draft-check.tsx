/** Checks a draft as it is written, as of the day from which it is to be in force. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Changes } from "./changes.tsx";
import type { Document } from "./rule-form.ts";
import { useSettled } from "./settled.ts";
import { dayInWords, firstDayFor, isTooSoon, type StartDay } from "./start-day.ts";

const CHECK_AFTER_MS = 500;

export function useCheck(document: Document, effectiveAt?: string) {
  const text = JSON.stringify(document);
  const settled = useSettled(text, CHECK_AFTER_MS);
  const query = useQuery({
    queryKey: ["check", settled, effectiveAt],
    queryFn: ({ signal }) =>
      trofast.programmes.check({
        body: { document: settled, ...(effectiveAt !== undefined && { effectiveAt }) },
        signal,
      }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  // What was checked is what is written now, and not what was written a moment ago.
  const isOfNow = settled === text && query.data !== undefined && !query.isPlaceholderData;
  return { ...query, isOfNow };
}

export function DraftCheck({
  check,
  start,
  dayRef,
  lead,
}: {
  readonly check: ReturnType<typeof useCheck>;
  readonly start: StartDay;
  readonly dayRef: Ref<HTMLInputElement>;
  /** Leads to the first error. */
  readonly lead: () => boolean;
}) {
  const { t } = useTranslation();
  const { data } = check;
  const problems = data?.problems ?? [];
  const errors = problems.filter((each) => each.severity === "error" && !isTooSoon(each)).length;
  const tooSoon = problems.filter(isTooSoon).length;
  return (
    <Panel title={t("programme.check.title")}>
      <TextField
        ref={dayRef}
        className="min-h-10"
        type="date"
        label={t("programme.publish.from")}
        hint={t("programme.publish.fromHint")}
        error={start.isWrong ? t("programme.publish.noSuchDay") : undefined}
        min={start.today ?? undefined}
        value={start.day}
        onChange={(event) => start.choose(event.target.value)}
      />
      {check.isPending && <Loading rows={2} className="h-8" />}
      {check.isError && <Failure error={check.error} retry={() => void check.refetch()} />}
      {data && (
        <>
          <p
            role="status"
            className={errors + tooSoon > 0 ? "font-medium text-bad" : "font-medium"}
          >
            {errors > 0 && t("programme.check.errors", { count: errors })}
            {errors === 0 && tooSoon > 0 && t("programme.check.tooSoon", { count: tooSoon })}
            {errors + tooSoon === 0 &&
              (start.effectiveAt === undefined
                ? t("programme.check.ok")
                : t("programme.check.okFrom", { day: dayInWords(start.day) }))}
          </p>
          {tooSoon > 0 && <LaterDay problems={problems} start={start} />}
          {errors > 0 && (
            <div>
              <Button size="console" kind="plain" onClick={lead}>
                {t("programme.things.firstWrong")}
              </Button>
            </div>
          )}
          <h3 className="font-semibold">{t("programme.check.changes")}</h3>
          <Changes changes={data.changes} none={t("programme.check.none")} />
        </>
      )}
    </Panel>
  );
}

/** From which day the promise of notice is kept, with one press to choose it. */
function LaterDay({
  problems,
  start,
}: {
  readonly problems: NonNullable<ReturnType<typeof useCheck>["data"]>["problems"];
  readonly start: StartDay;
}) {
  const { t } = useTranslation();
  const day = firstDayFor(problems, start.day);
  if (day === null) return <p className="text-sm">{t("programme.check.noDay")}</p>;
  const said = dayInWords(day);
  return (
    <div className="flex flex-col items-start gap-2">
      <p>{t("programme.check.from", { day: said })}</p>
      <Button size="console" kind="plain" onClick={() => start.choose(day)}>
        {t("programme.check.choose", { day: said })}
      </Button>
    </div>
  );
}
