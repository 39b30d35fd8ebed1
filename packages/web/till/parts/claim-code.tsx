/** The code of a purchase of nobody, told for the receipt. */
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { dayAndYear } from "../../ui/format.ts";
import { Failure, Skeleton } from "../../ui/states.tsx";
import { claimCode, type Claimable } from "../kept/claims.ts";
import { ToldCode } from "./told-code.tsx";

export function ClaimCode({ claimable }: { readonly claimable: Claimable }) {
  const { t } = useTranslation();
  const told = useMutation({ mutationFn: () => claimCode(claimable) });
  const ask = told.mutate;
  useEffect(() => ask(), [ask]);
  if (told.isError)
    return (
      <>
        <p className="mb-3">{t("claimCode.failed")}</p>
        <Failure error={told.error} retry={() => ask()} />
      </>
    );
  if (!told.data) return <Skeleton className="mx-auto size-64" />;
  const { code, url, until } = told.data;
  return (
    <ToldCode code={code} qr={url} heading={t("claimCode.heading")}>
      <p>{t("claimCode.text", { day: dayAndYear(until) })}</p>
      <p className="text-sm break-all text-muted">{url}</p>
    </ToldCode>
  );
}
