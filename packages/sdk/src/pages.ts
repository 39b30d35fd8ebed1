/** Lists page by page, without handling cursors. */
import { callEndpoint } from "./call.ts";
import type { AnyInput, Connection } from "./call.ts";
import { TrofastFault } from "./problem.ts";
import type { Route } from "./route.ts";

type Page = { readonly data: readonly unknown[]; readonly nextCursor: string | null };

function pageOf(answer: unknown): Page {
  if (
    typeof answer === "object" &&
    answer !== null &&
    "data" in answer &&
    Array.isArray(answer.data) &&
    "nextCursor" in answer &&
    (typeof answer.nextCursor === "string" || answer.nextCursor === null)
  )
    return { data: answer.data, nextCursor: answer.nextCursor };
  throw new TrofastFault("The answer is no page of a list.");
}

/** Every page from the first, or from `query.cursor`, to the last. */
export async function* pagesOf(
  connection: Connection,
  endpoint: Route,
  input: AnyInput,
): AsyncGenerator {
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? input.query : { ...input.query, cursor };
    const page = await callEndpoint(connection, endpoint, {
      ...input,
      ...(query === undefined ? {} : { query }),
    });
    cursor = pageOf(page).nextCursor ?? undefined;
    yield page;
  } while (cursor !== undefined);
}

/** Every item of every page. */
export async function* itemsOf(
  connection: Connection,
  endpoint: Route,
  input: AnyInput,
): AsyncGenerator {
  for await (const page of pagesOf(connection, endpoint, input)) yield* pageOf(page).data;
}
