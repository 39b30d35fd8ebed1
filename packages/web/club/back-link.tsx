/** To the screen above. */
import { Link, type LinkProps } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";

export function BackLink({
  to,
  text,
}: {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly text: string;
}) {
  return (
    <Link to={to} className="-mt-3 inline-flex min-h-11 items-center gap-1 self-start text-brand">
      <ChevronLeft aria-hidden="true" size={20} />
      {text}
    </Link>
  );
}
