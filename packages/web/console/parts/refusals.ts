/** What is wrong with a field, in the reader's words: from the contract's own checks in the page, or as the server says it. */
import { language } from "../../ui/format.ts";
import { refusalWords } from "../texts/refusals.ts";

/** An issue of zod, or an item of a refusal. */
interface Wrong {
  readonly code?: string | undefined;
  readonly message: string;
  readonly origin?: string;
  readonly minimum?: number | bigint;
  readonly maximum?: number | bigint;
  readonly format?: string;
}

/** In the reader's language; what has no words there is said as the contract says it. */
export function wordsOf(wrong: Wrong): string {
  const words = refusalWords[language()];
  const { code, origin, minimum, maximum } = wrong;
  if (code === "too_small" && minimum !== undefined) {
    if (origin === "string") return minimum === 1 ? words.empty : words.short(Number(minimum));
    return origin === "array" ? words.none : words.least(Number(minimum));
  }
  if (code === "too_big" && maximum !== undefined) {
    if (origin === "string") return words.long(Number(maximum));
    return origin === "array" ? words.many(Number(maximum)) : words.most(Number(maximum));
  }
  if (code === "required") return words.empty;
  if (code === "invalid_type" || code === "wrong_type") return words.number;
  if (code === "invalid_format" && wrong.format === "email") return words.email;
  return words.contract[wrong.message] ?? wrong.message;
}

interface Checked {
  readonly params?: Schema;
  readonly body?: Schema;
}

/** A schema of the contract, of which only the check is used. */
interface Schema {
  safeParse(value: unknown): {
    readonly error?:
      | { readonly issues: readonly (Wrong & { readonly path: readonly PropertyKey[] })[] }
      | undefined;
  };
}

export interface Wire {
  readonly params?: unknown;
  readonly body?: unknown;
}

export interface Fault {
  /** As in a refusal of the server: `/types/0`. */
  readonly pointer: string;
  readonly words: string;
}

/** What the contract says of a call before it is sent. */
export function faultsOf(endpoint: Checked, { params, body }: Wire): Fault[] {
  const read = [endpoint.params?.safeParse(params), endpoint.body?.safeParse(body)];
  return read
    .flatMap((each) => each?.error?.issues ?? [])
    .map((issue) => ({
      pointer: issue.path.map((part) => `/${String(part)}`).join(""),
      words: wordsOf(issue),
    }));
}
