/** Words on what was just done, with undo where there is one. Never the only place where something is said. */
import { useEffect, useState, type ReactNode } from "react";

/** Comes when the first screen is there: nothing is told before somebody has done something. */
const load = () => import("./toast-view.tsx");
type ToastView = Awaited<ReturnType<typeof load>>["ToastView"];

const AFTER_FIRST_SCREEN_MS = 300;

const arrived = Promise.withResolvers<ToastView>();

/** Null where it does not come, as without a network: the page does without until it is opened anew, as browsers remember. */
async function bring(): Promise<Awaited<ReturnType<typeof load>> | null> {
  try {
    const part = await load();
    arrived.resolve(part.ToastView);
    return part;
  } catch {
    return null;
  }
}

/** @param undo takes the act back; its button carries `undo.label`. */
export function tell(
  text: string,
  undo?: { readonly label: string; readonly act: () => void },
): void {
  void bring().then((part) => part?.show(text, undo));
}

export function Toasts({ children }: { readonly children: ReactNode }) {
  const [View, setView] = useState<ToastView | null>(null);
  useEffect(() => {
    void arrived.promise.then((view) => setView(() => view));
    const timer = setTimeout(() => void bring(), AFTER_FIRST_SCREEN_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      {children}
      {View && <View />}
    </>
  );
}
