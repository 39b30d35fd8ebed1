/** Use cases of relations; each kind stands in a file of its own. */
export { claim, forgetOld, keep, withdraw } from "./guests.ts";
export { listMerges, merge, previewMerge, whomToMerge } from "./merging.ts";
export {
  decide,
  endOf,
  follow,
  listHeld,
  ownLink,
  referredBy,
  whomToDecideOn,
} from "./referrals.ts";
export { previewUnmerge, unmerge, whomToUnmerge } from "./unmerging.ts";
