/** A labelled field with its hint and its error beside it. */
import { useId, type InputHTMLAttributes, type ReactNode, type Ref } from "react";

interface FieldProps {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: ReactNode | undefined;
}

const boxClass =
  "w-full rounded-control border border-line-strong bg-card px-3 text-ink aria-invalid:border-bad aria-invalid:border-2";

/** Gives the control its id and what describes it. */
export function Labelled({
  label,
  hint,
  error,
  children,
}: FieldProps & {
  readonly children: (control: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`]
    .filter((part) => part !== false)
    .join(" ");
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({
        id,
        "aria-describedby": described === "" ? undefined : described,
        "aria-invalid": error === undefined ? undefined : true,
      })}
      <FieldNotes id={id} hint={hint} error={error} />
    </div>
  );
}

/** What is wrong, told as it comes, and what helps; the control is described by `${id}-error` and `${id}-hint`. */
export function FieldNotes({
  id,
  hint,
  error,
}: Omit<FieldProps, "label"> & { readonly id: string }) {
  return (
    <>
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="text-sm font-medium text-bad">
          <span aria-hidden="true">⚠ </span>
          {error}
        </p>
      )}
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      )}
    </>
  );
}

export function TextField({
  label,
  hint,
  error,
  className = "min-h-12",
  ref,
  ...input
}: FieldProps & InputHTMLAttributes<HTMLInputElement> & { readonly ref?: Ref<HTMLInputElement> }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(control) => (
        <input {...control} {...input} ref={ref} className={`${boxClass} ${className}`} />
      )}
    </Labelled>
  );
}

export function SelectField({
  label,
  hint,
  error,
  options,
  className = "min-h-12",
  ref,
  ...select
}: FieldProps &
  React.SelectHTMLAttributes<HTMLSelectElement> & {
    readonly options: readonly { readonly value: string; readonly text: string }[];
    readonly ref?: Ref<HTMLSelectElement>;
  }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(control) => (
        <select {...control} {...select} ref={ref} className={`${boxClass} ${className}`}>
          {options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

export function TextArea({
  label,
  hint,
  error,
  className = "min-h-24 py-2",
  ref,
  ...area
}: FieldProps &
  React.TextareaHTMLAttributes<HTMLTextAreaElement> & { readonly ref?: Ref<HTMLTextAreaElement> }) {
  return (
    <Labelled label={label} hint={hint} error={error}>
      {(control) => (
        <textarea {...control} {...area} ref={ref} className={`${boxClass} ${className}`} />
      )}
    </Labelled>
  );
}
