import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow } from "../testing/club.ts";
import type { TestClub } from "../testing/club.ts";
import { postgresKinds, storeKinds } from "../testing/kinds.ts";
import { transaction } from "./db.ts";
import { forgetLimits, requireLimit, takeLimit } from "./limits.ts";

const aMinute = (subject: string) => ({ feature: "test.code", subject, most: 3, perSeconds: 60 });
const anHour = (subject: string) => ({ feature: "test.code", subject, most: 5, perSeconds: 3600 });

describe.each(storeKinds())("limits on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(async () => {
    await room.close();
  });

  const take = async (limits: Parameters<typeof takeLimit>[1], now: number) =>
    await takeLimit(room.club.db, limits, now);

  test("no more are taken than may be, and the answer says how long to wait", async () => {
    for (const second of [0, 10, 20])
      expect((await take([aMinute("a")], testNow + second * 1000)).allowed).toBe(true);
    expect(await take([aMinute("a")], testNow + 25_000)).toEqual({
      allowed: false,
      retryAfterSeconds: 35,
    });
    expect((await take([aMinute("b")], testNow + 25_000)).allowed).toBe(true);
    expect((await take([aMinute("a")], testNow + 60_000)).allowed).toBe(true);
    expect(await take([aMinute("a")], testNow + 60_000)).toEqual({
      allowed: false,
      retryAfterSeconds: 10,
    });
  });

  test("where one of several limits has nothing left, none is taken", async () => {
    const both = [aMinute("c"), anHour("c")];
    for (const minute of [0, 0, 0, 0, 0, 0]) await take(both, testNow + minute * 60_000);
    expect((await take(both, testNow + 60_000)).allowed).toBe(true);
    expect((await take(both, testNow + 60_000)).allowed).toBe(true);
    expect(await take(both, testNow + 60_000)).toEqual({ allowed: false, retryAfterSeconds: 3540 });
  });

  test("a refusal names the seconds", async () => {
    const one = { feature: "test.once", subject: "d", most: 1, perSeconds: 30 };
    await requireLimit(room.club.db, [one], testNow);
    await expect(requireLimit(room.club.db, [one], testNow)).rejects.toMatchObject({
      code: "rate_limited",
      extras: { retryAfterSeconds: 30 },
    });
  });

  test("what is taken in a transaction would be undone with it, so it is refused there", async () => {
    const inside = transaction(room.club.db, async (tx) => await takeLimit(tx, [aMinute("e")], 0));
    await expect(inside).rejects.toThrow("undone");
  });

  test("the database holds no subject, and forgets each when its span has passed", async () => {
    await take([aMinute("address:192.0.2.77")], testNow);
    const rows = await room.club.db.selectFrom("platform_limit").selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain("192.0.2");
    await forgetLimits(room.club.db, testNow + 2 * 3600_000);
    expect(await room.club.db.selectFrom("platform_limit").selectAll().execute()).toEqual([]);
  });

  test("a limit of a whole year is counted as one of a minute is", async () => {
    const aYear = { feature: "test.year", subject: "f", most: 2, perSeconds: 365 * 86_400 };
    for (const day of [0, 30]) await take([aYear], testNow + day * 86_400_000);
    expect(await take([aYear], testNow + 364 * 86_400_000)).toEqual({
      allowed: false,
      retryAfterSeconds: 86_400,
    });
    expect((await take([aYear], testNow + 365 * 86_400_000)).allowed).toBe(true);
  });
});

describe.each(postgresKinds())("limits raced on $name", ({ kind }) => {
  test("of twenty at once, exactly as many as may be are allowed", async () => {
    const room = await aClub(kind);
    const limits = [aMinute("a"), anHour("a")];
    const taken = await Promise.all(
      Array.from({ length: 20 }, async () => await takeLimit(room.club.db, limits, testNow)),
    );
    expect(taken.filter(({ allowed }) => allowed)).toHaveLength(3);
    await room.close();
  });
});
