import { createHash } from "node:crypto";
import { pageOf, placeByName, placeByNumber } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import { compareProgrammes } from "@trofast/engine/programme/compare";
import type { Change } from "@trofast/engine/programme/compare";
import { compileProgramme } from "@trofast/engine/programme/compile";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { formatInstant } from "@trofast/engine/time";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { placeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError, OperatorError } from "../../platform/errors.ts";
import { canonicalJson } from "../../platform/json.ts";
import { readDocument } from "./documents.ts";
import { assess, BEGINNING, itemsOf, lifeAdvice, timelineOf } from "./domain.ts";
import type {
  Assessment,
  Document,
  Draft,
  ReadDocument,
  Timeline,
  TimelineCache,
  TimelineEntry,
  Version,
} from "./domain.ts";
import { calledIn, fieldProblems, type AskedField, type FieldsCalled } from "./profile-fields.ts";
import * as store from "./store.ts";
import { templates, type Template } from "./templates.ts";

export type { Assessment, Template, Timeline, TimelineCache, Version };

export { shownChange, shownProblem } from "./domain.ts";

export function newTimelineCache(): TimelineCache {
  return { known: null };
}

const cacheOf = perClub(newTimelineCache);

/** The club's timeline, from a cache of its own. */
export async function timelineOfClub(club: Club): Promise<Timeline | null> {
  return await timeline(club.db, cacheOf(club));
}

/**
 * The published versions, or `null` where nothing is published. Asks the database only for versions newer than
 * `cache` knows, and compiles each once. Versions are numbered without gaps and never change, so what is known
 * stays true; do not call it in a transaction that publishes.
 */
export async function timeline(db: Db, cache: TimelineCache): Promise<Timeline | null> {
  const rows = await store.versionsAfter(db, newestOf(cache));
  // Another caller may have read the same versions meanwhile.
  const newest = newestOf(cache);
  const known = cache.known?.versions ?? [];
  const added = rows.filter((row) => row.version > newest).map(compiled);
  if (added.length > 0) cache.known = timelineOf([...known, ...added]);
  return cache.known;
}

function newestOf(cache: TimelineCache): number {
  return cache.known?.versions.at(-1)?.version ?? 0;
}

function compiled({ version, effectiveAt, document }: store.VersionDocument): TimelineEntry {
  const checked = compileProgramme(document, version);
  if (checked.ok) return { version, effectiveAt, programme: checked.programme };
  const problem = checked.problems.find((each) => each.severity === "error");
  throw new Error(
    `Programme version ${version} was published but does not compile with this release: ${problem?.path} ${problem?.message}`,
  );
}

/**
 * Everything there is to say about a document, by itself and as the next version.
 *
 * @param input.document an object, or YAML text.
 * @param input.effectiveAt when it is meant to take effect, in epoch milliseconds; now unless said.
 */
export async function check(
  club: Club,
  input: { document: unknown; effectiveAt?: number | undefined },
): Promise<Assessment> {
  const read = readDocument(input.document);
  if ("problem" in read) return unread(read);
  const now = club.clock.now();
  const known = await timelineOfClub(club);
  const { effectiveAt = now } = input;
  const assessment = assess(known?.versions ?? [], { document: read.document, effectiveAt, now });
  const bound = await agreedWith(club, club.db, await boundBy(club, club.db, assessment));
  const advised = lifeAdvice(bound.programme, now, await visitsOf(club).daysBetween());
  return { ...bound, problems: [...bound.problems, ...advised] };
}

/** How long members let pass between visits, in days; until it is known, nothing is said of it. */
const visitsOf = perClub(() => ({ daysBetween: async (): Promise<number | null> => null }));

/** Ties advice on how long units live to who knows how often members come. */
export function tieVisits(club: Club, daysBetween: () => Promise<number | null>): void {
  visitsOf(club).daysBetween = daysBetween;
}

/** Whether anybody has been promised anything; until it is known, somebody has. */
const promisesOf = perClub(() => ({ bind: async (_db: Db): Promise<boolean> => true }));

/** Ties promises to who was promised something: without members a programme may become any other at once. */
export function tiePromises(club: Club, bind: (db: Db) => Promise<boolean>): void {
  promisesOf(club).bind = bind;
}

/** The questions to members; until they are known, nothing is said of them. */
const questionsOf = perClub(() => ({
  fields: async (_db: Db): Promise<readonly AskedField[] | null> => null,
}));

/** Ties what rules read of members' answers to who asks for them. */
export function tieQuestions(club: Club, fields: (db: Db) => Promise<readonly AskedField[]>): void {
  questionsOf(club).fields = fields;
}

/** What the fields of the profile are called that a programme's rules read. */
export async function fieldsCalled(
  club: Club,
  programme: CompiledProgramme | null,
): Promise<FieldsCalled> {
  if (programme === null || programme.fieldsRead.length === 0) return {};
  return calledIn(programme, (await questionsOf(club).fields(club.db)) ?? []);
}

/** What a programme reads of members must be what they are asked: where it is not, it cannot be published. */
async function agreedWith(club: Club, db: Db, assessment: Assessment): Promise<Assessment> {
  const { programme } = assessment;
  if (programme === null) return assessment;
  const isAbout = programme.fieldsRead.length + Object.keys(programme.source.profile).length > 0;
  const fields = isAbout ? await questionsOf(club).fields(db) : null;
  if (fields === null) return assessment;
  const found = fieldProblems(programme, fields);
  const isWrong = found.some(({ severity }) => severity === "error");
  const problems = [...assessment.problems, ...found];
  return { ...assessment, problems, programme: isWrong ? null : programme };
}

async function boundBy(club: Club, db: Db, assessment: Assessment): Promise<Assessment> {
  if (assessment.broken.length === 0 || (await promisesOf(club).bind(db))) return assessment;
  return { ...assessment, broken: [] };
}

function unread({ problem }: Extract<ReadDocument, { problem: unknown }>): Assessment {
  return { programme: null, problems: [problem], reused: [], broken: [], changes: [] };
}

/** What there is to say about a document by itself, without a club. */
export function checkAlone(input: unknown): Assessment {
  const read = readDocument(input);
  if ("problem" in read) return unread(read);
  return assess([], { document: read.document, effectiveAt: BEGINNING, now: BEGINNING });
}

/** Publishing it from that time on would not be refused for what it says. */
export function isPublishable({ programme, reused, broken }: Assessment): boolean {
  return programme !== null && reused.length === 0 && broken.length === 0;
}

export type Publication = {
  /** An object, or YAML text. */
  readonly document: unknown;
  /** Epoch milliseconds; `now` unless said. */
  readonly effectiveAt?: number | undefined;
  readonly publishedBy: string;
  readonly note?: string | undefined;
  /** The version it must follow; 0: it must be the first. Whichever is the newest, unless said. */
  readonly after?: number;
  readonly now: number;
};

/**
 * Makes a document the club's next version. The first is in force from the beginning.
 *
 * @throws DomainError `programme_invalid` with every problem, `programme_backdated`, `id_reused`,
 * `broken_promise`, or `conflict` where somebody else was faster.
 */
export async function publish(club: Club, tx: Tx, input: Publication): Promise<Version> {
  const { now } = input;
  const read = readDocument(input.document);
  if ("problem" in read) throw invalid([read.problem]);
  const entries = (await store.versionsAfter(tx, 0)).map(compiled);
  const newest = entries.at(-1)?.version ?? 0;
  if ((input.after ?? newest) !== newest) throw overtaken(newest);
  const { effectiveAt = now } = input;
  const next = { document: read.document, effectiveAt, now };
  const assessment = await agreedWith(club, tx, await boundBy(club, tx, assess(entries, next)));
  refuse(assessment);
  const isFirst = entries.length === 0;
  checkTime({ effectiveAt, now, isFirst });
  refusePromises(assessment);
  const version: Version = {
    version: newest + 1,
    effectiveAt: isFirst ? BEGINNING : effectiveAt,
    publishedAt: now,
    publishedBy: input.publishedBy,
    note: input.note ?? null,
    hash: createHash("sha256").update(canonicalJson(read.document)).digest("hex"),
  };
  if (await store.insertVersion(tx, { ...version, document: read.document })) return version;
  throw overtaken(version.version);
}

function overtaken(version: number): DomainError {
  return new DomainError(
    "conflict",
    `Somebody else has just published version ${version}. Look at it, then publish again.`,
  );
}

function invalid(problems: Assessment["problems"]): DomainError {
  const errors = problems.filter((problem) => problem.severity === "error");
  const [first] = errors;
  const more = errors.length > 1 ? ` And ${errors.length - 1} more, see errors.` : "";
  return new DomainError("programme_invalid", `${first?.message ?? "It cannot be read."}${more}`, {
    errors: itemsOf(errors),
  });
}

function refuse({ programme, problems }: Assessment): void {
  if (programme === null) throw invalid(problems);
}

function checkTime(when: { effectiveAt: number; now: number; isFirst: boolean }): void {
  const { effectiveAt, now, isFirst } = when;
  if (isFirst && effectiveAt > now) {
    throw new DomainError(
      "conflict",
      "The first version is in force from the beginning, so that no event is without a programme. Publish it without a date.",
    );
  }
  if (!isFirst && effectiveAt < now) {
    throw new DomainError(
      "programme_backdated",
      `${formatInstant(effectiveAt)} has passed. Leave the time out to publish from now on.`,
    );
  }
}

function refusePromises({ reused, broken }: Assessment): void {
  const [reusedFirst] = reused;
  if (reusedFirst !== undefined) {
    throw new DomainError("id_reused", reusedFirst.message, { errors: itemsOf(reused) });
  }
  const [brokenFirst] = broken;
  if (brokenFirst !== undefined) {
    throw new DomainError("broken_promise", brokenFirst.message, { errors: itemsOf(broken) });
  }
}

export type VersionShown = Version & { readonly inForce: boolean };

/** Says of a version whether it is in force. */
export async function shownAt(db: Db, version: Version, now: number): Promise<VersionShown> {
  return { ...version, inForce: (await store.versionAt(db, now)) === version.version };
}

/** @throws DomainError `not_found`. */
export async function readVersion(
  db: Db,
  { version, now }: { version: number; now: number },
): Promise<VersionShown & { readonly document: Document }> {
  const found = await store.findVersion(db, version);
  if (found === undefined) throw noVersion(version);
  return { ...(await shownAt(db, found, now)), document: found.document };
}

function noVersion(version: number): DomainError {
  return new DomainError("not_found", `There is no version ${version} of the programme.`);
}

type PageQuery = { readonly limit: number; readonly cursor?: string | undefined };

/** One page of all versions, newest first. @throws DomainError `invalid_cursor`. */
export async function listVersions(
  db: Db,
  { limit, cursor, now }: PageQuery & { readonly now: number },
): Promise<Page<VersionShown>> {
  const [before = null] = placeAfter(cursor, placeByNumber) ?? [];
  const rows = await store.listVersions(db, { before, limit: limit + 1 });
  const inForce = await store.versionAt(db, now);
  return pageOf(
    rows,
    limit,
    (row) => [row.version],
    (row) => ({ ...row, inForce: row.version === inForce }),
  );
}

/**
 * What changed from one version to another, in words.
 *
 * @param input.against the earlier one; the version before unless said.
 * @throws DomainError `not_found`.
 */
export async function diff(
  club: Club,
  input: { version: number; against?: number | undefined },
): Promise<{ version: number; against: number; changes: Change[] }> {
  const { version, against = version - 1 } = input;
  const known = await timelineOfClub(club);
  const [before, after] = [known?.version(against), known?.version(version)];
  if (after === undefined) throw noVersion(version);
  if (before === undefined) throw noVersion(against);
  return { version, against, changes: compareProgrammes(before.source, after.source) };
}

/** @throws DomainError `not_found`. */
export async function readDraft(db: Db, id: string): Promise<Draft> {
  const found = await store.findDraft(db, id);
  if (found !== undefined) return found;
  throw new DomainError("not_found", `There is no draft ${id}.`);
}

/** One page of all drafts, by id. @throws DomainError `invalid_cursor`. */
export async function listDrafts(
  db: Db,
  { limit, cursor }: PageQuery,
): Promise<Page<Omit<Draft, "document">>> {
  const [after = null] = placeAfter(cursor, placeByName) ?? [];
  const rows = await store.listDrafts(db, { after, limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    (row) => [row.id],
    (row) => row,
  );
}

/**
 * Saves a draft. It may be wrong, but must be an object or YAML text of one.
 *
 * @param input.revision the one that is changed; `new` makes a draft, `any` changes whatever is there.
 * @throws DomainError `programme_invalid`, `precondition_failed`.
 */
export async function saveDraft(
  db: Db,
  input: { id: string; document: unknown; revision: number | "new" | "any"; now: number },
): Promise<Draft> {
  const { id, revision, now } = input;
  const read = readDocument(input.document);
  if ("problem" in read) throw invalid([read.problem]);
  const { document } = read;
  if (revision === "new") {
    if (await store.insertDraft(db, { id, document, now })) {
      return { id, revision: 1, updatedAt: now, document };
    }
    throw new DomainError("precondition_failed", `There is a draft ${id} already.`);
  }
  const expected = revision === "any" ? null : revision;
  const saved = await store.updateDraft(db, { id, document, now, revision: expected });
  if (saved !== undefined) return { id, revision: saved, updatedAt: now, document };
  throw new DomainError(
    "precondition_failed",
    `The draft ${id} is not at this revision: somebody has changed it, or it does not exist.`,
  );
}

/** Throws a draft away; one that is not there is none already. */
export async function deleteDraft(db: Db, id: string): Promise<void> {
  await store.deleteDraft(db, id);
}

/** One page of the ready-made programmes. @throws DomainError `invalid_cursor`. */
export async function listTemplates({ limit, cursor }: PageQuery): Promise<Page<Template>> {
  const [after = ""] = placeAfter(cursor, placeByName) ?? [];
  const rows = (await templates()).filter((template) => template.name > after);
  return pageOf(
    rows,
    limit,
    (row) => [row.name],
    (row) => row,
  );
}

/** What an empty club starts with, where nothing else is asked for. */
export const TEMPLATE_DEFAULT = "retail-points";

/**
 * Publishes a ready-made programme where the club has none, so that a new club works at once.
 *
 * @returns the version, or `null` where something was published before.
 * @throws OperatorError where there is no template of this name.
 */
export async function loadTemplateIfEmpty(
  club: Club,
  name: string = TEMPLATE_DEFAULT,
): Promise<Version | null> {
  const now = club.clock.now();
  if ((await store.versionAt(club.db, now)) > 0) return null;
  const known = await templates();
  const template = known.find((each) => each.name === name);
  if (template === undefined) {
    throw new OperatorError(
      `There is no ready-made programme ${name}. There are: ${known.map((each) => each.name).join(", ")}.`,
    );
  }
  const note = `Ready-made programme ${name}`;
  const publication = { document: template.document, publishedBy: "start", note, after: 0, now };
  try {
    return await transaction(club.db, (tx) => publish(club, tx, publication));
  } catch (error) {
    // Another process of the same club started at the same moment.
    if ((await store.versionAt(club.db, now)) > 0) return null;
    throw error;
  }
}
