/** Checks a draft as it is written. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Changes } from "./changes.tsx";
import type { Document } from "./rule-form.ts";

const CHECK_AFTER_MS = 500;

export function useCheck(document: Document) {
  const [settled, setSettled] = useState(document);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(document), CHECK_AFTER_MS);
    return () => clearTimeout(timer);
  }, [document]);
  const text = JSON.stringify(settled);
  return useQuery({
    queryKey: ["check", text],
    queryFn: ({ signal }) => trofast.programmes.check({ body: { document: text }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
}

export function DraftCheck({ check }: { readonly check: ReturnType<typeof useCheck> }) {
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
          <h3 className="font-semibold">{t("programme.check.changes")}</h3>
          <Changes changes={data.changes} none={t("programme.check.none")} />
        </>
      )}
    </Panel>
  );
}
