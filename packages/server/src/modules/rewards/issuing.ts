/** The code that comes with a redemption: one of our own, or the next one of an imported pool. */
import { randomBytes } from "node:crypto";
import type { CompiledReward } from "@trofast/engine/programme/compiled";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as store from "./code-store.ts";
import { codeFrom, RANDOM_BYTES } from "./codes.ts";
import type { Redemption } from "./domain.ts";
import { hashOf, seal } from "./secrets.ts";

export function newCode(): string {
  return codeFrom(randomBytes(RANDOM_BYTES));
}

/** @throws DomainError `out_of_stock` where a pool has no code left. */
export async function giveCode(
  club: Club,
  tx: Tx,
  { redemption, reward }: { redemption: Redemption; reward: CompiledReward },
): Promise<void> {
  const { memberId, id: redemptionId, redeemedAt: now } = redemption;
  if (reward.source.code === "pool") {
    if (await store.takeFromPool(tx, { reward: reward.id, memberId, redemptionId, now })) return;
    throw new DomainError(
      "out_of_stock",
      `There is no code left of '${reward.id}'. Nothing was booked.`,
    );
  }
  const code = newCode();
  const row = {
    id: newId(),
    campaign: null,
    reward: reward.id,
    memberId,
    redemptionId,
    hash: hashOf(code),
    sealed: await seal(club, code),
    batch: null,
    usesMax: 1,
  };
  const added = await store.insertCodes(tx, [row], now);
  if (added !== 1) throw new Error("65 random bits came twice");
}
