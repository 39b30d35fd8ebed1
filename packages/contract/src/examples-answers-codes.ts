/** What is answered about codes and gift cards. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { giftCardId } from "./examples-club.ts";

const tenthOff: AnswerTo<"codes.ask">["benefit"] = {
  kind: "percent",
  basisPoints: 1_000,
  minor: 0,
  pieces: 0,
  articles: [],
  categories: [],
  atLeastMinor: 0,
};
const giftCard: AnswerTo<"giftCards.check"> = {
  cardId: giftCardId,
  currency: "SEK",
  balanceMinor: 50_000,
  availableMinor: 50_000,
  usableUntil: null,
};

export const codesAnswers: AnswersOf<"Codes" | "Gift cards"> = {
  "codes.check": { reward: "spring-discount", benefit: tenthOff, redemptionId: null },
  "codes.use": { reward: "spring-discount", benefit: tenthOff, redemptionId: null },
  "codes.ask": { reward: "spring-discount", benefit: tenthOff },
  "codes.putCampaign": {
    campaign: "spring",
    kind: "public",
    reward: "spring-discount",
    startsAt: null,
    endsAt: null,
    usesMax: 1,
    madeAt: "2026-06-01T10:00:00Z",
    endedAt: null,
  },
  "codes.listCampaigns": {
    data: [
      {
        campaign: "cinema",
        kind: "pool",
        reward: "cinema",
        startsAt: null,
        endsAt: null,
        usesMax: 1,
        madeAt: "2026-06-01T10:00:00Z",
        endedAt: null,
        codes: 2,
        free: 2,
        uses: 0,
      },
      {
        campaign: "spring",
        kind: "public",
        reward: "spring-discount",
        startsAt: null,
        endsAt: null,
        usesMax: 1,
        madeAt: "2026-06-01T10:00:00Z",
        endedAt: null,
        codes: 1,
        free: 1,
        uses: 0,
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
  "codes.import": { rows: 2, refused: {}, errors: [], stored: 2 },
  "giftCards.sell": giftCard,
  "me.giftCards": {
    data: [
      { ...giftCard, code: "NYRR9-VT16Z-A0AR", redemptionId: null, madeAt: "2026-06-01T10:00:00Z" },
    ],
  },
  "giftCards.code": { code: "NYRR9-VT16Z-A0AR" },
  "giftCards.check": giftCard,
  "giftCards.ask": {
    currency: "SEK",
    balanceMinor: 50_000,
    availableMinor: 50_000,
    usableUntil: null,
  },
  "giftCards.topUp": { ...giftCard, balanceMinor: 70_000, availableMinor: 70_000 },
  "giftCards.hold": {
    cardId: giftCardId,
    amountMinor: 12_900,
    until: "2026-06-01T10:15:00Z",
    outcome: null,
  },
  "giftCards.spend": {
    holds: [
      {
        cardId: giftCardId,
        amountMinor: 12_900,
        until: "2026-06-01T10:15:00Z",
        outcome: "committed",
      },
    ],
  },
  "giftCards.release": {
    holds: [
      {
        cardId: giftCardId,
        amountMinor: 5_000,
        until: "2026-06-01T10:15:00Z",
        outcome: "released",
      },
    ],
  },
  "giftCards.refund": { ...giftCard, balanceMinor: 63_550, availableMinor: 63_550 },
  "giftCards.takeBack": { ...giftCard, balanceMinor: 43_550, availableMinor: 43_550 },
  "giftCards.entries": {
    data: [
      {
        no: 5,
        kind: "taken_back",
        amountMinor: -20_000,
        balanceMinor: 43_550,
        key: "paid-back",
        bookedAt: "2026-06-01T10:00:00Z",
      },
      {
        no: 4,
        kind: "refunded",
        amountMinor: 6_450,
        balanceMinor: 63_550,
        key: "refund-12",
        bookedAt: "2026-06-01T10:00:00Z",
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
};
