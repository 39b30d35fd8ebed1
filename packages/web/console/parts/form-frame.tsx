/** Around the fields of every form that is saved: its draft, what was refused, and its button. */
import type { ReactNode } from "react";
import type { FieldValues } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { FieldNotes } from "../../ui/field.tsx";
import { FailureWords } from "../../ui/states.tsx";
import { DraftNote } from "./draft-note.tsx";
import type { SavedForm } from "./saved-form.ts";

export function FormFrame<Values extends FieldValues>({
  form,
  submit,
  children,
  fields = "flex flex-col gap-4",
  mayWrite = true,
  kind = "main",
  isInRow = false,
  onFailure,
}: {
  readonly form: SavedForm<Values>;
  /** What the button says. */
  readonly submit: ReactNode;
  readonly children: ReactNode;
  /** How the fields lie. */
  readonly fields?: string;
  readonly mayWrite?: boolean;
  readonly kind?: "main" | "plain";
  /** The button beside the fields, for a form in a row of a table. */
  readonly isInRow?: boolean;
  /** What to show instead of a failure's own words; nothing: these. */
  readonly onFailure?: (error: unknown) => ReactNode;
}) {
  const { t } = useTranslation();
  const { failure } = form;
  return (
    <form
      ref={form.ref}
      noValidate
      className={isInRow ? "flex min-w-56 flex-wrap items-end gap-2" : "flex flex-col gap-4"}
      onSubmit={form.submit}
    >
      {form.isDraft && mayWrite && <DraftNote discard={form.discard} />}
      <fieldset disabled={!mayWrite} className={`min-w-0 ${fields}`}>
        {children}
      </fieldset>
      {failure && (
        <div role="alert" className="font-medium text-bad">
          {onFailure?.(failure.error) ?? <FailureWords error={failure.error} />}
        </div>
      )}
      {mayWrite && (
        <div>
          <Button type="submit" size="console" kind={kind} busy={form.isBusy && t("ui.saving")}>
            {submit}
          </Button>
        </div>
      )}
    </form>
  );
}

/** Several of a few, with what is wrong with the choice. */
export function CheckGroup({
  legend,
  hint,
  error,
  options,
  chosen,
  onChange,
  id,
}: {
  readonly legend: string;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly options: readonly {
    readonly value: string;
    readonly text: string;
    readonly lang?: string;
  }[];
  readonly chosen: readonly string[];
  readonly onChange: (chosen: string[]) => void;
  /** Of the group, unlike any other of the page. */
  readonly id: string;
}) {
  const described = error === undefined ? undefined : `${id}-error`;
  return (
    <fieldset aria-describedby={hint === undefined ? undefined : `${id}-hint`}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-1">
        {options.map(({ value, text, lang }) => (
          <label key={value} lang={lang} className="flex min-h-10 items-center gap-2">
            <input
              type="checkbox"
              className="size-4 accent-brand"
              aria-invalid={error === undefined ? undefined : true}
              aria-describedby={described}
              checked={chosen.includes(value)}
              onChange={(event) =>
                onChange(
                  event.target.checked ? [...chosen, value] : chosen.filter((one) => one !== value),
                )
              }
            />
            {text}
          </label>
        ))}
      </div>
      <FieldNotes id={id} hint={hint} error={error} />
    </fieldset>
  );
}
