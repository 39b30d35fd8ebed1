/** Who of the staff is signed in, and what they may do. */
import { queryOptions } from "@tanstack/react-query";
import type { Scope } from "@trofast/contract/endpoint";
import { createContext, useContext } from "react";
import { queries, trofast, TrofastProblem } from "../ui/api.ts";
import { first, type StaffMe } from "../ui/first.ts";

const STALE_MS = 60_000;

/** The page says that nobody is signed in, so that nobody is asked for. */
class NobodyIn extends Error {
  override readonly name = "NobodyIn";
}

/** What the page knew as it was written holds for the first question alone: later somebody may have come or gone. */
let wasNobodyIn = first.staff === null;

async function askWhoIsIn(signal: AbortSignal): Promise<StaffMe> {
  const isNobodyIn = wasNobodyIn;
  wasNobodyIn = false;
  if (isNobodyIn) throw new NobodyIn();
  return await trofast.staff.me({ signal });
}

export const staffQuery = queryOptions({
  queryKey: ["staff", "me"],
  queryFn: ({ signal }) => askWhoIsIn(signal),
  staleTime: STALE_MS,
});

const Staff = createContext<StaffMe | null>(null);
export const StaffProvider = Staff.Provider;

/** Inside the frame somebody is always signed in. */
export function useStaff(): StaffMe {
  const staff = useContext(Staff);
  if (!staff) throw new Error("used outside of the frame");
  return staff;
}

/** What is about the whole club is for those who act for all its stores. */
export type About = "club" | "store";

export const may = ({ scopes, person }: StaffMe, scope: Scope, about: About = "store"): boolean =>
  (about === "store" || person.stores === null) &&
  (scopes.includes("admin") || scopes.includes(scope));

export const useMay = (scope: Scope, about?: About): boolean => may(useStaff(), scope, about);

export const isSignedOut = (error: unknown): boolean =>
  error instanceof NobodyIn || (error instanceof TrofastProblem && error.status === 401);

/** Whoever was in as the page was written is there from the first picture on. */
export function beginSession(): void {
  if (first.staff !== null) queries.setQueryData(staffQuery.queryKey, first.staff);
  watchSession();
}

/** Any call that is told nobody is signed in makes the frame ask who is, and lead to signing in. */
function watchSession(): void {
  queries.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "error") return;
    if (!isSignedOut(event.action.error) || event.query.queryKey[0] === "staff") return;
    void queries.invalidateQueries({ queryKey: staffQuery.queryKey });
  });
}

/** Everything that was read belonged to whoever was signed in before. */
export function entered(): void {
  wasNobodyIn = false;
  queries.clear();
}
