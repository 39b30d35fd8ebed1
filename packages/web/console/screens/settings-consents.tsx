/** What each consent means, in the words of every language of the club. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { publishWording, type ConsentPurpose } from "@trofast/contract/consents";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/card.tsx";
import { TextArea } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { dayAndYear } from "../../ui/format.ts";
import { Sheet } from "../../ui/sheet.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { FormFrame } from "../parts/form-frame.tsx";
import { Panel } from "../parts/pieces.tsx";
import { useSavedForm } from "../parts/saved-form.ts";
import { capital, languageName } from "../parts/words.ts";

const PURPOSES = [
  "marketing",
  "profiling",
  "personalised_marketing",
  "sharing",
] as const satisfies ConsentPurpose[];

type Wording = Awaited<ReturnType<typeof trofast.consents.wordings>>["data"][number];

interface Place {
  readonly purpose: ConsentPurpose;
  readonly language: string;
}

export function Wordings() {
  const { t } = useTranslation();
  const [edited, setEdited] = useState<Place | null>(null);
  const wordings = useQuery({
    queryKey: ["wordings"],
    queryFn: ({ signal }) => trofast.consents.wordings({ signal }),
  });
  const wordingOf = ({ purpose, language }: Place) =>
    wordings.data?.data.find((one) => one.purpose === purpose && one.language === language);
  return (
    <>
      {wordings.isPending && <Loading rows={4} className="h-32" />}
      {wordings.isError && <Failure error={wordings.error} retry={() => void wordings.refetch()} />}
      {wordings.data && (
        <>
          <p className="text-muted">{t("settings.consents.about")}</p>
          {PURPOSES.map((purpose) => (
            <Panel key={purpose} title={capital(t(`members.purposes.${purpose}`))}>
              <ul className="flex flex-col gap-3">
                {first.club.languages.map((language) => (
                  <InLanguage
                    key={language}
                    place={{ purpose, language }}
                    wording={wordingOf({ purpose, language })}
                    edit={setEdited}
                  />
                ))}
              </ul>
            </Panel>
          ))}
        </>
      )}
      <Sheet
        open={edited !== null}
        onOpenChange={() => setEdited(null)}
        title={edited === null ? "" : titleOf(edited, t(`members.purposes.${edited.purpose}`))}
        wide
      >
        {edited && (
          <WordingForm
            place={edited}
            wording={wordingOf(edited)?.wording ?? ""}
            close={() => setEdited(null)}
          />
        )}
      </Sheet>
    </>
  );
}

const titleOf = ({ language }: Place, purpose: string): string =>
  `${capital(purpose)} (${languageName(language)})`;

function InLanguage({
  place,
  wording,
  edit,
}: {
  readonly place: Place;
  readonly wording: Wording | undefined;
  readonly edit: (place: Place) => void;
}) {
  const { t } = useTranslation();
  const act = t(wording ? "settings.edit" : "settings.consents.write");
  return (
    <li className="flex max-w-none flex-wrap items-start justify-between gap-3 border-b border-line pb-3 last:border-0 last:pb-0">
      <div className="min-w-0 flex-1 basis-60">
        <p className="flex flex-wrap items-center gap-2 text-sm text-muted">
          {capital(languageName(place.language))}
          {wording ? (
            <span>
              {t("settings.consents.version", { version: wording.version })} ·{" "}
              {dayAndYear(wording.publishedAt)}
            </span>
          ) : (
            <Chip tone="bad">{t("settings.consents.missing")}</Chip>
          )}
        </p>
        <p lang={place.language} className="whitespace-pre-line">
          {wording?.wording}
        </p>
      </div>
      <Button
        size="console"
        kind="plain"
        aria-haspopup="dialog"
        aria-label={`${act}: ${titleOf(place, t(`members.purposes.${place.purpose}`))}`}
        onClick={() => edit(place)}
      >
        {act}
      </Button>
    </li>
  );
}

function WordingForm({
  place,
  wording,
  close,
}: {
  readonly place: Place;
  readonly wording: string;
  readonly close: () => void;
}) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const form = useSavedForm({
    key: `wording_${place.purpose}_${place.language}`,
    start: { wording },
    fields: ["wording"],
    endpoint: publishWording,
    input: (values: { readonly wording: string }) => ({
      params: { ...place },
      body: { wording: values.wording.trim() },
    }),
    call: (input) => trofast.consents.publishWording(input),
    done: () => {
      tell(t("settings.consents.published"));
      void client.invalidateQueries({ queryKey: ["wordings"] });
      close();
    },
  });
  return (
    <FormFrame form={form} submit={t("settings.consents.publish")}>
      <TextArea
        className="min-h-48 py-2"
        label={t("settings.consents.words")}
        hint={t("settings.consents.hint")}
        lang={place.language}
        {...form.field("wording")}
      />
    </FormFrame>
  );
}
