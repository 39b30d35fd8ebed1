/** Token buckets: a caller may burst, and then goes at a steady rate. For limits of all processes see limits.ts. */
import ipaddr from "ipaddr.js";

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** What became of one request, in the words of the RateLimit headers. */
export interface Take {
  /** 0, or in how many seconds there is a token again. */
  readonly waitSeconds: number;
  readonly limit: number;
  readonly remaining: number;
  /** In how many seconds the bucket is full again. */
  readonly resetSeconds: number;
}

export interface RateLimiter {
  /**
   * Takes a token for `caller`.
   *
   * @param now milliseconds on a steady clock.
   */
  take(caller: string, now: number): Take;
}

/** Some 10 MB: more callers than that at a time are a flood. */
const CALLERS_MAX = 50_000;

/** @param options.callersMax how many are remembered; beyond it, whoever came longest ago is forgotten. */
export function rateLimiter(options: {
  readonly perSecond: number;
  readonly burst: number;
  readonly callersMax?: number;
}): RateLimiter {
  const { burst, perSecond, callersMax = CALLERS_MAX } = options;
  // In the order in which they came last.
  const buckets = new Map<string, Bucket>();
  return {
    take(caller, now) {
      const bucket = buckets.get(caller) ?? { tokens: burst, filledAt: now };
      if (!buckets.delete(caller) && buckets.size >= callersMax) dropFirst(buckets);
      buckets.set(caller, bucket);
      fill(bucket, options, now);
      const isAllowed = bucket.tokens >= 1;
      const waitSeconds = isAllowed ? 0 : Math.ceil((1 - bucket.tokens) / perSecond);
      if (isAllowed) bucket.tokens -= 1;
      const resetSeconds = Math.ceil((burst - bucket.tokens) / perSecond);
      return { waitSeconds, limit: burst, remaining: Math.floor(bucket.tokens), resetSeconds };
    },
  };
}

function fill(bucket: Bucket, options: { perSecond: number; burst: number }, now: number): void {
  const seconds = Math.max(0, now - bucket.filledAt) / 1000;
  bucket.tokens = Math.min(options.burst, bucket.tokens + seconds * options.perSecond);
  bucket.filledAt = now;
}

/** Whose bucket has had the longest time to fill. */
function dropFirst(buckets: Map<string, Bucket>): void {
  const [first] = buckets.keys();
  if (first !== undefined) buckets.delete(first);
}

/**
 * The subject that a limit by address goes by: an IPv4 address, or the /64 network of an IPv6 address, of which a single
 * customer of a provider has all.
 */
export function addressSubject(address: string): string {
  if (!ipaddr.isValid(address)) return "address:unknown";
  const read = ipaddr.process(address);
  if (!(read instanceof ipaddr.IPv6)) return `address:${read.toString()}`;
  const network = read.parts.slice(0, 4).map((part) => part.toString(16));
  return `address:${network.join(":")}::/64`;
}
