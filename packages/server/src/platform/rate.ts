/** Token buckets: a caller may burst, and then goes at a steady rate. */

interface Bucket {
  tokens: number;
  filledAt: number;
}

export interface RateLimiter {
  /** Takes a token for `caller`; returns 0, or in how many seconds there is one again. */
  take(caller: string, now: number): number;
}

const bucketsMax = 50_000;

export function rateLimiter(options: {
  readonly perSecond: number;
  readonly burst: number;
}): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    take(caller, now) {
      let bucket = buckets.get(caller);
      if (bucket === undefined) {
        if (buckets.size >= bucketsMax) dropFull(buckets, options, now);
        bucket = { tokens: options.burst, filledAt: now };
        buckets.set(caller, bucket);
      }
      fill(bucket, options, now);
      if (bucket.tokens < 1) return Math.ceil((1 - bucket.tokens) / options.perSecond);
      bucket.tokens -= 1;
      return 0;
    },
  };
}

function fill(bucket: Bucket, options: { perSecond: number; burst: number }, now: number): void {
  const seconds = Math.max(0, now - bucket.filledAt) / 1000;
  bucket.tokens = Math.min(options.burst, bucket.tokens + seconds * options.perSecond);
  bucket.filledAt = now;
}

/** A full bucket says the same as none. */
function dropFull(
  buckets: Map<string, Bucket>,
  options: { perSecond: number; burst: number },
  now: number,
): void {
  for (const [caller, bucket] of buckets) {
    fill(bucket, options, now);
    if (bucket.tokens >= options.burst) buckets.delete(caller);
  }
}
