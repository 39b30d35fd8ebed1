import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { advance } from "@trofast/engine/advance";
import { decide, type Decision } from "@trofast/engine/decide";
import type { ClubEvent, EventOf } from "@trofast/engine/events";
import type { Facts, LineFacts, PurchaseRecord } from "@trofast/engine/facts";
import { balanceOf } from "@trofast/engine/lots";
import { compileProgramme } from "@trofast/engine/programme/compile";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { apply, emptyStates, type States } from "@trofast/engine/state";
import { parseInstant, type Instant } from "@trofast/engine/time";
import { expect, test } from "vitest";
import { parse } from "yaml";

const folder = new URL("../../../../../programmes/", import.meta.url);
const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith(".yaml"));

function textOf(file: string): string {
  return readFileSync(new URL(file, folder), "utf8");
}

function programmeOf(file: string): CompiledProgramme {
  const checked = compileProgramme(parse(textOf(file)));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems, null, 2));
  return checked.programme;
}

function at(text: string): Instant {
  const instant = parseInstant(text);
  if (instant === null) throw new Error(`${text} is no instant`);
  return instant;
}

type Line = readonly [article: string, quantity: number, paidMinor: number, facts?: LineFacts];

/** One member of a ready-made club, and what happens to them. */
function aMember(file: string, market = "se", id = "anna") {
  const programme = programmeOf(file);
  const states: States = emptyStates(id);
  const purchases = new Map<string, PurchaseRecord>();
  const home = programme.markets.get(market) ?? programme.marketDefault;
  let count = 0;

  function book(event: ClubEvent, more: Partial<Facts> = {}): Decision {
    advance(
      states,
      event.bookedAt,
      () => programme,
      () => home.zone,
    );
    const facts: Facts = { version: programme.version, market: home.id, ...more };
    const programmeOfVersion = (): CompiledProgramme => programme;
    const asked = { programme, states, event, facts, purchases, programmeOf: programmeOfVersion };
    const decision = decide(asked);
    expect(decision.refusal).toBeNull();
    apply(states, event, decision.effects);
    return decision;
  }

  function frame(when: string): { id: string; occurredAt: Instant; bookedAt: Instant } {
    count += 1;
    return { id: `e${count}`, occurredAt: at(when), bookedAt: at(when) };
  }

  function buy(when: string, lines: readonly Line[], more: Partial<Facts> = {}): string {
    const event: EventOf<"purchase"> = {
      ...frame(when),
      kind: "purchase",
      currency: home.currency,
      lines: lines.map(([article, quantity, paidMinor]) => ({ article, quantity, paidMinor })),
    };
    const lineFacts = lines.map(([, , , facts]) => facts ?? {});
    const { effects } = book(event, { lines: lineFacts, ...more });
    purchases.set(event.id, {
      event: event.id,
      occurredAt: event.occurredAt,
      version: programme.version,
      currency: home.currency,
      market: home.id,
      lines: lines.map(([article, quantity, paidMinor, facts]) => ({
        article,
        quantity,
        paidMinor,
        ...facts,
      })),
      lineFacts,
      effects,
      returned: [],
      taken: {},
      expired: {},
      lots: Object.fromEntries(
        effects.flatMap((effect) =>
          effect.do === "post" && effect.lot
            ? [[effect.lot.no, [effect.lot.availableAt, effect.lot.expiresAt] as const]]
            : [],
        ),
      ),
    });
    return event.id;
  }

  function giveBack(
    when: string,
    purchase: string,
    lines: readonly (readonly [line: number, quantity: number])[],
  ): void {
    const part = { purchase, lines };
    const event: ClubEvent = { ...frame(when), kind: "return", currency: home.currency };
    const { effects } = book(event, { parts: [part] });
    const record = purchases.get(purchase);
    if (!record) throw new Error(`There is no purchase ${purchase}`);
    const taken = { ...record.taken };
    for (const effect of effects)
      if (effect.do === "post" && effect.of?.event === purchase)
        taken[effect.of.no] = (taken[effect.of.no] ?? 0) + effect.amount;
    purchases.set(purchase, { ...record, returned: [...record.returned, part], taken });
  }

  return {
    states,
    buy,
    join: (when: string) => book({ ...frame(when), kind: "join" }),
    giveBack,
    spend: (when: string, unit: string, amount: number) =>
      book({ ...frame(when), kind: "spend", unit, amount }),
    act: (when: string, activity: string, more: Partial<EventOf<"activity">> = {}) =>
      book({ ...frame(when), kind: "activity", activity, ...more }),
    contract: (when: string, act: EventOf<"contract">["act"], contract = "home-1") =>
      book({ ...frame(when), kind: "contract", contract, act, product: "home" }),
    available: (unit: string, when: string): number => {
      advance(
        states,
        at(when),
        () => programme,
        () => home.zone,
      );
      return balanceOf(states.wallet, unit, at(when)).available;
    },
    counted: (unit: string): Record<string, number> => states.wallet.sums[unit]?.periods ?? {},
  };
}

const coffee = (quantity: number): Line => [
  "LATTE",
  quantity,
  quantity * 4200,
  { category: "coffee/latte" },
];

test.each(files)("%s compiles without a warning and says in its head what it does", (file) => {
  const checked = compileProgramme(parse(textOf(file)));
  expect(checked).toMatchObject({ ok: true, warnings: [] });
  const [schema, ...comments] = textOf(file)
    .split("\n")
    .filter((line) => line.startsWith("#"));
  expect(schema).toBe("# yaml-language-server: $schema=./programme.schema.json");
  expect(comments.filter((line) => line.length > 3)).toHaveLength(5);
});

test("there are six ready-made clubs, each named in Swedish, Danish and English", () => {
  expect(files).toEqual([
    "b2b.yaml",
    "coffee-stamps.yaml",
    "grocery.yaml",
    "insurance.yaml",
    "kvarnby-rosteri.yaml",
    "retail-points.yaml",
  ]);
  for (const file of files) {
    const { source } = programmeOf(file);
    expect(source.club.languages).toEqual(["sv", "da", "en"]);
    for (const reward of source.rewards)
      expect(Object.keys(reward.name ?? {})).toEqual(["sv", "da", "en"]);
  }
});

test("coffee stamps: the tenth coffee is free, and a bun gives no stamp", () => {
  const anna = aMember("coffee-stamps.yaml");
  for (let day = 1; day <= 8; day += 1)
    anna.buy(`2027-03-0${day}T08:00:00+01:00`, [
      coffee(1),
      ["BUN", 1, 2500, { category: "bread" }],
    ]);
  expect(anna.states.wallet.cards["coffee"]).toEqual({ stamps: 8, granted: 0 });
  expect(anna.states.wallet.grants).toEqual({});
  anna.buy("2027-03-09T08:00:00+01:00", [coffee(1)]);
  expect(anna.states.wallet.grants).toEqual({ "free-coffee": 1 });
});

test("coffee stamps: a returned coffee takes its stamp back, and an unused free coffee with it", () => {
  const anna = aMember("coffee-stamps.yaml");
  const purchase = anna.buy("2027-03-01T08:00:00+01:00", [coffee(10)]);
  expect(anna.states.wallet).toMatchObject({ grants: { "free-coffee": 1 } });
  anna.giveBack("2027-03-01T09:00:00+01:00", purchase, [[0, 1]]);
  expect(anna.states.wallet.cards["coffee"]?.stamps).toBe(9);
  expect(anna.states.wallet.grants).toEqual({ "free-coffee": 1 });
  anna.giveBack("2027-03-01T10:00:00+01:00", purchase, [[0, 1]]);
  expect(anna.states.wallet.cards["coffee"]).toEqual({ stamps: 8, granted: 0 });
  expect(anna.states.wallet.grants).toEqual({});
});

test("coffee stamps: two own cups a day are counted, the third is thanked without", () => {
  const anna = aMember("coffee-stamps.yaml");
  for (const hour of ["08", "12", "15"])
    anna.act(`2027-03-01T${hour}:00:00+01:00`, "own_cup", { evidence: "cashier" });
  anna.act("2027-03-02T08:00:00+01:00", "own_cup", { evidence: "cashier" });
  expect(anna.counted("cups")).toEqual({ "2027": 3 });
});

test("retail points: points live to the end of the month a year on, and decide no level", () => {
  const anna = aMember("retail-points.yaml");
  anna.join("2027-01-15T10:00:00+01:00");
  anna.buy("2027-01-15T11:00:00+01:00", [["LAMP", 1, 199_950]]);
  expect(anna.available("points", "2027-01-15T12:00:00+01:00")).toBe(100 + 1999);
  expect(anna.states.wallet.ladders["level"]).toBeUndefined();
  anna.buy("2027-01-16T11:00:00+01:00", [["BULB", 1, 100]]);
  expect(anna.states.wallet.ladders["level"]?.level).toBe("regular");
  anna.spend("2027-01-17T11:00:00+01:00", "points", 2000);
  expect(anna.available("points", "2027-01-18T00:00:00+01:00")).toBe(100 + 1999 + 1 + 100 - 2000);
  expect(anna.states.wallet.ladders["level"]?.level).toBe("regular");
  expect(anna.available("points", "2028-01-31T23:59:59+01:00")).toBe(200);
  expect(anna.available("points", "2028-02-01T00:00:00+01:00")).toBe(0);
});

test("retail points: local products count double in the window, both days included", () => {
  const lines: Line[] = [
    ["HONEY", 1, 10_000, { category: "food", tags: ["local"] }],
    ["PAN", 1, 5_000, { category: "kitchen" }],
  ];
  const earned = (when: string): number => {
    const anna = aMember("retail-points.yaml");
    anna.buy(when, lines);
    return anna.available("points", when);
  };
  expect(earned("2026-11-30T23:59:59+01:00")).toBe(150);
  expect(earned("2026-12-01T00:00:00+01:00")).toBe(250);
  expect(earned("2026-12-15T23:59:59+01:00")).toBe(250);
  expect(earned("2026-12-16T00:00:00+01:00")).toBe(150);
});

test("retail points: three reviews a month, and the friend's reward where a purchase vouches", () => {
  const anna = aMember("retail-points.yaml");
  for (const day of ["01", "02", "03", "04"])
    anna.act(`2027-03-${day}T10:00:00+01:00`, "review", { fields: { article: "LAMP", stars: 5 } });
  expect(anna.available("points", "2027-03-05T10:00:00+01:00")).toBe(60);
  anna.act("2027-03-05T10:00:00+01:00", "referral", { evidence: "purchase" });
  expect(anna.available("points", "2027-03-05T11:00:00+01:00")).toBe(260);
});

test("grocery: ten kronor or seven Danish kroner a point, and no points on tobacco", () => {
  const earned = (market: string): number => {
    const anna = aMember("grocery.yaml", market);
    anna.buy("2027-01-13T18:00:00+01:00", [
      ["MILK", 2, 7_000, { category: "dairy" }],
      ["SNUS", 1, 7_000, { category: "tobacco/snus" }],
    ]);
    return anna.available("points", "2027-01-13T18:00:00+01:00");
  };
  expect(earned("se")).toBe(7);
  expect(earned("dk")).toBe(10);
});

test("grocery: berries count double in summer, fruit on Tuesdays", () => {
  const earned = (when: string, category: string): number => {
    const anna = aMember("grocery.yaml");
    anna.buy(when, [["X", 1, 10_000, { category }]]);
    return anna.available("points", when);
  };
  expect(earned("2027-07-01T18:00:00+02:00", "berries/blueberry")).toBe(20);
  expect(earned("2027-09-01T18:00:00+02:00", "berries/blueberry")).toBe(10);
  expect(earned("2027-09-07T18:00:00+02:00", "fruit")).toBe(20);
  expect(earned("2027-09-08T18:00:00+02:00", "fruit")).toBe(10);
});

test("grocery: the month of the birthday gives once a year to whoever has told it", () => {
  const bought = (month: number | null) => {
    const anna = aMember("grocery.yaml");
    const told = month === null ? {} : { told: { birthMonth: month } };
    for (const day of ["2026-05-02", "2026-05-09"])
      anna.buy(`${day}T18:00:00+02:00`, [["bread", 1, 10_000]], told);
    return anna.available("points", "2026-05-10T18:00:00+02:00");
  };
  expect(bought(null)).toBe(20);
  expect(bought(6)).toBe(20);
  expect(bought(5)).toBe(70);
});

test("grocery: an own bag counts twice a day at most", () => {
  const anna = aMember("grocery.yaml");
  for (const hour of ["09", "12", "18"])
    anna.act(`2027-01-13T${hour}:00:00+01:00`, "own_bag", { evidence: "cashier" });
  expect(anna.available("points", "2027-01-13T19:00:00+01:00")).toBe(4);
  expect(anna.counted("impact")).toEqual({ "2027": 2 });
});

test("grocery: what is spent beyond the month's sum earns nothing", () => {
  const anna = aMember("grocery.yaml");
  anna.buy("2027-01-13T18:00:00+01:00", [["FEAST", 1, 1_900_000, { category: "deli" }]]);
  anna.buy("2027-01-14T18:00:00+01:00", [["FEAST", 1, 300_000, { category: "deli" }]]);
  expect(anna.available("points", "2027-01-14T18:00:00+01:00")).toBe(2000);
  anna.buy("2027-02-01T18:00:00+01:00", [["FEAST", 1, 10_000, { category: "deli" }]]);
  expect(anna.available("points", "2027-02-01T18:00:00+01:00")).toBe(2010);
});

test("grocery: six categories in a month win once, seven do not win again", () => {
  const anna = aMember("grocery.yaml");
  const categories = ["dairy", "bread", "fish", "drinks", "spices", "household", "frozen"];
  categories.forEach((category, index) =>
    anna.buy(`2027-01-2${index}T18:00:00+01:00`, [["X", 1, 1_000, { category }]]),
  );
  expect(anna.available("points", "2027-01-28T18:00:00+01:00")).toBe(7 + 100);
  expect(anna.states.person.badges).toEqual(["explorer"]);
});

test("insurance: a renewal thanks for the years together and the years without a claim", () => {
  const anna = aMember("insurance.yaml");
  anna.contract("2024-05-01T00:00:00+02:00", "started");
  expect(anna.available("credit", "2024-05-02T00:00:00+02:00")).toBe(50);
  anna.contract("2025-05-01T00:00:00+02:00", "renewed");
  expect(anna.available("credit", "2025-05-02T00:00:00+02:00")).toBe(50 + 20 + 50);
  anna.contract("2026-05-01T00:00:00+02:00", "renewed");
  expect(anna.available("credit", "2026-05-02T00:00:00+02:00")).toBe(120 + 40 + 100);
  expect(anna.counted("years")).toEqual({ ever: 2 });
});

test("insurance: a claim sends care, takes no level, and only the claim-free years start again", () => {
  const anna = aMember("insurance.yaml");
  anna.contract("2023-05-01T00:00:00+02:00", "started");
  for (const year of ["2024", "2025", "2026"])
    anna.contract(`${year}-05-01T00:00:00+02:00`, "renewed");
  const level = anna.states.wallet.ladders["together"]?.level;
  expect(level).toBe("settled");
  const { effects } = anna.contract("2026-11-01T12:00:00+01:00", "claimed");
  expect(effects).toContainEqual({ do: "tell", message: "claim-care", rule: "claim-care" });
  const before = anna.available("credit", "2027-05-01T00:00:00+02:00");
  anna.contract("2027-05-01T00:00:00+02:00", "renewed");
  expect(anna.available("credit", "2027-05-01T00:00:00+02:00") - before).toBe(80);
  expect(anna.states.wallet.ladders["together"]?.level).toBe("settled");
});

test("insurance: two policies renewed in a year count as one year together", () => {
  const anna = aMember("insurance.yaml");
  for (const contract of ["home-1", "car-1"]) {
    anna.contract("2025-05-01T00:00:00+02:00", "started", contract);
    anna.contract("2026-05-01T00:00:00+02:00", "renewed", contract);
  }
  expect(anna.counted("years")).toEqual({ ever: 1 });
  expect(anna.available("credit", "2026-05-02T00:00:00+02:00")).toBe(50 + 2 * (20 + 50));
});

test("b2b: pieces earn, and the points wait for 30 days", () => {
  const anna = aMember("b2b.yaml");
  anna.buy("2027-01-10T10:00:00+01:00", [
    ["BOLT", 105, 50_000],
    ["PALLET", 40, 400_000, { tags: ["reusable"] }],
  ]);
  expect(anna.available("points", "2027-02-09T09:59:59+01:00")).toBe(0);
  expect(anna.available("points", "2027-02-09T10:00:00+01:00")).toBe(14 + 2);
  expect(anna.counted("volume")).toEqual({ "2027-Q1": 145 });
});

test("b2b: what comes back after the points are spent is owed, and paid by what is earned next", () => {
  const anna = aMember("b2b.yaml");
  const order = anna.buy("2027-01-10T10:00:00+01:00", [["BOLT", 400, 200_000]]);
  anna.spend("2027-02-10T10:00:00+01:00", "points", 40);
  anna.giveBack("2027-02-11T10:00:00+01:00", order, [[0, 400]]);
  expect(anna.states.wallet.arrears).toEqual({ points: -40 });
  expect(anna.counted("volume")).toEqual({});
  anna.act("2027-02-12T10:00:00+01:00", "course", {
    evidence: "academy",
    fields: { hours: 10, exam: false },
  });
  expect(anna.available("points", "2027-03-20T10:00:00+01:00")).toBe(10);
  expect(anna.states.wallet.arrears).toEqual({});
});

test("b2b: a quarter's volume lifts the level at once; a quiet quarter lowers it one step after the grace", () => {
  const anna = aMember("b2b.yaml");
  anna.buy("2027-01-10T10:00:00+01:00", [["BOLT", 6000, 1_000_000]]);
  expect(anna.states.wallet.ladders["partner"]?.level).toBe("master");
  anna.available("points", "2027-07-29T23:00:00+02:00");
  expect(anna.states.wallet.ladders["partner"]?.level).toBe("master");
  anna.available("points", "2027-07-31T01:00:00+02:00");
  expect(anna.states.wallet.ladders["partner"]?.level).toBe("select");
});

test("b2b: courses give points and learning, and the exam a badge", () => {
  const anna = aMember("b2b.yaml");
  anna.act("2027-01-10T10:00:00+01:00", "course", {
    evidence: "academy",
    fields: { hours: 8, exam: true },
  });
  expect(anna.available("points", "2027-03-01T10:00:00+01:00")).toBe(40 + 50);
  expect(anna.counted("learning")).toEqual({ ever: 8 });
  expect(anna.states.person.badges).toEqual(["certified"]);
});
