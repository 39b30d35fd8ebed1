/** Checks a draft as it is written. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Changes } from "./changes.tsx";
import type { Document } from "./rule-form.ts";
import { useSettled } from "./settled.ts";

const CHECK_AFTER_MS = 500;

export function useCheck(document: Document) {
  const text = JSON.stringify(document);
  const settled = useSettled(text, CHECK_AFTER_MS);
  const query = useQuery({
    queryKey: ["check", settled],
    queryFn: ({ signal }) => trofast.programmes.check({ body: { document: settled }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  // What was checked is what is written now, and not what was written a moment ago.
  const isOfNow = settled === text && query.data !== undefined && !query.isPlaceholderData;
  return { ...query, isOfNow };
}

export function DraftCheck({
  check,
  lead,
}: {
  readonly check: ReturnType<typeof useCheck>;
  /** Leads to the first error. */
  readonly lead: () => boolean;
}) {
  const { t } = useTranslation();
  const { data } = check;
  const errors = data?.problems.filter(({ severity }) => severity === "error").length ?? 0;
  return (
    <Panel title={t("programme.check.title")}>
      {check.isPending && <Loading rows={2} className="h-8" />}
      {check.isError && <Failure error={check.error} retry={() => void check.refetch()} />}
      {data && (
        <>
          <p role="status" className={errors > 0 ? "font-medium text-bad" : "font-medium"}>
            {errors > 0 ? t("programme.check.errors", { count: errors }) : t("programme.check.ok")}
          </p>
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
