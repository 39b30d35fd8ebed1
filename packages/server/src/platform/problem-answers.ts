/** Turns refusals and faults into problem details (RFC 9457); the one place that knows statuses. */
import type { z } from "zod";
import { problems } from "@trofast/contract/problems";
import type { ProblemCode } from "@trofast/contract/problems";
import type { ProblemKind } from "@trofast/contract/request-problems";
import type { Problem, ProblemItem } from "@trofast/contract/problem";
import { isCertainAbort, isUnavailable } from "./db-errors.ts";
import { DomainError } from "./errors.ts";

const errorsMax = 100;
const retryAfterSecondsDefault: Partial<Record<ProblemCode, number>> = {
  member_busy: 1,
  request_in_progress: 1,
  rate_limited: 1,
  overloaded: 1,
  store_unavailable: 2,
};

/** The refusal that `error` amounts to; a fault becomes `internal` and keeps its cause for the log. */
export function refusalOf(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  if (isCertainAbort(error)) {
    return new DomainError(
      "overloaded",
      "Other requests kept changing the same rows. Nothing was written.",
      { cause: error },
    );
  }
  if (isUnavailable(error)) {
    return new DomainError(
      "store_unavailable",
      "The database did not answer. Send the same request again; it takes effect once.",
      { cause: error },
    );
  }
  return (
    frameworkRefusal(error) ??
    new DomainError("internal", "Something broke while working on this request.", { cause: error })
  );
}

/** What Fastify itself refuses, by its error codes. */
function frameworkRefusal(error: unknown): DomainError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new DomainError("body_too_large", "The body is larger than this call takes.");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return new DomainError("unsupported_media_type", "This call takes application/json.");
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new DomainError("invalid_header", "The body is not as long as Content-Length says.");
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new DomainError("invalid_path", "A part of the path is too long.");
    case "FST_ERR_BAD_URL":
      return new DomainError("invalid_path", "The path holds a broken percent-encoding.");
    case "FST_ERR_REOPENED_CLOSE_SERVER":
    case "FST_ERR_REOPENED_SERVER":
      return new DomainError("overloaded", "The server is stopping.");
    default:
      return undefined;
  }
}

/** The problem document for a refusal. */
export function problemOf(
  refusal: DomainError,
  request: { readonly path: string; readonly requestId: string },
): Problem {
  const kind: ProblemKind = problems[refusal.code];
  const { errors, candidates, shortBy } = refusal.extras;
  const retryAfter = retryAfterSeconds(refusal);
  return {
    type: `/docs#problem-${refusal.code}`,
    title: kind.title,
    status: kind.status,
    detail: refusal.detail,
    instance: request.path,
    code: refusal.code,
    ...(errors === undefined ? {} : { errors: errors.slice(0, errorsMax) }),
    requestId: request.requestId,
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(candidates === undefined ? {} : { candidates: [...candidates] }),
    ...(shortBy === undefined ? {} : { shortBy }),
  };
}

function retryAfterSeconds(refusal: DomainError): number | undefined {
  return refusal.extras.retryAfterSeconds ?? retryAfterSecondsDefault[refusal.code];
}

type Issue = z.core.$ZodIssue;

/** Every place where the input is not what the schema asks for. */
export function problemItems(issues: readonly Issue[]): ProblemItem[] {
  return issues.flatMap((issue) => itemsOf(issue, []));
}

function itemsOf(issue: Issue, above: readonly PropertyKey[]): ProblemItem[] {
  const path = [...above, ...issue.path];
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...path, key]),
      code: "unknown_field",
      detail: `There is no field ${JSON.stringify(key)} here.`,
    }));
  }
  if (issue.code === "invalid_union") {
    const branch = nearestBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => itemsOf(inner, path));
  }
  return [{ pointer: pointerOf(path), code: itemCode(issue), detail: issue.message }];
}

/** Of the forms a value may have, the one it comes nearest to: the fewest complaints at the deepest place. */
function nearestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  const depthOf = (issues: readonly Issue[]): number =>
    Math.max(0, ...issues.map((issue) => issue.path.length));
  return branches
    .filter((issues) => issues.length > 0)
    .toSorted((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0];
}

function itemCode(issue: Issue): string {
  if (issue.code === "invalid_type") return issue.input === undefined ? "required" : "wrong_type";
  if (issue.code === "custom") return "invalid";
  return issue.code;
}

/** RFC 6901. */
export function pointerOf(path: readonly PropertyKey[]): string {
  return path
    .map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
    .join("");
}
