/**
 * How fast one core is at this moment: rented machines give twice as much in one hour as in another, and a figure means
 * little without it. A fixed piece of work of the kind that a server does, timed; it never changes, so that paces of
 * different days can be compared.
 */
import { median } from "./report.ts";

const SAMPLES = 9;
const SAMPLE_MS = 100;

const document = JSON.stringify(
  Array.from({ length: 40 }, (_, index) => ({
    id: `line-${index}`,
    category: index % 3 === 0 ? "coffee/beans" : "tea",
    tags: ["local", "organic"].slice(index % 3),
    paidMinor: 990 + index * 37,
    quantity: 1 + (index % 4),
  })),
);

type Line = {
  readonly id: string;
  readonly category: string;
  readonly tags: readonly string[];
  readonly paidMinor: number;
  readonly quantity: number;
};

/** Reads, sorts, groups and writes one small document. */
function round(): number {
  const lines: Line[] = JSON.parse(document);
  lines.sort(
    (left, right) =>
      (right.paidMinor % 101) - (left.paidMinor % 101) || (left.id < right.id ? -1 : 1),
  );
  const sums = new Map<string, number>();
  for (const { category, tags, paidMinor, quantity } of lines)
    for (const tag of tags) {
      const key = `${category}:${tag}`;
      sums.set(key, (sums.get(key) ?? 0) + paidMinor * quantity);
    }
  return JSON.stringify([...sums]).length;
}

/** Rounds a second on one core: the median of a second's samples. */
export function pace(): number {
  return median(Array.from({ length: SAMPLES }, sample).slice(1));
}

function sample(): number {
  const started = performance.now();
  let rounds = 0;
  let written = 0;
  let elapsed = 0;
  while (elapsed < SAMPLE_MS) {
    written += round();
    rounds += 1;
    elapsed = performance.now() - started;
  }
  if (written === 0) throw new Error("the work was not done");
  return (rounds / elapsed) * 1000;
}
