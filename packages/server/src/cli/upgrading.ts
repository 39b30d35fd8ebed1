/** What a newer release does to a club's store before anything else. */
import type { Club } from "../club.ts";
import * as access from "../modules/access/service.ts";
import * as members from "../modules/members/service.ts";
import { newId } from "../platform/ids.ts";
import { migrate } from "../platform/migrations.ts";

export interface Upgraded {
  /** The names of the migrations applied now. */
  readonly applied: readonly string[];
  readonly identities: members.Rewritten;
}

/**
 * Brings the store's tables up to date, and what they hold where a release writes it otherwise. Where two members went by
 * one address or number, who had it first keeps it; the audit trail names both, for a person to see whether they are one.
 *
 * @throws OperatorError as `migrate` does.
 */
export async function upgrade(club: Club): Promise<Upgraded> {
  const applied = await migrate(club.store);
  const identities = await members.rewriteIdentities(club);
  for (const { source, kept, lost } of identities.doubled) {
    const entry = { actor: "system", act: "members.doubled", subjects: [kept, lost] };
    const more = { requestId: newId(), status: null, detail: { source } };
    await access.audit(club.db, { ...entry, ...more }, club.clock.now());
    club.log.warn(
      { source, kept, lost },
      "two members went by one address or number, spelled in two ways: the first keeps it; merge them where they are one person",
    );
  }
  return { applied, identities };
}

/** What was done to identities, as lines for people; none where nothing was. */
export function identityLines({ identities }: Upgraded): string[] {
  const { writtenCount, unreadableCount, doubled } = identities;
  const lines: string[] = [];
  if (writtenCount > 0)
    lines.push(`wrote ${writtenCount} e-mail addresses and telephone numbers the one way`);
  if (unreadableCount > 0)
    lines.push(`left ${unreadableCount} as they were: neither an address nor a number`);
  for (const { source, kept, lost } of doubled)
    lines.push(
      `one ${source}, two members: ${kept} keeps it, ${lost} has it no more; merge them where they are one person`,
    );
  return lines;
}
