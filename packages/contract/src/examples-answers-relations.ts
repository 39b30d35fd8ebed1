/** What is answered about two who are one, friends, guests and segments. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { beritId, memberId, mergeId } from "./examples-club.ts";

const merge: AnswerTo<"relations.merge"> = {
  mergeId,
  memberId: beritId,
  intoMemberId: memberId,
  mergedAt: "2026-06-01T10:00:00Z",
  mergedBy: "HzDmzP2lTNok",
  unmergedAt: null,
};

export const relationsAnswers: AnswersOf<"Merging" | "Referrals" | "Guest purchases" | "Segments"> =
  {
    "segments.list": {
      data: [
        { segment: "book-circle", members: 2, name: { sv: "Bokcirkeln", en: "The book circle" } },
      ],
    },
    "segments.members": {
      nextCursor: null,
      hasMore: false,
      data: [
        {
          segment: "book-circle",
          memberId: beritId,
          reason: "book-circle",
          actor: "key:HzDmzP2lTNok",
          since: "2026-06-01T10:00:00Z",
          memberName: "Berit Holm",
        },
        {
          segment: "book-circle",
          memberId,
          reason: "book-circle",
          actor: "key:HzDmzP2lTNok",
          since: "2026-06-01T10:00:00Z",
          memberName: "Anna Lind",
        },
      ],
    },
    "segments.put": {
      segment: "book-circle",
      memberId,
      reason: "book-circle",
      actor: "key:HzDmzP2lTNok",
      since: "2026-06-01T10:00:00Z",
    },
    "segments.import": { rows: 2, refused: {}, errors: [], stored: 2 },
    "segments.ofMember": {
      data: [
        {
          segment: "book-circle",
          name: { sv: "Bokcirkeln", en: "The book circle" },
          reason: "book-circle",
          since: "2026-06-01T10:00:00Z",
          means: [],
        },
      ],
    },
    "segments.mine": {
      data: [
        {
          segment: "book-circle",
          name: { sv: "Bokcirkeln", en: "The book circle" },
          reason: "book-circle",
          since: "2026-06-01T10:00:00Z",
          means: [],
        },
      ],
    },
    "relations.previewMerge": {
      memberId: beritId,
      intoMemberId: memberId,
      owed: {},
      sums: [],
      levels: [{ ladder: "level", member: "guest", into: "guest", after: "guest" }],
      limits: [],
      rewards: {},
      rewardsTogether: {},
      doubledWelcomes: [],
      doubledJoinGifts: {},
      consentsWithdrawn: [],
      referralBetween: false,
      blocks: [],
      balances: [
        {
          unit: "points",
          amount: 80,
          lots: [
            { amount: 80, availableAt: "2026-06-01T10:00:00Z", expiresAt: "2027-06-01T22:00:00Z" },
          ],
        },
      ],
      segments: [],
      holds: [],
    },
    "relations.merge": merge,
    "relations.merges": { data: [merge] },
    "relations.previewUnmerge": {
      mergeId,
      memberId: beritId,
      intoMemberId: memberId,
      balances: [{ unit: "points", came: 80, back: 80 }],
      sums: [],
      segments: ["book-circle"],
      identities: 1,
    },
    "relations.unmerge": { ...merge, unmergedAt: "2026-06-01T10:00:00Z" },
    "relations.keepGuestPurchase": {
      guestPurchaseId: "01890a5d-325d-7541-8a3e-484d90aadf97",
      code: "XQKHP-JKM23-3CQM",
      claimableUntil: "2026-06-16T07:45:00Z",
    },
    "relations.claim": {
      eventId: "01890a5d-68cd-7860-b235-d7ce5f8c3db9",
      occurredAt: "2026-05-17T07:45:00Z",
      given: { points: 141, status: 129 },
    },
    "relations.myReferral": {
      code: "53F0PBGD1P",
      url: null,
      isOpen: true,
      member: { give: { points: 100 }, reward: null },
      friend: { give: { points: 50 }, reward: null },
      waiting: 0,
      rewarded: 0,
    },
    "relations.heldReferrals": {
      data: [
        {
          referralId: "01890a5d-6fd9-71d9-a052-066339b9ceb9",
          memberId,
          memberName: "Anna Lind",
          friendId: "01890a5d-ffc3-7a7b-baca-f37c1de298b0",
          friendName: "Disa",
          signals: ["same_place_as_member", "same_device"],
          madeAt: "2026-06-01T10:00:00Z",
          purchaseEvent: "01890a5d-5405-7aa1-86a0-35d8a0aad431",
        },
        {
          referralId: "01890a5d-d164-7b31-9bea-9a9024cdfcd1",
          memberId,
          memberName: "Anna Lind",
          friendId: "01890a5d-076b-719a-aa85-fe8beb943921",
          friendName: "Elsa",
          signals: ["same_place_as_member", "same_device"],
          madeAt: "2026-06-01T10:00:00Z",
          purchaseEvent: "01890a5d-cd79-7d37-9577-24743aabd6cb",
        },
      ],
      nextCursor: null,
      hasMore: false,
    },
    "relations.approveReferral": {
      referralId: "01890a5d-6fd9-71d9-a052-066339b9ceb9",
      state: "rewarded",
    },
    "relations.declineReferral": {
      referralId: "01890a5d-d164-7b31-9bea-9a9024cdfcd1",
      state: "declined",
    },
  };
