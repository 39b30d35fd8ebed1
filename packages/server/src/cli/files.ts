/** Files that a command is given: read whole where they are small, and told plainly where they cannot be. */
import { readFile, stat } from "node:fs/promises";
import { errorCode } from "../platform/db-errors.ts";
import { OperatorError } from "../platform/errors.ts";
import { fileReasons } from "./fault-words.ts";

/** @throws OperatorError where it cannot be read, or is no text in UTF-8: wrong letters would be published. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    const code = errorCode(cause) ?? "unknown";
    throw new OperatorError(`${path} cannot be read: ${fileReasons[code] ?? code}.`, { cause });
  });
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new OperatorError(`${path} is not UTF-8 text. Save it in UTF-8.`, { cause });
  }
}

/** What a path leads to. */
export async function kindOf(path: string): Promise<"file" | "folder" | "none"> {
  try {
    return (await stat(path)).isDirectory() ? "folder" : "file";
  } catch {
    return "none";
  }
}
