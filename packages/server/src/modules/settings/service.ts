/** Use cases of settings: read them, change them, and tell anybody what the club is. */
import { perClub, type Club } from "../../club.ts";
import { transaction, type Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as catalogue from "../catalogue/service.ts";
import * as programmes from "../programmes/service.ts";
import { catalogueOf, changed, knownOf, publicClubOf, UNSETTLED } from "./domain.ts";
import type { Change, PublicClub, Settings } from "./domain.ts";
import { shownLogo } from "./logo.ts";
import * as store from "./store.ts";

export type { Settings };
export { copied } from "./domain.ts";
export { checkLogo, deleteLogo, logoFile, putLogo } from "./logo.ts";

/** Whether a club is invented: said by the module that invents them. */
const demoOf = perClub(() => ({ isDemo: async (_db: Db): Promise<boolean> => false }));

/** Ties what the club says of itself to who knows whether it is invented. */
export function tieDemo(club: Club, isDemo: (db: Db) => Promise<boolean>): void {
  demoOf(club).isDemo = isDemo;
}

/** What anybody may know of the club. */
export async function publicClub(club: Club): Promise<PublicClub> {
  const settings = await read(club.db);
  const programme = await inForce(club);
  const demo = await demoOf(club).isDemo(club.db);
  const { smtpUrl, smsUrl, demoPath } = club.config;
  const joinBy = { email: smtpUrl !== undefined, sms: smsUrl !== undefined, till: true };
  const called = await catalogue.calledOf(club.db, catalogueOf(programme));
  const fields = await programmes.fieldsCalled(club, programme);
  const logo = await shownLogo(club.db, knownOf(settings, programme).name);
  return publicClubOf(settings, programme, { demo, demoPath, joinBy, called, fields, logo });
}

async function inForce(club: Club) {
  const timeline = await programmes.timelineOfClub(club);
  return timeline?.at(club.clock.now()) ?? null;
}

/** The logo as everybody is told of it; null where the name stands for the club. */
export async function logoOf(club: Club): Promise<PublicClub["brand"]["logo"]> {
  return await shownLogo(club.db, knownOf(await read(club.db), await inForce(club)).name);
}

/** What is settled, or what counts where nothing is. */
export async function read(db: Db): Promise<Settings> {
  return (await store.read(db)) ?? UNSETTLED;
}

export interface Known extends Settings {
  /** What counts where name and languages are null. */
  readonly known: { name: string; languages: string[] };
}

export async function readKnown(club: Club): Promise<Known> {
  const settings = await read(club.db);
  const known = knownOf({ name: null, languages: null }, await inForce(club));
  return { ...settings, known };
}

/**
 * Settles something; what is left out stays.
 *
 * @param input.by who does it.
 * @throws DomainError `precondition_failed` where somebody settled something since `change.revision`, or
 * `unknown_activity`.
 */
export async function change(
  club: Club,
  input: { readonly change: Change; readonly by: string },
): Promise<Known> {
  const { change: said, by } = input;
  await requireActivities(club, [...(said.quickActs ?? []), ...(said.green?.activities ?? [])]);
  await transaction(club.db, async (tx) => {
    await store.lock(tx);
    const before = await read(tx);
    if (said.revision !== undefined && said.revision !== before.revision)
      throw new DomainError(
        "precondition_failed",
        `You read revision ${said.revision}; ${before.changedBy ?? "somebody"} has made ${before.revision} of it since.`,
      );
    await store.write(tx, {
      ...changed(before, said),
      revision: before.revision + 1,
      changedAt: club.clock.now(),
      changedBy: by.slice(0, 300),
    });
  });
  return await readKnown(club);
}

async function requireActivities(club: Club, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const known = (await inForce(club))?.source.activities ?? {};
  const unknown = ids.filter((id) => !Object.hasOwn(known, id));
  if (unknown.length > 0)
    throw new DomainError(
      "unknown_activity",
      `The programme in force declares no activity ${unknown.slice(0, 5).join(", ")}.`,
    );
}
