/** What members read, in each of the club's languages: a part of the forms of articles, categories and stores. */
import type { UseFormRegisterReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { languageName } from "./languages.ts";

export type Names = Readonly<Record<string, string>>;

const { languages } = first.club;

export const NAME_FIELDS = languages.map((language) => `names.${language}` as const);

export const nameValues = (names: Names = {}): Record<string, string> =>
  Object.fromEntries(languages.map((language) => [language, names[language] ?? ""]));

/** Only what was written; names in languages that the club does not speak (any more) stay. */
export function namesOf(values: Names, before: Names = {}): Record<string, string> {
  const written = Object.entries({ ...before, ...values });
  return Object.fromEntries(
    written.map(([language, name]) => [language, name.trim()]).filter(([, name]) => name !== ""),
  );
}

export function NameFields({
  field,
}: {
  readonly field: (
    name: `names.${string}`,
  ) => UseFormRegisterReturn & { error: string | undefined };
}) {
  const { t } = useTranslation();
  return (
    <fieldset className="grid gap-3 sm:col-span-2 sm:grid-cols-3">
      <legend className="mb-1.5 font-semibold">{t("stock.catalogue.names")}</legend>
      {languages.map((language) => (
        <TextField
          key={language}
          className="min-h-10"
          label={languageName(language)}
          lang={language}
          {...field(`names.${language}`)}
        />
      ))}
    </fieldset>
  );
}
