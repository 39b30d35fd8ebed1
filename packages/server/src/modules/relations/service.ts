/** Use cases of relations; each kind stands in a file of its own. */
export { claim, forgetOld, keep, withdraw } from "./guests.ts";
export { listMerges, merge, previewMerge } from "./merging.ts";
export { decide, endOf, follow, listHeld, ownLink, referredBy } from "./referrals.ts";
export { previewUnmerge, unmerge } from "./unmerging.ts";
