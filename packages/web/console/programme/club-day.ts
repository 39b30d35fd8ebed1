/** What day it is in the club: a demo's clock may be ahead of the one on the wall. */
import { useQuery } from "@tanstack/react-query";
import { trofast } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";

const FILLING_MS = 1_500;

/** How far the demo is told; asked again and again while it is being told. */
export function useDemo() {
  return useQuery({
    queryKey: ["demo"],
    queryFn: ({ signal }) => trofast.demo.read({ signal }),
    enabled: first.club.demo,
    refetchInterval: (query) => (query.state.data?.state === "filling" ? FILLING_MS : false),
  });
}

/** The club's clock in epoch milliseconds; null while a demo's is not known. */
export function useClubNow(): number | null {
  const demo = useDemo();
  if (!first.club.demo) return Date.now();
  return demo.data ? Date.parse(demo.data.clock) : null;
}

/** The calendar day in the club's first market, YYYY-MM-DD. */
export function clubDay(instant: number): string {
  const timeZone = first.club.markets[0]?.timezone;
  // Sweden writes days as the programme language does.
  return new Intl.DateTimeFormat("sv-SE", {
    ...(timeZone !== undefined && { timeZone }),
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).format(instant);
}
