/** Which answer of the member a rule asks for: what the club asks, with its choices. */
import { useQuery } from "@tanstack/react-query";
import type { UseFormReturn } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { SelectField } from "../../ui/field.tsx";
import { named } from "../../ui/format.ts";
import type { RuleForm } from "./rule-form.ts";
import { toldChoices, type Asked, type ToldChoice } from "./told.ts";

const NONE: readonly Asked[] = [];

/** The questions of the club; none until they are known. */
export function useAsked(): readonly Asked[] {
  const fields = useQuery({
    queryKey: ["profile-fields"],
    queryFn: async ({ signal }) => (await trofast.members.fields({ signal })).data,
  });
  return fields.data ?? NONE;
}

export function ToldField({
  form: { register, getValues },
  errors,
}: {
  readonly form: UseFormReturn<RuleForm>;
  readonly errors: ReadonlyMap<keyof RuleForm, string>;
}) {
  const { t } = useTranslation();
  const options = toldChoices(useAsked()).map((choice) => ({
    value: choice.text,
    text: called(choice, t("programme.condition.yes")),
  }));
  const now = getValues("conditionValue");
  const isKnown = now === "" || options.some(({ value }) => value === now);
  return (
    <SelectField
      className="min-h-10"
      label={t("programme.condition.answer")}
      hint={t("programme.condition.answerHint")}
      error={errors.get("conditionValue")}
      options={[
        { value: "", text: t("programme.condition.choose") },
        ...(isKnown ? [] : [{ value: now, text: now }]),
        ...options,
      ]}
      {...register("conditionValue")}
    />
  );
}

/** "Mjölk: havre". */
function called({ asked, choice }: ToldChoice, yes: string): string {
  const answer = choice === null ? yes : named(choice.label, choice.value);
  return `${named(asked.label, asked.field)}: ${answer}`;
}
