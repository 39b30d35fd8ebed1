/** Declared fields of the profile: can they be read by their name, and does a rule read them? */
import { COMMON_FIELDS } from "../told.ts";
import type { Collector } from "./collector.ts";
import type { CompiledProgramme } from "./compiled.ts";
import type { Programme } from "./schema.ts";
import { isProfileName } from "./shapes.ts";

/** Reports fields that cannot be called so, and choices that stand there twice. */
export function checkProfile({ profile }: Programme, collector: Collector): void {
  for (const [field, kind] of Object.entries(profile)) {
    const path = ["profile", field];
    if (Object.hasOwn(COMMON_FIELDS, field))
      collector.error("reserved_profile", path, field, {
        message: `'${field}' is known without being declared.`,
        advice: `Remove it here, and read it as member.${field}.`,
      });
    else if (!isProfileName(field))
      collector.error("reserved_profile", path, field, {
        message: `A field cannot be called '${field}': expressions keep that word for themselves.`,
        advice: "Give the field another name, here and among the questions to members.",
      });
    const choices = typeof kind === "object" ? Object.values(kind).flat() : [];
    const twice = choices.find((choice, index) => choices.indexOf(choice) < index);
    if (twice !== undefined)
      collector.error("doubled_choice", path, field, {
        message: `The choice '${twice}' stands here twice.`,
        advice: "Remove one of them.",
      });
  }
}

/** Warns of fields that no rule reads: nothing of them is ever looked up. */
export function adviseOnProfile({ source, fieldsRead }: CompiledProgramme, collector: Collector) {
  for (const field of Object.keys(source.profile))
    if (!fieldsRead.includes(field))
      collector.warning("never_used", ["profile", field], field, {
        message: `No rule reads '${field}' of profile.`,
        advice: `Let a rule ask has(member.profile.${field}), or remove it.`,
      });
}
