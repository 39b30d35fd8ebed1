/** Words on what was just done, with undo where there is one. Never the only place where something is said. */
import { lazy, Suspense, useEffect, useState, type ReactNode } from "react";

/** Comes when the first screen is there: nothing is told before somebody has done something. */
const load = () => import("./toast-view.tsx");
const ToastView = lazy(async () => ({ default: (await load()).ToastView }));

const AFTER_FIRST_SCREEN_MS = 300;

/** @param undo takes the act back; its button carries `undo.label`. */
export function tell(
  text: string,
  undo?: { readonly label: string; readonly act: () => void },
): void {
  void load().then(({ show }) => show(text, undo));
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), AFTER_FIRST_SCREEN_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      {children}
      <Suspense>{isLater && <ToastView />}</Suspense>
    </>
  );
}
