/** Lists page by page, without handling cursors. */
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { z } from "zod";
import { callEndpoint } from "./call.ts";
import type { AnyInput, Connection } from "./call.ts";

const pageShape = z.looseObject({
  data: z.array(z.unknown()),
  nextCursor: z.string().nullable(),
});

export function isPaged(endpoint: EndpointSpec): boolean {
  return endpoint.query !== undefined && "cursor" in endpoint.query.shape;
}

/** Every page from the first, or from `query.cursor`, to the last. */
export async function* pagesOf(
  connection: Connection,
  endpoint: EndpointSpec,
  input: AnyInput,
): AsyncGenerator {
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? input.query : { ...input.query, cursor };
    const page = await callEndpoint(connection, endpoint, {
      ...input,
      ...(query === undefined ? {} : { query }),
    });
    cursor = pageShape.parse(page).nextCursor ?? undefined;
    yield page;
  } while (cursor !== undefined);
}

/** Every item of every page. */
export async function* itemsOf(
  connection: Connection,
  endpoint: EndpointSpec,
  input: AnyInput,
): AsyncGenerator {
  for await (const page of pagesOf(connection, endpoint, input)) yield* pageShape.parse(page).data;
}
