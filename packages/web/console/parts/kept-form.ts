/** Forms that are saved: refusals stand beside their fields, the first one gets the focus, and drafts outlive the tab. */
import { useEffect, useState } from "react";
import {
  useForm,
  type DefaultValues,
  type FieldValues,
  type Path,
  type Resolver,
  type UseFormReturn,
} from "react-hook-form";
import { TrofastProblem } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { changedIn } from "./changed-in.ts";
import { fieldAt } from "./field-at.ts";
import { wordsOf } from "./refusals.ts";

interface Kept<Values extends FieldValues> {
  readonly form: UseFormReturn<Values>;
  /** What was written and never saved is in the form again. */
  readonly isDraft: boolean;
  readonly discard: () => void;
  /** Puts a refusal's words beside the fields they are about; false where none of them is about a field. */
  readonly refuse: (error: unknown) => boolean;
  /** It is saved: the draft is not needed any more. */
  readonly saved: () => void;
}

interface Ways<Values extends FieldValues> {
  /** Fields that are never kept: secrets. */
  readonly unkept?: readonly Path<Values>[];
  /** Fields that are called otherwise in the contract, by its name. */
  readonly places?: Readonly<Record<string, Path<Values>>>;
  readonly resolver?: Resolver<Values>;
}

/** A form whose contents are kept in this browser until they are saved. Only what differs from its start is kept. */
export function useKeptForm<Values extends FieldValues>(
  key: string,
  start: DefaultValues<Values>,
  fields: readonly Path<Values>[],
  { unkept = [], places = {}, resolver }: Ways<Values> = {},
): Kept<Values> {
  const place = `trofast_draft_${first.base}_${key}`;
  const [draft] = useState(() => localStorage.getItem(place));
  const [isDraft, setDraft] = useState(draft !== null);
  const [begun] = useState(start);
  const [values] = useState<DefaultValues<Values>>(() =>
    draft === null ? start : Object.assign({}, start, JSON.parse(draft)),
  );
  const form = useForm<Values>({
    defaultValues: values,
    ...(resolver && { resolver, shouldFocusError: false }),
  });
  const { watch } = form;
  const leftOut = unkept.join();
  useEffect(() => {
    const { unsubscribe } = watch((now) => {
      const changed = changedIn(begun, now, leftOut.split(","));
      if (changed === null) localStorage.removeItem(place);
      else localStorage.setItem(place, JSON.stringify(changed));
    });
    return unsubscribe;
  }, [watch, place, begun, leftOut]);
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
    refuse: (error) => refuse(form, (pointer) => fieldAt(pointer, fields, places), error),
  };
}

function refuse<Values extends FieldValues>(
  form: UseFormReturn<Values>,
  fieldOf: (pointer: string) => Path<Values> | undefined,
  error: unknown,
): boolean {
  if (!(error instanceof TrofastProblem)) return false;
  let isPlaced = false;
  for (const { pointer, code, detail } of error.errors) {
    const name = fieldOf(pointer);
    if (name === undefined) continue;
    const message = wordsOf({ code, message: detail });
    form.setError(name, { message }, { shouldFocus: !isPlaced });
    isPlaced = true;
  }
  return isPlaced;
}
