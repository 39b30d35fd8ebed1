/** Making quotes: what a basket costs and gives, decided on a purchase that has not happened. */
import type { QuoteAnswer, QuoteInput } from "@trofast/contract/checkout";
import type { Reason } from "@trofast/engine/claims";
import type { Effect } from "@trofast/engine/effects";
import { balanceOf } from "@trofast/engine/lots";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { tenderOf } from "@trofast/engine/tender";
import type { Club } from "../../club.ts";
import { inTurn, keepPlans, snapshot, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { canonicalJson } from "../../platform/json.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import { chosen, pricingOf, type Chosen, type Quoting } from "./choosing.ts";
import * as discounts from "./discounts.ts";
import { nameOf, QUOTE_SECONDS, textOf, type QuoteRow } from "./domain.ts";
import { pricedBasket, priceQuote, type Priced } from "./pricing.ts";
import { promisedBy } from "./promise.ts";

const NEARBY_MAX = 10;

/** A quote that is not stored yet. */
export async function makeQuote(club: Club, asked: QuoteInput): Promise<QuoteRow> {
  const ref = await refOf(club, asked);
  let made = await madeOn(club, asked, ref);
  if (made === "behind") {
    await discounts.bringUpToDate(club);
    made = await madeOn(club, asked, ref, { behind: true });
  }
  if (made === "behind") throw new Error("a quote that was asked for whatever is behind");
  const { memberId } = made.row;
  await discounts.requireMayBuy(club, { memberId, ahead: made.ahead }, asked.lines);
  return made.row;
}

/** A quote on one snapshot; `behind` where a reservation whose time is over still keeps what may be asked for. */
async function madeOn(
  club: Club,
  asked: QuoteInput,
  ref: members.MemberRef | null,
  allowed = { behind: false },
): Promise<{ readonly row: QuoteRow; readonly ahead: activity.Ahead } | "behind"> {
  const at = club.clock.now();
  const mayBeBehind = allowed.behind || ref === null;
  return await snapshot(club.db, async (tx) => {
    await keepPlans(tx);
    const [timeline, buyer, isBehind] = await inTurn(tx, async (pipe) =>
      Promise.all([
        activity.timelineOf(club, pipe),
        ref && buyerOf(pipe, ref, club.config.phoneCountry),
        mayBeBehind ? false : discounts.isBehind(club, pipe),
      ]),
    );
    if (isBehind) return "behind";
    const id = newId();
    const member = buyer ?? newcomer(id);
    const ahead = await activity.lookAhead(club, tx, timeline, {
      submitted: submittedOf(asked, { id, memberId: member.memberId, at }),
      member,
      articles: [...new Set(asked.lines.map(({ article }) => article))],
      at,
      isNew: buyer === null,
    });
    const quoting: Quoting = { asked, id, at, ahead, isGuest: buyer === null };
    const { found, priced, ...standing } = await chosen(club, tx, quoting);
    const row =
      buyer === null
        ? guestQuote(quoting, found, priced, await asMember(tx, quoting))
        : await memberQuote(tx, { ...quoting, ahead: standing.ahead }, found, priced);
    return { row, ahead };
  });
}

/** Who buys, by an identifier or by the card that was read; null for a guest. */
async function refOf(club: Club, { member, card }: QuoteInput): Promise<members.MemberRef | null> {
  if (card === undefined) return member ?? null;
  return members.ownRef((await members.readCard(club, card)).memberId);
}

async function buyerOf(
  tx: Tx,
  ref: members.MemberRef,
  phoneCountry: string,
): Promise<members.ResolvedMember> {
  const member = (await members.resolve(tx, [ref], phoneCountry)).get(members.refKey(ref));
  if (!member)
    throw new DomainError(
      "unknown_member",
      `Nobody is known as ${ref.id} in ${ref.source}. Enrol the member first, or leave out member for a guest.`,
      { errors: [{ pointer: "/member", code: "unknown_member", detail: ref.source }] },
    );
  if (member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten.");
  return member;
}

/** A guest is asked about as who they would be on joining. */
function newcomer(id: string): members.ResolvedMember {
  return { memberId: id, walletId: id, market: null, status: "active" };
}

function submittedOf(
  asked: QuoteInput,
  { id, memberId, at }: { id: string; memberId: string; at: number },
): Submitted {
  return {
    source: asked.source,
    id,
    member: members.ownRef(memberId),
    occurredAt: at,
    channel: asked.channel,
    store: asked.store,
    unknownMember: "refuse",
    history: false,
    payload: { kind: "purchase", currency: asked.currency, lines: [] },
  };
}

async function memberQuote(
  tx: Tx,
  quoting: Quoting,
  found: Chosen,
  priced: Priced,
): Promise<QuoteRow> {
  const { ahead, id } = quoting;
  const { decision, facts, after } = await foreseen(tx, quoting, ahead, priced);
  if (decision.refusal) {
    const { code, detail, shortBy } = decision.refusal;
    throw new DomainError(code, detail, { ...(shortBy !== undefined && { shortBy }) });
  }
  const row = rowOf(quoting, found, priced, {
    ...gains(decision.effects),
    reasons: [...decision.reasons],
    usable: usableOf(quoting, priced),
    nearby: nearbyOf(ahead, priced, found, decision.reasons),
    balance: activity.balancesOf(after.wallet, ahead.programme, ahead.bookedAt),
    memberId: ahead.member.memberId,
    asMember: null,
  });
  const { lines, region, segments } = facts;
  return {
    ...row,
    id,
    quoted: {
      ...row.quoted,
      facts: {
        ...(lines && { lines }),
        ...(region !== undefined && { region }),
        ...(segments && { segments }),
      },
      promise: promisedBy(decision.effects),
    },
  };
}

/** The purchase as it would be booked now. */
async function foreseen(tx: Tx, quoting: Quoting, ahead: activity.Ahead, priced: Priced) {
  const { asked, id, at } = quoting;
  const { programme, market, member } = ahead;
  return await activity.foresee(tx, ahead, {
    ...submittedOf(asked, { id, memberId: member.memberId, at }),
    payload: priced.purchase,
    promised: { version: programme.version, market: market.id, eventId: id },
  });
}

function guestQuote(
  quoting: Quoting,
  found: Chosen,
  priced: Priced,
  alternative: QuoteAnswer["asMember"],
): QuoteRow {
  return rowOf(quoting, found, priced, {
    given: {},
    earns: [],
    reasons: [],
    usable: [],
    nearby: nearbyOf(quoting.ahead, priced, found, []),
    memberId: null,
    asMember: alternative,
  });
}

/** What a guest would pay and earn on joining now. */
async function asMember(tx: Tx, quoting: Quoting): Promise<QuoteAnswer["asMember"]> {
  const { asked, ahead, at, id } = quoting;
  const joining = {
    ...submittedOf(asked, { id, memberId: id, at }),
    payload: { kind: "join" },
  } as const;
  const joined = await activity.foresee(tx, ahead, joining);
  const after = { ...ahead, states: joined.after };
  const nothing = { spend: [], redemptions: [], rewards: [], codes: [], giftCards: [] };
  const bought = { ...asked, ...nothing };
  const pricing = {
    ...pricingOf({ ...quoting, asked: bought, ahead: after, isGuest: false }),
    rewards: [],
    offers: [],
    giftCards: [],
  };
  const priced = priceQuote(pricing);
  const { decision } = await foreseen(tx, quoting, after, priced);
  if (decision.refusal) return null;
  const alone = pricedBasket({ ...pricing, states: null });
  return {
    paidMinor: priced.totals.paidMinor,
    savesMinor: alone.paidMinor - priced.totals.paidMinor,
    ...gains([...joined.decision.effects, ...decision.effects]),
  };
}

type Outcome = Pick<
  QuoteAnswer,
  "given" | "earns" | "reasons" | "usable" | "nearby" | "balance" | "memberId" | "asMember"
>;

function rowOf(
  { asked, id, at, ahead }: Quoting,
  found: Chosen,
  priced: Priced,
  outcome: Outcome,
): QuoteRow {
  const { programme, market } = ahead;
  const expiresAt = at + QUOTE_SECONDS * 1000;
  return {
    id,
    memberId: outcome.memberId,
    state: "live",
    store: asked.store ?? null,
    quotedAt: at,
    expiresAt,
    receipt: null,
    committedAt: null,
    answer: null,
    quoted: {
      source: asked.source,
      ...(asked.channel !== undefined && { channel: asked.channel }),
      payload: priced.purchase,
      facts: {},
      promise: [],
      basket: basketText(asked.lines),
      soldGiftCards: asked.lines.flatMap(({ giftCard }, index) => (giftCard ? [index] : [])),
      discounts: discounts.usedBy(found, priced),
      answer: {
        quote: id,
        quotedAt: textOf(at),
        expiresAt: textOf(expiresAt),
        programmeVersion: programme.version,
        market: market.id,
        currency: market.currency,
        lines: priced.lines,
        totals: priced.totals,
        spends: priced.spends,
        rewards: discounts
          .takenIn(discounts.usedBy(found, priced))
          .map(({ reward, count, granted, cost }) => ({
            reward,
            count,
            granted,
            cost: { ...cost },
          })),
        giftCards: priced.giftCards.map(({ shown, amountMinor }) => ({
          giftCard: shown,
          amountMinor,
        })),
        offers: offersOf(programme, priced, found),
        ...outcome,
      },
    },
  };
}

/** A basket as one text: the same lines give the same, whatever the order of their keys. */
export function basketText(lines: QuoteInput["lines"]): string {
  return canonicalJson(lines);
}

function offersOf(
  programme: CompiledProgramme,
  { basket }: Priced,
  { offers, short, idle }: Chosen,
): QuoteAnswer["offers"] {
  const rewardOf = new Map(offers.map(({ basketId, reward }) => [basketId, reward]));
  const asked = basket.offers.map(({ offer, outcome, code, amountMinor, detail }) => {
    const name = nameOf(programme, rewardOf.get(offer) ?? offer);
    return {
      offer,
      outcome,
      code,
      amountMinor,
      ...(name !== undefined && { name }),
      ...(detail !== undefined && { detail }),
    };
  });
  const tooSmall = short.map(({ reward }) => {
    const name = nameOf(programme, reward);
    const said = { offer: reward, outcome: "skipped" as const, code: "spend", amountMinor: 0 };
    return { ...said, ...(name !== undefined && { name }) };
  });
  const notTaken = idle
    .filter((reward) => !short.some((each) => each.reward === reward))
    .map((reward) => {
      const name = nameOf(programme, reward);
      const said = { offer: reward, outcome: "skipped" as const, code: "gives_nothing" };
      return { ...said, amountMinor: 0, ...(name !== undefined && { name }) };
    });
  return [...asked, ...tooSmall, ...notTaken];
}

/** What effects give, rule by rule, and when it can be used. */
function gains(effects: readonly Effect[]): Pick<QuoteAnswer, "given" | "earns"> {
  return {
    given: activity.givenBy(effects),
    earns: effects.flatMap((effect) => {
      if (effect.do !== "post" || effect.from !== "issued") return [];
      const { rule, unit, amount, lot } = effect;
      return [
        {
          rule,
          unit,
          amount,
          usableFrom: lot ? textOf(lot.availableAt) : null,
          expiresAt: lot && lot.expiresAt !== null ? textOf(lot.expiresAt) : null,
        },
      ];
    }),
  };
}

/** Units that could pay for this basket, and how much of it. */
function usableOf({ asked, ahead }: Quoting, { lines }: Priced): QuoteAnswer["usable"] {
  const { programme, market, states, bookedAt } = ahead;
  const dueMinor = lines.reduce(
    (sum, line, index) => sum + (asked.lines[index]?.giftCard ? 0 : line.paidMinor),
    0,
  );
  return [...programme.units.values()].flatMap((unit) => {
    const { available, arrears } = balanceOf(states.wallet, unit.id, bookedAt);
    if (arrears < 0 || available <= 0) return [];
    const most = tenderOf(unit, market.id, { dueMinor, wanted: "most", available });
    if (!most) return [];
    return [{ unit: unit.id, available, amountMax: most.amount, worthMaxMinor: most.worthMinor }];
  });
}

/** Rules and offers that a little more money would wake, nearest first. */
function nearbyOf(
  { programme, market }: activity.Ahead,
  { basket }: Priced,
  { short }: discounts.FoundDiscounts,
  reasons: readonly Reason[],
): QuoteAnswer["nearby"] {
  const rules = reasons.map(({ rule, missing }) => ({ kind: "rule" as const, id: rule, missing }));
  const offers = basket.offers.map(({ offer, missing }) => ({
    kind: "offer" as const,
    id: offer,
    missing,
  }));
  const missed = [...rules, ...offers].flatMap(({ kind, id, missing }) => {
    if (missing?.kind !== "amount" || !/^(?:basket|items)\./u.test(missing.path)) return [];
    if (missing.operator !== ">=" && missing.operator !== ">") return [];
    return [{ kind, id, shortByMinor: missing.shortBy }];
  });
  const rewards = short.map(({ reward, shortByMinor }) => ({
    kind: "offer" as const,
    id: reward,
    shortByMinor,
  }));
  return [...missed, ...rewards]
    .toSorted((left, right) => left.shortByMinor - right.shortByMinor)
    .slice(0, NEARBY_MAX)
    .map(({ kind, id, shortByMinor }) => {
      const name = nameOf(programme, id);
      return {
        kind,
        id,
        ...(name !== undefined && { name }),
        shortByMinor,
        currency: market.currency,
      };
    });
}
