import * as contract from "@trofast/contract/webhooks";
import { formatInstant } from "@trofast/engine/time";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { announce } from "../../platform/outbox.ts";
import { callOut, whyNotCalled } from "../../platform/outgoing.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aReceiver, type Received, type Receiver } from "../../testing/receiver.ts";
import { publish } from "../../testing/shops.ts";
import * as activity from "../activity/service.ts";
import { nextTryAt } from "./domain.ts";
import * as webhooks from "./service.ts";

const options = { random: () => 0.5 };

describe.each(storeKinds())("webhooks on $name", ({ kind }) => {
  let room: TestClub;
  let receiver: Receiver;
  let number = 0;
  let secret = "";
  let name = "";
  /** Each test has days of its own, so that none hears of another's events. */
  let start = testNow;

  beforeAll(async () => {
    room = await aClub(kind, { config: { outgoing: "loopback" } });
    await publish(room);
  });
  afterAll(() => room.close());
  beforeEach(async () => {
    receiver = await aReceiver();
    start = room.clock.advance(10 * 86_400_000);
    number += 1;
    name = `w${number}`;
    secret = (await subscribe(["event.booked"])).secret ?? "";
  });
  afterEach(async () => {
    await room.call(contract.deleteWebhook, { params: { webhook: name } });
    await receiver.close();
  });

  const subscribe = async (types: string[]) =>
    (
      await room.call(contract.putWebhook, {
        params: { webhook: name },
        body: { url: `${receiver.url}/hook`, types },
      })
    ).answer;
  const buy = async (id: string) =>
    await activity.submit(room.club, {
      source: "pos",
      id,
      member: { source: "card", id: "1" },
      occurredAt: room.clock.now(),
      unknownMember: "create",
      history: false,
      payload: {
        kind: "purchase",
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor: 5000 }],
      },
    });
  const run = async () => {
    await webhooks.feed(room.club);
    return await webhooks.sendDue(room.club, options);
  };
  const log = async () =>
    (await room.call(contract.listWebhookDeliveries, { params: { webhook: name } })).answer.data;
  const verified = (told: Received | undefined, by: string): boolean => {
    // The library goes by this machine's clock, and the club by its own: so only the signature is compared.
    const time = new Date(Number(told?.headers["webhook-timestamp"]) * 1000);
    const id = String(told?.headers["webhook-id"]);
    const right = new Webhook(by).sign(id, time, told?.body ?? "");
    return String(told?.headers["webhook-signature"]).split(" ").includes(right);
  };

  test("what is booked is told, signed, and told once however often the log is read", async () => {
    await buy(`${name}-1`);
    expect(await run()).toBe(1);
    const [told] = receiver.received;
    expect(verified(told, secret)).toBe(true);
    expect(JSON.parse(told?.body ?? "")).toMatchObject({
      type: "event.booked",
      timestamp: formatInstant(start),
      data: { kind: "purchase", sourceId: `${name}-1`, given: { points: 50 } },
    });
    expect(await run()).toBe(0);
    expect(receiver.received).toHaveLength(1);
    expect(await log()).toMatchObject([
      { state: "delivered", tries: 1, attempts: [{ status: 200 }] },
    ]);
  });

  test("only what is asked for is told, and nothing from before", async () => {
    const early = await buy(`${name}-early`);
    expect(early.outcome).toBe("booked");
    room.clock.advance(1000);
    await room.call(contract.deleteWebhook, { params: { webhook: name } });
    await subscribe(["level.changed"]);
    await buy(`${name}-late`);
    expect(await run()).toBe(0);
  });

  test("an event recorded late, by a transaction that was under way, is told all the same", async () => {
    await buy(`${name}-1`);
    await run();
    room.clock.advance(30_000);
    await buy(`${name}-2`);
    await run();
    // The clock of another process was behind: its event is recorded before what was read already.
    room.clock.set(start + 10_000);
    await buy(`${name}-3`);
    room.clock.set(start + 60_000);
    await run();
    expect(receiver.received).toHaveLength(3);
  });

  test("what is not taken is tried again, later and later, and given up after three days", async () => {
    receiver.answer = (_request, response) => response.writeHead(500).end();
    await buy(`${name}-1`);
    await run();
    const ids = new Set<string>();
    for (;;) {
      const [message] = await log();
      if (message?.state !== "waiting") break;
      room.clock.set(Date.parse(message.nextAt ?? ""));
      await run();
    }
    const [message] = await log();
    expect(message).toMatchObject({ state: "dead", tries: 10 });
    expect(room.clock.now() - start).toBeGreaterThan(3 * 86_400_000);
    for (const { headers } of receiver.received) ids.add(String(headers["webhook-id"]));
    expect(ids.size).toBe(1);
    receiver.answer = (_request, response) => response.writeHead(204).end();
    const replayed = await room.call(contract.replayDeadDeliveries, {
      params: { webhook: name },
      body: {},
    });
    expect(replayed.answer).toEqual({ replayed: 1 });
    await run();
    expect((await log())[0]).toMatchObject({ state: "delivered" });
  });

  test("a redirect is a failure and is not followed; 410 ends the webhook", async () => {
    receiver.answer = (_request, response) =>
      response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end();
    await buy(`${name}-1`);
    await run();
    expect((await log())[0]).toMatchObject({ state: "waiting", attempts: [{ status: 302 }] });
    expect(receiver.received.map(({ path }) => path)).toEqual(["/hook"]);
    receiver.answer = (_request, response) => response.writeHead(410).end();
    room.clock.advance(6_000);
    await run();
    const { answer } = await room.call(contract.getWebhook, { params: { webhook: name } });
    expect(answer.state).toBe("disabled");
    await buy(`${name}-2`);
    expect(await run()).toBe(0);
    expect((await subscribe(["event.booked"])).state).toBe("active");
  });

  test("for a day after a rotation messages are signed with both secrets", async () => {
    const rotated = await room.call(contract.rotateWebhookSecret, { params: { webhook: name } });
    const fresh = rotated.answer.secret ?? "";
    await buy(`${name}-1`);
    await run();
    expect(verified(receiver.received[0], secret)).toBe(true);
    expect(verified(receiver.received[0], fresh)).toBe(true);
    room.clock.advance(86_400_000);
    await buy(`${name}-2`);
    await run();
    expect(verified(receiver.received[1], secret)).toBe(false);
    expect(verified(receiver.received[1], fresh)).toBe(true);
    const stored = await room.club.db.selectFrom("webhooks_subscription").selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(fresh);
  });

  test("what is announced in a transaction is told if the transaction holds", async () => {
    await subscribe(["member.erased"]);
    const memberId = "01890a5d-ac96-774b-bcce-b302099a8057";
    const told = { type: "member.erased", at: start, data: { memberId } };
    const undone = transaction(room.club.db, async (tx) => {
      await announce(tx, told);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await transaction(room.club.db, (tx) => announce(tx, told));
    await run();
    expect(receiver.received.map(({ body }) => JSON.parse(body))).toEqual([
      { type: "member.erased", timestamp: formatInstant(start), data: { memberId } },
    ]);
  });

  test("an answer without end is read to its limit", async () => {
    receiver.answer = (_request, response) => response.end("x".repeat(200_000));
    const call = { url: receiver.url, method: "GET", reach: "loopback" } as const;
    const answer = await callOut(call);
    expect(answer).toMatchObject({ status: 200, isCut: true });
    expect(answer.text).toHaveLength(65_536);
  });

  test("an answer that does not come ends the try", async () => {
    receiver.answer = () => {};
    const call = { url: receiver.url, method: "GET", reach: "loopback", timeoutMs: 50 } as const;
    await expect(callOut(call)).rejects.toMatchObject({ reason: "timed_out" });
  });
});

test.each([
  "http://example.com/",
  "https://127.0.0.1/",
  "https://0x7f.1/",
  "https://2130706433/",
  "https://017700000001/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:7f00:1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://10.0.0.1/",
  "https://172.16.0.1/",
  "https://192.168.1.1/",
  "https://100.64.0.1/",
  "https://224.0.0.1/",
  "https://0.0.0.0/",
  "https://255.255.255.255/",
  "https://[fe80::1]/",
  "https://[fc00::1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://user:secret@example.com/",
  "https://example.com:22/",
  "https://example.com:8080/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "no address",
])("the address %s is not called", (address) => {
  expect(whyNotCalled(address, "public")).not.toBeNull();
});

test.each(["https://example.com/hook", "https://example.com:8443/", "https://93.184.215.14/"])(
  "the address %s may be called",
  (address) => {
    expect(whyNotCalled(address, "public")).toBeNull();
  },
);

test.each([
  ["only inside", ["10.0.0.7"]],
  ["also inside", ["93.184.215.14", "127.0.0.1"]],
  ["inside by IPv6", ["::ffff:10.0.0.7"]],
  ["nowhere", []],
])("a name that leads %s is not called, even by a name that looks public", async (_, addresses) => {
  const resolve = async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  const call = { url: "https://rebound.example.com/", method: "POST", reach: "public" } as const;
  await expect(callOut({ ...call, resolve })).rejects.toMatchObject({ reason: "address_refused" });
});

test("the waits between tries last three days, a tenth more or less", () => {
  const waits = (chance: number): number[] => {
    const found: number[] = [];
    for (let tries = 1; ; tries += 1) {
      const next = nextTryAt(tries, 0, chance);
      if (next === null) return found;
      found.push(next);
    }
  };
  const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
  expect(waits(0.5)[0]).toBe(5000);
  expect(waits(0.5).at(-1)).toBe(86_400_000);
  expect(sum(waits(0.5)) / 86_400_000).toBeCloseTo(3.15, 1);
  expect(sum(waits(0))).toBeLessThan(sum(waits(0.5)));
  expect(sum(waits(1))).toBeGreaterThan(sum(waits(0.5)));
});
