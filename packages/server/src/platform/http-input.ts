/** What a request says, checked against its endpoint: path, query and body. */
import type { FastifyRequest } from "fastify";
import { nearest } from "@trofast/engine/programme/problems";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import type { ProblemCode } from "@trofast/contract/problems";
import type { ProblemItem } from "@trofast/contract/problem";
import { DomainError } from "./errors.ts";
import { pointerOf, problemItems } from "./problem-answers.ts";

export interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** @throws DomainError telling all that is wrong at once, by the part of the request that is wrong first. */
export function readInput(endpoint: EndpointSpec, request: FastifyRequest): Input {
  if (/%00/.test(request.url)) {
    throw new DomainError("invalid_path", "The address holds the character NUL (%00).");
  }
  if (endpoint.body !== undefined && request.body === undefined) {
    throw new DomainError("invalid_json", "This call takes a JSON body; there was none.");
  }
  const read = {
    params: endpoint.params?.safeParse(request.params),
    query: endpoint.query?.safeParse(request.query),
    body: endpoint.body?.safeParse(request.body, { reportInput: true }),
  };
  const inQuery = [
    ...unknownParameters(endpoint, request.query),
    ...problemItems(read.query?.error?.issues ?? []),
  ];
  const parts: [ProblemCode, ProblemItem[]][] = [
    ["invalid_path", problemItems(read.params?.error?.issues ?? [])],
    ["invalid_query", inQuery],
    ["invalid_body", problemItems(read.body?.error?.issues ?? [])],
  ];
  const faulty = parts.find(([, items]) => items.length > 0);
  if (faulty !== undefined)
    throw invalid(
      faulty[0],
      parts.flatMap(([, items]) => items),
    );
  return { params: read.params?.data, query: read.query?.data, body: read.body?.data };
}

/** Parameters that the call does not know: whoever misspells a filter must not get an answer without it. */
function unknownParameters(endpoint: EndpointSpec, query: unknown): ProblemItem[] {
  if (endpoint.otherQuery === "ignored" || typeof query !== "object" || query === null) return [];
  const known = Object.keys(endpoint.query?.shape ?? {});
  return Object.keys(query)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      pointer: pointerOf([name]),
      code: "unknown_parameter",
      detail: `This call knows no parameter ${JSON.stringify(name.slice(0, 60))}. ${knownParameters(name, known)}`,
    }));
}

function knownParameters(name: string, known: readonly string[]): string {
  if (known.length === 0) return "It takes none.";
  const near = nearest(name, known);
  const takes = `It takes ${known.join(", ")}.`;
  return near === undefined ? takes : `Did you mean ${near}? ${takes}`;
}

function invalid(code: ProblemCode, errors: readonly ProblemItem[]): DomainError {
  const first = errors[0];
  const others = errors.length > 1 ? ` And ${errors.length - 1} more, see errors.` : "";
  return new DomainError(
    code,
    `${first?.pointer === "" ? "The whole" : first?.pointer}: ${first?.detail}.${others}`.replace(
      "..",
      ".",
    ),
    { errors },
  );
}
