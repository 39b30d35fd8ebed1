/**
 * Any number of lines to an endpoint that takes NDJSON. They go in pieces of at most 1,000, one after the other:
 * order is kept, memory stays small, what failed on the way is sent again by itself, and browsers, which cannot
 * send a body they have not finished, do it as well.
 */
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { sendEndpoint } from "./call.ts";
import { routeOf } from "./route.ts";
import type { CallOptions, Connection } from "./call.ts";
import { jsonIn, TrofastFault } from "./problem.ts";

const LINES_PER_PIECE_MAX = 1000;
const PIECE_BYTES_MAX = 4 * 1024 * 1024;
/** How long a piece waits for more lines after its first: a slow source is not kept waiting for a full piece. */
const GATHER_MS = 20;

/** Gives one answer for each line, in order. */
export async function* sendLines(
  connection: Connection,
  endpoint: EndpointSpec,
  source: Iterable<unknown> | AsyncIterable<unknown>,
  options: CallOptions,
): AsyncGenerator {
  for await (const lines of inPieces(source)) {
    const { text } = await sendEndpoint(connection, routeOf(endpoint), {
      ...options,
      text: lines.join(""),
    });
    const answers = text.split("\n").filter((line) => line !== "");
    if (answers.length !== lines.length) {
      throw new TrofastFault(
        `${lines.length} lines were sent and ${answers.length} answered. Send them again: what was booked is told as a duplicate.`,
      );
    }
    for (const answer of answers) yield answerIn(connection, endpoint, answer);
  }
}

function answerIn(connection: Connection, endpoint: EndpointSpec, line: string): unknown {
  const answer = jsonIn(line);
  if (answer === undefined) throw new TrofastFault(`A line of the answer is not JSON: ${line}`);
  return connection.checkAnswers && endpoint.lines !== undefined
    ? endpoint.lines.answer.parse(answer)
    : answer;
}

/** Joins what the source has ready; each line ends with its line break. */
async function* inPieces(
  source: Iterable<unknown> | AsyncIterable<unknown>,
): AsyncGenerator<string[]> {
  const iterator = iteratorOf(source);
  const ask = (): Promise<IteratorResult<unknown>> => {
    const asked = iterator.next();
    // It may fail while a piece is under way; whoever awaits it next still hears of it.
    asked.catch(() => {});
    return asked;
  };
  let next = ask();
  try {
    for (;;) {
      const first = await next;
      if (first.done === true) return;
      const lines = [lineOf(first.value)];
      let bytes = lines[0]?.length ?? 0;
      const late = timer(GATHER_MS);
      next = ask();
      while (lines.length < LINES_PER_PIECE_MAX && bytes < PIECE_BYTES_MAX) {
        const ready = await Promise.race([next, late.over]);
        if (ready === undefined || ready.done === true) break;
        const line = lineOf(ready.value);
        lines.push(line);
        bytes += line.length;
        next = ask();
      }
      late.stop();
      yield lines;
    }
  } finally {
    // Where the caller stops early, the source may be waiting: it is told, not waited for.
    void iterator.return?.()?.catch(() => {});
  }
}

function iteratorOf(source: Iterable<unknown> | AsyncIterable<unknown>): AsyncIterator<unknown> {
  if (Symbol.asyncIterator in source) return source[Symbol.asyncIterator]();
  const iterator = source[Symbol.iterator]();
  return {
    next: async () => iterator.next(),
    return: async () => iterator.return?.() ?? { done: true, value: undefined },
  };
}

function lineOf(value: unknown): string {
  const line: string | undefined = JSON.stringify(value);
  if (line === undefined) throw new TypeError(`A line must be a JSON value, not ${typeof value}.`);
  return `${line}\n`;
}

function timer(milliseconds: number): { over: Promise<undefined>; stop: () => void } {
  let stop = (): void => {};
  const over = new Promise<undefined>((resolve) => {
    const running = setTimeout(() => {
      resolve(undefined);
    }, milliseconds);
    stop = () => {
      clearTimeout(running);
      resolve(undefined);
    };
  });
  return { over, stop };
}
