import * as contract from "@trofast/contract/self";
import { myComing } from "@trofast/contract/self-coming";
import { myContracts } from "@trofast/contract/self-contracts";
import { pageOf } from "@trofast/contract/common";
import { dayOf, formatInstant, lastDayBefore } from "@trofast/engine/time";
import { placeAfter } from "../../platform/cursors.ts";
import { bind, subjectOf } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import * as activity from "../activity/service.ts";
import * as insights from "../insights/service.ts";
import * as members from "../members/service.ts";
import { coming, type Coming } from "./coming.ts";
import { together } from "./contracts.ts";
import { bindQuestions } from "./question-routes.ts";
import * as self from "./service.ts";

export function registerSelfRoutes(http: Http): void {
  bindProfile(http);
  bindHistory(http);
  bindLots(http);
  bindComing(http);
  bindQuestions(http);
  bindContracts(http);

  bind(http, contract.myCard, async ({ club, caller }) => {
    await members.readById(club.db, subjectOf(caller));
    const { refreshAt, expiresAt, ...card } = await members.cardOf(club, subjectOf(caller));
    return {
      ...card,
      refreshAt: formatInstant(refreshAt),
      expiresAt: formatInstant(expiresAt),
    };
  });
}

function bindProfile(http: Http): void {
  bind(http, contract.getMe, async ({ club, caller }) => {
    const me = await self.read(club, subjectOf(caller));
    const standing = await self.standing(club, me.member);
    const complaintWaits = await self.complaintWaits(club, me.member);
    return {
      ...shown(me),
      standing: standing === null ? null : shownStanding(standing),
      complaintWaits,
    };
  });

  bind(http, contract.patchMe, async ({ club, caller, body }) => {
    const memberId = subjectOf(caller);
    await members.change(club, { memberId, ...body });
    return shown(await self.read(club, memberId));
  });
}

function bindHistory(http: Http): void {
  bind(http, contract.myHistory, async ({ club, caller, query }) => {
    const page = await self.history(club, { memberId: subjectOf(caller), ...query });
    return { ...page, data: page.data.map(shownEntry) };
  });

  bind(http, contract.myWhy, async ({ club, caller, params }) => {
    const told = await self.why(club, subjectOf(caller), params);
    return {
      reasons: told.reasons.map((reason) => shownReason(reason)),
      effects: told.effects.map((line) => line),
      programmeVersion: told.event.programme_version,
      ...insights.shownRest(told),
    };
  });
}

function bindLots(http: Http): void {
  bind(http, contract.myLots, async ({ club, caller, query }) => {
    const after = placeAfter(query.cursor, activity.lotPlace);
    const limit = query.limit + 1;
    const { lines, zone } = await self.lots(club, subjectOf(caller), { after, limit });
    return pageOf(lines, query.limit, activity.lotPlaceOf, ({ worth, ...line }) => ({
      ...activity.shownLot(line, zone),
      worth,
    }));
  });
}

function bindComing(http: Http): void {
  bind(http, myComing, async ({ club, caller }) => {
    const found = await coming(club, subjectOf(caller));
    return { coming: found === null ? null : shownComing(found) };
  });
}

function shownComing({ startsAt, zone, earned, rewards, lives, levels }: Coming) {
  return {
    startsAt: formatInstant(startsAt),
    firstDay: dayOf(startsAt, zone),
    earned,
    rewards: [...rewards],
    lives: [...lives],
    levels: [...levels],
  };
}

function bindContracts(http: Http): void {
  bind(http, myContracts, async ({ club, caller }) => {
    const { since, years, contracts } = await together(club, subjectOf(caller));
    return {
      togetherSince: since === null ? null : formatInstant(since),
      yearsTogether: years,
      contracts: contracts.map((each) => ({
        contract: each.contract,
        product: each.product,
        called: shownCalled(each.called),
        status: each.status === "paused" ? ("paused" as const) : ("active" as const),
        startedAt: formatInstant(each.startedAt),
        renewals: each.renewals,
        nextRenewalAt: each.nextRenewalAt === null ? null : formatInstant(each.nextRenewalAt),
      })),
    };
  });
}

function shown({ member, answers }: self.Me) {
  const { memberId, kind, market, status, createdAt, profile } = member;
  return {
    memberId,
    kind,
    market,
    status,
    joinedAt: formatInstant(createdAt),
    profile,
    answers: Object.fromEntries(
      [...answers].map(([field, { value, provenance, saidAt }]) => [
        field,
        { value, from: provenance, at: formatInstant(saidAt) },
      ]),
    ),
  };
}

function shownStanding(standing: self.OwnStanding) {
  const { at, zone, balance, worth, levels, ladders, cards, rewards, challenges } = standing;
  const { expiries, expiryWorth } = standing;
  return {
    at: formatInstant(at),
    balance,
    worth,
    levels,
    ladders,
    cards,
    rewards,
    challenges,
    nextExpiries: expiries.map(({ unit, amount, expiresAt }, index) => ({
      unit,
      amount,
      expiresAt: formatInstant(expiresAt),
      lastDay: lastDayBefore(expiresAt, zone),
      worth: expiryWorth[index] ?? null,
    })),
  };
}

const shownCalled = (called: self.HistoryEntry["storeCalled"]) =>
  called === null ? null : { ...called, names: { ...called.names } };

function shownEntry({ event, storeCalled, given, reasons, effects }: self.HistoryEntry) {
  const { payload } = event;
  return {
    id: event.id,
    kind: event.kind,
    activity: payload.kind === "activity" ? payload.activity : null,
    reward: payload.kind === "redeem" ? payload.reward : null,
    source: event.source,
    sourceId: event.source_id,
    occurredAt: formatInstant(event.occurred_at),
    bookedAt: formatInstant(event.booked_at),
    channel: event.channel,
    store: event.store,
    storeCalled: shownCalled(storeCalled),
    given,
    reasons: reasons.map(shownReason),
    effects: [...effects],
    balance: event.balances,
  };
}

function shownReason({ rule, outcome, code, given, words, untold }: self.ToldReason) {
  return {
    rule,
    outcome,
    code,
    words,
    ...(given !== undefined && { given: { ...given } }),
    ...(untold !== undefined && { untold }),
  };
}
