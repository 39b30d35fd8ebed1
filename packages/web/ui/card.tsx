/** Surfaces. */
import type { ReactNode } from "react";

export function Card({
  children,
  className = "",
  as: Element = "section",
  ...rest
}: {
  readonly children: ReactNode;
  readonly className?: string;
  readonly as?: "section" | "article" | "div" | "li";
  readonly "aria-labelledby"?: string;
  readonly "aria-label"?: string;
}) {
  return (
    <Element className={`rounded-card border border-line bg-card p-5 ${className}`} {...rest}>
      {children}
    </Element>
  );
}

/** A word on a tint; the word carries the meaning, never the colour alone. */
export function Chip({
  children,
  tone = "soft",
}: {
  readonly children: ReactNode;
  readonly tone?: "soft" | "accent" | "good" | "bad";
}) {
  const tones = {
    soft: "bg-brand-soft text-ink",
    accent: "bg-accent text-on-accent",
    good: "border border-good text-good",
    bad: "border border-bad text-bad",
  };
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-medium ${tones[tone]}`}
    >
      {children}
    </span>
  );
}
