import * as contract from "@trofast/contract/programmes-trying";
import { listCampaigns } from "@trofast/contract/programmes-campaigns";
import type { AnswerOf, BodyOf } from "@trofast/contract/endpoint";
import type { MarketComparison, ProgrammeFigures } from "@trofast/engine/comparison";
import { formatInstant } from "@trofast/engine/time";
import { DomainError } from "../../platform/errors.ts";
import { bind, type Http } from "../../platform/http.ts";
import * as programmes from "../programmes/service.ts";
import * as insights from "./service.ts";

export function bindTrying(http: Http): void {
  bind(http, listCampaigns, async ({ club }) => await insights.campaignList(club));

  bind(http, contract.whatIf, async ({ club, body, signal }) =>
    shown(await insights.whatIf(club, { ...body, signal })),
  );

  bind(http, contract.tryReceipt, async ({ club, caller, body }) => {
    const { scopes } = caller;
    if (body.member !== undefined && !scopes.has("members:read") && !scopes.has("admin"))
      throw new DomainError(
        "forbidden",
        "To try it for a member, the key or role needs the scope members:read as well.",
      );
    const { at, market, problems, ...tried } = await insights.tryReceipt(club, receiptOf(body));
    return {
      memberId: tried.memberId,
      market: market.id,
      currency: market.currency,
      at: formatInstant(at),
      paidMinor: body.basket?.lines.reduce((sum, line) => sum + line.paidMinor, 0) ?? 0,
      given: { ...tried.given },
      reasons: tried.reasons.map((reason) => ({ ...reason })),
      effects: tried.effects.map((line) => line),
      balance: tried.balance,
      refused: tried.refused === null ? null : { ...tried.refused },
      unknownArticles: tried.unknownArticles.map((article) => article),
      problems: problems.map(programmes.shownProblem),
    };
  });
}

function receiptOf(body: BodyOf<typeof contract.tryReceipt>): insights.Receipt {
  const { document, draft, basket, activity, at, member } = body;
  const said = { document, draft, at, member };
  if (basket === undefined) {
    if (activity === undefined) throw new Error("the contract asks for a basket or an activity");
    return { ...said, payload: { kind: "activity", ...activity } };
  }
  const { lines, currency = "", market, store, channel } = basket;
  return { ...said, market, store, channel, payload: { kind: "purchase", currency, lines } };
}

function shown(found: insights.WhatIf): AnswerOf<typeof contract.whatIf> {
  const { sample, result, halves, changes, from, through, asIf } = found;
  const scale = sample === null ? 1 : sample.of / Math.max(1, sample.members);
  const scaled = (count: number): number => Math.round(count * scale);
  const { winners, losers } = result;
  return {
    programmeVersion: found.programmeVersion,
    changes: changes.map(programmes.shownChange),
    from: formatInstant(from),
    through: formatInstant(through),
    asIf: asIf === null ? null : { ...asIf, rules: [...asIf.rules] },
    events: found.events,
    sample: sample === null ? null : { ...sample, share: sample.members / sample.of },
    unit: result.unit,
    members: scaled(result.members),
    winners: scaled(winners),
    losers: scaled(losers),
    reach: scaled(winners + losers),
    markets: result.markets.map((market) => shownMarket(market, halves.get(market.market), scale)),
    groups: result.groups.map((group) => ({
      group: group.group,
      members: scaled(group.members),
      winners: scaled(group.winners),
      losers: scaled(group.losers),
      paidMinor: mapped(group.paidMinor, scaled),
      unitsBefore: scaled(group.unitsBefore),
      unitsAfter: scaled(group.unitsAfter),
    })),
    seconds: found.seconds,
  };
}

function shownMarket(market: MarketComparison, half: number | undefined, scale: number) {
  const scaled = (count: number): number => Math.round(count * scale);
  const { breakEven } = market;
  const change = breakEven.costChangeMinor;
  const extra = breakEven.extraSalesMinor;
  return {
    market: market.market,
    currency: market.currency,
    members: scaled(market.members),
    paidMinor: scaled(market.paidMinor),
    before: shownFigures(market.before, scaled),
    after: shownFigures(market.after, scaled),
    costChange:
      change === null
        ? null
        : {
            minor: scaled(change),
            lowMinor: half === undefined ? null : Math.floor(change * scale - half),
            highMinor: half === undefined ? null : Math.ceil(change * scale + half),
          },
    breakEven: {
      marginShare: breakEven.marginShare,
      extraSalesMinor: extra === null ? null : scaled(extra),
      uplift: breakEven.uplift,
    },
  };
}

function shownFigures(figures: ProgrammeFigures, scaled: (count: number) => number) {
  const money = (minor: number | null): number | null => (minor === null ? null : scaled(minor));
  return {
    units: Object.fromEntries(
      Object.entries(figures.units).map(([unit, amounts]) => [
        unit,
        {
          issued: scaled(amounts.issued),
          adjusted: scaled(amounts.adjusted),
          redeemed: scaled(amounts.redeemed),
          expired: scaled(amounts.expired),
          outstanding: scaled(amounts.outstanding),
          opening: scaled(amounts.opening),
          owed: scaled(amounts.owed),
        },
      ]),
    ),
    redeemedMinor: money(figures.redeemedMinor),
    liabilityMinor: money(figures.liabilityMinor),
    costMinor: money(figures.costMinor),
    granted: mapped(figures.granted, scaled),
  };
}

function mapped(
  record: Readonly<Record<string, number>>,
  of: (count: number) => number,
): Record<string, number> {
  return Object.fromEntries(Object.entries(record).map(([key, count]) => [key, of(count)]));
}
