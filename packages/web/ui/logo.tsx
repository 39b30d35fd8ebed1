/** The picture that stands for the club; where it has none, what is inside stands in its place. */
import type { ReactNode } from "react";
import { pathTo } from "./api.ts";
import { first } from "./first.ts";

/**
 * As high as said, and as wide as that makes it: its place is known before it comes. On dark paper it lies on a light
 * plate, since nobody has drawn it for the dark. The server draws the same: packages/server/src/pages/logo.ts.
 *
 * @param className its height, such as h-10.
 */
export function Logo({
  className,
  children = null,
}: {
  readonly className: string;
  readonly children?: ReactNode;
}) {
  const { logo } = first.club.brand;
  if (logo === null) return children;
  return (
    <img
      src={pathTo(logo.path)}
      alt={logo.alt}
      width={logo.width}
      height={logo.height}
      className={`w-auto max-w-full self-start object-contain object-left dark:rounded-sm dark:bg-white dark:p-1 ${className}`}
    />
  );
}
