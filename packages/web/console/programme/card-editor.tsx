/** A stamp card of a draft as a form: what gives stamps, how many fill it, and what a full card gives. */
import { useTranslation } from "react-i18next";
import { SelectField, TextField } from "../../ui/field.tsx";
import { language } from "../../ui/format.ts";
import { idsIn, nameIn, textOf, type Document, type Rule } from "./rule-form.ts";
import { triggerWord, useRuleWords } from "./sentences.ts";
import { DroppableThing, useThingForm, type EditorProps } from "./thing-editor.tsx";
import { BOX, FORM, groundOf, NamesFields } from "./thing-fields.tsx";
import { cardForm, cardFrom, listOf, type CardForm } from "./things.ts";

const PLACES = {
  name: "names",
  on: "on",
  items: "goodsValue",
  count: "count",
  perEventMax: "perEventMax",
  goal: "goal",
  grants: "grants",
} as const;

/** Rewards by what they are called, for a choice. */
export const rewardOptions = (document: Document, none: string) => [
  { value: "", text: none },
  ...listOf(document, "rewards").map((reward) => ({
    value: textOf(reward["id"]),
    text: nameIn(reward["name"], language()) || textOf(reward["id"]),
  })),
];

export function CardEditor({
  card,
  index,
  document,
  onChange,
  ...editor
}: EditorProps & {
  readonly card: Rule;
  readonly index: number;
  readonly onChange: (card: Rule) => void;
}) {
  const { t } = useTranslation();
  const words = useRuleWords();
  const ground = groundOf(document);
  const [form, set] = useThingForm(
    () => cardForm(card, ground),
    (next) => onChange(cardFrom(card, next)),
  );
  const name = nameIn(card["name"], language()) || textOf(card["id"]);
  const rewards = rewardOptions(document, t("programme.things.card.choose"));
  const reward = rewards.find(({ value }) => value === form.grants && value !== "")?.text ?? "…";
  return (
    <DroppableThing
      name={name}
      place={`/cards/${index}`}
      places={PLACES}
      sentence={[
        t("programme.things.card.sentence", { count: Number(form.goal), goal: form.goal, reward }),
        words.goods(card),
      ]
        .filter((part) => part !== null)
        .join(", ")
        .concat(".")}
      editor={editor}
    >
      {(errors) => (
        <Fields form={form} set={set} document={document} errors={errors} rewards={rewards} />
      )}
    </DroppableThing>
  );
}

interface FieldsProps {
  readonly form: CardForm;
  readonly set: (part: Partial<CardForm>) => void;
  readonly document: Document;
  readonly errors: ReadonlyMap<string, string>;
  readonly rewards: readonly { readonly value: string; readonly text: string }[];
}

function Fields({ form, set, document, errors, rewards }: FieldsProps) {
  const { t } = useTranslation();
  const triggers = ["purchase", ...idsIn(document, "activities")];
  const known = triggers.includes(form.on) ? triggers : [...triggers, form.on];
  return (
    <div className={FORM}>
      <NamesFields
        legend={t("programme.things.names")}
        names={form.names}
        error={errors.get("names")}
        onChange={(names) => set({ names })}
      />
      <TextField
        className={`num ${BOX}`}
        inputMode="numeric"
        label={t("programme.things.card.goal")}
        value={form.goal}
        error={errors.get("goal")}
        onChange={(event) => set({ goal: event.target.value })}
      />
      <SelectField
        className={BOX}
        label={t("programme.things.card.grants")}
        value={form.grants}
        options={rewards}
        error={errors.get("grants")}
        onChange={(event) => set({ grants: event.target.value })}
      />
      <SelectField
        className={BOX}
        label={t("programme.things.card.on")}
        value={form.on}
        options={known.map((value) => ({ value, text: triggerWord(value, t) }))}
        error={errors.get("on")}
        onChange={(event) => set({ on: event.target.value })}
      />
      <SelectField
        className={BOX}
        label={t("programme.things.card.count")}
        value={form.count}
        options={(["items", "events"] as const).map((value) => ({
          value,
          text: t(`programme.things.card.${value}`),
        }))}
        onChange={(event) => set({ count: event.target.value })}
      />
      {form.on === "purchase" && <Goods form={form} set={set} error={errors.get("goodsValue")} />}
      <TextField
        className={`num ${BOX}`}
        inputMode="numeric"
        label={t("programme.things.card.perEventMax")}
        value={form.perEventMax}
        error={errors.get("perEventMax")}
        onChange={(event) => set({ perEventMax: event.target.value })}
      />
    </div>
  );
}

const goodsKinds = ["any", "category", "tag", "cel"] as const;

function Goods({
  form,
  set,
  error,
}: Pick<FieldsProps, "form" | "set"> & { readonly error: string | undefined }) {
  const { t } = useTranslation();
  const { goods, goodsValue } = form;
  return (
    <>
      <SelectField
        className={BOX}
        label={t("programme.goods.kind")}
        value={goods}
        options={goodsKinds.map((value) => ({ value, text: t(`programme.goods.${value}`) }))}
        onChange={(event) =>
          set({ goods: goodsKinds.find((kind) => kind === event.target.value) ?? "any" })
        }
      />
      {goods !== "any" && (
        <TextField
          className={`${BOX} ${goods === "cel" ? "font-mono" : ""}`}
          label={t(goods === "cel" ? "programme.rule.advanced" : "programme.rule.category")}
          {...(goods === "cel" && { hint: t("programme.rule.itemsHint") })}
          value={goodsValue}
          error={error}
          onChange={(event) => set({ goodsValue: event.target.value })}
        />
      )}
    </>
  );
}
