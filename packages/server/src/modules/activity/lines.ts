/** Reads NDJSON from a request body: whole lines, as they arrive, never more than one chunk of them in memory. */
import { createGunzip } from "node:zlib";
import { pipeline, Readable } from "node:stream";
import { EVENTS_PER_BATCH_MAX, LINE_BYTES_MAX } from "@trofast/contract/events";
import { errorCode } from "../../platform/db-errors.ts";
import { DomainError } from "../../platform/errors.ts";
import { parseJson } from "../../platform/json.ts";

/**
 * The values of the lines that each piece of the body completes. A line that is no JSON comes as the refusal that
 * says so, with its number; so does one that is too long, and nothing after it is read.
 *
 * @throws DomainError where the first line is too long or the body is not the gzip it says to be.
 */
export async function* readLines(
  body: unknown,
  encoding: string | undefined,
): AsyncGenerator<unknown[]> {
  if (!(body instanceof Readable))
    throw new DomainError("unsupported_media_type", "This call takes application/x-ndjson.");
  let rest = Buffer.alloc(0);
  const numbered = { last: 0, told: 0 };
  for await (const piece of plain(body, encoding)) {
    const bytes = Buffer.concat([rest, piece]);
    const end = bytes.lastIndexOf(0x0a);
    rest = bytes.subarray(end + 1);
    if (end >= 0 && !(yield* inBatches(bytes.subarray(0, end), numbered))) return;
    if (rest.length <= LINE_BYTES_MAX) continue;
    numbered.last += 1;
    yield tooLong([], numbered);
    return;
  }
  yield* inBatches(rest, numbered);
}

async function* plain(body: Readable, encoding = "identity"): AsyncGenerator<Buffer> {
  if (encoding === "identity") {
    yield* body;
    return;
  }
  if (encoding !== "gzip")
    throw new DomainError(
      "unsupported_media_type",
      `Content-Encoding ${encoding.slice(0, 50)} is not understood; send gzip or none.`,
    );
  try {
    yield* pipeline(body, createGunzip(), () => {});
  } catch (cause) {
    if (errorCode(cause)?.startsWith("Z_") !== true) throw cause;
    throw new DomainError("invalid_json", "The body says it is gzip but cannot be inflated.", {
      cause,
    });
  }
}

interface Numbered {
  /** The line before the first, counted from 1; moved on with each. */
  last: number;
  /** How many were told before. */
  told: number;
}

/** @returns whether to read on. */
function* inBatches(bytes: Buffer, numbered: Numbered): Generator<unknown[], boolean> {
  let values: unknown[] = [];
  let from = 0;
  while (from < bytes.length) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline < 0 ? bytes.length : newline;
    const line = bytes.subarray(from, to);
    from = to + 1;
    numbered.last += 1;
    if (line.length > LINE_BYTES_MAX) {
      yield tooLong(values, numbered);
      return false;
    }
    if (line.every((byte) => byte === 0x20 || byte === 0x0d || byte === 0x09)) continue;
    values.push(valueOf(line, numbered.last));
    if (values.length < EVENTS_PER_BATCH_MAX) continue;
    numbered.told += values.length;
    yield values;
    values = [];
  }
  numbered.told += values.length;
  if (values.length > 0) yield values;
  return true;
}

/**
 * What was read before it, and the refusal: whoever has been answered already hears of it in the same stream.
 *
 * @throws DomainError where nothing was: then the call itself is refused.
 */
function tooLong(before: unknown[], { last, told }: Numbered): unknown[] {
  const refusal = new DomainError(
    "body_too_large",
    `Line ${last} is longer than ${LINE_BYTES_MAX} bytes.`,
  );
  if (told + before.length === 0) throw refusal;
  return [...before, refusal];
}

function valueOf(line: Buffer, number: number): unknown {
  try {
    return parseJson(line, `line ${number}`);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}
