/** Buttons and links that look like them. Heights by surface: console 40, member 48, till 56. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";

const kinds = {
  main: "bg-brand text-on-brand hover:brightness-110 border border-transparent",
  accent:
    "bg-accent text-on-accent hover:brightness-105 border border-line-strong dark:border-transparent",
  plain: "bg-card text-brand border border-line-strong hover:bg-brand-soft",
  quiet: "text-brand hover:bg-brand-soft border border-transparent",
  danger: "bg-card text-bad border border-bad hover:bg-brand-soft",
} as const;

const sizes = {
  console: "min-h-10 px-4 text-sm",
  member: "min-h-12 px-5",
  till: "min-h-14 px-6 text-lg",
} as const;

export type ButtonKind = keyof typeof kinds;
export type ButtonSize = keyof typeof sizes;

/** For links as well. */
export const buttonClass = (
  kind: ButtonKind = "main",
  size: ButtonSize = "member",
  more = "",
): string =>
  `inline-flex items-center justify-center gap-2 rounded-control font-semibold transition duration-100 ease-out aria-disabled:opacity-60 disabled:opacity-60 ${kinds[kind]} ${sizes[size]} ${more}`;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: ButtonKind;
  readonly size?: ButtonSize;
  /** Said instead of the label while the act is under way. */
  readonly busy?: string | false | undefined;
  readonly children: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind, size, busy, className = "", children, ...rest }: ButtonProps) {
  const isBusy = typeof busy === "string";
  return (
    <button
      type="button"
      {...rest}
      className={buttonClass(kind, size, className)}
      disabled={rest.disabled === true || isBusy}
      aria-busy={isBusy || undefined}
    >
      {isBusy ? busy : children}
    </button>
  );
}
