/** What the club asks of me, one thing at a time, and everything that I may say of myself. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { fieldAnswer, knownAnswer, profileField, profileFieldShown, words } from "./members.ts";

const tag = "Me";

/** As a member meets it: with everything to choose from, in the words of the catalogue where it comes from there. */
const askedField = profileFieldShown.omit({ position: true }).extend({
  choices: z
    .array(z.object({ value: z.string(), label: z.union([z.string(), words]) }))
    .nullable()
    .describe("What may be chosen, stores and categories too; null: whatever the kind takes."),
});

export const myQuestion = endpoint({
  id: "self.question",
  method: "GET",
  path: "/v1/me/question",
  summary: "One question that I may answer, or leave",
  tag,
  scope: "member",
  answer: z.object({ question: askedField.nullable().describe("Null: nothing to ask.") }),
  refusals: ["erased"],
});

export const answerQuestion = endpoint({
  id: "self.answer",
  method: "POST",
  path: "/v1/me/question",
  summary: "Answer a question, or say not now, or never",
  tag,
  scope: "member",
  body: z
    .strictObject({
      field: profileField,
      answer: fieldAnswer.optional(),
      decline: z.enum(["not_now", "never"]).optional(),
    })
    .refine(({ answer, decline }) => (answer === undefined) !== (decline === undefined), {
      error: "send either an answer or decline",
    }),
  answer: z.object({ thanks: z.boolean() }),
  refusals: ["erased", "not_found", "field_answer_invalid"],
  idempotent: "natural",
});

export const myFields = endpoint({
  id: "self.fields",
  method: "GET",
  path: "/v1/me/fields",
  summary: "Everything that I may say of myself, with what the club knows of it",
  tag,
  scope: "member",
  answer: z.object({
    data: z.array(
      askedField.extend({ answer: knownAnswer.nullable().describe("Null: it is not known.") }),
    ),
  }),
  refusals: ["erased"],
});

export const questionEndpoints = [myQuestion, answerQuestion, myFields] as const;
