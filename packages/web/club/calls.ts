/** What the screens ask the club, and how long it is kept. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { queries, trofast } from "../ui/api.ts";
import { first } from "../ui/first.ts";

const LIST_LIMIT = 30;
const SLOW_MS = 60_000;

/** Who is signed in, as the page was written; asked again at once, since the page may have been kept. */
export const meCall = queryOptions({
  queryKey: ["me"],
  queryFn: () => trofast.self.get(),
  ...(first.me !== null && { initialData: first.me, initialDataUpdatedAt: 0 }),
});

/** What an announced version changes; at most times nothing is announced. */
export const comingCall = queryOptions({
  queryKey: ["coming"],
  queryFn: () => trofast.self.coming(),
  staleTime: SLOW_MS,
});

export const latestCall = queryOptions({
  queryKey: ["history", "latest"],
  queryFn: () => trofast.self.history({ query: { limit: 3 } }),
});

export const contractsCall = queryOptions({
  queryKey: ["contracts"],
  queryFn: () => trofast.self.contracts(),
  staleTime: SLOW_MS,
});

export const historyCall = infiniteQueryOptions({
  queryKey: ["history", "all"],
  queryFn: ({ pageParam }) =>
    trofast.self.history({
      query: { limit: LIST_LIMIT, ...(pageParam !== null && { cursor: pageParam }) },
    }),
  initialPageParam: startOfList(),
  getNextPageParam: (page) => page.nextCursor,
});

export const lotsCall = infiniteQueryOptions({
  queryKey: ["lots"],
  queryFn: ({ pageParam }) =>
    trofast.self.lots({
      query: { limit: LIST_LIMIT, ...(pageParam !== null && { cursor: pageParam }) },
    }),
  initialPageParam: startOfList(),
  getNextPageParam: (page) => page.nextCursor,
});

export const whyCall = (source: string, id: string) =>
  queryOptions({
    queryKey: ["why", source, id],
    queryFn: () => trofast.self.why({ params: { source, id } }),
    staleTime: SLOW_MS,
  });

export const rewardsCall = queryOptions({
  queryKey: ["rewards"],
  queryFn: async () => (await trofast.me.rewards()).data,
});

export const redemptionsCall = infiniteQueryOptions({
  queryKey: ["redemptions"],
  queryFn: ({ pageParam }) =>
    trofast.me.redemptions({
      query: { limit: LIST_LIMIT, ...(pageParam !== null && { cursor: pageParam }) },
    }),
  initialPageParam: startOfList(),
  getNextPageParam: (page) => page.nextCursor,
});

/** Cards whose money can be used, with their codes. */
export const giftCardsCall = queryOptions({
  queryKey: ["gift-cards"],
  queryFn: async () => (await trofast.me.giftCards()).data,
});

/** More than anybody takes: beyond it the oldest are not counted. */
const COUNTED_MAX = 2_000;
const COUNTED_PAGE = 100;

/** How often I have used each reward, from what I took myself: the club may know it of nobody else without consent. */
export const usedCall = queryOptions({
  queryKey: ["redemptions", "used"],
  queryFn: async () => {
    const used = new Map<string, number>();
    let counted = 0;
    for await (const { reward, state, count } of trofast.me.redemptions.each({
      query: { limit: COUNTED_PAGE },
    })) {
      if (state === "used") used.set(reward, (used.get(reward) ?? 0) + count);
      counted += 1;
      if (counted === COUNTED_MAX) break;
    }
    return used;
  },
});

export const redemptionCall = (redemptionId: string) =>
  queryOptions({
    queryKey: ["redemptions", redemptionId],
    queryFn: () => trofast.me.redemption({ params: { redemptionId } }),
  });

export const visitsCall = queryOptions({
  queryKey: ["visits"],
  queryFn: async () => (await trofast.me.visits()).data,
});

export const charityCall = queryOptions({
  queryKey: ["charity"],
  queryFn: async () => (await trofast.rewards.charity()).data,
  staleTime: SLOW_MS,
});

export const questionCall = queryOptions({
  queryKey: ["question"],
  queryFn: async () => (await trofast.self.question()).question,
  staleTime: SLOW_MS,
});

export const fieldsCall = queryOptions({
  queryKey: ["fields"],
  queryFn: async () => (await trofast.self.fields()).data,
  staleTime: SLOW_MS,
});

export const mirrorCall = queryOptions({
  queryKey: ["mirror"],
  queryFn: () => trofast.mirror.mine(),
});

export const segmentsCall = queryOptions({
  queryKey: ["segments"],
  queryFn: async () => (await trofast.segments.mine()).data,
});

export const consentsCall = queryOptions({
  queryKey: ["consents"],
  queryFn: () => trofast.consents.mine(),
});

export const wordingsCall = queryOptions({
  queryKey: ["wordings"],
  queryFn: async () => (await trofast.consents.wordings({ query: {} })).data,
  staleTime: SLOW_MS,
});

export const identitiesCall = queryOptions({
  queryKey: ["identities"],
  queryFn: async () => (await trofast.joining.identities()).data,
});

export const referralCall = (device: string) =>
  queryOptions({
    queryKey: ["referral"],
    queryFn: () => trofast.relations.myReferral({ query: { device } }),
  });

/** The till takes a code for a little more than a minute. */
const CARD_MS_MAX = 60_000;
const CARD_MS_MIN = 5_000;

export const cardCall = queryOptions({
  queryKey: ["card"],
  queryFn: () => trofast.self.card(),
  staleTime: CARD_MS_MIN,
});

/** How long until the card's code is due, on a clock that may not be the club's. */
export const cardDueMs = (refreshAt: string): number =>
  Math.min(CARD_MS_MAX, Math.max(CARD_MS_MIN, Date.parse(refreshAt) - Date.now()));

/** Something has moved the balance: whatever shows it is read again. */
export async function balanceMoved(): Promise<void> {
  const keys = ["me", "history", "lots", "rewards", "redemptions", "visits", "charity"];
  await Promise.all(keys.map((key) => queries.invalidateQueries({ queryKey: [key] })));
}

function startOfList(): string | null {
  return null;
}
