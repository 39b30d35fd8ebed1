/** Why something gave nothing, in the form that answers and screens show. */
import type { Reason } from "./claims.ts";
import type { Compiled } from "./expressions/compile.ts";
import type { View } from "./views.ts";

export function skipped(
  rule: string,
  code: Reason["code"],
  more: Partial<Reason> | null = null,
): Reason {
  return more === null
    ? { rule, outcome: "skipped", code }
    : { rule, outcome: "skipped", code, ...more };
}

/** Which part of a condition failed, and by how much where that is a number. */
export function whyFalse(condition: Compiled, view: View): Partial<Reason> {
  const missing = condition.missing(view);
  if (!missing) return { condition: condition.source };
  const { path, need, have, shortBy, kind, operator } = missing;
  if (path === undefined || typeof need !== "number" || typeof have !== "number")
    return { condition: missing.conjunct };
  const by = typeof shortBy === "number" ? shortBy : 0;
  const short = { path, need, have, shortBy: by, kind: kind ?? "number" };
  return { condition: missing.conjunct, missing: operator ? { ...short, operator } : short };
}
