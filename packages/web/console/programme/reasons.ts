/** The codes by which the engine says why a rule gave or did not. */
import type { ReasonCode } from "@trofast/engine/claims";

/** Named as a record, so that a code of the engine that is missing here does not compile. */
const known: Readonly<Record<ReasonCode, true>> = {
  applied: true,
  trimmed: true,
  window: true,
  segment: true,
  level: true,
  store: true,
  region: true,
  channel: true,
  market: true,
  consent: true,
  holdout: true,
  chance: true,
  when: true,
  items: true,
  limit: true,
  exclusive: true,
  currency: true,
  rounds_to_nothing: true,
  nothing_to_multiply: true,
  already_had: true,
  too_large: true,
  expression_error: true,
};

const isKnown = (code: string): code is ReasonCode => Object.hasOwn(known, code);

/** The code, where this page has words for it. */
export const reasonKnown = (code: string): ReasonCode | null => (isKnown(code) ? code : null);
