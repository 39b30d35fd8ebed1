/** Numbers under which nothing comes: what was taken back before it was sent, or is booked by another call. */
import { trofast, TrofastProblem } from "../../ui/api.ts";
import type { Entry } from "../model/queue.ts";
import { changeDevice, readDevice, type Numbered } from "./device.ts";
import { reached } from "./network.ts";
import { passing, SOURCE } from "./sending.ts";

/** The club is told with what is sent next. */
export function giveUp({ store, sequence }: Pick<Entry, "store" | "sequence">): void {
  if (sequence === undefined) return;
  changeDevice({ givenUp: [...readDevice().givenUp, { store, sequence }] });
}

export const areUntold = (): boolean => readDevice().givenUp.length > 0;

/** Tells the club. @throws TrofastFault without a network: the rest is told later. */
export async function tellGivenUp(): Promise<void> {
  for (const number of readDevice().givenUp) {
    const { store, sequence: from } = number;
    const body = { source: SOURCE, store, device: readDevice().name, from };
    try {
      await reached(trofast.events.giveUp({ body }));
    } catch (error) {
      if (!(error instanceof TrofastProblem)) throw error;
      if (passing.has(error.code)) return;
    }
    changeDevice({ givenUp: readDevice().givenUp.filter((each) => !isSame(each, number)) });
  }
}

const isSame = (one: Numbered, other: Numbered): boolean =>
  one.store === other.store && one.sequence === other.sequence;
