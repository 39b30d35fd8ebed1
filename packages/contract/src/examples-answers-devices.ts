/** What is answered about tills that number what they send. */
import type { AnswersOf, AnswerTo } from "./examples-answered.ts";

const device: AnswerTo<"events.giveUp"> = {
  source: "till",
  store: "gbg-1",
  device: "M4T9XD",
  lastSequence: 214,
  missing: 3,
  missingSince: "2026-05-30T15:12:00Z",
  gaps: [{ from: 17, to: 19, since: "2026-05-30T15:12:00Z" }],
  late: 2,
  repeats: 1,
  givenUp: 0,
  clashes: 0,
  clashedAt: null,
  skewSeconds: 4,
  clock: "right",
  heardAt: "2026-06-01T09:58:00Z",
};

export const deviceAnswers: Pick<AnswersOf<"Events">, "events.devices" | "events.giveUp"> = {
  "events.devices": { data: [device], nextCursor: null, hasMore: false },
  "events.giveUp": { ...device, missing: 0, missingSince: null, gaps: [], givenUp: 3 },
};
