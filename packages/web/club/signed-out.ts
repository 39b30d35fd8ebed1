/** Being signed out elsewhere: another tab says so, or a call is answered as nobody's. */
import { useEffect } from "react";
import { queries, TrofastProblem } from "../ui/api.ts";
import { first } from "../ui/first.ts";
import { meCall } from "./calls.ts";
import { goOut } from "./join/go-home.ts";
import { forgetOffline } from "./offline.ts";

/** Between the tabs of one club in one browser; what is said here is not heard here. */
const tabs =
  typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`trofast${first.base}`);

export const isSignedOut = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.code === "unauthenticated";

/** Said to the other tabs, so that none goes on showing what is nobody's here any longer. */
export function tellSignedOut(): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A channel is no window.
  tabs?.postMessage("signed out");
}

let departure: Promise<unknown> = Promise.resolve();

/** Leaving of one's own will: what `act` does may make one nobody here before it has led anywhere else. */
export async function depart(act: () => Promise<void>): Promise<void> {
  const departing = act();
  departure = departing.catch(() => undefined);
  await departing;
}

/** Signs out by this call and leads out of the app; where it is refused one stays. */
export async function signOutBy(call: () => Promise<unknown>): Promise<void> {
  await depart(async () => {
    await call();
    await forgetOffline();
    tellSignedOut();
    goOut();
  });
}

/** When nobody is on the way out, or has come there. */
export const departed = (): Promise<unknown> => departure;

/** Asks again who is signed in, as soon as there is a sign that nobody is. */
export function useSignedOutElsewhere(): void {
  useEffect(() => {
    const ask = (): void => void queries.invalidateQueries({ queryKey: meCall.queryKey });
    const stop = queries.getQueryCache().subscribe(({ type, query }) => {
      if (type === "updated" && query.queryKey[0] !== "me" && isSignedOut(query.state.error)) ask();
    });
    tabs?.addEventListener("message", ask);
    return () => {
      stop();
      tabs?.removeEventListener("message", ask);
    };
  }, []);
}
