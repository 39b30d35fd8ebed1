/**
 * What a failed statement means for the caller: certainly nothing happened, nobody knows, or the store is away.
 * SQLSTATE classes: PostgreSQL documentation, appendix A.
 */

const causeDepthMax = 8;

function* causes(error: unknown): Generator<Error> {
  let current = error;
  for (let depth = 0; depth < causeDepthMax && current instanceof Error; depth += 1) {
    yield current;
    current = current.cause;
  }
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function some(error: unknown, test: (code: string, message: string) => boolean): boolean {
  for (const cause of causes(error)) {
    if (test(codeOf(cause), cause.message)) return true;
  }
  return false;
}

const networkCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
]);
const lostConnection =
  /connection terminated|connection ended|client was closed|not queryable|client has encountered a connection error|PGlite is closed/i;

/** The statement may or may not have taken effect: only a repeat with the same id or key tells. */
export function isUnknownOutcome(error: unknown): boolean {
  return some(
    error,
    (code, message) =>
      code.startsWith("08") ||
      code === "53100" ||
      code === "57P01" ||
      code === "57P02" ||
      code === "57P03" ||
      networkCodes.has(code) ||
      lostConnection.test(message),
  );
}

/** The database undid everything (serialisation failure, deadlock): run it again at once. */
export function isCertainAbort(error: unknown): boolean {
  return some(error, (code) => code === "40001" || code === "40P01");
}

/** The fault lies with the store, not with the request: answer 503 and let the caller repeat. */
export function isUnavailable(error: unknown): boolean {
  return (
    isUnknownOutcome(error) ||
    isCertainAbort(error) ||
    some(
      error,
      (code, message) =>
        code.startsWith("53") || // out of disk, memory or connections
        code === "25006" || // read-only database
        code === "57014" || // statement time-out
        code === "55P03" || // lock time-out
        code === "58030" || // input/output error
        code === "XX001" ||
        message.includes("timeout exceeded when trying to connect"),
    )
  );
}

/** The name of the unique key or check that refused the row, or `undefined`. */
export function brokenConstraint(error: unknown): string | undefined {
  for (const cause of causes(error)) {
    if (codeOf(cause).startsWith("23") && "constraint" in cause) {
      return typeof cause.constraint === "string" ? cause.constraint : undefined;
    }
  }
  return undefined;
}

/** The SQLSTATE (or system code) of the innermost known cause; for logs. */
export function errorCode(error: unknown): string | undefined {
  for (const cause of causes(error)) {
    const code = codeOf(cause);
    if (code !== "") return code;
  }
  return undefined;
}
