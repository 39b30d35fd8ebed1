/** A square button with a sign alone; its name is said and shown on hover. */
import type { ReactNode } from "react";

export function IconButton({
  label,
  onClick,
  disabled = false,
  type = "button",
  children,
}: {
  readonly label: string;
  readonly onClick?: () => void;
  readonly disabled?: boolean;
  readonly type?: "button" | "submit";
  readonly children: ReactNode;
}) {
  const look =
    type === "submit"
      ? "border-transparent bg-brand text-on-brand hover:brightness-110"
      : "border-line-strong bg-card text-brand hover:bg-brand-soft";
  return (
    <button
      type={type === "submit" ? "submit" : "button"}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
      className={`grid size-14 shrink-0 place-items-center rounded-control border transition duration-100 disabled:opacity-60 ${look}`}
    >
      {children}
    </button>
  );
}
