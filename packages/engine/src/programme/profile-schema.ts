/** What members are asked about themselves, as far as rules read it. Free text is no kind: no rule reads it. */
import { z } from "zod";
import { list } from "./scalars.ts";

/** As the fields of the club's profile have it. */
const choiceValue = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(?:[-_/][a-z0-9]+)*$/, { error: "a choice such as oat" });
const kind = z
  .union([
    z.enum(["number", "yesno", "month", "store"]),
    z.strictObject({ choice: list(choiceValue).describe("One of these: {choice: [oat, cow]}") }),
    z.strictObject({ choices: list(choiceValue).describe("Several: {choices: [tea, coffee]}") }),
  ])
  .describe("number, yesno, month, store, {choice: [oat, cow]} or {choices: [tea, coffee]}");

const FIELDS_MAX = 50;

export const profile = z
  .record(
    z.string().regex(/^(?!constructor$)[a-z][A-Za-z0-9]{0,59}$/, {
      error: "a field of the profile, such as milk or petName",
    }),
    kind,
  )
  .refine((fields) => Object.keys(fields).length <= FIELDS_MAX, {
    error: `at most ${FIELDS_MAX} here`,
  })
  .default({})
  .describe(
    "What members tell of themselves and rules read, by the field that asks: {milk: {choice: [oat, cow]}}",
  );

/** What a field answers with; `choices: null` are whatever the club offers. */
export type ProfileKind = z.infer<typeof kind> | { readonly choices: null };
