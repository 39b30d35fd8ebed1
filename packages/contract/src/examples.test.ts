import { expect, test } from "vitest";
import { endpoints } from "./endpoints.ts";
import type { EndpointSpec } from "./endpoint.ts";
import { eventInput } from "./events.ts";
import { answerExamples } from "./examples-answers.ts";
import { eventExamples } from "./examples-events.ts";
import { bodyExamples } from "./examples.ts";

const byId = new Map(endpoints.map((endpoint): [string, EndpointSpec] => [endpoint.id, endpoint]));

test.each(Object.entries(bodyExamples))("the example of %s is what it takes", (id, body) => {
  expect(byId.get(id)?.body?.safeParse(body).error?.issues).toBeUndefined();
  expect(byId.get(id)?.body).toBeDefined();
});

test.each(Object.entries(eventExamples))("the example of the event %s is one", (kind, event) => {
  expect(eventInput.parse(event).kind).toBe(kind);
});

test.each(Object.entries(answerExamples))("the example of %s's answer is one", (id, answer) => {
  expect(byId.get(id)?.answer.parse(answer)).toEqual(answer);
});

/** Answered with JSON as a whole, and with something in it. */
const isAnswered = ({ answerMedia, status, stream, lines }: EndpointSpec): boolean =>
  (answerMedia ?? "application/json") === "application/json" &&
  status !== 204 &&
  stream !== true &&
  lines === undefined;

test("every call that answers JSON shows an answer, in every area", () => {
  const answered = [...byId.values()].filter(isAnswered).map(({ id }) => id);
  expect(Object.keys(answerExamples).toSorted()).toEqual(answered.toSorted());
});
