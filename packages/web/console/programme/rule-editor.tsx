/** A rule of a draft: its sentence, and its form when it is opened. */
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useForm, type UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { language, named } from "../../ui/format.ts";
import { fieldsOfRule } from "./problems.ts";
import {
  formOf,
  idsIn,
  itemsFrom,
  ruleFrom,
  whenFrom,
  type Document,
  type Rule,
  type RuleForm,
} from "./rule-form.ts";
import { RuleSentence } from "./rule-sentence.tsx";
import { ruleName, triggerWord } from "./sentences.ts";
import { ToldField } from "./told-field.tsx";
import { SignButton, ThingEditor, type PlacedProblem, type Wanted } from "./thing-editor.tsx";

const moves = [
  { key: "up", step: -1, Icon: ArrowUp },
  { key: "down", step: 1, Icon: ArrowDown },
  { key: "drop", step: 0, Icon: Trash2 },
] as const;

export function RuleEditor({
  rule,
  index,
  document,
  problems,
  wanted,
  onChange,
  onMove,
  onDrop,
}: {
  readonly rule: Rule;
  readonly index: number;
  readonly document: Document;
  readonly problems: readonly PlacedProblem[];
  readonly wanted: Wanted | null;
  readonly onChange: (rule: Rule) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly onDrop: () => void;
}) {
  const { t } = useTranslation();
  const name = ruleName(rule);
  const { unit } = formOf(rule, language());
  const { fields, others } = fieldsOfRule(problems, index, placesOf(unit));
  return (
    <ThingEditor
      name={name}
      place={`/rules/${index}`}
      wanted={wanted}
      sentence={<RuleSentence rule={rule} />}
      problems={others}
      errors={fields.size}
      actions={moves.map(({ key, step, Icon }) => (
        <SignButton
          key={key}
          label={t(`programme.${key}`, { name })}
          onClick={() => (step === 0 ? onDrop() : onMove(step))}
        >
          <Icon aria-hidden="true" size={18} />
        </SignButton>
      ))}
    >
      <Fields rule={rule} document={document} errors={fields} onChange={onChange} />
    </ThingEditor>
  );
}

/** Where each part of a rule was typed. */
const placesOf = (unit: string): Readonly<Record<string, keyof RuleForm>> => ({
  name: "name",
  on: "on",
  when: "conditionValue",
  items: "goodsValue",
  give: "amount",
  [`give/${unit}/each`]: "each",
  multiply: "amount",
  "during/from": "from",
  "during/through": "through",
  limit: "times",
  holdout: "holdout",
  levels: "levels",
  channels: "channels",
});

const BOX = "min-h-10";

type Errors = ReadonlyMap<keyof RuleForm, string>;

function Fields({
  rule,
  document,
  errors,
  onChange,
}: {
  readonly rule: Rule;
  readonly document: Document;
  readonly errors: Errors;
  readonly onChange: (rule: Rule) => void;
}) {
  const { t } = useTranslation();
  const [start] = useState(() => ({ ...formOf(rule, language()) }));
  const form = useForm<RuleForm>({ defaultValues: start });
  const { register, watch } = form;
  useEffect(() => {
    const { unsubscribe } = watch((values) =>
      onChange(ruleFrom(rule, { ...start, ...values }, language())),
    );
    return unsubscribe;
  }, [watch, rule, start, onChange]);
  const triggers = ["purchase", "join", "return", ...idsIn(document, "activities")];
  const known = triggers.includes(start.on) ? triggers : [...triggers, start.on];
  return (
    <div className="grid items-start gap-4 border-t border-line pt-4 sm:grid-cols-2">
      <TextField
        className={BOX}
        label={t("programme.rule.name")}
        error={errors.get("name")}
        {...register("name")}
      />
      <SelectField
        className={BOX}
        label={t("programme.rule.on")}
        options={known.map((value) => ({ value, text: triggerWord(value, t) }))}
        error={errors.get("on")}
        {...register("on")}
      />
      <Conditions form={form} errors={errors} />
      <Gift form={form} errors={errors} document={document} />
      <TextField
        className={BOX}
        type="date"
        label={t("programme.rule.from")}
        error={errors.get("from")}
        {...register("from")}
      />
      <TextField
        className={BOX}
        type="date"
        label={t("programme.rule.through")}
        error={errors.get("through")}
        {...register("through")}
      />
      <Limits form={form} errors={errors} />
    </div>
  );
}

const CONDITIONS = ["any", "paid", "member", "birthday", "told", "cel"] as const;

interface Form {
  readonly form: UseFormReturn<RuleForm>;
  readonly errors: Errors;
}

/** What a usual choice comes to as text, when somebody goes over to the text. */
function textOfChoice({ getValues, setValue }: UseFormReturn<RuleForm>): void {
  const values = getValues();
  const { condition, conditionValue, goods, goodsValue } = values;
  if (condition === "told") setValue("conditionValue", "");
  if (condition === "cel" && /^\d+(\.\d+)?$/.test(conditionValue))
    setValue("conditionValue", whenFrom({ condition: "paid", conditionValue }));
  if (goods === "cel" && /^[\p{L}\d/_-]+$/u.test(goodsValue))
    setValue("goodsValue", itemsFrom({ goods: "category", goodsValue }));
}

function Conditions({ form, errors }: Form) {
  const { register, watch } = form;
  const { t } = useTranslation();
  const [condition, goods] = watch(["condition", "goods"]);
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.condition.kind")}
        options={CONDITIONS.map((value) => ({
          value,
          text: t(`programme.condition.${value}`),
        }))}
        {...register("condition", { onChange: () => textOfChoice(form) })}
      />
      {condition === "any" || condition === "birthday" ? (
        <span />
      ) : condition === "told" ? (
        <ToldField form={form} errors={errors} />
      ) : (
        <TextField
          className={`${BOX} ${condition === "cel" ? "font-mono" : "num"}`}
          label={t(
            condition === "cel" ? "programme.rule.advanced" : `programme.condition.${condition}`,
          )}
          {...(condition === "cel" && { hint: t("programme.rule.celHint") })}
          error={errors.get("conditionValue")}
          {...register("conditionValue")}
        />
      )}
      <SelectField
        className={BOX}
        label={t("programme.goods.kind")}
        options={(["any", "category", "tag", "cel"] as const).map((value) => ({
          value,
          text: t(`programme.goods.${value}`),
        }))}
        {...register("goods", { onChange: () => textOfChoice(form) })}
      />
      {goods === "any" ? (
        <span />
      ) : (
        <TextField
          className={`${BOX} ${goods === "cel" ? "font-mono" : ""}`}
          label={t(goods === "cel" ? "programme.rule.advanced" : "programme.rule.category")}
          {...(goods === "cel" && { hint: t("programme.rule.itemsHint") })}
          error={errors.get("goodsValue")}
          {...register("goodsValue")}
        />
      )}
    </>
  );
}

function Gift({
  form: { register, watch },
  errors,
  document,
}: Form & { readonly document: Document }) {
  const { t } = useTranslation();
  const mode = watch("mode");
  const modes = [
    { value: "fixed", text: t("programme.rule.fixed") },
    { value: "perMoney", text: t("programme.rule.perMoney") },
    { value: "multiply", text: t("programme.rule.multiply") },
    { value: "none", text: t("programme.rule.none") },
  ];
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.rule.give")}
        options={modes}
        {...register("mode")}
      />
      {mode === "none" ? (
        <span />
      ) : (
        <div className="grid grid-cols-2 gap-3">
          <TextField
            className={`num ${BOX}`}
            inputMode="decimal"
            label={t(mode === "multiply" ? "programme.rule.by" : "programme.rule.amount")}
            error={errors.get("amount")}
            {...register("amount")}
          />
          <SelectField
            className={BOX}
            label={t("programme.rule.unit")}
            options={idsIn(document, "units").map((value) => ({
              value,
              text: named(first.club.units[value]?.name, value),
            }))}
            {...register("unit")}
          />
        </div>
      )}
      {mode === "perMoney" && (
        <TextField
          className={BOX}
          label={t("programme.rule.each")}
          hint="1 SEK, 1 DKK"
          error={errors.get("each")}
          {...register("each")}
        />
      )}
    </>
  );
}

function Limits({ form: { register }, errors }: Form) {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        className={`num ${BOX}`}
        inputMode="numeric"
        label={t("programme.rule.limit")}
        error={errors.get("times")}
        {...register("times")}
      />
      <SelectField
        className={BOX}
        label={t("programme.rule.every")}
        options={(["day", "week", "month", "quarter", "year", "ever"] as const).map((value) => ({
          value,
          text: t(`programme.every.${value}`),
        }))}
        {...register("every")}
      />
      <TextField
        className={`num ${BOX}`}
        inputMode="decimal"
        label={t("programme.rule.holdout")}
        hint={t("programme.rule.holdoutHint")}
        error={errors.get("holdout")}
        {...register("holdout")}
      />
      <TextField
        className={BOX}
        label={t("programme.rule.levels")}
        hint={t("programme.rule.listHint")}
        error={errors.get("levels")}
        {...register("levels")}
      />
      <TextField
        className={BOX}
        label={t("programme.rule.channels")}
        hint={t("programme.rule.listHint")}
        error={errors.get("channels")}
        {...register("channels")}
      />
    </>
  );
}
