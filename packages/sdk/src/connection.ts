/** What a client is told at its opening, and its defaults. */
import type { Connection } from "./call.ts";
import { pause, RETRIES_DEFAULT } from "./retry.ts";

const TIMEOUT_MS_DEFAULT = 60_000;

export interface TrofastOptions {
  /** Where the club answers, such as https://club.example.com. */
  readonly url: string;
  /** An API key; left out for the calls that need none. */
  readonly key?: string;
  /** Instead of the runtime's own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a call that is safe to repeat is sent again; 4 unless said. */
  readonly retries?: number;
  /** How long one try may take; 60 seconds unless said. */
  readonly timeoutMs?: number;
  /** Checks every answer against the contract, for tests and for servers of another version. */
  readonly checkAnswers?: boolean;
  /** From 0 to below 1; spreads the pauses between tries. */
  readonly random?: () => number;
  /** Waits between tries; throws the signal's reason when it is aborted. */
  readonly pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** @throws TypeError where `url` is no http(s) address. */
export function connectionOf(options: TrofastOptions): Connection {
  return {
    url: baseOf(options.url),
    key: options.key,
    // Called as a bare function: browsers refuse `fetch` as a method of something else.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    retries: options.retries ?? RETRIES_DEFAULT,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS_DEFAULT,
    checkAnswers: options.checkAnswers ?? false,
    random: options.random ?? Math.random,
    pause: options.pause ?? pause,
  };
}

function baseOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new TypeError(`url must be an address such as https://club.example.com, not ${url}`);
  }
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}
