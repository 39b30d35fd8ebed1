/** Codes, gift cards and experiences over HTTP. */
import { Readable } from "node:stream";
import {
  INSTANT_MIN,
  pageOf,
  placeByName,
  placeByNumber,
  placeInTime,
} from "@trofast/contract/common";
import * as codes from "@trofast/contract/rewards-codes";
import * as cards from "@trofast/contract/rewards-gift-cards";
import * as visits from "@trofast/contract/rewards-visits";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { openCsv, refusedRows } from "../../platform/csv.ts";
import { placeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import { bind, sessionOf, subjectOf, type Http } from "../../platform/http.ts";
import { requireStoreOf } from "../../platform/store-scope.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import * as rewards from "./service.ts";
import { shownCard, shownHold, shownRedemption, shownSeat, textOrNull } from "./showing.ts";

export function registerCodeRoutes(http: Http): void {
  bind(http, codes.checkCode, async ({ club, caller, body }) => {
    await rewards.limitTill(club, caller);
    const { redemption, ...rest } = await validOrRefuse(club, body);
    return { ...shownCode(rest), redemptionId: redemption?.id ?? null };
  });

  bind(http, codes.useCode, async ({ club, caller, body }) => {
    await rewards.limitTill(club, caller);
    const order = rewards.orderKeyOf(caller.id, body);
    const used = await transaction(club.db, (tx) => rewards.useCode(club, tx, { ...body, order }));
    if (!used) throw await rewards.wrongCode(club);
    return { ...shownCode(used), redemptionId: used.redemption?.id ?? null };
  });

  bind(http, codes.askCode, async ({ club, address, body }) => {
    await rewards.limitPublic(club, address);
    return shownCode(await validOrRefuse(club, body));
  });

  bindCampaigns(http);
}

function bindCampaigns(http: Http): void {
  bind(http, codes.putCampaign, async ({ club, caller, params, body }) => {
    const { startsAt = null, endsAt = null, ...rest } = body;
    const input = { ...rest, id: params.campaign, startsAt, endsAt };
    return shownCampaign(await rewards.putCampaignBy(club, caller, input));
  });

  bind(http, codes.listCampaigns, async ({ club, query }) => {
    const [after] = placeAfter(query.cursor, placeByName) ?? [""];
    const page = { after, limit: query.limit + 1 };
    const rows = await rewards.listCampaigns(club.db, page);
    return pageOf(
      rows,
      query.limit,
      ({ id }) => [id],
      (row) => ({
        ...shownCampaign(row),
        codes: row.codes,
        free: row.free,
        uses: row.uses,
      }),
    );
  });

  bind(http, codes.makeCodes, async ({ club, caller, params, body }) => {
    const made = await rewards.makeCodesBy(club, caller, { campaign: params.campaign, ...body });
    return `code\r\n${made.map((code) => `${code}\r\n`).join("")}`;
  });

  bind(http, codes.importCodes, async ({ club, params, body }) => {
    const table = await openCsv(Readable.from([body]));
    const tally = await rewards.importPool(club, { campaign: params.campaign, table });
    return { ...tally, stored: tally.rows - refusedRows(tally) };
  });
}

async function validOrRefuse(
  club: Club,
  asked: { code: string; market?: string | undefined },
): Promise<rewards.ValidCode> {
  const valid = await rewards.validCode(club, club.db, asked);
  if (valid) return valid;
  throw await rewards.wrongCode(club);
}

function shownCode({ reward, benefit }: Pick<rewards.ValidCode, "reward" | "benefit">) {
  const { articles, categories } = benefit;
  return {
    reward: reward.id,
    benefit: { ...benefit, articles: [...articles], categories: [...categories] },
  };
}

function shownCampaign(campaign: rewards.Campaign) {
  const { id, kind, reward, startsAt, endsAt, usesMax, madeAt, endedAt } = campaign;
  return {
    campaign: id,
    kind,
    reward,
    startsAt: textOrNull(startsAt),
    endsAt: textOrNull(endsAt),
    usesMax,
    madeAt: formatInstant(madeAt),
    endedAt: textOrNull(endedAt),
  };
}

export function registerGiftCardRoutes(http: Http): void {
  bind(http, cards.sellGiftCard, async ({ club, caller, body, once }) => {
    access.requireProof(caller, club.clock.now());
    return await once(async (tx) => {
      const card = await rewards.sellBy(club, tx, caller, body);
      const { id, currency, balanceMinor, usableUntil } = card;
      const until = textOrNull(usableUntil);
      return {
        cardId: id,
        currency,
        balanceMinor,
        availableMinor: balanceMinor,
        usableUntil: until,
      };
    });
  });

  bind(http, cards.readGiftCardCode, async ({ club, caller, params }) => {
    const card = await rewards.giftCards.read(club.db, params.cardId);
    // The code is the money: it is printed where it was paid for.
    requireStoreOf(caller, card.store);
    return { code: await rewards.giftCards.codeOf(club, card) };
  });

  bind(http, cards.checkGiftCard, async ({ club, caller, body }) => {
    await rewards.limitTill(club, caller);
    return await shownCard(await cardUnder(club, body.code), club);
  });

  bind(http, cards.askGiftCard, async ({ club, address, body }) => {
    await rewards.limitPublic(club, address);
    const { cardId: _, ...shown } = await shownCard(await cardUnder(club, body.code), club);
    return shown;
  });

  bind(http, cards.listGiftCardEntries, async ({ club, params, query }) => {
    const { id } = await rewards.giftCards.read(club.db, params.cardId);
    const [before] = placeAfter(query.cursor, placeByNumber) ?? [ENTRIES_MAX];
    const page = { before, limit: query.limit + 1 };
    const rows = await rewards.giftCards.entriesOf(club.db, id, page);
    return pageOf(
      rows,
      query.limit,
      ({ no }) => [no],
      ({ no, kind, amountMinor, balanceMinor, key, bookedAt }) => ({
        no,
        kind,
        amountMinor,
        balanceMinor,
        key,
        bookedAt: formatInstant(bookedAt),
      }),
    );
  });

  bindOwnCards(http);
  bindMoney(http);
}

function bindOwnCards(http: Http): void {
  bind(http, cards.listMyGiftCards, async ({ club, caller }) => {
    const memberIds = await members.namesOf(club.db, subjectOf(caller));
    const own = await rewards.giftCards.cardsOf(club, memberIds, cards.OWN_CARDS_MAX);
    return {
      data: await Promise.all(
        own.map(async (card) => ({
          ...(await shownCard(card, club)),
          code: await rewards.giftCards.codeOf(club, card),
          redemptionId: card.redemptionId,
          madeAt: formatInstant(card.madeAt),
        })),
      ),
    };
  });
}

const ENTRIES_MAX = 2_147_483_647;

async function cardUnder(club: Club, code: string) {
  const card = await rewards.giftCards.byCode(club.db, code, club.clock.now());
  if (card) return card;
  throw await rewards.wrongCode(club);
}

/** Money that moves on cards. */
function bindMoney(http: Http): void {
  bind(http, cards.topUpGiftCard, async ({ club, caller, params, body }) =>
    shownCard(await rewards.topUpBy(club, caller, { id: params.cardId, ...body }), club),
  );

  bind(http, cards.holdGiftCard, async ({ club, params, body }) => {
    const { seconds, order, currency, amountMinor } = body;
    const now = club.clock.now();
    const until = now + seconds * 1000;
    const asked = { id: params.cardId, order, currency, amountMinor, until, now };
    return shownHold(await transaction(club.db, (tx) => rewards.giftCards.holdMoney(tx, asked)));
  });

  bind(http, cards.spendGiftCards, async ({ club, caller, body }) => {
    const asked = { order: body.order, actor: caller.id, now: club.clock.now() };
    const holds = await transaction(club.db, async (tx) => {
      await rewards.giftCards.commitMoney(tx, asked);
      return await rewards.giftCards.holdsOf(tx, body.order);
    });
    return { holds: holds.map(shownHold) };
  });

  bind(http, cards.releaseGiftCards, async ({ club, body }) => {
    const holds = await transaction(club.db, async (tx) => {
      await rewards.giftCards.releaseMoney(tx, body.order);
      return await rewards.giftCards.holdsOf(tx, body.order);
    });
    return { holds: holds.map(shownHold) };
  });

  bind(http, cards.refundGiftCard, async ({ club, caller, params, body }) => {
    const { order, amountMinor, refund: key } = body;
    const asked = { id: params.cardId, order, amountMinor, key, actor: caller.id };
    const card = await transaction(club.db, (tx) =>
      rewards.giftCards.refund(tx, { ...asked, now: club.clock.now() }),
    );
    return await shownCard(card, club);
  });

  bind(http, cards.takeBackGiftCard, async ({ club, caller, params, body }) => {
    const { amountMinor, reason: key } = body;
    const asked = { id: params.cardId, amountMinor, key, actor: caller.id };
    const card = await transaction(club.db, (tx) =>
      rewards.giftCards.takeBack(tx, { ...asked, now: club.clock.now() }),
    );
    return await shownCard(card, club);
  });
}

export function registerVisitRoutes(http: Http): void {
  bindOwnVisits(http);
  bindGuests(http);
}

function bindOwnVisits(http: Http): void {
  bind(http, visits.joinWaitingList, async ({ club, caller, params, body, once }) => {
    const asked = { memberId: subjectOf(caller), reward: params.reward, ...body };
    const session = sessionOf(caller);
    return await once(async (tx) => {
      const wish = () => rewards.wait(club, tx, asked);
      return shownSeat(await rewards.carefully(club, tx, session, wish));
    });
  });

  bind(http, visits.leaveWaitingList, async ({ club, caller, params }) => {
    const asked = { memberId: subjectOf(caller), reward: params.reward };
    return shownSeat(await rewards.stopWaiting(club, asked));
  });

  bind(http, visits.listMyVisits, async ({ club, caller }) => {
    const seats = await rewards.visitsOf(club, subjectOf(caller));
    return {
      data: seats.map(({ waitingBefore, ...seat }) => ({ ...shownSeat(seat), waitingBefore })),
    };
  });

  bind(http, visits.readMyCheckIn, async ({ club, caller, params }) => {
    const asked = { id: params.redemptionId, memberId: subjectOf(caller) };
    const redemption = await rewards.read(club.db, asked);
    const { token, expiresAt } = await rewards.checkInToken(club, redemption);
    return { token, expiresAt: formatInstant(expiresAt) };
  });

  bind(http, visits.readMyCalendar, async ({ club, caller, params }) => {
    const asked = { id: params.redemptionId, memberId: subjectOf(caller) };
    return await rewards.calendarOf(club, await rewards.read(club.db, asked));
  });
}

/** Who comes, and who has come. */
function bindGuests(http: Http): void {
  bind(http, visits.checkIn, async ({ club, caller, body }) => {
    const asked = "token" in body ? body : { id: body.redemptionId, store: body.store };
    return await letIn(club, { ...asked, who: caller });
  });

  bind(
    http,
    visits.checkInGuest,
    async ({ club, caller, params: { redemptionId: id, reward } }) => {
      await rewards.requireOwnVisit(club, caller, reward);
      return await letIn(club, { id, reward, who: caller });
    },
  );

  bind(http, visits.listGuests, async ({ club, caller, params, query }) => {
    await rewards.requireOwnVisit(club, caller, params.reward);
    const place = placeAfter(query.cursor, placeInTime);
    const [afterAt, afterId] = place ?? [INSTANT_MIN, FIRST_ID];
    const page = { afterAt, afterId, limit: query.limit + 1 };
    const rows = await rewards.guests(club.db, params.reward, page);
    const mayKnowThem = caller.scopes.has("members:read") || caller.scopes.has("admin");
    const ids = mayKnowThem ? rows.map(({ memberId }) => memberId) : [];
    const names = await members.fullNames(club.db, ids);
    const shownGuest = (row: (typeof rows)[number]) => ({
      ...shownSeat(row),
      name: names.get(row.memberId) ?? null,
    });
    return {
      ...pageOf(rows, query.limit, ({ askedAt, id }) => [askedAt, id], shownGuest),
      parties: await partiesOf(club, params.reward),
    };
  });

  bind(http, visits.markNoShows, async ({ club, caller, params }) => {
    await rewards.requireOwnVisit(club, caller, params.reward);
    return {
      marked: await transaction(club.db, (tx) => rewards.markNoShows(club, tx, params.reward)),
    };
  });
}

async function letIn(club: Club, asked: Parameters<typeof rewards.checkIn>[2]) {
  const { redemption, seat } = await transaction(club.db, (tx) => rewards.checkIn(club, tx, asked));
  const names = await members.givenNames(club.db, [seat.memberId]);
  return {
    redemption: shownRedemption(redemption, club),
    seat: shownSeat(seat),
    givenName: names.get(seat.memberId) ?? null,
  };
}

async function partiesOf(club: Club, reward: string) {
  const parties = await rewards.partiesIn(club.db, reward);
  return {
    waiting: parties.get("waiting") ?? 0,
    reserved: parties.get("reserved") ?? 0,
    checkedIn: parties.get("checked_in") ?? 0,
    noShow: parties.get("no_show") ?? 0,
  };
}

const FIRST_ID = "00000000-0000-0000-0000-000000000000";
