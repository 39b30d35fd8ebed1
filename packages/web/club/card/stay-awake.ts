/** Whoever holds a screen out to somebody wants it to stay on. */
import { useEffect } from "react";

/** Keeps the screen on while something is held out, where the browser can. */
export function useStayAwake(isOn: boolean): void {
  useEffect(() => {
    if (!isOn || !("wakeLock" in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let isOver = false;
    const take = async (): Promise<void> => {
      if (document.visibilityState !== "visible") return;
      try {
        lock = await navigator.wakeLock.request("screen");
        if (isOver) await lock.release();
      } catch {
        // A low battery may refuse it; what is shown is still there.
      }
    };
    const again = (): void => void take();
    again();
    document.addEventListener("visibilitychange", again);
    return () => {
      isOver = true;
      document.removeEventListener("visibilitychange", again);
      void lock?.release();
    };
  }, [isOn]);
}
