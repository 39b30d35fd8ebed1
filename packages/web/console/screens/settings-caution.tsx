/** When members prove anew who they are in the app, and how long what is large waits after a new device or address. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { proofAboveDefault, putSettings, WAIT_HOURS_MAX } from "@trofast/contract/settings";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { TextField } from "../../ui/field.tsx";
import { minorDigits, money, ownCurrency } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { useMay } from "../session.ts";

type Settings = Awaited<ReturnType<typeof trofast.settings.get>>;

export function Caution() {
  const { t } = useTranslation();
  const settings = useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => trofast.settings.get({ signal }),
  });
  return (
    <Panel title={t("settings.caution.title")}>
      <p className="text-muted">{t("settings.caution.about")}</p>
      {settings.isPending && <Loading rows={2} className="h-16" />}
      {settings.isError && <Failure error={settings.error} retry={() => void settings.refetch()} />}
      {settings.isSuccess && <CautionForm key={settings.data.revision} settings={settings.data} />}
    </Panel>
  );
}

interface Values {
  readonly proofAboveMinor: string;
  readonly waitHours: string;
}

const currency = ownCurrency() ?? "SEK";
const minorPerWhole = 10 ** minorDigits(currency);

const valuesOf = ({ proofAboveMinor, waitHours }: Settings): Values => ({
  proofAboveMinor: proofAboveMinor === null ? "" : String(proofAboveMinor / minorPerWhole),
  waitHours: String(waitHours),
});

const bodyOf = ({ proofAboveMinor, waitHours }: Values, revision: number) => ({
  revision,
  proofAboveMinor:
    proofAboveMinor.trim() === "" ? null : Math.round(decimalOf(proofAboveMinor) * minorPerWhole),
  waitHours: decimalOf(waitHours),
});

function CautionForm({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useMay("settings:write", "club");
  const form = useSavedForm({
    key: "settings-caution",
    start: valuesOf(settings),
    fields: ["proofAboveMinor", "waitHours"],
    endpoint: putSettings,
    input: (values: Values) => ({ body: bodyOf(values, settings.revision) }),
    call: (input) => trofast.settings.put(input),
    done: (answer) => {
      client.setQueryData(["settings"], answer);
      tell(t("settings.brand.saved"));
    },
  });
  const usual = money({ minor: proofAboveDefault(currency), currency });
  return (
    <FormFrame form={form} submit={t("ui.save")} mayWrite={mayWrite}>
      <TextField
        className="num min-h-10"
        inputMode="decimal"
        label={t("settings.caution.above", { currency })}
        hint={t("settings.caution.aboveHint", { usual })}
        {...form.field("proofAboveMinor")}
      />
      <TextField
        className="num min-h-10"
        inputMode="numeric"
        label={t("settings.caution.wait")}
        hint={t("settings.caution.waitHint", { most: WAIT_HOURS_MAX })}
        {...form.field("waitHours")}
      />
    </FormFrame>
  );
}
