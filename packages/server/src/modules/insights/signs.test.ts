import { listSigns, signsTable, type Sign } from "@trofast/contract/audit-signs";
import type { Page } from "@trofast/contract/common";
import { adjustMember } from "@trofast/contract/ledger";
import { putMember, resolveCard } from "@trofast/contract/members";
import { myCard } from "@trofast/contract/self";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { anew, aPerson, type TestPerson } from "../../testing/staff.ts";
import * as access from "../access/service.ts";
import { submit } from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const programme = {
  club: { name: "Kvarnby", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  activities: { own_cup: {} },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

describe.each(storeKinds())("what a person should look at on $name", ({ kind }) => {
  let room: TestClub;
  let count = 0;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(() => room.close());

  const event = async (card: string, payload: Submitted["payload"], store = "city") => {
    const answer = await submit(room.club, {
      source: "till",
      id: `e${(count += 1)}`,
      member: { source: "card", id: card },
      occurredAt: room.clock.now(),
      store,
      unknownMember: "create",
      history: false,
      payload,
    });
    expect(answer.outcome).toBe("booked");
  };
  const buy = async (card: string, store?: string): Promise<string> => {
    const lines = [{ article: "latte", quantity: 1, paidMinor: 4500 }];
    await event(card, { kind: "purchase", currency: "SEK", lines }, store);
    return `e${count}`;
  };
  const bringBack = (card: string, id: string) =>
    event(card, {
      kind: "return",
      currency: "SEK",
      of: { source: "till", id },
      lines: [{ article: "latte", quantity: 1 }],
    });
  const idOf = async (card: string): Promise<string> =>
    (await room.call(putMember, { params: { source: "card", id: card }, body: {} })).answer
      .memberId;
  const signs = async (query: object = {}): Promise<Sign[]> =>
    (await room.call(listSigns, { query: { limit: 200, ...query } })).answer.data;
  const adjust = async (person: TestPerson, card: string, amount: number) =>
    expect(
      await room.call(adjustMember, {
        key: (await anew(room, person)).token,
        params: { source: "card", id: card },
        body: { id: `a${(count += 1)}`, unit: "points", amount, reason: "goodwill" },
      }),
    ).toMatchObject({ status: 200 });

  test("an honest club has none: regulars, a busy day, a company's card, goods that come back", async () => {
    const support = await aPerson(room, "support");
    await room.call(putMember, {
      params: { source: "card", id: "company" },
      body: { kind: "company" },
    });
    for (let day = 0; day < 10; day += 1) {
      room.clock.set(testNow + day * DAY_MS);
      // Coffee in the morning and after lunch, with an own cup each time.
      for (let cup = 0; cup < 2; cup += 1) {
        await buy("regular");
        await event("regular", { kind: "activity", activity: "own_cup" });
      }
      for (let cup = 0; cup < 7; cup += 1) await buy("company");
      const bought = await buy("undecided");
      await buy("undecided");
      if (day < 5) await bringBack("undecided", bought);
    }
    // One day at the limit, and others far from it.
    await adjust(support, "regular", 950);
    room.clock.advance(DAY_MS);
    await adjust(support, "regular", 300);
    expect(await signs()).toEqual([]);
    const empty = "kind,firstDay,lastDay,staffId,store,memberId,what,count,beside\r\n";
    expect((await room.call(signsTable)).json).toBe(empty);
  });

  test("a card that is used on other people's purchases, by the day and by the week", async () => {
    room.clock.set(testNow + 20 * DAY_MS);
    for (let time = 0; time < 8; time += 1) await buy("cashiers-own");
    const [inDay] = await signs();
    const memberId = await idOf("cashiers-own");
    expect(inDay).toMatchObject({
      kind: "often_in_day",
      memberId,
      store: "city",
      what: "purchase",
      count: 8,
      beside: 5,
      firstDay: "2026-06-21",
    });
    // In another store they are another day's.
    for (let time = 0; time < 5; time += 1) await buy("elsewhere", "harbour");
    // Monday the 22nd to Friday: four a day are few, twenty a week are not.
    for (let day = 21; day < 26; day += 1) {
      room.clock.set(testNow + day * DAY_MS);
      for (let time = 0; time < 4; time += 1) await buy("in-small");
    }
    const inWeek = await signs({ kind: "often_in_week" });
    expect(inWeek).toMatchObject([
      {
        memberId: await idOf("in-small"),
        count: 20,
        firstDay: "2026-06-22",
        lastDay: "2026-06-26",
      },
    ]);
  });

  test("a cashier who reads one card again and again is named", async () => {
    room.clock.set(testNow + 30 * DAY_MS);
    const cashier = await aPerson(room, "cashier");
    const { answer } = await room.call(putMember, {
      params: { source: "card", id: "friend" },
      body: {},
    });
    const whose = { kind: "member", subject: answer.memberId } as const;
    const { token } = await access.openSession(room.club.db, whose, room.clock.now());
    const { number: card } = (await room.call(myCard, { key: token })).answer;
    const scan = () => room.call(resolveCard, { key: cashier.token, body: { card } });
    for (let time = 0; time < 6; time += 1) {
      // A second scan at once is the first one again.
      expect((await scan()).status).toBe(200);
      await scan();
      room.clock.advance(HOUR_MS / 2);
    }
    const found = (await signs()).filter(({ staffId }) => staffId === cashier.id);
    expect(found).toMatchObject([
      { kind: "often_in_day", memberId: answer.memberId, what: "scan", count: 6, store: null },
    ]);
  });

  test("grants just below the limit on several days, and purchases that keep coming back", async () => {
    const support = await aPerson(room, "support");
    for (const day of [40, 42, 45]) {
      room.clock.set(testNow + day * DAY_MS);
      await adjust(support, "friend", 480);
      await adjust(support, "friend", 500);
      const bought = [await buy("undone"), await buy("undone")];
      for (const id of bought) await bringBack("undone", id);
    }
    expect(await signs({ kind: "near_limit" })).toMatchObject([
      { staffId: support.id, what: "adjust:points", count: 3, beside: 1000, memberId: null },
    ]);
    expect(await signs({ kind: "brought_back" })).toMatchObject([
      { memberId: await idOf("undone"), count: 6, beside: 6, store: "city" },
    ]);
  });

  test("pages are linked, the table is the same, and what is older than 90 days is left out", async () => {
    const all = await signs();
    const paged: Sign[] = [];
    for (let cursor: string | undefined, more = true; more;) {
      const query = { limit: 2, cursor };
      const page: Page<Sign> = (await room.call(listSigns, { query })).answer;
      paged.push(...page.data);
      cursor = page.nextCursor ?? undefined;
      more = page.hasMore;
    }
    expect(paged).toEqual(all);
    expect(all.map(({ lastDay }) => lastDay)).toEqual(
      all
        .map(({ lastDay }) => lastDay)
        .toSorted()
        .toReversed(),
    );
    const table = String((await room.call(signsTable)).json)
      .trimEnd()
      .split("\r\n");
    expect(table).toHaveLength(all.length + 1);
    expect(table[0]).toBe("kind,firstDay,lastDay,staffId,store,memberId,what,count,beside");
    const auditor = await aPerson(room, "auditor");
    expect((await room.call(listSigns, { key: auditor.token })).status).toBe(200);
    for (const role of ["support", "marketer", "cashier"] as const) {
      const { token: key } = await aPerson(room, role);
      expect((await room.call(listSigns, { key })).code).toBe("forbidden");
    }
    room.clock.advance(91 * DAY_MS);
    expect(await signs()).toEqual([]);
  });
});
