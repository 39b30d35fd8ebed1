/** Time comes in through a clock, so that tests and the demo can move it. */

export interface Clock {
  /** Epoch milliseconds, UTC. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that goes on by itself and can be moved forward. */
export interface MovableClock extends Clock {
  /** How far it has been moved, in milliseconds. */
  aheadMs(): number;
  /** Moves it to an instant, or to where it was so far ahead. */
  moveTo(instant: number): void;
  setAhead(milliseconds: number): void;
}

export function movableClock(base: Clock = systemClock): MovableClock {
  let aheadMs = 0;
  return {
    now: () => base.now() + aheadMs,
    aheadMs: () => aheadMs,
    moveTo(instant) {
      aheadMs = Math.max(0, instant - base.now());
    },
    setAhead(milliseconds) {
      aheadMs = milliseconds;
    },
  };
}

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
