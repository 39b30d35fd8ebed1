/** The examples of a call, as OpenAPI places them beside a schema. */
import { submitEvent } from "./events.ts";
import { answerExamples } from "./examples-answers.ts";
import { eventExamples } from "./examples-events.ts";
import { bodyExamples } from "./examples.ts";

type Examples =
  | { readonly example?: unknown }
  | { readonly examples: { readonly [name: string]: { readonly value: unknown } } };

const bodies: ReadonlyMap<string, unknown> = new Map(Object.entries(bodyExamples));
const answers: ReadonlyMap<string, unknown> = new Map(Object.entries(answerExamples));

/** One event of each kind. */
export const eventsByKind: Examples = {
  examples: Object.fromEntries(
    Object.entries(eventExamples).map(([kind, value]) => [kind, { value }]),
  ),
};

export function bodyExample(id: string): Examples {
  if (id === submitEvent.id) return eventsByKind;
  return bodies.has(id) ? { example: bodies.get(id) } : {};
}

export function answerExample(id: string): Examples {
  return answers.has(id) ? { example: answers.get(id) } : {};
}
