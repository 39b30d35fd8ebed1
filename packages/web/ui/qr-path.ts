/** The black squares of a QR code as one SVG path: pure. */
import { encode } from "uqr";

const BORDER = 2;

/** @returns the path, and how many squares wide and high the code is with its border. */
export function qrPath(text: string): { readonly path: string; readonly size: number } {
  const { data, size } = encode(text, { ecc: "M", border: BORDER });
  const path = data
    .flatMap((row, y) => row.map((isBlack, x) => (isBlack ? `M${x} ${y}h1v1h-1z` : "")))
    .join("");
  return { path, size };
}
