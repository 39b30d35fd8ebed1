/** Forms that are saved: refusals stand beside their fields, the first one gets the focus, and drafts outlive the tab. */
import { useEffect, useState } from "react";
import {
  useForm,
  type DefaultValues,
  type FieldValues,
  type Path,
  type UseFormReturn,
} from "react-hook-form";
import { TrofastProblem } from "../../ui/api.ts";
import { fieldAt } from "./field-at.ts";

interface Kept<Values extends FieldValues> {
  readonly form: UseFormReturn<Values>;
  /** What was written and never saved is in the form again. */
  readonly isDraft: boolean;
  readonly discard: () => void;
  /** Puts a refusal's words beside the fields they are about. */
  readonly refuse: (error: unknown) => void;
  /** It is saved: the draft is not needed any more. */
  readonly saved: () => void;
}

/** A form whose contents are kept in this browser until they are saved. */
export function useKeptForm<Values extends FieldValues>(
  key: string,
  start: DefaultValues<Values>,
  fields: readonly Path<Values>[],
): Kept<Values> {
  const place = `trofast_draft_${key}`;
  const [draft] = useState(() => localStorage.getItem(place));
  const [isDraft, setDraft] = useState(draft !== null);
  const [values] = useState<DefaultValues<Values>>(() =>
    draft === null ? start : Object.assign({}, start, JSON.parse(draft)),
  );
  const form = useForm<Values>({ defaultValues: values });
  const { watch } = form;
  useEffect(() => {
    const { unsubscribe } = watch((now) => localStorage.setItem(place, JSON.stringify(now)));
    return unsubscribe;
  }, [watch, place]);
  const saved = (): void => {
    localStorage.removeItem(place);
    setDraft(false);
  };
  return {
    form,
    isDraft,
    saved,
    discard: () => {
      form.reset(start);
      saved();
    },
    refuse: (error) => {
      if (!(error instanceof TrofastProblem)) return;
      let isFirst = true;
      for (const { pointer, detail } of error.errors) {
        const at = fieldAt(pointer, fields);
        const name = fields.find((known) => known === at);
        if (name === undefined) continue;
        form.setError(name, { message: detail }, { shouldFocus: isFirst });
        isFirst = false;
      }
    },
  };
}
