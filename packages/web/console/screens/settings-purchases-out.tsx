/** Purchases as a table: all of them, or those of some days. */
import { exportPurchases } from "@trofast/contract/privacy";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../../ui/api.ts";
import { TextField } from "../../ui/field.tsx";
import { tell } from "../../ui/toast.tsx";
import { downloadFrom } from "../parts/csv.ts";
import { FormFrame } from "../parts/form-frame.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { spanOf, type Days } from "./purchase-days.ts";

export function PurchasesOut() {
  const { t } = useTranslation();
  const form = useSavedForm({
    key: "purchases_out",
    start: { from: "", until: "" } satisfies Days,
    fields: ["from", "until"],
    endpoint: { body: exportPurchases.query },
    input: (days: Days) => ({ body: spanOf(days) }),
    check: ({ from, until }) =>
      from !== "" && until !== "" && until < from
        ? [{ pointer: "/until", words: t("settings.files.untilFirst") }]
        : [],
    // The browser writes the file as it comes; who may not have it, or is signed out, is told here before that.
    call: () => trofast.staff.me(),
    done: (_, days) => {
      const query = new URLSearchParams(spanOf(days)).toString();
      const name = ["purchases", days.from, days.until].filter(Boolean).join("-");
      const path = `${exportPurchases.path}${query === "" ? "" : `?${query}`}`;
      downloadFrom(pathTo(path), `${name}.csv`);
      tell(t("settings.files.purchasesSaved"));
    },
  });
  return (
    <Panel title={t("settings.files.purchasesOut")} about={t("settings.files.purchasesOutAbout")}>
      <FormFrame
        form={form}
        submit={t("settings.files.savePurchases")}
        kind="plain"
        fields="grid items-start gap-3 sm:grid-cols-2"
      >
        <TextField
          type="date"
          className="num min-h-10"
          label={t("settings.files.fromDay")}
          {...form.field("from")}
        />
        <TextField
          type="date"
          className="num min-h-10"
          label={t("settings.files.untilDay")}
          hint={t("settings.files.untilDayHint")}
          {...form.field("until")}
        />
      </FormFrame>
    </Panel>
  );
}
