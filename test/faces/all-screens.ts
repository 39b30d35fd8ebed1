/** Every screen that has an address of its own, who looks at it, and how small a target may be there. */
import type { DemoPerson } from "./demo-server.ts";

/** Least sizes of what is touched: 44 for members, 24 at a desk, 56 at the till. */
export const screens: readonly (readonly [
  path: string,
  role: DemoPerson | null,
  targetMin: number,
])[] = [
  ["/j", null, 44],
  ["/why", null, 44],
  ["/terms", null, 44],
  ["/", "member", 44],
  ["/rewards", "member", 44],
  ["/rewards/mine", "member", 44],
  ["/club", "member", 44],
  ["/me", "member", 44],
  ["/me/mirror", "member", 44],
  ["/me/history", "member", 44],
  ["/me/contact", "member", 44],
  ["/me/settings", "member", 44],
  ["/me/invite", "member", 44],
  ["/me/data", "member", 44],
  ["/console/sign-in", null, 24],
  ["/console", "marketer", 24],
  ["/console/members", "marketer", 24],
  ["/console/programme", "marketer", 24],
  ["/console/rewards", "marketer", 24],
  ["/console/catalogue", "marketer", 24],
  ["/console/ledger", "marketer", 24],
  ["/console/intake", "marketer", 24],
  ["/console/settings", "marketer", 24],
  ["/till", null, 56],
];
