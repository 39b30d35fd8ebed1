/** A rule of a draft: its sentence, and its form when it is opened. */
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useForm, type UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { first } from "../../ui/first.ts";
import { language, named } from "../../ui/format.ts";
import { formOf, idsIn, ruleFrom, type Document, type Rule, type RuleForm } from "./rule-form.ts";
import { ruleName, sentenceOf, triggerWord } from "./sentences.ts";

interface ProblemShown {
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly advice?: string | undefined;
}

export function Problems({ problems }: { readonly problems: readonly ProblemShown[] }) {
  if (problems.length === 0) return null;
  return (
    <ul lang="en" className="flex flex-col gap-1 text-sm">
      {problems.map(({ severity, message, advice }, index) => (
        <li key={index} className={severity === "error" ? "font-medium text-bad" : "text-muted"}>
          <span aria-hidden="true">{severity === "error" ? "⚠ " : "· "}</span>
          {message} {advice}
        </li>
      ))}
    </ul>
  );
}

export function RuleEditor({
  rule,
  document,
  problems,
  onChange,
  onMove,
  onDrop,
}: {
  readonly rule: Rule;
  readonly document: Document;
  readonly problems: readonly ProblemShown[];
  readonly onChange: (rule: Rule) => void;
  readonly onMove: (step: -1 | 1) => void;
  readonly onDrop: () => void;
}) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const name = ruleName(rule);
  const moves = [
    { key: "up", act: () => onMove(-1), Icon: ArrowUp },
    { key: "down", act: () => onMove(1), Icon: ArrowDown },
    { key: "drop", act: onDrop, Icon: Trash2 },
  ] as const;
  return (
    <Card as="li" className="flex flex-col gap-3 p-4" aria-label={name}>
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h3 className="text-lg">{name}</h3>
        <div className="flex gap-1">
          {moves.map(({ key, act, Icon }) => (
            <button
              key={key}
              type="button"
              aria-label={t(`programme.${key}`, { name })}
              onClick={act}
              className="grid size-9 place-items-center rounded-control hover:bg-brand-soft"
            >
              <Icon aria-hidden="true" size={18} />
            </button>
          ))}
          <Button
            size="console"
            kind="plain"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? t("programme.close") : t("programme.edit")}
          </Button>
        </div>
      </div>
      <p>{sentenceOf(rule, t)}</p>
      <Problems problems={problems} />
      {isOpen && <Fields rule={rule} document={document} onChange={onChange} />}
    </Card>
  );
}

const BOX = "min-h-10";

function Fields({
  rule,
  document,
  onChange,
}: {
  readonly rule: Rule;
  readonly document: Document;
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
      <TextField className={BOX} label={t("programme.rule.name")} {...register("name")} />
      <SelectField
        className={BOX}
        label={t("programme.rule.on")}
        options={known.map((value) => ({ value, text: triggerWord(value, t) }))}
        {...register("on")}
      />
      <Conditions form={form} />
      <Gift form={form} document={document} />
      <TextField
        className={BOX}
        type="date"
        label={t("programme.rule.from")}
        {...register("from")}
      />
      <TextField
        className={BOX}
        type="date"
        label={t("programme.rule.through")}
        {...register("through")}
      />
      <Limits form={form} />
    </div>
  );
}

type Form = { readonly form: UseFormReturn<RuleForm> };

function Conditions({ form: { register, watch } }: Form) {
  const { t } = useTranslation();
  const [condition, goods] = watch(["condition", "goods"]);
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.condition.kind")}
        options={(["any", "paid", "member", "cel"] as const).map((value) => ({
          value,
          text: t(`programme.condition.${value}`),
        }))}
        {...register("condition")}
      />
      {condition === "any" ? (
        <span />
      ) : (
        <TextField
          className={`${BOX} ${condition === "cel" ? "font-mono" : "num"}`}
          label={t(
            condition === "cel" ? "programme.rule.advanced" : `programme.condition.${condition}`,
          )}
          {...(condition === "cel" && { hint: t("programme.rule.celHint") })}
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
        {...register("goods")}
      />
      {goods === "any" ? (
        <span />
      ) : (
        <TextField
          className={`${BOX} ${goods === "cel" ? "font-mono" : ""}`}
          label={t(goods === "cel" ? "programme.rule.advanced" : "programme.rule.category")}
          {...(goods === "cel" && { hint: t("programme.rule.itemsHint") })}
          {...register("goodsValue")}
        />
      )}
    </>
  );
}

function Gift({ form: { register, watch }, document }: Form & { readonly document: Document }) {
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
          {...register("each")}
        />
      )}
    </>
  );
}

function Limits({ form: { register } }: Form) {
  const { t } = useTranslation();
  return (
    <>
      <TextField
        className={`num ${BOX}`}
        inputMode="numeric"
        label={t("programme.rule.limit")}
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
        {...register("holdout")}
      />
      <TextField
        className={BOX}
        label={t("programme.rule.levels")}
        hint={t("programme.rule.listHint")}
        {...register("levels")}
      />
      <TextField
        className={BOX}
        label={t("programme.rule.channels")}
        hint={t("programme.rule.listHint")}
        {...register("channels")}
      />
    </>
  );
}
