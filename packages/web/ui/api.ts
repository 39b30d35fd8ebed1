/** Calls of this club, and what is kept of their answers. */
import { QueryClient } from "@tanstack/react-query";
import { openTrofastLight, TrofastFault, TrofastProblem } from "@trofast/sdk/light";
import { first } from "./first.ts";
import { noteAnswer } from "./read-at.ts";
import { bringRefusals } from "./refusals.ts";

export { TrofastFault, TrofastProblem };

const opened = (timeoutMs: number) =>
  openTrofastLight({
    url: `${location.origin}${first.base}`,
    retries: 2,
    timeoutMs,
    fetch: async (url, init) => {
      const answer = await fetch(url, init);
      noteAnswer(answer);
      if (!answer.ok) await bringRefusals();
      return answer;
    },
  });

/** Signed in by the cookie that the club has set; scripts never see it. */
export const trofast = opened(20_000);

/** For the one call that makes a whole club, which a slow machine takes a minute for and nobody may ask twice. */
export const patientTrofast = opened(180_000);

const STALE_MS = 10_000;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      // The SDK has tried again already; a refusal stays one.
      retry: false,
      // Without a network the service worker may answer; where it does not, it is said and not waited for.
      networkMode: "always",
    },
    mutations: { retry: false, networkMode: "always" },
  },
});

/** A path of this club, for links and pictures outside of the router. */
export const pathTo = (path: string): string => `${first.base}${path}`;
