/** Fields that the forms of units, cards and ladders share. */
import { useTranslation } from "react-i18next";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { languageName } from "../parts/languages.ts";
import { isRecord, type Document } from "./rule-form.ts";
import { durationUnits, type Amounts, type Duration, type Ground, type Names } from "./things.ts";

export const BOX = "min-h-10";
export const FORM = "grid items-start gap-4 border-t border-line pt-4 sm:grid-cols-2";

/** What forms are about: the club's own languages and markets, with those that the draft adds. */
export function groundOf(document: Document): Ground {
  const { club, markets } = document;
  const written = isRecord(club) && Array.isArray(club["languages"]) ? club["languages"] : [];
  const languages = written.filter((language) => typeof language === "string");
  return {
    document,
    languages: languages.length > 0 ? languages : first.club.languages,
    markets: isRecord(markets) ? Object.keys(markets) : [],
  };
}

export function NamesFields({
  legend,
  names,
  error,
  onChange,
}: {
  readonly legend: string;
  readonly names: Names;
  readonly error: string | undefined;
  readonly onChange: (names: Names) => void;
}) {
  return (
    <fieldset className="grid gap-3 sm:col-span-2 sm:grid-cols-3">
      <legend className="mb-1.5 font-semibold">{legend}</legend>
      {Object.entries(names).map(([language, name], index) => (
        <TextField
          key={language}
          className={BOX}
          label={languageName(language)}
          lang={language}
          maxLength={200}
          value={name}
          error={index === 0 ? error : undefined}
          onChange={(event) => onChange({ ...names, [language]: event.target.value })}
        />
      ))}
    </fieldset>
  );
}

/** A length of time: a number, and of what. */
export function DurationFields({
  legend,
  value,
  error,
  onChange,
}: {
  readonly legend: string;
  readonly value: Duration;
  readonly error: string | undefined;
  readonly onChange: (value: Duration) => void;
}) {
  const { t } = useTranslation();
  const others = ["minutes", "hours"].filter((unit) => unit === value.unit);
  return (
    <fieldset className="grid grid-cols-2 gap-3">
      <legend className="mb-1.5 font-semibold">{legend}</legend>
      <TextField
        className={`num ${BOX}`}
        inputMode="numeric"
        label={t("programme.things.duration.count")}
        value={value.count}
        error={error}
        onChange={(event) => onChange({ ...value, count: event.target.value })}
      />
      <SelectField
        className={BOX}
        label={t("programme.things.duration.unit")}
        value={value.unit}
        options={[
          ...durationUnits.map((unit) => ({
            value: unit,
            text: t(`programme.things.duration.${unit}`),
          })),
          ...others.map((unit) => ({ value: unit, text: unit })),
        ]}
        onChange={(event) => onChange({ ...value, unit: event.target.value })}
      />
    </fieldset>
  );
}

/** An amount of money in each market's currency. */
export function AmountFields({
  legend,
  hint,
  amounts,
  document,
  errorAt,
  onChange,
}: {
  readonly legend: string;
  readonly hint: string;
  readonly amounts: Amounts;
  readonly document: Document;
  readonly errorAt: (market: string) => string | undefined;
  readonly onChange: (amounts: Amounts) => void;
}) {
  const markets = isRecord(document["markets"]) ? document["markets"] : {};
  return (
    <fieldset className="grid grid-cols-2 gap-3">
      <legend className="mb-1.5 font-semibold">{legend}</legend>
      {Object.entries(amounts).map(([market, amount]) => {
        const known = markets[market];
        const currency = isRecord(known) ? String(known["currency"]) : "";
        return (
          <TextField
            key={market}
            className={`num ${BOX}`}
            inputMode="decimal"
            label={`${currency} (${market})`}
            hint={hint}
            value={amount}
            error={errorAt(market)}
            onChange={(event) => onChange({ ...amounts, [market]: event.target.value })}
          />
        );
      })}
    </fieldset>
  );
}
