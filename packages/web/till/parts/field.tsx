/** A field that is hit with a thumb and read at arm's length. */
import { useId, type InputHTMLAttributes, type Ref } from "react";

export function TillField({
  label,
  error,
  ref,
  className = "",
  ...input
}: InputHTMLAttributes<HTMLInputElement> & {
  readonly label: string;
  readonly error?: string | undefined;
  readonly ref?: Ref<HTMLInputElement>;
}) {
  const id = useId();
  return (
    <div className="flex min-w-0 grow flex-col gap-1.5">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        {...input}
        ref={ref}
        id={id}
        autoComplete={input.autoComplete ?? "off"}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        className={`min-h-14 w-full rounded-control border border-line-strong bg-card px-3 text-lg text-ink aria-invalid:border-2 aria-invalid:border-bad ${className}`}
      />
      {error !== undefined && (
        <p id={`${id}-error`} role="alert" className="font-medium text-bad">
          <span aria-hidden="true">⚠ </span>
          {error}
        </p>
      )}
    </div>
  );
}
