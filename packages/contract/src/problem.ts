/** What a refusal looks like on the wire; `problems.ts` is the list of them. */
import { z } from "zod";

/** One thing wrong with the input. */
export const problemItem = z.object({
  pointer: z
    .string()
    .describe("JSON pointer (RFC 6901) into the body; `/name` for a query or path parameter."),
  code: z.string(),
  detail: z.string(),
});

/** One of several purchases that a number may mean. */
export const candidate = z.object({
  shop: z.string().nullable().describe("The web shop whose order it is; to be named in of.shop."),
  store: z.string().nullable().describe("Whose receipt it is; to be named in of.store."),
  occurredAt: z.string().describe("When it was bought."),
});

/** RFC 9457 problem details, the body of every refusal. */
export const problem = z.object({
  type: z.string().describe("Where the code is explained, relative to this server."),
  title: z.string(),
  status: z.int().min(400).max(599),
  detail: z.string().describe("What happened and what to do, for a person."),
  instance: z.string().describe("The path that was called."),
  code: z.string().describe("For programs; never changes its meaning."),
  errors: z.array(problemItem).optional(),
  requestId: z.string(),
  retryAfter: z.int().nonnegative().optional().describe("Seconds to wait before the next try."),
  candidates: z
    .array(candidate)
    .optional()
    .describe("Purchases that the number may mean, told apart by place and time."),
  shortBy: z.int().positive().optional().describe("How much of the unit is missing."),
});

export type Problem = z.infer<typeof problem>;
export type Candidate = z.infer<typeof candidate>;
export type ProblemItem = z.infer<typeof problemItem>;
