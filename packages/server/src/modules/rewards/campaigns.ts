/** Codes that belong to no member yet, or never: imported pools, lists made in bulk, and codes told to everybody. */
import type { CompiledReward, Market } from "@trofast/engine/programme/compiled";
import type { Club } from "../../club.ts";
import { newTally, refuseRow, takeRow } from "../../platform/csv.ts";
import type { CsvTable, RowTally } from "../../platform/csv.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import * as store from "./code-store.ts";
import type { Campaign, Code, NewCode } from "./code-store.ts";
import { benefitOf, isHeldByOther, stateAt, type Benefit, type Redemption } from "./domain.ts";
import { newCode } from "./issuing.ts";
import { hashOf, seal } from "./secrets.ts";
import { findRedemption } from "./store.ts";
import { rewardAt } from "./taking.ts";

export type { Campaign };

const CODE_LENGTH_MAX = 100;
const ROWS_PER_WRITE = 500;

/**
 * Makes a campaign, or changes when it runs. Its kind and reward stay: codes that are out would mean something else.
 *
 * @throws DomainError `unknown_reward`, `conflict`.
 */
export async function putCampaign(
  club: Club,
  tx: Tx,
  input: Pick<Campaign, "id" | "kind" | "reward" | "startsAt" | "endsAt" | "usesMax"> & {
    readonly ended: boolean;
    /** The code that is told to everybody; made by chance where left out. */
    readonly code?: string | undefined;
  },
): Promise<Campaign> {
  const now = club.clock.now();
  const { ended, code, ...rest } = input;
  rewardAt(await activity.timelineOf(club, tx), input.reward, now);
  const before = await store.lockCampaign(tx, input.id);
  if (before && (before.kind !== input.kind || before.reward !== input.reward))
    throw new DomainError(
      "conflict",
      `The campaign ${input.id} is of kind ${before.kind} and gives '${before.reward}'; make another one.`,
    );
  const endedAt = ended ? (before?.endedAt ?? now) : null;
  const campaign = { ...rest, madeAt: before?.madeAt ?? now, endedAt };
  await store.putCampaign(tx, campaign);
  if (input.kind === "public") await tellPublic(club, tx, campaign, { code, isNew: !before, now });
  return campaign;
}

async function tellPublic(
  club: Club,
  tx: Tx,
  campaign: Campaign,
  { code, isNew, now }: { code: string | undefined; isNew: boolean; now: number },
): Promise<void> {
  if (!isNew) {
    if (await store.setUsesMax(tx, campaign.id, campaign.usesMax)) return;
    throw new DomainError("conflict", "The code was used more often than that already.");
  }
  const text = code ?? newCode();
  const row = await newRow(club, { campaign, text, batch: null, isShown: true });
  if ((await store.insertCodes(tx, [row], now)) === 1) return;
  throw new DomainError("conflict", "This code is taken. Choose another one.");
}

async function newRow(
  club: Club,
  made: { campaign: Campaign; text: string; batch: string | null; isShown: boolean },
): Promise<NewCode> {
  const { campaign, text, batch, isShown } = made;
  return {
    id: newId(),
    campaign: campaign.id,
    reward: campaign.reward,
    memberId: null,
    redemptionId: null,
    hash: hashOf(text),
    sealed: isShown ? await seal(club, text) : null,
    batch,
    usesMax: campaign.kind === "public" ? campaign.usesMax : 1,
  };
}

/**
 * Makes a list of codes and hands it out, once: afterwards only hashes are left.
 *
 * @throws DomainError `not_found`, `conflict` where the list was handed out before.
 */
export async function makeCodes(
  club: Club,
  tx: Tx,
  input: { campaign: string; batch: string; count: number },
): Promise<string[]> {
  const now = club.clock.now();
  const campaign = await openCampaign(tx, input.campaign, "bulk");
  const note = { campaign: campaign.id, batch: input.batch, codes: input.count, now };
  if (!(await store.insertBatch(tx, note))) throw handedOut(input.batch);
  const texts = Array.from({ length: input.count }, newCode);
  const rows: NewCode[] = [];
  for (const text of texts)
    rows.push(await newRow(club, { campaign, text, batch: input.batch, isShown: false }));
  const added = await store.insertCodes(tx, rows, now);
  if (added !== rows.length) throw new Error("65 random bits came twice");
  return texts;
}

function handedOut(batch: string): DomainError {
  return new DomainError(
    "conflict",
    `The list ${batch} was handed out before, and the codes in it are not kept. Make another list.`,
  );
}

/** @throws DomainError `not_found`, `conflict` where there is such a list, or could be none. */
export async function requireNewBatch(
  tx: Tx,
  { campaign, batch }: { campaign: string; batch: string },
): Promise<void> {
  await openCampaign(tx, campaign, "bulk");
  if (await store.hasBatch(tx, { campaign, batch })) throw handedOut(batch);
}

async function openCampaign(tx: Tx, id: string, kind: Campaign["kind"]): Promise<Campaign> {
  const campaign = await store.lockCampaign(tx, id);
  if (!campaign) throw new DomainError("not_found", `There is no campaign ${id}.`);
  if (campaign.kind === kind) return campaign;
  throw new DomainError("conflict", `The campaign ${id} is of kind ${campaign.kind}, not ${kind}.`);
}

/**
 * Takes a partner's codes into a pool; those that are known already are refused by their line. The whole table is read
 * before the first code is stored, so that one that breaks off leaves nothing.
 *
 * @throws DomainError `not_found`, `conflict`, `invalid_csv`.
 */
export async function importPool(
  club: Club,
  { campaign: id, table }: { campaign: string; table: CsvTable },
): Promise<RowTally> {
  if (!table.columns.includes("code"))
    throw new DomainError("invalid_csv", "Line 1: there is no column code.");
  const tally = newTally();
  const codes: { text: string; line: number }[] = [];
  for await (const row of table.rows) {
    const taken = takeRow<{ text: string }>(tally, row, (cells) => {
      const text = cells.get("code") ?? "";
      const isGood = text.length > 0 && text.length <= CODE_LENGTH_MAX && !/\p{Cc}/u.test(text);
      if (isGood) return { text };
      const detail = `A code is 1 to ${CODE_LENGTH_MAX} characters.`;
      return { code: "invalid_body", column: "code", detail };
    });
    if (taken !== null) codes.push({ ...taken, line: row.line });
  }
  // Without a code as well: whether there is such a pool is told in any case.
  for (let from = 0; from === 0 || from < codes.length; from += ROWS_PER_WRITE) {
    for (const line of await addPart(club, id, codes.slice(from, from + ROWS_PER_WRITE)))
      refuseRow(tally, line, { code: "conflict", column: "code", detail: "It is known already." });
  }
  return tally;
}

/** Adds codes and answers with the lines of those that were known. */
async function addPart(
  club: Club,
  id: string,
  part: readonly { text: string; line: number }[],
): Promise<number[]> {
  return await transaction(club.db, async (tx) => {
    const campaign = await openCampaign(tx, id, "pool");
    const lines: number[] = [];
    const seen = new Set<string>();
    const rows: NewCode[] = [];
    for (const { text, line } of part) {
      const row = await newRow(club, { campaign, text, batch: null, isShown: true });
      if (seen.has(row.hash) || (await store.findCode(tx, row.hash))) lines.push(line);
      else rows.push(row);
      seen.add(row.hash);
    }
    await store.insertCodes(tx, rows, club.clock.now());
    return lines;
  });
}

export const listCampaigns = store.campaigns;

/** What a code gives, and what it belongs to. */
export type ValidCode = {
  readonly code: Code;
  readonly redemption: Redemption | null;
  readonly reward: CompiledReward;
  readonly market: Market;
  readonly benefit: Benefit;
};

/**
 * The code, where it can be used at this moment; null for one that is unknown, used, expired or kept by another order:
 * who guesses learns nothing.
 *
 * @param input.market of the basket; the redemption's own, or the first one, where left out.
 */
export async function validCode(
  club: Club,
  db: Db,
  input: { code: string; order?: string | undefined; market?: string | undefined },
): Promise<ValidCode | null> {
  const now = club.clock.now();
  const found = await foundCode(club, db, input);
  return found && (await isUsable(db, { ...found, now, order: input.order })) ? found : null;
}

/** The code, whether or not it can be used; null where nobody knows it or its reward has left the programme. */
export async function foundCode(
  club: Club,
  db: Db,
  input: { code: string; market?: string | undefined },
): Promise<ValidCode | null> {
  const code = await store.findCode(db, hashOf(input.code));
  const redemptionId = code?.redemptionId ?? null;
  const redemption =
    redemptionId === null ? null : ((await findRedemption(db, redemptionId)) ?? null);
  const programme = (await activity.timelineOf(club, db)).at(club.clock.now());
  const reward = programme.rewards.get(code?.reward ?? "");
  if (!code || !reward) return null;
  const market =
    programme.markets.get(input.market ?? redemption?.market ?? "") ?? programme.marketDefault;
  const benefit = benefitOf(reward, market, redemption?.count ?? 1);
  return { code, redemption, reward, market, benefit };
}

async function isUsable(
  db: Db,
  asked: { code: Code; redemption: Redemption | null; now: number; order?: string | undefined },
): Promise<boolean> {
  const { code, redemption, now, order } = asked;
  if (code.endedAt !== null) return false;
  if (redemption)
    return stateAt(redemption, now) === "issued" && !isHeldByOther(redemption, order ?? null, now);
  const campaign = await store.campaign(db, code.campaign ?? "");
  if (!campaign || campaign.kind === "pool" || !isRunning(campaign, now)) return false;
  if (code.uses < code.usesMax) return true;
  return code.uses - (await store.lapsedUsesOf(db, code.id, now)) < code.usesMax;
}

export function isRunning({ endedAt, startsAt, endsAt }: Campaign, now: number): boolean {
  return (
    endedAt === null && (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt)
  );
}
