/** What a member is nearest to, and the one thing worth saying on the home screen. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listMyRewards } from "@trofast/contract/rewards";
import type { PublicClub } from "../ui/first.ts";
import type { Standing } from "./worth.ts";

export type ListedReward = AnswerOf<typeof listMyRewards>["data"][number];

export interface NearCard {
  readonly card: string;
  readonly stamps: number;
  readonly goal: number;
  readonly left: number;
  /** The reward of a full card. */
  readonly grants: string;
}

/** The stamp card that is fullest; null where the club has none. */
export function nearestCard(
  cards: PublicClub["cards"],
  standing: Pick<Standing, "cards">,
): NearCard | null {
  let nearest: NearCard | null = null;
  for (const [card, { goal, grants }] of Object.entries(cards)) {
    const stamps = Math.min(standing.cards[card]?.stamps ?? 0, goal);
    const share = stamps / goal;
    if (nearest === null || share > nearest.stamps / nearest.goal)
      nearest = { card, stamps, goal, left: goal - stamps, grants };
  }
  return nearest;
}

export interface NearReward {
  readonly reward: ListedReward;
  readonly unit: string;
  readonly missing: number;
  readonly price: number;
}

/** Of what cannot be paid yet, the one of whose price the largest part is there. */
export function nearestReward(rewards: readonly ListedReward[]): NearReward | null {
  let nearest: NearReward | null = null;
  for (const reward of rewards) {
    const [unit, missing] = Object.entries(reward.missing)[0] ?? [];
    const price = unit === undefined ? undefined : reward.price?.units[unit];
    if (unit === undefined || missing === undefined || price === undefined || price <= 0) continue;
    if (reward.left === 0) continue;
    if (nearest === null || missing / price < nearest.missing / nearest.price)
      nearest = { reward, unit, missing, price };
  }
  return nearest;
}

export type Tip =
  | { readonly kind: "ready"; readonly reward: ListedReward; readonly count: number }
  | {
      readonly kind: "expiring";
      readonly reward: ListedReward;
      readonly unit: string;
      readonly amount: number;
      readonly lastDay: string;
    }
  | {
      readonly kind: "reach";
      readonly reward: ListedReward;
      readonly unit: string;
      readonly price: number;
    };

/** Who waits for the answer to a complaint is told what is theirs or would be lost, and not what they could get. */
export const quietTip = (tip: Tip | null, complaintWaits: boolean): Tip | null =>
  complaintWaits && tip?.kind === "reach" ? null : tip;

const DAY_MS = 86_400_000;
/** As long as the first notice is given ahead. */
const EXPIRING_DAYS = 60;

/**
 * The one thing worth saying: what is ready already, else what would be lost and pays for something, else the dearest
 * that the balance reaches; of what the member wants to be tipped of. Null: nothing, which is said by saying nothing.
 *
 * @param unit what is paid with.
 */
export function tipOf(
  rewards: readonly ListedReward[],
  standing: Pick<Standing, "nextExpiries" | "balance" | "at">,
  unit: string | null,
): Tip | null {
  const usable = rewards.filter(
    ({ nearness, whyNot, tipDeclined }) =>
      nearness === "now" && whyNot === null && tipDeclined === null,
  );
  const ready = usable.find(({ granted }) => granted > 0);
  if (ready !== undefined) return { kind: "ready", reward: ready, count: ready.granted };
  if (unit === null) return null;
  const priced = usable
    .flatMap((reward) => {
      const price = reward.price?.units[unit];
      return price !== undefined && price > 0 && reward.kind !== "charity"
        ? [{ reward, price }]
        : [];
    })
    .toSorted((a, b) => b.price - a.price);
  const soon = standing.nextExpiries.find((expiry) => expiry.unit === unit);
  const until =
    soon === undefined ? Infinity : Date.parse(soon.expiresAt) - Date.parse(standing.at);
  if (soon !== undefined && until < EXPIRING_DAYS * DAY_MS) {
    const paid = priced.find(({ price }) => price <= soon.amount);
    if (paid !== undefined)
      return {
        kind: "expiring",
        reward: paid.reward,
        unit,
        amount: soon.amount,
        lastDay: soon.lastDay,
      };
  }
  const [best] = priced;
  return best === undefined ? null : { kind: "reach", unit, ...best };
}
