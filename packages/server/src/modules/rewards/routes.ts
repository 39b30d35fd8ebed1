import * as contract from "@trofast/contract/rewards";
import { readCharity } from "@trofast/contract/rewards-charity";
import { declineTip, wantTip } from "@trofast/contract/rewards-tips";
import { transaction } from "../../platform/db.ts";
import { bind, ifMatch, reply, sessionOf, subjectOf, type Http } from "../../platform/http.ts";
import { DomainError } from "../../platform/errors.ts";
import { storesShown } from "../../platform/store-scope.ts";
import { registerCodeRoutes, registerGiftCardRoutes, registerVisitRoutes } from "./more-routes.ts";
import * as rewards from "./service.ts";
import { shownListed, shownOwn, shownRedemption, textOrNull } from "./showing.ts";

export function registerRewardRoutes(http: Http): void {
  bindMine(http);
  bindTill(http);
  bindStaff(http);
  bindLive(http);
  registerCodeRoutes(http);
  registerGiftCardRoutes(http);
  registerVisitRoutes(http);
  rewards.offerRewarding(http.club);
}

/** What members do themselves. */
function bindMine(http: Http): void {
  bind(http, contract.listMyRewards, async ({ club, caller }) => {
    const memberId = subjectOf(caller);
    const listed = await rewards.rewardsFor(club, memberId);
    const declined = await rewards.declinedTips(club.db, memberId, club.clock.now());
    return { data: listed.map((each) => shownListed(each, declined)) };
  });

  bind(http, declineTip, async ({ club, caller, params: { reward }, body }) => {
    const untilAt = await rewards.declineTip(club, {
      memberId: subjectOf(caller),
      reward,
      ...body,
    });
    return { reward, until: textOrNull(untilAt) };
  });

  bind(http, wantTip, async ({ club, caller, params }) => {
    await rewards.wantTip(club, { memberId: subjectOf(caller), ...params });
    return null;
  });

  bind(http, contract.redeemMine, async ({ club, caller, params, body, once }) => {
    const session = sessionOf(caller);
    const input = { session, reward: params.reward, ...body, channel: "app" };
    return await once(async (tx) =>
      shownRedemption(await rewards.redeemOwn(club, tx, input), club),
    );
  });

  bind(http, contract.listMyRedemptions, async ({ club, caller, query }) => {
    const page = await rewards.redemptionsOf(club, subjectOf(caller), query);
    const visitOf = await rewards.whenAndWhere(club);
    return { ...page, data: page.data.map((each) => shownOwn(each, visitOf(each), club)) };
  });

  bind(http, contract.readMyRedemption, async ({ club, caller, params }) => {
    const asked = { id: params.redemptionId, memberId: subjectOf(caller) };
    const redemption = await rewards.read(club.db, asked);
    return {
      ...shownOwn(redemption, (await rewards.whenAndWhere(club))(redemption), club),
      code: await rewards.codeOf(club, redemption),
      url: await rewards.urlOf(club, redemption),
    };
  });

  bind(http, contract.cancelMine, async ({ club, caller, params }) => {
    const asked = { id: params.redemptionId, memberId: subjectOf(caller) };
    const { id, state } = await rewards.read(club.db, asked);
    if (state === "reserved")
      throw new DomainError("conflict", "It is kept for an order that is being paid.");
    return shownRedemption(await rewards.cancelAndMoveUp(club, { id, by: "member" }), club);
  });
}

/** What tills and shops do for members. */
function bindTill(http: Http): void {
  bind(http, contract.redeemFor, async ({ club, body, once }) => {
    const { member, reserveSeconds, ...rest } = body;
    const memberId = await rewards.memberIdOf(club, member);
    const reserve =
      reserveSeconds === undefined ? undefined : { order: null, seconds: reserveSeconds };
    return await once(async (tx) =>
      shownRedemption(await rewards.redeem(club, tx, { ...rest, memberId, reserve }), club),
    );
  });

  bind(http, contract.readRedemption, async ({ club, params }) =>
    shownRedemption(await rewards.read(club.db, { id: params.redemptionId }), club),
  );

  bind(http, contract.issueRedemption, async ({ club, caller, params }) => {
    await rewards.readOwn(club.db, caller, { id: params.redemptionId });
    const issued = await transaction(club.db, (tx) => rewards.issue(club, tx, params.redemptionId));
    return shownRedemption(issued, club);
  });

  bind(http, contract.useRedemption, async ({ club, caller, params, body }) => {
    const order = rewards.orderKeyOf(caller.id, body);
    const asked = { id: params.redemptionId, now: club.clock.now(), order, store: body.store };
    const used = await transaction(club.db, (tx) => rewards.use(tx, asked));
    return shownRedemption(used, club);
  });

  bind(http, contract.cancelRedemption, async ({ club, caller, params }) => {
    await rewards.readOwn(club.db, caller, { id: params.redemptionId });
    const asked = { id: params.redemptionId, by: "staff" } as const;
    return shownRedemption(await rewards.cancelAndMoveUp(club, asked), club);
  });
}

/** What the staff sees and mends of one member. */
function bindStaff(http: Http): void {
  bind(http, contract.listRedemptionsOf, async ({ club, params, query }) => {
    const memberId = await rewards.livingId(club.db, params.memberId);
    const page = await rewards.redemptionsOf(club, memberId, query);
    return { ...page, data: page.data.map((each) => shownRedemption(each, club)) };
  });

  bind(http, contract.cancelRedemptionOf, async ({ club, caller, params }) => {
    const memberId = await rewards.livingId(club.db, params.memberId);
    const asked = { id: params.redemptionId, memberId };
    const { id, state } = await rewards.readOwn(club.db, caller, asked);
    if (state === "reserved")
      throw new DomainError("conflict", "It is kept for an order that is being paid.");
    return shownRedemption(await rewards.cancelAndMoveUp(club, { id, by: "staff" }), club);
  });
}

/** What there is of rewards, and what came of them. */
function bindLive(http: Http): void {
  bind(http, contract.listRewards, async ({ club, caller }) => ({
    data: await rewards.liveRewards(club, storesShown(caller)),
  }));

  bind(http, contract.putReward, async ({ club, params, body, headers }) => {
    const revision = Number(ifMatch(headers));
    if (!Number.isSafeInteger(revision) || revision < 0)
      throw new DomainError("precondition_failed", "If-Match is no revision of this reward.");
    await transaction(club.db, (tx) =>
      rewards.putLive(club, tx, { reward: params.reward, ...body, revision }),
    );
    const all = await rewards.liveRewards(club);
    const now = all.find(({ reward }) => reward === params.reward);
    if (!now) throw new DomainError("unknown_reward", "The reward has just left the programme.");
    return reply(now, { headers: { etag: `"${now.revision}"` } });
  });

  bind(http, readCharity, async ({ club }) => ({ data: await rewards.charity(club) }));
}
