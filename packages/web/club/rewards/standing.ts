/** Where something that was taken stands, in the words of whoever took it. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readMyRedemption } from "@trofast/contract/rewards";

type Taken = AnswerOf<typeof readMyRedemption>;

/** They are the member's own as soon as they are taken, and nobody uses them up. */
const HAD = ["gift_card", "content", "surprise", "charity"];

export const standingOf = ({
  kind,
  state,
}: Pick<Taken, "kind" | "state">): Taken["state"] | "had" =>
  state === "used" && HAD.includes(kind) ? "had" : state;
