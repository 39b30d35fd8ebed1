import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { line } from "@trofast/contract/common";
import { compareProgrammes } from "@trofast/engine/programme/compare";
import type { Change } from "@trofast/engine/programme/compare";
import type { ProgrammeProblem } from "@trofast/engine/programme/problems";
import type { Programme } from "@trofast/engine/programme/schema";
import {
  dayNumber,
  formatInstant,
  isDay,
  parseInstant,
  startOfDayNumber,
} from "@trofast/engine/time";
import type { Club } from "../club.ts";
import * as programmes from "../modules/programmes/service.ts";
import { transaction } from "../platform/db.ts";
import { DomainError, OperatorError } from "../platform/errors.ts";
import { forClub, print, withClub, withExistingClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { readText } from "./files.ts";

type Json = { readonly json?: boolean };
type PublishOptions = ClubOptions & Json & { readonly from?: string; readonly note?: string };

export function register(program: Command): void {
  const programme = program
    .command("programme")
    .description("the club's rules: check, publish, compare");

  programme
    .command("check <files...>")
    .description("say everything that is wrong with programmes in YAML or JSON; needs no club")
    .option("--json", "print the result as JSON")
    .action(check);

  forClub(programme.command("publish <file>"))
    .description("make a programme the club's next version")
    .option(
      "--from <date>",
      "2026-12-01 (in the first market's time zone) or an instant; else now",
      readDate,
    )
    .option("--note <text>", "why, for those who read the list later", readNote)
    .action(publish);

  forClub(programme.command("diff <before> <after>"))
    .description(
      "say what changes between two files or versions; ! marks what is worse for members",
    )
    .action(async (before: string, after: string, options: ClubOptions & Json) => {
      const changes = await diff(before, after, options);
      print(
        options,
        { changes },
        changes.length === 0 ? ["Nothing changes."] : changes.map(changeLine),
      );
    });
}

async function check(files: readonly string[], options: Json): Promise<void> {
  const results = await Promise.all(
    files.map(async (file) => {
      const { programme, problems } = programmes.checkAlone(await readText(file));
      return { file, ok: programme !== null, problems };
    }),
  );
  const lines = results.flatMap(({ file, ok, problems }) => [
    `${file}: ${ok ? "can be published" : "cannot be published"}`,
    ...problems.map(problemLine),
  ]);
  print(options, { files: results }, lines);
  if (results.some((result) => !result.ok)) process.exitCode = 1;
}

function problemLine({ severity, path, subject, message, advice }: ProgrammeProblem): string {
  const place = [path, subject === undefined ? "" : `(${subject})`].filter((part) => part !== "");
  const where = place.length === 0 ? "" : ` ${place.join(" ")}`;
  return `  ${severity}${where}: ${message}${advice === undefined ? "" : ` ${advice}`}`;
}

function changeLine({ worse, words }: Change): string {
  return `${worse ? "!" : " "} ${words}`;
}

async function publish(file: string, options: PublishOptions): Promise<void> {
  const document = await readText(file);
  await withClub(options, async (club) => {
    try {
      const version = await publishIn(club, document, options);
      const from = version.version === 1 ? "the beginning" : formatInstant(version.effectiveAt);
      const { effectiveAt, publishedAt } = version;
      const times = {
        effectiveAt: formatInstant(effectiveAt),
        publishedAt: formatInstant(publishedAt),
      };
      print(options, { ...version, ...times }, [
        `Version ${version.version} is published, in force from ${from}.`,
      ]);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      tellRefusal(error, options);
    }
  });
}

async function publishIn(
  club: Club,
  document: string,
  { from, note }: PublishOptions,
): Promise<programmes.Version> {
  const effectiveAt = from === undefined ? undefined : instantOf(from, document);
  const publication = { document, effectiveAt, note, publishedBy: "command line" };
  return await transaction(club.db, (tx) =>
    programmes.publish(club, tx, { ...publication, now: club.clock.now() }),
  );
}

/** A day begins where the first market is; a document with errors is refused by publishing anyway. */
function instantOf(from: string, document: string): number {
  const instant = parseInstant(from);
  if (instant !== null) return instant;
  const zone = programmes.checkAlone(document).programme?.marketDefault.zone ?? "UTC";
  return startOfDayNumber(dayNumber(from), zone);
}

/** Everything that is wrong, not only the first of it. */
function tellRefusal(refusal: DomainError, options: Json): void {
  const { errors = [] } = refusal.extras;
  print(options, { code: refusal.code, detail: refusal.detail, errors }, [
    ...(errors.length === 0 ? [refusal.detail] : ["Not published:"]),
    ...errors.map(({ pointer, detail }) => `  ${pointer === "" ? "" : `${pointer}: `}${detail}`),
  ]);
  process.exitCode = 1;
}

async function diff(before: string, after: string, options: ClubOptions): Promise<Change[]> {
  const names = [before, after];
  const versions = names.some(isVersion)
    ? await withExistingClub(options, (club) => programmes.timelineOfClub(club))
    : null;
  const [was, is] = await Promise.all(names.map((name) => programmeOf(name, versions)));
  if (was === undefined || is === undefined) throw new Error("two programmes were asked for");
  return compareProgrammes(was, is);
}

function isVersion(name: string): boolean {
  return /^\d{1,9}$/.test(name);
}

async function programmeOf(name: string, versions: programmes.Timeline | null): Promise<Programme> {
  if (isVersion(name)) {
    const known = versions?.version(Number(name));
    if (known !== undefined) return known.source;
    throw new OperatorError(`There is no version ${name} of the programme.`);
  }
  const { programme } = programmes.checkAlone(await readText(name));
  if (programme !== null) return programme.source;
  throw new OperatorError(`${name} has errors; run: trofast programme check ${name}`);
}

function readDate(text: string): string {
  if (isDay(text) || parseInstant(text) !== null) return text;
  throw new InvalidArgumentError("write it as 2026-12-01 or 2026-12-01T06:00:00+01:00");
}

function readNote(text: string): string {
  const read = line(500).safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError(read.error.issues.map((issue) => issue.message).join("; "));
}
