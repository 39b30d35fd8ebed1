/** What a failure is to the person at the command line: what happened and what to do, without a stack where it is known. */
import { errorCode, isUnavailable } from "../platform/db-errors.ts";
import { DomainError, OperatorError } from "../platform/errors.ts";

/** By the system's codes. */
export const fileReasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EEXIST: "a file of this name stands in the way",
  ENOTDIR: "a part of this path is a file and no folder",
  EISDIR: "it is a folder",
  EACCES: "this user may not",
  EPERM: "this user may not",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
};

/** SQLSTATEs of a server that answers and lets nobody in. */
const refusedConnections = new Set(["3D000", "28P01", "28000", "42501"]);

export function wordsOf(error: unknown): string {
  if (error instanceof OperatorError) return error.message;
  if (error instanceof DomainError) return error.detail;
  if (!(error instanceof Error)) return String(error);
  const code = errorCode(error) ?? "";
  const path = pathOf(error);
  const reason = fileReasons[code];
  if (path !== null && reason !== undefined) return `${path} cannot be used: ${reason} (${code}).`;
  if (isUnavailable(error)) return `The database does not answer (${error.message}).`;
  if (refusedConnections.has(code))
    return `The database refuses: ${error.message}. Are name, password and database in DATABASE_URL right, and may this user work there?`;
  return error.stack ?? error.message;
}

/** The file that a call of the system failed on; a database's socket is none. */
function pathOf(error: Error): string | null {
  const isSocket = "syscall" in error && error.syscall === "connect";
  return !isSocket && "path" in error && typeof error.path === "string" ? error.path : null;
}
