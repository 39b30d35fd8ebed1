/** A QR code as one SVG path: black on white in both themes, since cameras want it so. */
import { qrPath } from "./qr-path.ts";

export function Qr({
  text,
  label,
  className = "w-full",
}: {
  readonly text: string;
  readonly label: string;
  readonly className?: string;
}) {
  const { path, size } = qrPath(text);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={`bg-white ${className}`}
    >
      <path d={path} fill="#000" />
    </svg>
  );
}
