/** For tests of rewards: a club with one of each kind, and members who are signed in. */
import type { ProgrammeSource } from "@trofast/engine/programme/schema";
import type { Club } from "../club.ts";
import * as access from "../modules/access/service.ts";
import * as activity from "../modules/activity/service.ts";
import type { Submitted } from "../modules/activity/domain.ts";
import * as programmes from "../modules/programmes/service.ts";
import { transaction } from "../platform/db.ts";
import { newId } from "../platform/ids.ts";
import { expect } from "vitest";
import { verify } from "../modules/insights/service.ts";
import { aClub, type TestClub } from "./club.ts";
import type { StoreKind } from "./stores.ts";

/** A reward of every kind; `cupCost` is what rises in a later version. */
export function rewardsProgramme({ cupCost = 60 } = {}): ProgrammeSource {
  return {
    club: { name: "Kvarnby", languages: ["sv", "en"] },
    markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
    units: {
      points: { expires: "12 months", worth: { se: "0.10 SEK" } },
      status: { spendable: false },
    },
    activities: { won: {} },
    rules: [
      {
        id: "base",
        on: "purchase",
        give: {
          points: { each: "1 SEK", of: "basket.paid" },
          status: { each: "1 SEK", of: "basket.paid" },
        },
      },
      { id: "won", on: "won", reward: "gift" },
    ],
    ladders: [
      { id: "club", counts: "status", levels: [{ id: "guest" }, { id: "friend", at: 500 }] },
    ],
    rewards: [...products(cupCost), ...others(), ...experiences()],
    promises: { keepPrices: "6 months" },
  };
}

type Rewards = NonNullable<ProgrammeSource["rewards"]>;

function products(cupCost: number): Rewards {
  return [
    {
      id: "cup",
      cost: { points: cupCost },
      worth: { se: "45 SEK" },
      articles: ["cup-blue"],
      code: "own",
      lasts: "90 days",
    },
    { id: "mug", cost: { points: 1000 } },
    { id: "soon", cost: { points: 150 } },
    { id: "last", cost: { points: 5 }, stock: 1 },
    { id: "ten", cost: { points: 5 }, stock: 10 },
    { id: "none-left", cost: { points: 5 }, stock: 0 },
    { id: "friends-only", cost: { points: 5 }, levels: ["friend"] },
    { id: "gift" },
    { id: "machine", cost: { points: 100 }, money: { se: "490 SEK" } },
  ];
}

function others(): Rewards {
  return [
    {
      id: "tenth-off",
      kind: "discount",
      cost: { points: 50 },
      percent: "10%",
      categories: ["coffee"],
      atLeast: { se: "300 SEK" },
    },
    { id: "fifty-off", kind: "code", cost: { points: 50 }, off: { se: "50 SEK" }, code: "own" },
    { id: "cinema", kind: "partner", cost: { points: 5 }, code: "pool", partner: "cinema" },
    { id: "card", kind: "gift_card", cost: { points: 50 }, worth: { se: "100 SEK" } },
    {
      id: "meals",
      kind: "charity",
      cost: { points: 10 },
      worth: { se: "20 SEK" },
      goal: { se: "1000 SEK" },
    },
  ];
}

function experiences(): Rewards {
  return [
    {
      id: "tasting",
      kind: "experience",
      cost: { points: 20 },
      seats: 3,
      visit: {
        starts: "2026-12-20 18:00",
        ends: "2026-12-20 20:00",
        place: "Kvarnby torg 1",
        plusOnes: 1,
        cancelBefore: "2 days",
        noShow: { times: 1, within: "12 months", waits: "3 months" },
      },
      name: { sv: "Provning", en: "Tasting" },
    },
    {
      id: "concert",
      kind: "experience",
      cost: { points: 20 },
      seats: 3,
      visit: {
        starts: "2027-01-20 18:00",
        ends: "2027-01-20 20:00",
        noShow: { times: 1, within: "12 months", waits: "3 months" },
      },
    },
    {
      id: "first-look",
      kind: "early_access",
      categories: ["home/winter"],
      during: { from: "2026-11-27", through: "2026-11-29" },
      levels: ["friend"],
    },
  ];
}

/** A club with a reward of every kind. */
export async function aRewardsClub(kind: StoreKind): Promise<TestClub> {
  const room = await aClub(kind);
  await publish(room.club, rewardsProgramme());
  return room;
}

/** Closes a club once everything that was decided in it has been decided again: there may be no difference. */
export async function closeProved(room: TestClub): Promise<void> {
  const { differences } = await verify(room.club, { redecide: true });
  await room.close();
  expect(differences).toEqual([]);
}

/** What the member could spend now. */
export async function pointsOf({ club }: TestClub, memberId: string): Promise<number> {
  const { balance } = await activity.standing(club, { source: "id", id: memberId });
  const points = balance["points"];
  return typeof points === "object" ? points.available : 0;
}

/** Publishes a document, in force at once. */
export async function publish(club: Club, document: ProgrammeSource): Promise<void> {
  const now = club.clock.now();
  await transaction(club.db, (tx) =>
    programmes.publish(club, tx, { document: { ...document }, publishedBy: "test", now }),
  );
}

export type TestMember = {
  readonly memberId: string;
  readonly ref: { readonly source: string; readonly id: string };
  /** Of a session. */
  readonly token: string;
  /** Something the member does now. */
  event(payload: Submitted["payload"]): Submitted;
};

/** A member who is signed in and has so many points. */
export async function aMember(
  { club }: Pick<TestClub, "club">,
  { points = 1 }: { points?: number },
): Promise<TestMember> {
  const ref = { source: "card", id: newId() };
  const event = (payload: Submitted["payload"]): Submitted => ({
    source: "pos",
    id: newId(),
    member: ref,
    occurredAt: club.clock.now(),
    unknownMember: "create",
    history: false,
    payload,
  });
  const lines = [{ article: "beans", quantity: 1, paidMinor: points * 100 }];
  const bought = event({ kind: "purchase", currency: "SEK", lines });
  const { event: booked } = await activity.submit(club, bought);
  const memberId = booked?.memberId ?? "";
  const session = { kind: "member", subject: memberId } as const;
  const { token } = await access.openSession(club.db, session, club.clock.now());
  return { memberId, ref, token, event };
}

/** Ids of many members, each with so many points. */
export async function manyMembers(
  { club }: Pick<TestClub, "club">,
  count: number,
  points: number,
): Promise<string[]> {
  const lines = [{ article: "beans", quantity: 1, paidMinor: points * 100 }];
  const events: Submitted[] = Array.from({ length: count }, () => ({
    source: "pos",
    id: newId(),
    member: { source: "card", id: newId() },
    occurredAt: club.clock.now(),
    unknownMember: "create",
    history: false,
    payload: { kind: "purchase", currency: "SEK", lines },
  }));
  const answers = await activity.submitMany(club, events);
  return answers.flatMap(({ event }) => event?.memberId ?? []);
}
