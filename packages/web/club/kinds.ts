/** Kinds of events, as far as members have words for them. */
const kinds = {
  purchase: "purchase",
  return: "return",
  activity: "activity",
  join: "join",
  contract: "contract",
  spend: "spend",
  redeem: "redeem",
  redemption: "redeem",
  cancel: "cancel",
  adjust: "adjust",
  consent: "consent",
  boundary: "boundary",
  refer: "refer",
  referral: "refer",
  merge: "merge",
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds] | "other";

const known: Readonly<Record<string, Kind | undefined>> = kinds;

export const kindOf = (kind: string): Kind => known[kind] ?? "other";

const rewardKinds = {
  product: "product",
  discount: "discount",
  partner: "partner",
  free_delivery: "free_delivery",
  charity: "charity",
  early_access: "early_access",
  experience: "experience",
  gift_card: "gift_card",
  code: "code",
  credit: "credit",
  content: "content",
  surprise: "surprise",
} as const;

type RewardKind = (typeof rewardKinds)[keyof typeof rewardKinds] | "other";

const knownRewards: Readonly<Record<string, RewardKind | undefined>> = rewardKinds;

export const rewardKindOf = (kind: string): RewardKind => knownRewards[kind] ?? "other";
