/** The programme under which history is booked: the club's own, or the one that comes with the import. */
import type { Club } from "../club.ts";
import * as programmes from "../modules/programmes/service.ts";
import { transaction } from "../platform/db.ts";
import { OperatorError } from "../platform/errors.ts";
import { canonicalJson } from "../platform/json.ts";

/** A programme file, as it was read. */
export interface ProgrammeFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Publishes `file` where the club has no programme yet. Run again with the same file, it changes nothing.
 *
 * @returns the number of the version published now; null where there was one.
 * @throws OperatorError where there is no programme and no file, where the club has another one than the file
 * says, or where it has no market of the currency. DomainError `programme_invalid`.
 */
export async function ensureProgramme(
  club: Club,
  { file, currency }: { file: ProgrammeFile | null; currency: string },
): Promise<number | null> {
  const published = await publishIfNew(club, file);
  const timeline = await programmes.timelineOfClub(club);
  const newest = timeline?.versions.at(-1)?.programme;
  const markets = [...(newest?.markets.values() ?? [])];
  if (markets.some((market) => market.currency === currency)) return published;
  const known = markets.map((market) => `${market.id} (${market.currency})`).join(", ");
  throw new OperatorError(
    `The mapping says ${currency}, but the club's markets are ${known}. Add a market with this currency to the programme, or correct currency: in the mapping.`,
  );
}

async function publishIfNew(club: Club, file: ProgrammeFile | null): Promise<number | null> {
  const newest = (await programmes.timelineOfClub(club))?.versions.at(-1);
  if (newest === undefined) {
    if (file === null)
      throw new OperatorError(
        "The club has no programme, so nothing can be booked. Add --programme <file>, or publish one with: trofast programme publish <file>",
      );
    const now = club.clock.now();
    const { version } = await transaction(club.db, (tx) =>
      programmes.publish(club, tx, { document: file.text, publishedBy: "import", now }),
    );
    return version;
  }
  const same = programmes.checkAlone(file?.text ?? "").programme?.source;
  if (file === null || (same && canonicalJson(same) === canonicalJson(newest.programme.source)))
    return null;
  throw new OperatorError(
    `The club runs on version ${newest.version} of its programme, which is not ${file.name}. Leave --programme out to book under it, or import into an empty club with --home <new folder>.`,
  );
}
