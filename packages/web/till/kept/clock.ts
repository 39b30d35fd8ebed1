/** The club's time, as its last answer told it: the device's own clock may be wrong. */
import { onAnswer } from "../../ui/read-at.ts";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { happenedAt, type Moment } from "../model/clock.ts";
import { changeDevice, readDevice } from "./device.ts";
import { reached } from "./network.ts";

/** A header tells whole seconds, and an answer is under way for a moment: less than this is no news. */
const NEWS_MS = 2_000;
const page = crypto.getRandomValues(new Uint32Array(2)).join("-");

/** Listens to what the club's answers say of its time. */
export function openClock(): void {
  onAnswer((answer) => {
    const said = Date.parse(answer.headers.get("date") ?? "");
    // What a cache has kept tells when it was kept.
    const isKept = answer.headers.has("x-read-at") || /max-age=[1-9]/.test(cacheOf(answer));
    if (Number.isNaN(said) || isKept) return;
    const aheadMs = said - Date.now();
    const { aheadMs: known } = readDevice();
    if (known === null || Math.abs(known - aheadMs) > NEWS_MS) changeDevice({ aheadMs });
  });
}

const cacheOf = ({ headers }: Response): string => headers.get("cache-control") ?? "";

/** This moment, as it is kept with what waits. */
export const moment = (): Moment => ({
  wallMs: Date.now(),
  steadyMs: performance.now(),
  page,
  aheadMs: readDevice().aheadMs,
});

/** What the club's clock shows, as far as the device knows. */
export const clubNow = (): number => Date.now() + (readDevice().aheadMs ?? 0);

/** Hears the club's time anew; a refusal tells it as well. @throws TrofastFault without a network. */
export async function hearTime(): Promise<void> {
  try {
    await reached(trofast.staff.me());
  } catch (error) {
    if (!(error instanceof TrofastProblem)) throw error;
  }
}

/** The club's time of an earlier moment. */
export const clubTimeOf = (then: Moment): number =>
  happenedAt(then, { ...moment(), aheadMs: readDevice().aheadMs ?? 0 });

export const textOfInstant = (instant: number): string => new Date(instant).toISOString();
