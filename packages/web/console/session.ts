/** Who of the staff is signed in, and what they may do. */
import { queryOptions } from "@tanstack/react-query";
import type { AnswerOf, Scope } from "@trofast/contract/endpoint";
import type { readOwn } from "@trofast/contract/staff";
import { createContext, useContext } from "react";
import { queries, trofast, TrofastProblem } from "../ui/api.ts";

export type StaffMe = AnswerOf<typeof readOwn>;

const STALE_MS = 60_000;

export const staffQuery = queryOptions({
  queryKey: ["staff", "me"],
  queryFn: ({ signal }) => trofast.staff.me({ signal }),
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

export const may = ({ scopes }: StaffMe, scope: Scope): boolean =>
  scopes.includes("admin") || scopes.includes(scope);

export const useMay = (scope: Scope): boolean => may(useStaff(), scope);

export const isSignedOut = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.status === 401;

/** Any call that is told nobody is signed in makes the frame ask who is, and lead to signing in. */
export function watchSession(): void {
  queries.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "error") return;
    if (!isSignedOut(event.action.error) || event.query.queryKey[0] === "staff") return;
    void queries.invalidateQueries({ queryKey: staffQuery.queryKey });
  });
}

/** Everything that was read belonged to whoever was signed in before. */
export function entered(): void {
  queries.clear();
}
