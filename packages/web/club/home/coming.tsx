/** A version of the programme is announced: what it changes for this member, before its day. */
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { comingCall } from "../calls.ts";

const ComingCard = lazy(async () => ({ default: (await import("./coming-card.tsx")).ComingCard }));

/** Nothing at most times, and nothing where nothing changes for this member. */
export function Coming() {
  const coming = useQuery(comingCall).data?.coming ?? null;
  if (coming === null) return null;
  const { rewards, lives, levels, earned } = coming;
  const isTouched =
    rewards.length + lives.length + levels.length > 0 ||
    (earned !== null && JSON.stringify(earned.before) !== JSON.stringify(earned.after));
  if (!isTouched) return null;
  return (
    <Suspense>
      <ComingCard coming={coming} />
    </Suspense>
  );
}
