/** Why something gave nothing, in the form that answers and screens show. Written often, so made in one go. */
import type { Reason } from "./claims.ts";
import type { Compiled } from "./expressions/compile.ts";
import type { View } from "./views.ts";

export function skipped(rule: string, code: Reason["code"]): Reason {
  return { rule, outcome: "skipped", code };
}

/** With what stood in the way: another rule, a limit, a message. */
export function skippedFor(rule: string, code: Reason["code"], detail: string): Reason {
  return { rule, outcome: "skipped", code, detail };
}

/** No line of the basket is what the rule is about. */
export function noLine(rule: string, items: Compiled | undefined): Reason {
  return { rule, outcome: "skipped", code: "items", condition: items?.source ?? "" };
}

/** The same without what is missing: more of it would give nothing either. */
export function unmetForGood({ rule, outcome, code, condition = "" }: Reason): Reason {
  return { rule, outcome, code, condition };
}

/** Which part of a condition failed, and by how much where that is a number. */
export function unmet(rule: string, when: Compiled, view: View): Reason {
  const failed = when.missing(view);
  const condition = failed?.conjunct ?? when.source;
  if (
    failed?.path === undefined ||
    typeof failed.need !== "number" ||
    typeof failed.have !== "number"
  )
    return { rule, outcome: "skipped", code: "when", condition };
  const missing = {
    path: failed.path,
    need: failed.need,
    have: failed.have,
    shortBy: typeof failed.shortBy === "number" ? failed.shortBy : 0,
    kind: failed.kind ?? "number",
    operator: failed.operator ?? ">=",
  };
  return { rule, outcome: "skipped", code: "when", condition, missing };
}
