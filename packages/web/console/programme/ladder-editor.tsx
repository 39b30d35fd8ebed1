/** A ladder of levels of a draft as a form: what is counted, its steps, and how one falls. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { SelectField, TextArea, TextField } from "../../ui/field.tsx";
import { language, number } from "../../ui/format.ts";
import { Button } from "../../ui/button.tsx";
import { rewardOptions } from "./card-editor.tsx";
import { languageName } from "../parts/languages.ts";
import { nameIn, type Document, type Rule } from "./rule-form.ts";
import { DroppableThing, type EditorProps } from "./thing-editor.tsx";
import { BOX, DurationFields, FORM, groundOf, NamesFields } from "./thing-fields.tsx";
import {
  downs,
  entriesOf,
  idFrom,
  ladderForm,
  ladderFrom,
  levelForm,
  type LadderForm,
  type LevelForm,
} from "./things.ts";
import { PeriodField } from "./unit-editor.tsx";

/** Units by what they are called, those that members spend or those that only count. */
const unitOptions = (document: Document, isSpendable: boolean) =>
  entriesOf(document, "units")
    .filter(([, unit]) => (unit["spendable"] !== false) === isSpendable)
    .map(([value, unit]) => ({ value, text: nameIn(unit["name"], language()) || value }));

export function LadderEditor({
  ladder,
  index,
  document,
  onChange,
  ...editor
}: EditorProps & {
  readonly ladder: Rule;
  readonly index: number;
  /** With the period of the unit that is counted. */
  readonly onChange: (ladder: Rule, period: string) => void;
}) {
  const { t } = useTranslation();
  const ground = groundOf(document);
  const [form, setForm] = useState(() => ladderForm(ladder, ground));
  const set = (part: Partial<LadderForm>): void => {
    const next = { ...form, ...part };
    // Another unit has a period of its own.
    const isOther = part.counts !== undefined && part.counts !== form.counts;
    const { period } = isOther ? ladderForm({ ...ladder, counts: next.counts }, ground) : next;
    setForm({ ...next, period });
    onChange(ladderFrom(ladder, next), period);
  };
  const units = unitOptions(document, false);
  const unit = units.find(({ value }) => value === form.counts)?.text ?? form.counts;
  const steps = form.levels.map(({ names, at, id }) => `${nameIn(names, language()) || id} ${at}`);
  const name = `${t("programme.things.parts.ladders")}: ${unit}`;
  return (
    <DroppableThing
      name={name}
      place={`/ladders/${index}`}
      places={placesOf(form)}
      sentence={`${t("programme.things.ladder.sentence", { unit })}: ${steps.join(" → ")}.`}
      editor={editor}
    >
      {(errors) => (
        <>
          <Frame form={form} set={set} units={units} errors={errors} />
          <Levels form={form} set={set} document={document} errors={errors} />
        </>
      )}
    </DroppableThing>
  );
}

const placesOf = ({ levels }: LadderForm): Readonly<Record<string, string>> => ({
  counts: "counts",
  grace: "grace",
  warning: "warning",
  levels: "levels/0/at",
  ...Object.fromEntries(
    levels.flatMap((_, index) =>
      [
        ["name", "names"],
        ["at", "at"],
        ["lifetime", "lifetime"],
        ["welcome/give", "gift"],
        ["welcome/reward", "reward"],
        ["welcome/every", "again"],
        ["benefits", "benefits"],
        ["id", "names"],
      ].map(([place, field]) => [`levels/${index}/${place}`, `levels/${index}/${field}`]),
    ),
  ),
});

interface PartProps {
  readonly form: LadderForm;
  readonly set: (part: Partial<LadderForm>) => void;
  readonly errors: ReadonlyMap<string, string>;
}

function Frame({
  form,
  set,
  units,
  errors,
}: PartProps & { readonly units: readonly { readonly value: string; readonly text: string }[] }) {
  const { t } = useTranslation();
  return (
    <div className={FORM}>
      <SelectField
        className={BOX}
        label={t("programme.things.ladder.counts")}
        value={form.counts}
        options={
          units.some(({ value }) => value === form.counts)
            ? units
            : [{ value: form.counts, text: t("programme.things.ladder.choose") }, ...units]
        }
        error={errors.get("counts")}
        onChange={(event) => set({ counts: event.target.value })}
      />
      <PeriodField value={form.period} onChange={(period) => set({ period })} />
      <SelectField
        className={BOX}
        label={t("programme.things.ladder.down")}
        value={form.down}
        options={downs.map((value) => ({
          value,
          text: t(`programme.things.ladder.downs.${value}`),
        }))}
        onChange={(event) => set({ down: event.target.value })}
      />
      <DurationFields
        legend={t("programme.things.ladder.grace")}
        value={form.grace}
        error={errors.get("grace")}
        onChange={(grace) => set({ grace })}
      />
      <DurationFields
        legend={t("programme.things.ladder.warning")}
        value={form.warning}
        error={errors.get("warning")}
        onChange={(warning) => set({ warning })}
      />
    </div>
  );
}

function Levels({ form, set, document, errors }: PartProps & { readonly document: Document }) {
  const { t } = useTranslation();
  const { levels } = form;
  const change = (index: number, part: Partial<LevelForm>): void =>
    set({ levels: levels.map((level, at) => (at === index ? { ...level, ...part } : level)) });
  const add = (): void => {
    const ids = levels.map(({ id }) => id);
    const id = idFrom(`level ${number(levels.length + 1)}`, ids, "level");
    const highest = Math.max(0, ...levels.map(({ at }) => Number(at) || 0));
    const level = levelForm({ id }, groundOf(document));
    set({ levels: [...levels, { ...level, at: String(Math.max(1, highest * 2)) }] });
  };
  return (
    <>
      <ol className="flex flex-col gap-4">
        {levels.map((level, index) => (
          <li key={level.id}>
            <Level
              level={level}
              index={index}
              document={document}
              errorAt={(field) => errors.get(`levels/${index}/${field}`)}
              set={(part) => change(index, part)}
              onDrop={() => set({ levels: levels.filter((_, at) => at !== index) })}
            />
          </li>
        ))}
      </ol>
      <div>
        <Button size="console" kind="plain" onClick={add}>
          {t("programme.things.add.level")}
        </Button>
      </div>
    </>
  );
}

interface LevelProps {
  readonly level: LevelForm;
  readonly index: number;
  readonly document: Document;
  readonly errorAt: (field: string) => string | undefined;
  readonly set: (part: Partial<LevelForm>) => void;
  readonly onDrop: () => void;
}

function Level({ level, index, document, errorAt, set, onDrop }: LevelProps) {
  const { t } = useTranslation();
  const title = t("programme.things.ladder.level", { number: number(index + 1) });
  return (
    <fieldset className="rounded-card border border-line p-4">
      <legend className="px-1 font-semibold">{title}</legend>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <NamesFields
          legend={t("programme.things.names")}
          names={level.names}
          error={errorAt("names")}
          onChange={(names) => set({ names })}
        />
        <TextField
          className={`num ${BOX}`}
          inputMode="numeric"
          label={t("programme.things.ladder.at")}
          {...(index === 0 && { hint: t("programme.things.ladder.atHint") })}
          value={level.at}
          error={errorAt("at")}
          onChange={(event) => set({ at: event.target.value })}
        />
        <TextField
          className={`num ${BOX}`}
          inputMode="numeric"
          label={t("programme.things.ladder.lifetime")}
          hint={t("programme.things.ladder.lifetimeHint")}
          value={level.lifetime}
          error={errorAt("lifetime")}
          onChange={(event) => set({ lifetime: event.target.value })}
        />
        <SelectField
          className={BOX}
          label={t("programme.things.ladder.reward")}
          value={level.reward}
          options={rewardOptions(document, t("programme.things.ladder.noGift"))}
          error={errorAt("reward")}
          onChange={(event) => set({ reward: event.target.value })}
        />
        <Gift level={level} document={document} error={errorAt("gift")} set={set} />
        <Again level={level} error={errorAt("again")} set={set} />
        <Benefits level={level} error={errorAt("benefits")} set={set} />
      </div>
      <div className="mt-3">
        <Button size="console" kind="quiet" onClick={onDrop}>
          {t("programme.things.remove", { name: title.toLocaleLowerCase() })}
        </Button>
      </div>
    </fieldset>
  );
}

type SetLevel = Pick<LevelProps, "level" | "set"> & { readonly error: string | undefined };

function Gift({ level, document, error, set }: SetLevel & { readonly document: Document }) {
  const { t } = useTranslation();
  const none = { value: "", text: t("programme.things.ladder.noGift") };
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.things.ladder.giftUnit")}
        value={level.giftUnit}
        options={[none, ...unitOptions(document, true), ...unitOptions(document, false)]}
        onChange={(event) => set({ giftUnit: event.target.value })}
      />
      {level.giftUnit === "" ? (
        <span />
      ) : (
        <TextField
          className={`num ${BOX}`}
          inputMode="numeric"
          label={t("programme.things.ladder.gift")}
          value={level.gift}
          error={error}
          onChange={(event) => set({ gift: event.target.value })}
        />
      )}
    </>
  );
}

/** Whether gift and reward come once for ever, or once a period. */
function Again({ level, error, set }: SetLevel) {
  const { t } = useTranslation();
  if (level.reward === "" && level.giftUnit === "") return null;
  return (
    <div className="sm:col-span-2">
      <label className="flex min-h-10 items-center gap-2">
        <input
          type="checkbox"
          className="size-5 accent-brand"
          checked={level.isAgain}
          onChange={(event) => set({ isAgain: event.target.checked })}
        />
        {t("programme.things.ladder.again")}
      </label>
      {error !== undefined && (
        <p role="alert" className="text-sm font-medium text-bad">
          {error}
        </p>
      )}
    </div>
  );
}

function Benefits({ level, error, set }: SetLevel) {
  const { t } = useTranslation();
  const { benefits } = level;
  return (
    <fieldset className="grid gap-3 sm:col-span-2 sm:grid-cols-3">
      <legend className="mb-1.5 font-semibold">{t("programme.things.ladder.benefits")}</legend>
      {Object.entries(benefits).map(([each, text], index) => (
        <TextArea
          key={each}
          label={languageName(each)}
          lang={each}
          value={text}
          error={index === 0 ? error : undefined}
          onChange={(event) => set({ benefits: { ...benefits, [each]: event.target.value } })}
        />
      ))}
    </fieldset>
  );
}
