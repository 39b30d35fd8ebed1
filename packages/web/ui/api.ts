/** Calls of this club, and what is kept of their answers. */
import { QueryClient } from "@tanstack/react-query";
import { openTrofastLight, TrofastFault, TrofastProblem } from "@trofast/sdk/light";
import { first } from "./first.ts";

export { TrofastFault, TrofastProblem };

/** Signed in by the cookie that the club has set; scripts never see it. */
export const trofast = openTrofastLight({
  url: `${location.origin}${first.base}`,
  retries: 2,
  timeoutMs: 20_000,
});

const STALE_MS = 10_000;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: STALE_MS,
      // The SDK has tried again already; a refusal stays one.
      retry: false,
    },
    mutations: { retry: false },
  },
});

/** A path of this club, for links and pictures outside of the router. */
export const pathTo = (path: string): string => `${first.base}${path}`;
