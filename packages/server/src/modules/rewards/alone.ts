/** Codes in bulk and money on gift cards: whoever of the staff makes them does so alone up to a limit a day. */
import { bulkCodesInput, giftCardInput } from "@trofast/contract/acts";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as campaigns from "./campaigns.ts";
import * as codeStore from "./code-store.ts";
import * as giftCards from "./gift-cards.ts";

/** What a call of the till says of money that goes on a card. */
interface Money {
  readonly sale: string;
  readonly currency: string;
  readonly amountMinor: number;
  readonly store?: string | undefined;
}

/**
 * Makes a list of codes and hands it out, once.
 *
 * @throws DomainError as `makeCodes`; `step_up_required`, `approval_required`.
 */
export async function makeCodesBy(
  club: Club,
  caller: Caller,
  input: { readonly campaign: string; readonly batch: string; readonly count: number },
): Promise<string[]> {
  access.requireProof(caller, club.clock.now());
  return await transaction(club.db, async (tx) => {
    const made = await campaigns.makeCodes(club, tx, input);
    const { count: amount } = input;
    await access.mayActAlone(club, tx, { caller, kind: "bulk_codes", amount, permit: input });
    return made;
  });
}

/**
 * Makes a campaign, or changes it. A code that is told to everybody gives as often as it may be used.
 *
 * @throws DomainError as `putCampaign`; `step_up_required`, `approval_required`.
 */
export async function putCampaignBy(
  club: Club,
  caller: Caller,
  input: Parameters<typeof campaigns.putCampaign>[2],
): Promise<campaigns.Campaign> {
  access.requireProof(caller, club.clock.now());
  return await transaction(club.db, async (tx) => {
    const before = await codeStore.lockCampaign(tx, input.id);
    const campaign = await campaigns.putCampaign(club, tx, input);
    const more = campaign.usesMax - (before?.usesMax ?? 0);
    if (campaign.kind === "public" && more > 0) {
      const permit = { campaign: campaign.id, count: more };
      await access.mayActAlone(club, tx, { caller, kind: "bulk_codes", amount: more, permit });
    }
    return campaign;
  });
}

/**
 * Sells a card.
 *
 * @throws DomainError as `sell`; `unknown_member`, `erased`; `step_up_required`, `approval_required`.
 */
export async function sellBy(
  club: Club,
  tx: Tx,
  caller: Caller,
  {
    member,
    ...input
  }: Money & {
    readonly usableUntil?: number | null | undefined;
    /** Whose it is. */
    readonly member?: members.MemberRef | undefined;
  },
): Promise<giftCards.GiftCard> {
  const memberId = member && (await ownerOf(club, tx, member));
  const card = await giftCards.sell(club, tx, { ...input, memberId, actor: caller.id });
  await takeMoney(club, tx, caller, input);
  return card;
}

/** Locked, so that nobody is forgotten between the question and the card. */
async function ownerOf(club: Club, tx: Tx, member: members.MemberRef): Promise<string> {
  const known = await members.resolve(tx, [member], club.config.phoneCountry);
  const found = known.get(members.refKey(member));
  if (!found)
    throw new DomainError(
      "unknown_member",
      `Nobody is known as ${member.id} in ${member.source}. Nothing was sold; sell the card without a member, or name another.`,
      { errors: [{ pointer: "/member", code: "unknown_member", detail: "not known" }] },
    );
  const status = await members.lock(tx, found.memberId);
  if (status === "active" || status === "frozen") return found.memberId;
  throw new DomainError("erased", "The member asked to be forgotten. Nothing was sold.");
}

/** Puts more money on a card, once. @throws DomainError as `topUp`; `step_up_required`, `approval_required`. */
export async function topUpBy(
  club: Club,
  caller: Caller,
  { id, ...money }: Money & { readonly id: string },
): Promise<giftCards.GiftCard> {
  access.requireProof(caller, club.clock.now());
  const { sale: key, currency, amountMinor } = money;
  return await transaction(club.db, async (tx) => {
    const before = await giftCards.lock(tx, id);
    const by = { actor: caller.id, now: club.clock.now() };
    const card = await giftCards.topUp(tx, { id, key, currency, amountMinor, ...by });
    const isRepeat = card.entries === before.entries;
    if (!isRepeat) await takeMoney(club, tx, caller, money);
    return card;
  });
}

async function takeMoney(club: Club, tx: Tx, caller: Caller, money: Money): Promise<void> {
  const { sale, currency, amountMinor, store } = money;
  await access.mayActAlone(club, tx, {
    caller,
    kind: "gift_card",
    of: currency,
    amount: amountMinor,
    permit: { sale, currency, amountMinor, ...(store !== undefined && { store }) },
  });
}

/** Lets the staff ask for more than one person may do alone. The call itself does it, once it is approved. */
export function offerRewarding(club: Club): void {
  access.offerAct(club, {
    kind: "bulk_codes",
    scope: "rewards:write",
    payload: bulkCodesInput,
    memberIn: () => null,
    async book(_club, tx, { payload: { campaign, batch } }) {
      if (batch !== undefined) await campaigns.requireNewBatch(tx, { campaign, batch });
    },
  });
  access.offerAct(club, {
    kind: "gift_card",
    scope: "checkout",
    payload: giftCardInput,
    memberIn: () => null,
    storeIn: ({ store }) => store ?? null,
    async book(_club, tx, { payload: { currency } }) {
      const programme = (await activity.timelineOf(club, tx)).at(club.clock.now());
      if ([...programme.markets.values()].some((market) => market.currency === currency)) return;
      throw new DomainError("wrong_currency", `No market of the club uses ${currency}.`);
    },
  });
}
