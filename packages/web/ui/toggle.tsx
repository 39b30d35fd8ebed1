/** A switch with its label, and a choice of a few. */
import { Switch } from "@base-ui/react/switch";
import { useId, type ReactNode } from "react";

export function Toggle({
  label,
  hint,
  checked,
  disabled,
  onChange,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="flex min-h-12 items-center justify-between gap-4">
      <div>
        <span id={id} className="font-medium">
          {label}
        </span>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-sm text-muted">
            {hint}
          </p>
        )}
      </div>
      <Switch.Root
        aria-labelledby={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        className="group grid h-11 w-14 shrink-0 place-items-center rounded-full"
      >
        <span className="flex h-8 w-14 items-center rounded-full border-2 border-line-strong bg-paper p-0.5 transition duration-100 group-data-[checked]:border-brand group-data-[checked]:bg-brand">
          <Switch.Thumb className="size-6 rounded-full bg-line-strong transition duration-100 data-[checked]:translate-x-6 data-[checked]:bg-on-brand" />
        </span>
      </Switch.Root>
    </div>
  );
}

/** One of a few, as native radio buttons that look like one bar. */
export function Choice<Value extends string>({
  legend,
  value,
  options,
  onChange,
  size = "min-h-12",
}: {
  readonly legend: string;
  readonly value: Value;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
  readonly size?: string;
}) {
  const name = useId();
  return (
    <fieldset>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <label
            key={option.value}
            className={`flex items-center gap-2 rounded-control border border-line-strong bg-card px-4 has-checked:border-brand has-checked:bg-brand-soft has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-brand ${size}`}
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="size-4 accent-brand"
            />
            {option.text}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
