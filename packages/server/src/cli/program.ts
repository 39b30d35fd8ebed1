/** The command line: `trofast <command>`, from its arguments to its exit code. */
import { Command, CommanderError } from "commander";
import * as backup from "./backup.ts";
import * as explain from "./explain.ts";
import * as importArticles from "./import-articles.ts";
import * as importMembers from "./import-members.ts";
import * as importPurchases from "./import-purchases.ts";
import * as key from "./key.ts";
import * as migrate from "./migrate.ts";
import * as programme from "./programme.ts";
import * as simulate from "./simulate.ts";
import * as staff from "./staff.ts";
import * as start from "./start.ts";
import * as verify from "./verify.ts";
import { wordsOf } from "./fault-words.ts";
import { UsageError } from "../platform/errors.ts";
import { version } from "../platform/version.ts";

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

export async function runProgram(): Promise<void> {
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
