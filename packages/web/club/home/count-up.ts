/** A number that moves to its new value once, and never where less motion is wanted. */
import { useEffect, useRef, useState } from "react";

const COUNT_MS = 320;

/** What the number is on its way, `passed` from 0 to 1, fast at first. */
export const between = (from: number, to: number, passed: number): number =>
  passed >= 1 ? to : Math.round(from + (to - from) * (1 - (1 - Math.max(0, passed)) ** 3));

export function useCountUp(value: number): number {
  const [shown, setShown] = useState(value);
  const last = useRef(value);
  useEffect(() => {
    const from = last.current;
    last.current = value;
    if (from === value) return;
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      setShown(value);
      return;
    }
    const began = performance.now();
    let frame = requestAnimationFrame(function move(now) {
      const passed = (now - began) / COUNT_MS;
      setShown(between(from, value, passed));
      if (passed < 1) frame = requestAnimationFrame(move);
    });
    return () => {
      cancelAnimationFrame(frame);
      setShown(value);
    };
  }, [value]);
  return shown;
}
