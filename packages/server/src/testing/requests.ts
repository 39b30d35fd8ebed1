/** Requests as strangers send them, and what every refusal of one must look like. */
import type { FastifyInstance } from "fastify";
import { isProblemCode, problems } from "@trofast/contract/problems";
import { problem } from "@trofast/contract/problem";
import type { Problem } from "@trofast/contract/problem";
import { expect } from "vitest";
import type { Readable } from "node:stream";

export interface RawRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly url: string;
  /** Sent as it is where it is text, bytes or a stream; as JSON otherwise. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Sends `request` with a key, without a socket. */
export async function sendRaw(
  app: FastifyInstance,
  key: string,
  request: RawRequest,
): Promise<RawAnswer> {
  const { body } = request;
  const isSent = typeof body === "string" || body instanceof Uint8Array || isStream(body);
  const payload = isSent ? body : body === undefined ? undefined : JSON.stringify(body);
  const answer = await app.inject({
    method: request.method,
    url: request.url,
    headers: {
      authorization: `Bearer ${key}`,
      ...(payload === undefined ? {} : { "content-type": "application/json" }),
      ...request.headers,
    },
    ...(payload === undefined
      ? {}
      : { payload: payload instanceof Uint8Array ? Buffer.from(payload) : payload }),
  });
  return { status: answer.statusCode, text: answer.body, headers: answer.headers };
}

function isStream(body: unknown): body is Readable {
  return typeof body === "object" && body !== null && "pipe" in body;
}

/** The problem in an answer, which must be one of ours: a known code, its own status, and no more than it should say. */
export function problemIn(answer: RawAnswer): Problem {
  expect(answer.status, answer.text).toBeGreaterThanOrEqual(400);
  expect(answer.status, answer.text).toBeLessThan(500);
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json(?:;|$)/);
  const told = problem.parse(JSON.parse(answer.text));
  if (!isProblemCode(told.code)) throw new Error(`unknown code ${told.code}`);
  expect(problems[told.code].status).toBe(answer.status);
  expect(told.status).toBe(answer.status);
  expect(answer.headers["x-request-id"]).toBe(told.requestId);
  for (const { pointer } of told.errors ?? []) expect(pointer).toMatch(/^(?:$|\/)/);
  return told;
}
