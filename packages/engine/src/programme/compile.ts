/**
 * From a document to a programme that runs: shapes, then references, then expressions. Every problem is
 * collected, so that the writer sees all of them at once; only a document without errors compiles.
 */
import { adviseOn } from "./advice.ts";
import { Collector } from "./collector.ts";
import { compileParts } from "./compilation.ts";
import type { CompiledProgramme } from "./compiled.ts";
import { isCheckable } from "./document.ts";
import { checkDoubledIds } from "./doubled-ids.ts";
import { checkLadderPeriods } from "./ladder-checks.ts";
import { checkMeaning } from "./meaning.ts";
import { checkPricing } from "./pricing-checks.ts";
import { checkProfile } from "./profile-checks.ts";
import type { ProgrammeProblem } from "./problems.ts";
import { checkReferences } from "./references.ts";
import { checkRewards } from "./reward-checks.ts";
import { programmeSchema, type Programme } from "./schema.ts";
import { setAside } from "./set-aside.ts";

export type CheckedProgramme =
  | {
      readonly ok: true;
      readonly programme: CompiledProgramme;
      readonly warnings: readonly ProgrammeProblem[];
    }
  | { readonly ok: false; readonly problems: readonly ProgrammeProblem[] };

/**
 * Checks a programme document (parsed YAML or JSON) and compiles it. Where a part of it is not well formed, the rest is
 * checked all the same.
 *
 * @param document any value; nothing about it is trusted.
 * @param version the number it will carry in facts and postings.
 * @returns the compiled programme with warnings, or every error and warning found.
 */
export function compileProgramme(document: unknown, version = 1): CheckedProgramme {
  const collector = new Collector();
  if (!isCheckable(document, collector)) return { ok: false, problems: collector.problems };
  const parsed = programmeSchema.safeParse(document);
  if (!parsed.success) {
    const rest = setAside(document, parsed.error, collector);
    checkDoubledIds(document, collector);
    if (rest) checkParts(rest.programme, version, rest.collector);
    return { ok: false, problems: collector.problems };
  }
  checkDoubledIds(document, collector);
  const programme = checkParts(parsed.data, version, collector);
  if (collector.hasErrors) return { ok: false, problems: collector.problems };
  adviseOn(programme, collector);
  return { ok: true, programme, warnings: collector.problems };
}

/** Do the parts fit each other, and can each of them run? */
function checkParts(source: Programme, version: number, collector: Collector): CompiledProgramme {
  checkReferences(source, collector);
  checkLadderPeriods(source, collector);
  checkMeaning(source, collector);
  checkProfile(source, collector);
  checkRewards(source, collector);
  checkPricing(source, collector);
  return compileParts(source, version, collector);
}
