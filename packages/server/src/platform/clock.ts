/** Time comes in through a clock, so that tests and the demo can move it. */

export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export interface TestClock extends Clock {
  set(instant: number): void;
  /** Moves forward by `milliseconds` and returns the new instant. */
  advance(milliseconds: number): number;
}

/** A clock that stands still until it is moved. */
export function testClock(startsAt: number): TestClock {
  let instant = startsAt;
  return {
    now: () => instant,
    set(next) {
      instant = next;
    },
    advance(milliseconds) {
      instant += milliseconds;
      return instant;
    },
  };
}
