/** A guest at the door of an experience: let in once, by what their own screen shows. */
import { trofast } from "../../ui/api.ts";
import { redemptionAtDoor } from "../model/scan.ts";
import { isRefused } from "./counter.ts";
import { reached } from "./network.ts";
import type { Place } from "./place.ts";

export type AtDoor =
  | {
      readonly outcome: "in";
      readonly name: string | null;
      readonly places: number;
      readonly reward: string;
    }
  | { readonly outcome: "before"; readonly at: string; readonly reward: string }
  | { readonly outcome: "stale" | "shut" | "unknown" | "given_back" };

/** @throws TrofastProblem, TrofastFault where something else than the place itself is wrong. */
export async function letIn(token: string, { store: { store } }: Place): Promise<AtDoor> {
  try {
    const { seat, givenName } = await reached(trofast.visits.checkIn({ body: { token, store } }));
    return { outcome: "in", name: givenName, places: seat.places, reward: seat.reward };
  } catch (error) {
    if (isRefused(error, "code_not_valid")) return { outcome: "stale" };
    if (isRefused(error, "reward_unavailable")) return { outcome: "shut" };
    if (isRefused(error, "unknown_redemption")) return { outcome: "unknown" };
    // The club has read the token by then, so that the place in it is a real one.
    if (isRefused(error, "reward_used")) return await whyNot(redemptionAtDoor(token) ?? "");
    throw error;
  }
}

async function whyNot(redemptionId: string): Promise<AtDoor> {
  const { state, endedAt, reward } = await reached(
    trofast.redemptions.get({ params: { redemptionId } }),
  );
  return state === "used" && endedAt !== null
    ? { outcome: "before", at: endedAt, reward }
    : { outcome: "given_back" };
}
