/** What must be known of an endpoint to call it; without its schemas it weighs next to nothing. */
import type { EndpointSpec } from "@trofast/contract/endpoint";

export interface Route extends Pick<
  EndpointSpec,
  "id" | "method" | "path" | "idempotent" | "answerMedia" | "bodyMedia"
> {
  readonly takesBody: boolean;
  readonly isPaged: boolean;
  /** Where answers are to be checked. */
  readonly answer?: { parse(answer: unknown): unknown };
}

export function routeOf(endpoint: EndpointSpec): Route {
  const { id, method, path, idempotent, answerMedia, bodyMedia, answer } = endpoint;
  return {
    id,
    method,
    path,
    ...(idempotent !== undefined && { idempotent }),
    ...(answerMedia !== undefined && { answerMedia }),
    ...(bodyMedia !== undefined && { bodyMedia }),
    takesBody: endpoint.body !== undefined,
    isPaged: endpoint.query !== undefined && "cursor" in endpoint.query.shape,
    answer,
  };
}
