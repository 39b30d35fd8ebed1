/** Values for the names in an endpoint's path that its schema takes. */
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { z } from "zod";

const candidates = [
  "01890a5d-ac96-774b-bcce-b302099a8059",
  "abcdefghij01",
  "sample",
  "1",
  "en",
  "marketing",
  "email",
  "ABCDEFGH12345678",
];

/** A value for `{name}` that nothing in a test club bears; "sample" where the schema takes none of ours. */
export function pathParam(endpoint: Pick<EndpointSpec, "params">, name: string): string {
  return candidates.find((value) => takesParam(endpoint, name, value)) ?? "sample";
}

/** Whether `{name}` may be `value`. */
export function takesParam(
  { params }: Pick<EndpointSpec, "params">,
  name: string,
  value: string,
): boolean {
  const schema = params?.shape[name];
  return schema !== undefined && z.safeParse(schema, value).success;
}

/** The query that keeps a call from listening for minutes; empty for all others. */
export function shortly({ answerMedia }: Pick<EndpointSpec, "answerMedia">): string {
  return answerMedia === "text/event-stream" ? "?seconds=0" : "";
}
