import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import type { Submitted } from "../activity/domain.ts";
import { memberIdOf, submitMany, submitWithin, sweep } from "../activity/service.ts";
import { statesOf } from "../activity/store.ts";
import { verify } from "../insights/verify.ts";
import * as programmes from "../programmes/service.ts";
import { KeptLots, keptLotsOf, openLots } from "./service.ts";

const DAY_MS = 86_400_000;
const LOTS_AT_FIRST = 80;
const programme = {
  club: { name: "Busy", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "40 days" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

const acts = ["buy", "spend", "undo", "wait"] as const;
type Act = { readonly act: (typeof acts)[number]; readonly by: number; readonly size: number };
const anyActs = fc.array(
  fc.record({
    act: fc.constantFrom(...acts),
    by: fc.nat(1),
    size: fc.integer({ min: 1, max: 30 }),
  }),
  { maxLength: 12 },
);

describe.each(storeKinds())("lots kept on $name", ({ kind }) => {
  let opened: TestClub;
  /** Two processes on one database: what one keeps, the other knows nothing of. */
  let processes: readonly Club[];
  let sent = 0;
  let held = 0;

  beforeAll(async () => {
    opened = await aClub(kind);
    processes = [opened.club, { ...opened.club }];
    await transaction(opened.club.db, (tx) =>
      programmes.publish(opened.club, tx, {
        document: programme,
        publishedBy: "test",
        now: testNow,
      }),
    );
  });
  afterAll(() => opened.close());

  const event = (id: string, payload: Submitted["payload"]): Submitted => ({
    source: "pos",
    id: `e${(sent += 1)}`,
    member: { source: "card", id },
    occurredAt: opened.clock.now(),
    unknownMember: "create",
    history: false,
    payload,
  });
  const purchase = (id: string, size: number): Submitted =>
    event(id, {
      kind: "purchase",
      currency: "SEK",
      lines: [{ article: "a", quantity: 1, paidMinor: size * 1000 }],
    });
  const purchases = (id: string, count: number): Submitted[] =>
    Array.from({ length: count }, (_, index) => purchase(id, index + 1));

  async function carryOut(id: string, { act, by, size }: Act): Promise<void> {
    const club = processes[by] ?? opened.club;
    if (act === "buy") await submitMany(club, purchases(id, size));
    if (act === "spend")
      await submitMany(club, [event(id, { kind: "spend", unit: "points", amount: size * 20 })]);
    if (act === "wait") {
      opened.clock.advance(size * DAY_MS);
      await sweep(club);
    }
    if (act !== "undo") return;
    const undone = transaction(club.db, async (tx) => {
      await submitWithin(club, tx, purchases(id, size));
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
  }

  /** What a process keeps under the row that stands is what the table holds. */
  async function check(memberId: string): Promise<void> {
    const [row] = await statesOf(opened.club.db, [memberId]);
    const stored = (await openLots(opened.club.db, [memberId])).get(memberId) ?? [];
    for (const club of processes) {
      const kept = keptLotsOf(club).of(memberId, row?.written ?? "");
      if (kept === null) continue;
      held += 1;
      expect(kept).toEqual(stored);
    }
  }

  test("whatever two processes book, undo and let expire", async () => {
    await fc.assert(
      fc.asyncProperty(anyActs, async (run) => {
        const id = `m${(sent += 1)}`;
        await submitMany(opened.club, purchases(id, LOTS_AT_FIRST));
        const memberId = await memberIdOf(opened.club, { source: "card", id });
        await check(memberId);
        for (const each of run) {
          await carryOut(id, each);
          await check(memberId);
        }
      }),
      { numRuns: 12 },
    );
    expect(held).toBeGreaterThan(12);
    expect(await verify(opened.club, { redecide: true })).toMatchObject({ differences: [] });
  });
});

const lots = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    no: index + 1,
    unit: "points",
    remaining: 1,
    held: 0,
    availableAt: index,
    expiresAt: null,
  }));

test("few lots are not kept, and of many wallets those asked for last", () => {
  const kept = new KeptLots();
  kept.keep("few", "1", lots(10));
  expect(kept.of("few", "1")).toBeNull();
  kept.keep("first", "1", lots(90_000));
  kept.keep("second", "1", lots(90_000));
  expect(kept.of("first", "1")).toHaveLength(90_000);
  kept.keep("third", "1", lots(90_000));
  expect(kept.unknownOf(["first", "second", "third"])).toEqual(["second"]);
  kept.keep("first", "2", lots(3));
  expect(kept.unknownOf(["first"])).toEqual(["first"]);
});

test("what is given out is the caller's own", () => {
  const kept = new KeptLots();
  kept.keep("wallet", "1", lots(70));
  for (const lot of kept.of("wallet", "1") ?? []) lot.remaining = 0;
  expect(kept.of("wallet", "1")).toEqual(lots(70));
  expect(kept.of("wallet", "2")).toBeNull();
});
