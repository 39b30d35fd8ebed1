/** A form that makes or changes one thing by one call: checked by the contract as it is sent, kept until it is saved. */
import { useState, type FormEvent, type RefObject } from "react";
import {
  get,
  set,
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  type Path,
  type Resolver,
  type UseFormRegisterReturn,
  type UseFormReturn,
} from "react-hook-form";
import { useFocusOnWrong } from "../../ui/focus-wrong.ts";
import { ProofRefused, useAct } from "../step-up.tsx";
import { fieldAt } from "./field-at.ts";
import { useKeptForm } from "./kept-form.ts";
import { faultsOf, type Fault, type Wire } from "./refusals.ts";

interface Saving<Values extends FieldValues, Input extends Wire, Answer> {
  /** What its draft is kept under. */
  readonly key: string;
  readonly start: DefaultValues<NoInfer<Values>>;
  /** Named as the contract names them, so that refusals find them. */
  readonly fields: readonly Path<Values>[];
  /** Fields that are called otherwise in the contract, by its name: `credentials.secret`. */
  readonly places?: Readonly<Record<string, Path<Values>>>;
  /** Never kept in the browser. */
  readonly secrets?: readonly Path<Values>[];
  /** The call as the contract has it. */
  readonly endpoint: Parameters<typeof faultsOf>[0];
  readonly input: (values: Values) => Input;
  readonly call: (input: Input) => Promise<Answer>;
  readonly done: (answer: Answer, values: Values) => void;
  /** What the contract cannot know, by field. */
  readonly check?: (values: Values) => readonly Fault[];
  /** Whether the form is empty again once it is saved, for the next one. */
  readonly isEmptied?: boolean;
  /** Its draft is kept also when the call went well: something is still to come; see `forget`. */
  readonly isOnTheWay?: boolean;
}

export interface SavedForm<Values extends FieldValues> {
  readonly form: UseFormReturn<Values>;
  readonly ref: RefObject<HTMLFormElement | null>;
  readonly isDraft: boolean;
  readonly discard: () => void;
  readonly isBusy: boolean;
  /** A failure that is about no field. */
  readonly failure: { readonly error: unknown } | null;
  readonly submit: (event: FormEvent) => void;
  /** For a field of the kit. */
  readonly field: (name: Path<Values>) => UseFormRegisterReturn & { error: string | undefined };
  readonly errorOf: (name: Path<Values>) => string | undefined;
  /** Its draft is not needed any more. */
  readonly forget: () => void;
}

/** Everything that is wrong is said beside its field at once; the first one, as the eye reads, gets the focus. */
export function useSavedForm<Values extends FieldValues, Input extends Wire, Answer>(
  saving: Saving<Values, Input, Answer>,
): SavedForm<Values> {
  const { fields, secrets = [], places = {}, endpoint, input, call, done } = saving;
  const { ref, focusWrong } = useFocusOnWrong();
  const resolver = resolverOf(
    (pointer) => fieldAt(pointer, fields, places),
    (values: Values) => [...faultsOf(endpoint, input(values)), ...(saving.check?.(values) ?? [])],
  );
  const kept = useKeptForm<Values>(saving.key, saving.start, fields, {
    unkept: secrets,
    places,
    resolver,
  });
  const { form } = kept;
  const [failed, setFailed] = useState<unknown>(null);
  const act = useAct(
    (values: Values) => call(input(values)),
    (answer, values) => {
      if (saving.isOnTheWay !== true) kept.saved();
      if (saving.isEmptied === true) form.reset(saving.start);
      done(answer, values);
    },
    { quiet: true },
  );
  const { errors } = form.formState;
  const errorOf = (name: Path<Values>): string | undefined => {
    const message: unknown = get(errors, `${name}.message`) ?? get(errors, `${name}.0.message`);
    return typeof message === "string" ? message : undefined;
  };
  const send = (values: Values): void => {
    setFailed(null);
    act.mutate(values, {
      onError: (error) => {
        if (kept.refuse(error)) focusWrong();
        else if (!(error instanceof ProofRefused)) setFailed(error);
      },
    });
  };
  return {
    form,
    ref,
    isDraft: kept.isDraft,
    discard: () => {
      setFailed(null);
      kept.discard();
    },
    isBusy: act.isPending,
    failure: failed === null ? null : { error: failed },
    submit: (event) => {
      event.preventDefault();
      void form.handleSubmit(send, focusWrong)(event);
    },
    field: (name) => ({ ...form.register(name), error: errorOf(name) }),
    errorOf,
    forget: kept.saved,
  };
}

function resolverOf<Values extends FieldValues>(
  nameAt: (pointer: string) => string | undefined,
  check: (values: Values) => readonly Fault[],
): Resolver<Values> {
  return (values) => {
    const errors: FieldErrors<Values> = {};
    for (const { pointer, words } of check(values)) {
      const name = nameAt(pointer);
      // The first thing that is wrong with a field is enough; what is about no field the server says.
      if (name !== undefined && get(errors, name) === undefined)
        set(errors, name, { type: "contract", message: words });
    }
    return Object.keys(errors).length === 0 ? { values, errors: {} } : { values: {}, errors };
  };
}
