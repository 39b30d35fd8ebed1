import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import * as contract from "@trofast/contract/checkout";
import { merge } from "@trofast/contract/relations";
import * as access from "../access/service.ts";
import { verify } from "../insights/verify.ts";
import { aTill, line, programme } from "../../testing/tills.ts";
import type { Till } from "../../testing/tills.ts";
import { storeKinds } from "../../testing/kinds.ts";

describe.each(storeKinds())("checkout on $name", ({ kind }) => {
  let till: Till;
  beforeAll(async () => {
    till = await aTill(kind);
  });
  afterAll(() => till.room.close());

  test("a quote tells each line's price with its reason, and what is earned and when", async () => {
    const member = await till.aMember();
    const quote = await till.quoted({ member });
    expect(quote.lines).toMatchObject([
      {
        article: "beans",
        listMinor: 20_000,
        paidMinor: 18_000,
        reductions: [{ offer: "beans", amountMinor: 2_000, name: "Members' beans" }],
      },
      { article: "cup", listMinor: 5_050, paidMinor: 5_050, reductions: [] },
    ]);
    expect(quote.totals).toMatchObject({
      listMinor: 25_050,
      reductionMinor: 2_000,
      paidMinor: 23_050,
      payableMinor: 23_050,
    });
    expect(quote).toMatchObject({ state: "live", expiresAt: "2026-06-01T10:15:00Z" });
    expect(quote.earns).toContainEqual({
      rule: "base",
      unit: "points",
      amount: 230,
      usableFrom: "2026-06-01T10:00:00Z",
      expiresAt: "2027-06-01T22:00:00Z",
    });
    expect(quote.nearby).toEqual([
      { kind: "rule", id: "big", shortByMinor: 26_950, currency: "SEK" },
      { kind: "offer", id: "thousand", shortByMinor: 74_950, currency: "SEK" },
    ]);
    expect(await till.points(member)).toMatchObject({ available: 0 });
  });

  test("a commit gives what was quoted, once, and says so again whenever it is asked", async () => {
    const member = await till.aMember(200);
    const quote = await till.quoted({ member, spend: [{ unit: "points", amount: 150 }] });
    expect(quote.totals).toMatchObject({ tenderMinor: 1_500, moneyMinor: 21_550 });
    expect(quote.usable).toMatchObject([{ unit: "points", available: 200, amountMax: 200 }]);
    const first = (await till.commit(quote.quote, { receipt: `r-${member.id}` })).answer;
    expect(first).toMatchObject({ outcome: "booked", given: quote.given, differences: [] });
    expect(first.balance).toEqual(quote.balance);
    const again = (await till.commit(quote.quote, { receipt: `r-${member.id}` })).answer;
    expect(again).toEqual({ ...first, outcome: "duplicate" });
    expect(await till.commit(quote.quote, { receipt: "another" })).toMatchObject({
      code: "conflict",
    });
    const other = await till.quoted({ member });
    const known = (await till.commit(other.quote, { receipt: `r-${member.id}` })).answer;
    expect(known).toEqual({ ...first, outcome: "duplicate" });
    expect(await till.points(member)).toMatchObject({
      available: 200 + (quote.given["points"] ?? 0),
    });
  });

  test("a receipt that stands for another member's purchase, or another basket, books nothing", async () => {
    const [member, stranger] = [await till.aMember(), await till.aMember()];
    const receipt = `once-${member.id}`;
    const { quote } = await till.quoted({ member });
    await till.commit(quote, { receipt });
    const points = await till.points(member);
    const cup = [line("cup", 1, 8_000)];
    for (const asked of [{ member: stranger }, { member, lines: cup }, { lines: cup }, {}]) {
      const other = await till.quoted(asked);
      expect((await till.commit(other.quote, { receipt })).code).toBe("conflict");
      // A number of its own books it.
      const own = `${receipt}-${Object.keys(asked).join("-")}`;
      if (asked.member !== member)
        expect((await till.commit(other.quote, { receipt: own })).answer.outcome).toBe("booked");
    }
    expect(await till.points(member)).toEqual(points);
  });

  test("what is paid comes back by line and in full: money and points apart, before and after", async () => {
    const member = await till.aMember(1000);
    const quote = await till.quoted({ member, spend: [{ unit: "points", amount: "most" }] });
    expect(quote.totals).toMatchObject({ tenderMinor: 10_000, moneyMinor: 13_050 });
    await till.commit(quote.quote, { receipt: `r-${member.id}` });
    const afterPurchase = await till.points(member);
    const back = {
      source: "pos",
      id: `b-${member.id}`,
      of: { receipt: `r-${member.id}` },
      lines: [{ line: 0, quantity: 1 }],
    };
    const seen = (await till.room.call(returnPurchase, { body: { ...back, preview: true } }))
      .answer;
    expect(await till.points(member)).toEqual(afterPurchase);
    const done = (await till.room.call(returnPurchase, { body: back })).answer;
    expect(done).toMatchObject({
      outcome: "booked",
      moneyMinor: seen.moneyMinor,
      unitsBack: seen.unitsBack,
      unitsTaken: seen.unitsTaken,
      given: seen.given,
      balance: seen.balance,
      lines: [{ line: 0, article: "beans", quantity: 1, left: 1 }],
    });
    const again = (await till.room.call(returnPurchase, { body: back })).answer;
    expect(again).toEqual({ ...done, outcome: "duplicate" });
    const rest = (
      await till.room.call(returnPurchase, {
        body: { source: "pos", id: `c-${member.id}`, of: { quote: quote.quote } },
      })
    ).answer;
    expect(done.moneyMinor + rest.moneyMinor).toBe(13_050);
    expect((done.unitsBack["points"] ?? 0) + (rest.unitsBack["points"] ?? 0)).toBe(1000);
    expect(await till.points(member)).toMatchObject({ available: 1000, pending: 0, held: 0 });
    const over = await till.room.call(returnPurchase, {
      body: { source: "pos", id: `d-${member.id}`, of: { quote: quote.quote } },
    });
    expect(over.code).toBe("nothing_to_return");
  });

  test("a hold keeps the points, and ends once: by commit, by void, or by itself", async () => {
    const member = await till.aMember(500);
    const quote = await till.quoted({ member, spend: [{ unit: "points", amount: 400 }] });
    const params = { quote: quote.quote };
    const held = (await till.room.call(contract.holdQuote, { params, body: {} })).answer;
    expect(held).toMatchObject({ state: "held", held: [{ unit: "points", amount: 400 }] });
    expect(await till.points(member)).toMatchObject({ available: 100, held: 400 });
    const competing = await till.room.call(contract.makeQuote, {
      body: till.basket({ member, spend: [{ unit: "points", amount: 200 }] }),
    });
    expect(competing.code).toBe("insufficient_balance");
    expect((await till.commit(quote.quote)).answer).toMatchObject({
      outcome: "booked",
      given: quote.given,
    });
    expect((await till.room.call(contract.voidQuote, { params })).code).toBe("quote_ended");

    const second = await till.quoted({ member, spend: [{ unit: "points", amount: 100 }] });
    const two = { params: { quote: second.quote } };
    await till.room.call(contract.holdQuote, { ...two, body: {} });
    expect((await till.room.call(contract.voidQuote, two)).answer.state).toBe("voided");
    expect((await till.room.call(contract.voidQuote, two)).answer.state).toBe("voided");
    expect((await till.commit(second.quote)).code).toBe("quote_ended");
    expect(await till.points(member)).toMatchObject({ held: 0 });

    const third = await till.quoted({ member, spend: [{ unit: "points", amount: 100 }] });
    const three = { params: { quote: third.quote } };
    await till.room.call(contract.holdQuote, { ...three, body: { seconds: 60 } });
    till.room.clock.advance(60_000);
    expect(await till.points(member)).toMatchObject({ held: 0 });
    expect((await till.commit(third.quote)).code).toBe("quote_expired");
    expect((await till.room.call(contract.voidQuote, three)).answer.state).toBe("expired");
    expect((await till.room.call(contract.readQuote, three)).answer.quote.state).toBe("expired");
  });

  test("a hold that a merge gave back is told of, and the basket is quoted again", async () => {
    const [member, other] = [await till.aMember(200), await till.aMember(10)];
    const spend = [{ unit: "points", amount: 150 }];
    const { quote } = await till.quoted({ member, spend });
    await till.room.call(contract.holdQuote, { params: { quote }, body: { seconds: 600 } });
    const merged = await till.room.call(merge, {
      headers: { "idempotency-key": quote },
      body: { member, into: other, voidHolds: true },
    });
    expect(merged.code).toBeUndefined();
    const { code, json } = await till.commit(quote);
    expect({ code, ...Object(json) }).toMatchObject({
      code: "unknown_hold",
      detail: expect.stringContaining("Nothing was booked: void the quote"),
    });
    expect((await till.room.call(contract.voidQuote, { params: { quote } })).status).toBe(200);
    const again = await till.quoted({ member, spend });
    expect((await till.commit(again.quote)).answer.outcome).toBe("booked");
  });

  test("a live quote is honoured though its campaign has ended and the rules are others", async () => {
    const member = await till.aMember();
    till.room.clock.set(Date.UTC(2026, 5, 1, 21, 55));
    const quote = await till.quoted({ member });
    expect(quote.earns.map(({ rule }) => rule)).toContain("june-first");
    await till.room.client.programmes.publish({
      body: {
        document: {
          ...programme,
          rules: [...programme.rules, { id: "extra", on: "purchase", give: { points: 1000 } }],
        },
      },
    });
    till.room.clock.set(Date.UTC(2026, 5, 1, 22, 5));
    const order = (await till.commit(quote.quote)).answer;
    expect(order).toMatchObject({ outcome: "booked", given: quote.given, differences: [] });
    expect((await till.quoted({ member })).earns.map(({ rule }) => rule)).not.toContain(
      "june-first",
    );
  });

  test("another basket or amount than the quoted one is refused, and nothing is booked", async () => {
    const member = await till.aMember(300);
    const quote = await till.quoted({ member });
    const lines = [line("beans", 3, 10_000), line("cup", 1, 5_050)];
    expect((await till.commit(quote.quote, { lines })).code).toBe("quote_changed");
    expect((await till.commit(quote.quote, { payableMinor: 1 })).code).toBe("quote_changed");
    const read = await till.room.call(contract.readQuote, { params: { quote: quote.quote } });
    expect(read.answer).toMatchObject({ quote: { state: "live" }, order: null });
    const same = [line("beans", 2, 10_000), line("cup", 1, 5_050)];
    const paid = { lines: same, payableMinor: 23_050 };
    expect((await till.commit(quote.quote, paid)).answer.outcome).toBe("booked");
    expect((await till.commit(quote.quote, paid)).answer.outcome).toBe("duplicate");
    expect((await till.commit(quote.quote, { lines })).code).toBe("conflict");
    expect((await till.commit(quote.quote, { payableMinor: 1 })).code).toBe("conflict");
    // The first commit named no receipt: whoever prints one now must know that it is not known.
    const late = await till.commit(quote.quote, { receipt: "too-late" });
    expect([late.status, late.code]).toEqual([409, "conflict"]);
    expect((await till.commit(quote.quote)).answer.outcome).toBe("duplicate");
  });

  test("what others have changed is told, and booked only where that is accepted", async () => {
    const member = await till.aMember();
    const mug = { member, lines: [line("mug", 1, 9_000)] };
    const [one, other] = [await till.quoted(mug), await till.quoted(mug)];
    await till.commit(one.quote);
    const refused = await till.commit(other.quote);
    expect(refused).toMatchObject({ status: 409, code: "quote_changed" });
    expect(JSON.stringify(refused.json)).toContain("points by first-mug");
    const { available: before } = Object(await till.points(member));
    const booked = (await till.commit(other.quote, { whenChanged: "accept" })).answer;
    expect(booked.differences).toEqual([expect.stringContaining("quoted 40, now 0")]);
    const given = (other.given["points"] ?? 0) - 40;
    expect(await till.points(member)).toMatchObject({ available: before + given });
  });

  test("a guest is told what joining would give, and the receipt is single all the same", async () => {
    const quote = await till.quoted();
    expect(quote).toMatchObject({
      memberId: null,
      given: {},
      totals: { paidMinor: 25_050 },
      asMember: { paidMinor: 23_050, savesMinor: 2_000 },
    });
    expect(quote.asMember?.earns).toContainEqual(
      expect.objectContaining({ rule: "welcome", amount: 25 }),
    );
    const first = (await till.commit(quote.quote, { receipt: "guest-1" })).answer;
    expect(first).toMatchObject({ outcome: "booked", eventId: null, given: {} });
    const second = await till.quoted();
    expect((await till.commit(second.quote, { receipt: "guest-1" })).answer).toEqual({
      ...first,
      outcome: "duplicate",
    });
    const back = await till.room.call(returnPurchase, {
      body: { source: "pos", id: "guest-back", of: { receipt: "guest-1" }, cashRoundingMinor: 100 },
    });
    expect(back.answer).toMatchObject({ moneyMinor: 25_050, payableMinor: 25_100, given: {} });
  });

  test("cash is rounded after the base", async () => {
    const member = await till.aMember();
    const quote = await till.quoted({ member, cashRoundingMinor: 100 });
    expect(quote.totals).toMatchObject({
      baseMinor: 23_050,
      moneyMinor: 23_050,
      roundingMinor: 50,
      payableMinor: 23_100,
    });
  });

  test("a line that is no multiple of its pieces keeps its price", async () => {
    const quote = await till.quoted({
      lines: [{ article: "cup", quantity: 3, paidMinor: 10_000 }],
    });
    expect(quote.lines).toMatchObject([{ quantity: 3, listMinor: 10_000, paidMinor: 10_000 }]);
  });

  test("another store's key finds nothing of this one's", async () => {
    await till.room.client.catalogue.putStore({ params: { store: "gbg" }, body: {} });
    const { token: key } = await access.createKey(till.room.club, {
      name: "till",
      scopes: ["checkout"],
      stores: ["sthlm"],
    });
    const { quote } = await till.quoted({ store: "gbg", member: await till.aMember() });
    const params = { quote };
    expect((await till.room.call(contract.readQuote, { params, key })).code).toBe("unknown_quote");
    for (const endpoint of [contract.holdQuote, contract.commitQuote, contract.voidQuote])
      expect((await till.room.call(endpoint, { params, body: {}, key })).code).toBe(
        "unknown_quote",
      );
    await till.commit(quote, { receipt: "gbg-1" });
    const bringBack = async (of: object) =>
      await till.room.call(returnPurchase, {
        body: { source: "pos", id: "x", of, store: "sthlm", preview: true },
        key,
      });
    expect((await bringBack({ quote })).code).toBe("unknown_quote");
    // Whoever stands there with the receipt is of the same club, unless the club has settled otherwise.
    const receipt = { receipt: "gbg-1", store: "gbg" };
    expect((await bringBack(receipt)).answer.outcome).toBe("preview");
    await till.room.client.settings.put({ body: { returnsAnywhere: false } });
    expect((await bringBack(receipt)).code).toBe("nothing_to_return");
    await till.room.client.settings.put({ body: { returnsAnywhere: true } });
    const body = till.basket({ store: "gbg" });
    expect((await till.room.call(contract.makeQuote, { body, key })).code).toBe("forbidden");
  });

  test("the books prove themselves, each event decided again", async () => {
    expect(await verify(till.room.club, { redecide: true })).toMatchObject({ differences: [] });
  });
});
