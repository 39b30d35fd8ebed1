/** How the club is called, looks, and what it promises. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import { putSettings, type getSettings } from "@trofast/contract/settings";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField, TextArea, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { minorDigits, named, ownCurrency } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { THEMES, type Theme } from "../../ui/text.ts";
import { tell } from "../../ui/toast.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { CheckGroup, FormFrame } from "../parts/form-frame.tsx";
import { HueField } from "../parts/hue.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm, type SavedForm } from "../parts/saved-form.ts";
import { languageName } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { LogoPanel } from "./settings-logo.tsx";

type Settings = AnswerOf<typeof getSettings>;

export function Brand() {
  const settings = useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => trofast.settings.get({ signal }),
  });
  if (settings.isPending) return <Loading rows={5} className="h-16" />;
  if (settings.isError)
    return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  return (
    <>
      <BrandForm key={settings.data.revision} settings={settings.data} />
      <LogoPanel />
    </>
  );
}

interface Values {
  readonly name: string;
  readonly logoText: string;
  readonly contact: string;
  readonly hue: number;
  readonly theme: Theme;
  readonly languages: string;
  readonly quickActs: readonly string[];
  readonly offlineSpendMinor: string;
  readonly returnsAnywhere: boolean;
  readonly terms: Record<string, string>;
}

const listed = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const currency = ownCurrency() ?? "SEK";
const minorPerWhole = 10 ** minorDigits(currency);

const valuesOf = (settings: Settings): Values => ({
  name: settings.name ?? "",
  logoText: settings.logoText ?? "",
  contact: settings.contact ?? "",
  hue: settings.hue,
  theme: settings.theme,
  languages: (settings.languages ?? settings.known.languages).join(", "),
  quickActs: settings.quickActs,
  offlineSpendMinor: String(settings.offlineSpendMinor / minorPerWhole),
  returnsAnywhere: settings.returnsAnywhere,
  terms: { ...settings.terms },
});

const bodyOf = (values: Values, revision: number) => ({
  revision,
  name: values.name.trim() || null,
  logoText: values.logoText.trim() || null,
  contact: values.contact.trim() || null,
  hue: values.hue,
  theme: values.theme,
  languages: listed(values.languages),
  quickActs: [...values.quickActs],
  offlineSpendMinor: Math.round(decimalOf(values.offlineSpendMinor) * minorPerWhole),
  returnsAnywhere: values.returnsAnywhere,
  terms: Object.fromEntries(Object.entries(values.terms).filter(([, text]) => text.trim() !== "")),
});

function BrandForm({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useMay("settings:write", "club");
  const start = valuesOf(settings);
  const form = useSavedForm({
    key: "settings",
    start,
    fields: [
      "name",
      "logoText",
      "contact",
      "hue",
      "theme",
      "languages",
      "quickActs",
      "offlineSpendMinor",
      "returnsAnywhere",
      ...listed(start.languages).map((language) => `terms.${language}` as const),
    ],
    endpoint: putSettings,
    input: (values: Values) => ({ body: bodyOf(values, settings.revision) }),
    call: (input) => trofast.settings.put(input),
    done: (answer) => {
      client.setQueryData(["settings"], answer);
      tell(t("settings.brand.saved"));
    },
  });
  return (
    <Panel title={t("settings.sections.brand")}>
      <FormFrame
        form={form}
        submit={t("ui.save")}
        mayWrite={mayWrite}
        onFailure={(error) =>
          error instanceof TrofastProblem && error.code === "precondition_failed" ? (
            <Shared />
          ) : null
        }
      >
        <Looks form={form} />
        <Promises form={form} />
      </FormFrame>
    </Panel>
  );
}

/** Somebody else was first: what was written here is a draft, and comes again over what they saved. */
function Shared() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return (
    <div className="flex flex-col items-start gap-2">
      <p>{t("settings.brand.shared")}</p>
      <Button
        size="console"
        kind="plain"
        onClick={() => void client.invalidateQueries({ queryKey: ["settings"] })}
      >
        {t("settings.brand.reread")}
      </Button>
    </div>
  );
}

function Looks({ form }: { readonly form: SavedForm<Values> }) {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        className="min-h-10"
        label={t("settings.brand.name")}
        hint={t("settings.brand.nameHint")}
        {...form.field("name")}
      />
      <HueField
        label={t("settings.brand.hue")}
        value={form.form.watch("hue")}
        onChange={(hue) => form.form.setValue("hue", hue)}
      />
      <SelectField
        className="min-h-10"
        label={t("ui.theme.title")}
        hint={t("settings.brand.themeHint")}
        options={THEMES.map((value) => ({ value, text: t(`ui.theme.${value}`) }))}
        {...form.field("theme")}
      />
      <TextField
        className="min-h-10"
        label={t("settings.brand.logo")}
        {...form.field("logoText")}
      />
      <TextField
        className="min-h-10"
        label={t("settings.brand.contact")}
        {...form.field("contact")}
      />
    </>
  );
}

function Promises({ form }: { readonly form: SavedForm<Values> }) {
  const { t } = useTranslation();
  const acts = Object.entries(first.club.activities);
  return (
    <>
      <TextField
        className="min-h-10"
        label={t("settings.brand.languages")}
        hint={t("settings.brand.languagesHint")}
        {...form.field("languages")}
      />
      {acts.length > 0 && (
        <CheckGroup
          id="quick-acts"
          legend={t("settings.brand.quick")}
          error={form.errorOf("quickActs")}
          chosen={form.form.watch("quickActs")}
          options={acts.map(([value, { name }]) => ({ value, text: named(name, value) }))}
          onChange={(chosen) => form.form.setValue("quickActs", chosen)}
        />
      )}
      <TextField
        className="num min-h-10"
        inputMode="decimal"
        label={t("settings.brand.offline", { currency })}
        hint={t("settings.brand.offlineHint")}
        {...form.field("offlineSpendMinor")}
      />
      <Toggle
        label={t("settings.brand.returnsAnywhere")}
        checked={form.form.watch("returnsAnywhere")}
        onChange={(isOn) => form.form.setValue("returnsAnywhere", isOn)}
      />
      {listed(form.form.watch("languages")).map((language) => (
        <TextArea
          key={language}
          label={t("settings.brand.terms", { language: languageName(language) })}
          lang={language}
          {...form.field(`terms.${language}`)}
        />
      ))}
    </>
  );
}
