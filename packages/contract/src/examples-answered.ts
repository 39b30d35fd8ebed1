/** Which calls have an example answer: all that answer JSON as a whole. One without does not compile. */
import type { AnswerMedia, AnswerOf } from "./endpoint.ts";
import type { endpoints } from "./endpoints.ts";

type Endpoint = (typeof endpoints)[number];
/** Files, streams and empty answers. */
type OtherAnswer =
  | { readonly status: 204 }
  | { readonly stream: true }
  | { readonly lines: unknown }
  | { readonly answerMedia: Exclude<AnswerMedia, "application/json"> };
type JsonAnswered = Exclude<Endpoint, OtherAnswer>;

/** An answer to every call of these areas. */
export type AnswersOf<Tag extends Endpoint["tag"]> = {
  readonly [Call in Extract<JsonAnswered, { readonly tag: Tag }> as Call["id"]]: AnswerOf<Call>;
};
/** What one call is answered. */
export type AnswerTo<Id extends JsonAnswered["id"]> = AnswerOf<
  Extract<JsonAnswered, { readonly id: Id }>
>;
export type AnswerExamples = AnswersOf<Endpoint["tag"]>;
