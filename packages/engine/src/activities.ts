/** Is an activity what the programme declares it to be? */
import type { Refusal } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";

/** Is the activity declared, with the evidence and fields that it may have? */
export function activityProblem(draft: Draft, event: EventOf<"activity">): Refusal | null {
  const declared = draft.programme.source.activities[event.activity];
  if (!declared)
    return {
      code: "unknown_activity",
      pointer: "/activity",
      detail: `The programme declares no activity '${event.activity}'; it has ${Object.keys(draft.programme.source.activities).join(", ") || "none"}.`,
    };
  const { evidence } = declared;
  if (evidence && event.evidence === undefined)
    return {
      code: "evidence_missing",
      pointer: "/evidence",
      detail: `'${event.activity}' needs evidence: ${evidence.join(" or ")}.`,
    };
  if (evidence && event.evidence !== undefined && !evidence.includes(event.evidence))
    return {
      code: "evidence_not_accepted",
      pointer: "/evidence",
      detail: `'${event.activity}' accepts ${evidence.join(" or ")}, not '${event.evidence}'.`,
    };
  for (const [name, value] of Object.entries(event.fields ?? {})) {
    const kind = declared.fields?.[name];
    if (kind === undefined)
      return {
        code: "field_unknown",
        pointer: `/fields/${name}`,
        detail: `'${event.activity}' has no field '${name}'; it has ${Object.keys(declared.fields ?? {}).join(", ") || "none"}.`,
      };
    const wrong = fieldProblem(kind, value);
    if (wrong)
      return { code: "field_invalid", pointer: `/fields/${name}`, detail: `'${name}' ${wrong}.` };
  }
  return null;
}

function fieldProblem(kind: string, value: string | number | boolean): string | null {
  switch (kind) {
    case "text":
    case "article":
      return typeof value === "string" ? null : "is a text";
    case "day":
      return typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value)
        ? null
        : "is a day such as 2026-11-21";
    case "number":
      return typeof value === "number" && Number.isFinite(value) ? null : "is a number";
    case "yesno":
      return typeof value === "boolean" ? null : "is true or false";
    default: {
      if (typeof value !== "number" || !Number.isSafeInteger(value)) return "is a whole number";
      const [low, high] = kind.split("..").map(Number);
      if (kind === "whole" || low === undefined || high === undefined) return null;
      return value >= low && value <= high ? null : `lies between ${low} and ${high}`;
    }
  }
}
