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
  shortBy: z.int().positive().optional().describe("How much of the unit is missing."),
});

export type Problem = z.infer<typeof problem>;
export type ProblemItem = z.infer<typeof problemItem>;
