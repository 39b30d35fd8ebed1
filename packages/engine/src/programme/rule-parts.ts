/** Parts of a compiled rule, in the form in which every event asks for them. */
import { exactFromDecimal, subExact } from "../numbers.ts";
import type { WindowSpec } from "../time.ts";
import type { Audience, CompiledRule, CompiledUnit, Things } from "./compiled.ts";
import type { During, Rule } from "./schema.ts";
import { WEEKDAYS } from "./weekdays.ts";

/** Whom a rule is for; null for everybody, so that nothing needs to be asked. */
export function audienceOf(rule: Rule): Audience | null {
  const { markets, channels, stores, regions, levels, segments, consent } = rule;
  const isForSome = markets ?? channels ?? stores ?? regions ?? levels ?? segments ?? consent;
  if (isForSome === undefined) return null;
  return { markets, channels, stores, regions, levels, segments, consent };
}

/** Badges, rewards and messages of a rule; null where it gives units only. */
export function thingsOf({ badge, reward, tell }: Rule): Things | null {
  return (badge ?? reward ?? tell) === undefined ? null : { badge, reward, tell };
}

/** What a multiplier adds: x3 adds twice the base. */
export function multiplierOf(
  { by, rules }: NonNullable<Rule["multiply"]>,
  unit: CompiledUnit,
): CompiledRule["multiply"] {
  const extra = subExact(exactFromDecimal(by), 1);
  return { unit, extra, rules: rules ? new Set(rules) : null };
}

/** When a rule counts, as a window of time. */
export function windowSpecOf(during: During): WindowSpec {
  const [from, to] = during.hours?.split("-") ?? [];
  return {
    from: during.from,
    through: during.through,
    weekdays: during.days?.map((day) => WEEKDAYS.indexOf(day) + 1),
    hours: from !== undefined && to !== undefined ? { from, to } : undefined,
    months: during.months,
    monthDays: during.monthDays,
  };
}
