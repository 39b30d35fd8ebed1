/** The command line: `trofast <command>`. */
import { Command, CommanderError } from "commander";
import * as backup from "./cli/backup.ts";
import * as explain from "./cli/explain.ts";
import * as importArticles from "./cli/import-articles.ts";
import * as importMembers from "./cli/import-members.ts";
import * as importPurchases from "./cli/import-purchases.ts";
import * as key from "./cli/key.ts";
import * as migrate from "./cli/migrate.ts";
import * as programme from "./cli/programme.ts";
import * as simulate from "./cli/simulate.ts";
import * as staff from "./cli/staff.ts";
import * as start from "./cli/start.ts";
import * as verify from "./cli/verify.ts";
import { isUnavailable } from "./platform/db-errors.ts";
import { DomainError, OperatorError, UsageError } from "./platform/errors.ts";
import { version } from "./platform/version.ts";

/** In the order in which help lists them. Add a command's file here. */
const commands = [
  start,
  migrate,
  programme,
  importMembers,
  importArticles,
  importPurchases,
  explain,
  simulate,
  verify,
  key,
  staff,
  backup,
];

const exitFailed = 1;
const exitWrongUsage = 2;

async function main(): Promise<void> {
  const program = new Command("trofast")
    .description("The open-source customer club.")
    .version(version)
    .showHelpAfterError()
    .exitOverride()
    .configureHelp({ showGlobalOptions: true });
  for (const command of commands) command.register(program);
  passOn(program);
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Subcommands made before `exitOverride` would end the process by themselves. */
function passOn(command: Command): void {
  for (const child of command.commands) {
    child.exitOverride().showHelpAfterError();
    passOn(child);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitWrongUsage;
  process.stderr.write(`${wordsOf(error)}\n`);
  return error instanceof UsageError ? exitWrongUsage : exitFailed;
}

function wordsOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof DomainError) return error.detail;
  if (isUnavailable(error)) {
    const reason = error instanceof Error ? error.message : String(error);
    return `The database does not answer (${reason}).`;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

await main();
