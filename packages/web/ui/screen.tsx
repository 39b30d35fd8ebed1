/** The frame of a screen: its title in the tab, its heading, and where focus goes when one comes to it. */
import { useEffect, useRef, type ReactNode } from "react";
import { first } from "./first.ts";

export function Screen({
  title,
  above,
  children,
  actions,
  className = "",
}: {
  readonly title: string;
  /** What stands before the heading. */
  readonly above?: ReactNode;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly className?: string;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} – ${first.club.name}`;
  }, [title]);
  useEffect(() => {
    // Whoever came by a link inside the app is told where they are now.
    if (document.activeElement === document.body) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={`flex flex-col gap-5 ${className}`}>
      {above}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <h1 ref={heading} tabIndex={-1} className="text-2xl outline-none">
          {title}
        </h1>
        {actions}
      </div>
      {children}
    </div>
  );
}
