/** A unit of a draft as a form: what it is called, what it is worth, and how long it lasts. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { SelectField } from "../../ui/field.tsx";
import { language } from "../../ui/format.ts";
import { isRecord, nameIn, textOf, type Document, type Rule } from "./rule-form.ts";
import { DroppableThing, useThingForm, type EditorProps } from "./thing-editor.tsx";
import { AmountFields, BOX, DurationFields, FORM, groundOf, NamesFields } from "./thing-fields.tsx";
import {
  clawbacks,
  durationOf,
  periods,
  ROLLING,
  rollingFor,
  rollingFrom,
  unitForm,
  unitFrom,
  type UnitForm,
} from "./things.ts";

export function UnitEditor({
  id,
  unit,
  document,
  onChange,
  ...editor
}: EditorProps & {
  readonly id: string;
  readonly unit: Rule;
  readonly onChange: (unit: Rule) => void;
}) {
  const { t } = useTranslation();
  const ground = groundOf(document);
  const [form, set] = useThingForm(
    () => unitForm(unit, ground),
    (next) => onChange(unitFrom(unit, next, ground)),
  );
  const name = nameIn(unit["name"], language()) || id;
  return (
    <DroppableThing
      name={name}
      place={`/units/${id}`}
      places={placesOf(ground.markets)}
      sentence={unitSentence(unit, t)}
      editor={editor}
    >
      {(errors) => (
        <div className={FORM}>
          <NamesFields
            legend={t("programme.things.names")}
            names={form.names}
            error={errors.get("names")}
            onChange={(names) => set({ names })}
          />
          <SelectField
            className={BOX}
            label={t("programme.things.unit.kind")}
            value={form.isSpendable ? "spendable" : "counting"}
            options={(["spendable", "counting"] as const).map((value) => ({
              value,
              text: t(`programme.things.unit.${value}`),
            }))}
            onChange={(event) => set({ isSpendable: event.target.value === "spendable" })}
          />
          {form.isSpendable ? (
            <Spendable form={form} set={set} document={document} errors={errors} />
          ) : (
            <PeriodField
              value={form.period}
              error={errors.get("period")}
              onChange={(period) => set({ period })}
            />
          )}
        </div>
      )}
    </DroppableThing>
  );
}

const placesOf = (markets: readonly string[]): Readonly<Record<string, string>> => ({
  name: "names",
  expires: "after",
  available: "availableAfter",
  period: "period",
  worth: `worth/${markets[0] ?? ""}`,
  cost: `cost/${markets[0] ?? ""}`,
  ...Object.fromEntries(
    markets.flatMap((market) => [
      [`worth/${market}`, `worth/${market}`],
      [`cost/${market}`, `cost/${market}`],
    ]),
  ),
});

interface PartProps {
  readonly form: UnitForm;
  readonly set: (part: Partial<UnitForm>) => void;
  readonly errors: ReadonlyMap<string, string>;
}

function Spendable({ form, set, document, errors }: PartProps & { readonly document: Document }) {
  const { t } = useTranslation();
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.things.unit.clawback")}
        value={form.clawback}
        options={clawbacks.map((value) => ({ value, text: t(`programme.things.unit.${value}`) }))}
        onChange={(event) => set({ clawback: event.target.value })}
      />
      {(["worth", "cost"] as const).map((part) => (
        <AmountFields
          key={part}
          legend={t(`programme.things.unit.${part}`)}
          hint={t("programme.things.unit.moneyHint")}
          amounts={form[part]}
          document={document}
          errorAt={(market) => errors.get(`${part}/${market}`)}
          onChange={(amounts) => set({ [part]: amounts })}
        />
      ))}
      <Ending form={form} set={set} errors={errors} />
      <SelectField
        className={BOX}
        label={t("programme.things.unit.available")}
        value={form.available}
        options={[
          { value: "at once", text: t("programme.things.unit.atOnce") },
          { value: "after", text: t("programme.things.unit.after") },
        ]}
        onChange={(event) =>
          set({ available: event.target.value === "after" ? "after" : "at once" })
        }
      />
      {form.available === "after" && (
        <DurationFields
          legend={t("programme.things.unit.availableAfter")}
          value={form.availableAfter}
          error={errors.get("availableAfter")}
          onChange={(availableAfter) => set({ availableAfter })}
        />
      )}
    </>
  );
}

function Ending({ form, set, errors }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.things.unit.expires")}
        value={form.ends}
        options={(["never", "after"] as const).map((value) => ({
          value,
          text: t(`programme.things.unit.${value}`),
        }))}
        onChange={(event) => set({ ends: event.target.value === "after" ? "after" : "never" })}
      />
      {form.ends === "after" && (
        <>
          <DurationFields
            legend={t("programme.things.unit.expiresAfter")}
            value={form.after}
            error={errors.get("after")}
            onChange={(after) => set({ after })}
          />
          <SelectField
            className={BOX}
            label={t("programme.things.unit.roundTo")}
            value={form.roundTo}
            options={[
              { value: "", text: t("programme.things.unit.sameDay") },
              ...(["month", "quarter", "year"] as const).map((value) => ({
                value,
                text: t(`programme.things.unit.${value}`),
              })),
            ]}
            onChange={(event) => set({ roundTo: event.target.value })}
          />
          <label className="flex min-h-10 items-center gap-2">
            <input
              type="checkbox"
              className="size-5 accent-brand"
              checked={form.isSliding}
              onChange={(event) => set({ isSliding: event.target.checked })}
            />
            {t("programme.things.unit.sliding")}
          </label>
        </>
      )}
    </>
  );
}

/** When what is counted starts again at 0, or for how long it counts. */
export function PeriodField({
  value,
  error,
  onChange,
}: {
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (period: string) => void;
}) {
  const { t } = useTranslation();
  const isRolling = value.startsWith(ROLLING);
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.things.unit.period")}
        value={isRolling ? ROLLING : value}
        options={[
          ...periods.map((period) => ({
            value: period,
            text: t(`programme.things.unit.periods.${period}`),
          })),
          { value: ROLLING, text: t("programme.things.unit.periods.rolling") },
        ]}
        onChange={({ target }) =>
          onChange(target.value === ROLLING ? rollingFrom(A_YEAR) : target.value)
        }
      />
      {isRolling && (
        <DurationFields
          legend={t("programme.things.unit.rollingFor")}
          value={rollingFor(value)}
          error={error}
          onChange={(length) => onChange(rollingFrom(length))}
        />
      )}
    </>
  );
}

const A_YEAR = { count: "12", unit: "months" };

function unitSentence(unit: Rule, t: TFunction): string {
  if (unit["spendable"] === false) {
    const counting = t("programme.things.unit.sentence.counting");
    const rolling = textOf(unit["period"]);
    if (rolling.startsWith(ROLLING)) {
      const length = rollingFor(rolling);
      const time = `${length.count} ${unitWord(length.unit, t)}`;
      return `${counting}, ${t("programme.things.unit.sentence.rolling", { time })}.`;
    }
    const period = periods.find((known) => known === unit["period"]) ?? "ever";
    if (period === "ever") return `${counting}.`;
    const when = t(`programme.things.unit.periods.${period}`);
    return `${counting}, ${t("programme.things.unit.sentence.period", { period: when })}.`;
  }
  const worth = isRecord(unit["worth"]) ? Object.values(unit["worth"]).map(textOf) : [];
  const parts = [
    ...(worth.length > 0
      ? [t("programme.things.unit.sentence.worth", { worth: worth.join(" / ") })]
      : []),
    endingWords(unit["expires"], t),
  ].join(", ");
  return `${parts.charAt(0).toLocaleUpperCase()}${parts.slice(1)}.`;
}

function endingWords(expires: unknown, t: TFunction): string {
  if (expires === undefined || expires === "never")
    return t("programme.things.unit.sentence.never");
  const { count, unit } = durationOf(isRecord(expires) ? expires["after"] : expires, {
    count: "?",
    unit: "days",
  });
  return t("programme.things.unit.sentence.after", { time: `${count} ${unitWord(unit, t)}` });
}

function unitWord(unit: string, t: TFunction): string {
  const words: Readonly<Record<string, string>> = t("programme.things.duration", {
    returnObjects: true,
  });
  return words[unit] ?? unit;
}
