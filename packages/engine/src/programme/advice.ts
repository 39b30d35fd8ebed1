/** What compiles but will surprise: every warning is one a marketer can act on. */
import type { Collector } from "./collector.ts";
import type { CompiledProgramme } from "./compiled.ts";

/** Adds warnings (and the errors only a whole programme shows) about `programme` to `collector`. */
export function adviseOn(programme: CompiledProgramme, collector: Collector): void {
  for (const rule of programme.rulesById.values()) {
    if (rule.source.on.length === 0)
      collector.warning("never_fires", ["rules"], rule.id, { message: "The rule has no trigger." });
  }
}
