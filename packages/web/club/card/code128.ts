/**
 * A card's number as the bars of Code 128 (ISO/IEC 15417). Digits in pairs go by set C, two in each symbol, so that
 * the bars stay wide enough for old scanners; all else goes by set B.
 */
import { BARS } from "jsbarcode/bin/barcodes/CODE128/constants.js";

const START_B = 104;
const START_C = 105;
const STOP = 106;
const MODULO = 103;
const SPACE = 32;

/** Black and white modules as ones and zeros, without the quiet zones. Null where a sign has no symbol in set B. */
export function code128(text: string): string | null {
  const inPairs = /^(?:\d\d)+$/.test(text);
  if (!inPairs && !/^[\x20-\x7e]+$/.test(text)) return null;
  const values = inPairs
    ? Array.from({ length: text.length / 2 }, (_, pair) =>
        Number(text.slice(pair * 2, pair * 2 + 2)),
      )
    : Array.from(text, (sign) => sign.charCodeAt(0) - SPACE);
  const start = inPairs ? START_C : START_B;
  const check = values.reduce((sum, value, place) => sum + value * (place + 1), start) % MODULO;
  return [start, ...values, check, STOP].map((symbol) => String(BARS[symbol])).join("");
}

/** The black bars as an SVG path, one unit a module and `height` high, with ten modules of white at both ends. */
export function barsPath(modules: string, height: number): { path: string; width: number } {
  const parts: string[] = [];
  for (const { 0: bar, index } of modules.matchAll(/1+/g))
    parts.push(`M${index + QUIET} 0h${bar.length}v${height}h-${bar.length}z`);
  return { path: parts.join(""), width: modules.length + 2 * QUIET };
}

const QUIET = 10;
