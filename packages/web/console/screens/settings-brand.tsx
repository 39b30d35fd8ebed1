/** How the club is called, looks, and what it promises. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { getSettings } from "@trofast/contract/settings";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { named } from "../../ui/format.ts";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { DraftNote } from "../parts/draft-note.tsx";
import { HueField } from "../parts/hue.tsx";
import { useKeptForm } from "../parts/kept-form.ts";
import { Panel } from "../parts/pieces.tsx";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

type Settings = AnswerOf<typeof getSettings>;

export function Brand() {
  const settings = useQuery({
    queryKey: ["settings"],
    queryFn: ({ signal }) => trofast.settings.get({ signal }),
  });
  if (settings.isPending) return <Loading rows={5} className="h-16" />;
  if (settings.isError)
    return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  return <Form key={settings.data.revision} settings={settings.data} />;
}

interface Values {
  readonly name: string;
  readonly logoText: string;
  readonly contact: string;
  readonly hue: number;
  readonly languages: string;
  readonly quickActs: readonly string[];
  readonly offline: string;
  readonly terms: Record<string, string>;
}

const listed = (text: string): string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

const MINOR_PER_WHOLE = 100;

const valuesOf = (settings: Settings): Values => ({
  name: settings.name ?? "",
  logoText: settings.logoText ?? "",
  contact: settings.contact ?? "",
  hue: settings.hue,
  languages: (settings.languages ?? settings.known.languages).join(", "),
  quickActs: settings.quickActs,
  offline: String(settings.offlineSpendMinor / MINOR_PER_WHOLE),
  terms: { ...settings.terms },
});

const bodyOf = (values: Values, revision: number) => ({
  revision,
  name: values.name.trim() || null,
  logoText: values.logoText.trim() || null,
  contact: values.contact.trim() || null,
  hue: values.hue,
  languages: listed(values.languages),
  quickActs: [...values.quickActs],
  offlineSpendMinor: Math.round(Number(values.offline) * MINOR_PER_WHOLE),
  terms: Object.fromEntries(Object.entries(values.terms).filter(([, text]) => text.trim() !== "")),
});

function Form({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayWrite = useMay("settings:write");
  const kept = useKeptForm<Values>("settings", valuesOf(settings), [
    "name",
    "logoText",
    "contact",
    "languages",
  ]);
  const { form } = kept;
  const put = useAct(
    (values: Values) => trofast.settings.put({ body: bodyOf(values, settings.revision) }),
    (answer) => {
      kept.saved();
      client.setQueryData(["settings"], answer);
      tell(t("settings.brand.saved"));
    },
  );
  const { errors } = form.formState;
  const isShared = put.error instanceof TrofastProblem && put.error.code === "precondition_failed";
  return (
    <Panel title={t("settings.sections.brand")}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) =>
          void form.handleSubmit((values) => put.mutate(values, { onError: kept.refuse }))(event)
        }
      >
        {kept.isDraft && <DraftNote discard={kept.discard} />}
        <fieldset disabled={!mayWrite} className="flex flex-col gap-4">
          <TextField
            className="min-h-10"
            label={t("settings.brand.name")}
            hint={t("settings.brand.nameHint")}
            error={errors.name?.message}
            {...form.register("name")}
          />
          <HueField
            label={t("settings.brand.hue")}
            value={form.watch("hue")}
            onChange={(hue) => form.setValue("hue", hue)}
          />
          <p className="text-sm text-muted">{t("settings.brand.hueHint")}</p>
          {(["logoText", "contact"] as const).map((field) => (
            <TextField
              key={field}
              className="min-h-10"
              label={t(field === "contact" ? "settings.brand.contact" : "settings.brand.logo")}
              error={errors[field]?.message}
              {...form.register(field)}
            />
          ))}
          <TextField
            className="min-h-10"
            label={t("settings.brand.languages")}
            hint={t("settings.brand.languagesHint")}
            error={errors.languages?.message}
            {...form.register("languages")}
          />
          <QuickActs
            chosen={form.watch("quickActs")}
            onChange={(acts) => form.setValue("quickActs", acts)}
          />
          <TextField
            className="num min-h-10"
            type="number"
            min={0}
            label={t("settings.brand.offline")}
            error={errors.offline?.message}
            {...form.register("offline")}
          />
          {listed(form.watch("languages")).map((language) => (
            <TextArea
              key={language}
              label={t("settings.brand.terms", { language })}
              lang={language}
              {...form.register(`terms.${language}`)}
            />
          ))}
        </fieldset>
        {isShared && (
          <p role="alert" className="font-medium text-bad">
            {t("settings.brand.shared")}
          </p>
        )}
        {mayWrite && (
          <div>
            <Button type="submit" size="console" busy={put.isPending && t("ui.saving")}>
              {t("ui.save")}
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function QuickActs({
  chosen,
  onChange,
}: {
  readonly chosen: readonly string[];
  readonly onChange: (acts: readonly string[]) => void;
}) {
  const { t } = useTranslation();
  const acts = Object.entries(first.club.activities);
  if (acts.length === 0) return null;
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{t("settings.brand.quick")}</legend>
      <div className="flex flex-wrap gap-4">
        {acts.map(([id, { name }]) => (
          <label key={id} className="flex min-h-10 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-brand"
              checked={chosen.includes(id)}
              onChange={(event) =>
                onChange(
                  event.target.checked ? [...chosen, id] : chosen.filter((one) => one !== id),
                )
              }
            />
            {named(name, id)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
