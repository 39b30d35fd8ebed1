/** The four questions of a first club. */
import { useTranslation } from "react-i18next";
import { ownCurrencies } from "@trofast/contract/own-terms";
import { SelectField, TextField } from "../../ui/field.tsx";
import { LANGUAGES } from "../../ui/first.ts";
import { locale, money, minorDigits } from "../../ui/format.ts";
import { Choice } from "../../ui/toggle.tsx";
import { CheckGroup } from "../parts/form-frame.tsx";
import { HueField } from "../parts/hue.tsx";
import { decimalOf } from "../parts/numbers.ts";
import { wordsOf, type Fault } from "../parts/refusals.ts";
import type { SavedForm } from "../parts/saved-form.ts";
import { backPerVisit, sellings, type Answers } from "../programme/first-club.ts";

const NUMBERS = ["perVisit", "back", "goal"] as const;

/** As it is written: numbers are text until they are needed. */
export type Written = Omit<Answers, (typeof NUMBERS)[number]> &
  Readonly<Record<(typeof NUMBERS)[number], string>> & {
    readonly hue: number;
    /** Empty: the club's name. */
    readonly logoText: string;
  };

const LOGO_MAX = 40;

/** "Svensk krona (SEK)", as the reader calls it. */
function currencyName(code: string): string {
  const name = new Intl.DisplayNames([locale()], { type: "currency" }).of(code) ?? code;
  return `${name.charAt(0).toLocaleUpperCase(locale())}${name.slice(1)} (${code})`;
}

export const answersOf = (written: Written): Answers => ({
  ...written,
  perVisit: decimalOf(written.perVisit),
  back: decimalOf(written.back),
  goal: decimalOf(written.goal),
});

/** Which numbers a way of thanking asks for. */
const askedOf = ({ thanks }: Pick<Written, "thanks">) =>
  thanks === "stamps" ? (["perVisit", "goal"] as const) : (["perVisit", "back"] as const);

/** What no call of the contract says: a visit is worth something, and a card has places. */
export const numberFaults = (written: Written): Fault[] =>
  askedOf(written).flatMap((name) => {
    const value = decimalOf(written[name]);
    if (Number.isNaN(value))
      return [{ pointer: `/${name}`, words: wordsOf({ code: "wrong_type", message: "" }) }];
    if (value >= 1) return [];
    const least = { code: "too_small", origin: "number", minimum: 1, message: "" };
    return [{ pointer: `/${name}`, words: wordsOf(least) }];
  });

export function Questions({ form }: { readonly form: SavedForm<Written> }) {
  const { t } = useTranslation();
  const { watch, setValue, formState } = form.form;
  return (
    <>
      <TextField className="min-h-10" label={t("programme.start.name")} {...form.field("name")} />
      <Choice
        size="min-h-10"
        legend={t("programme.start.sell")}
        value={watch("sells")}
        options={sellings.map((value) => ({ value, text: t(`programme.start.sells.${value}`) }))}
        onChange={(sells) => setValue("sells", sells)}
      />
      <Choice
        size="min-h-10"
        legend={t("programme.start.thanks")}
        value={watch("thanks")}
        options={(["stamps", "points"] as const).map((value) => ({
          value,
          text: t(`programme.start.${value}`),
        }))}
        onChange={(thanks) => setValue("thanks", thanks)}
      />
      <Worth form={form} />
      <CheckGroup
        id="languages"
        legend={t("programme.start.languages")}
        error={form.errorOf("languages")}
        chosen={watch("languages")}
        options={LANGUAGES.map((value) => ({
          value,
          text: t(`ui.languages.${value}`),
          lang: value,
        }))}
        onChange={(chosen) =>
          setValue("languages", chosen, { shouldValidate: formState.isSubmitted })
        }
      />
      <TextField
        className="min-h-10"
        maxLength={LOGO_MAX}
        label={t("programme.start.logo")}
        hint={t("programme.start.logoHint")}
        {...form.field("logoText")}
      />
      <HueField
        label={t("programme.start.hue")}
        value={watch("hue")}
        onChange={(hue) => setValue("hue", hue)}
      />
    </>
  );
}

function Worth({ form }: { readonly form: SavedForm<Written> }) {
  const { t } = useTranslation();
  const written = form.form.watch();
  const { currency, thanks } = written;
  const back = backPerVisit(answersOf(written));
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1.5 font-medium">{t("programme.start.worth")}</legend>
      <SelectField
        className="min-h-10"
        label={t("programme.start.currency")}
        options={ownCurrencies.map((value) => ({ value, text: currencyName(value) }))}
        {...form.field("currency")}
      />
      <div className="grid items-start gap-3 sm:grid-cols-2">
        {askedOf(written).map((name) => (
          <TextField
            key={name}
            className="num min-h-10"
            inputMode="numeric"
            label={t(`programme.start.${name}`, { currency })}
            {...form.field(name)}
          />
        ))}
      </div>
      {thanks === "points" && Number.isFinite(back) && (
        <p>
          {t("programme.start.backIs", {
            amount: money({ minor: Math.round(back * 10 ** minorDigits(currency)), currency }),
          })}
        </p>
      )}
    </fieldset>
  );
}
