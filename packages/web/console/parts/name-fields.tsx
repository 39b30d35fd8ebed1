/** What members read, in each of the club's languages: a part of the forms of what has names. */
import { useId } from "react";
import type { UseFormRegisterReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { TextArea, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { languageName } from "./languages.ts";

export type Names = Readonly<Record<string, string>>;

const { languages } = first.club;

/** Fields of the same in each language. */
export const wordFields = <Prefix extends string>(of: Prefix) =>
  languages.map((language) => `${of}.${language}` as const);

export const NAME_FIELDS = wordFields("names");

export const nameValues = (names: Names = {}): Record<string, string> =>
  Object.fromEntries(languages.map((language) => [language, names[language] ?? ""]));

/** Only what was written; names in languages that the club does not speak (any more) stay. */
export function namesOf(values: Names, before: Names = {}): Record<string, string> {
  const written = Object.entries({ ...before, ...values });
  return Object.fromEntries(
    written.map(([language, name]) => [language, name.trim()]).filter(([, name]) => name !== ""),
  );
}

type FieldOf<Prefix extends string> = (
  name: `${Prefix}.${string}`,
) => UseFormRegisterReturn & { error: string | undefined };

export function NameFields({ field }: { readonly field: FieldOf<"names"> }) {
  const { t } = useTranslation();
  return <WordFields of="names" legend={t("stock.catalogue.names")} field={field} />;
}

/** The same in each of the club's languages; in areas where it is long. */
export function WordFields<Prefix extends string>({
  of,
  legend,
  hint,
  isLong = false,
  field,
}: {
  readonly of: Prefix;
  readonly legend: string;
  readonly hint?: string;
  readonly isLong?: boolean;
  readonly field: FieldOf<Prefix>;
}) {
  const hintId = useId();
  const Box = isLong ? TextArea : TextField;
  return (
    <fieldset
      className="grid items-start gap-3 sm:col-span-2 sm:grid-cols-3"
      aria-describedby={hint === undefined ? undefined : hintId}
    >
      <legend className="mb-1.5 font-semibold">{legend}</legend>
      {hint !== undefined && (
        <p id={hintId} className="text-sm text-muted sm:col-span-3">
          {hint}
        </p>
      )}
      {languages.map((language) => (
        <Box
          key={language}
          className={isLong ? "min-h-24 py-2" : "min-h-10"}
          label={languageName(language)}
          lang={language}
          {...field(`${of}.${language}`)}
        />
      ))}
    </fieldset>
  );
}
