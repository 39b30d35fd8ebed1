import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  hasCheckDigit,
  isArticleCode,
  isFresh,
  phoneOf,
  readCode,
  readScan,
  receiptOf,
  redemptionAtDoor,
} from "./scan.ts";

const sweden = { digits: 2, callingCode: "46" };
const denmark = { digits: 2, callingCode: "45" };

const place = "01a20200-7bd1-7aec-9536-ab9da6fb45a5";
const door = `trv.${place}.t4k2s8.AQGW_F7mgH18q-ysx1qX00`;

test.each([
  [
    "tro1.AQGW_F7mgH18q-ysx1qX",
    { kind: "token", wishesToSpend: false, card: "tro1.AQGW_F7mgH18q-ysx1qX" },
  ],
  ["9089881830000947", { kind: "card", card: "9089881830000947" }],
  ["9089 8818 3000 0947\n", { kind: "card", card: "9089881830000947" }],
  ["9089881830000948", { kind: "slip" }],
  ["Anna@Example.se", { kind: "email", id: "anna@example.se" }],
  ["070-123 45 67", { kind: "phone", id: "+46701234567" }],
  ["+46 70 123 45 67", { kind: "phone", id: "+46701234567" }],
  ["0045 20 12 34 56", { kind: "phone", id: "+4520123456" }],
  ["7310240071801", { kind: "article", article: "7310240071801" }],
  ["tk7k2q-000123", { kind: "receipt", receipt: "TK7K2Q-000123" }],
  [
    "tro1.AQGW_F7mgH18q-ysx1qX.spend",
    { kind: "token", wishesToSpend: true, card: "tro1.AQGW_F7mgH18q-ysx1qX" },
  ],
  ["AQGW_F7mgH18q-ysx1qX00", { kind: "presence", token: "AQGW_F7mgH18q-ysx1qX00" }],
  ["hanbc-r410c-4rew", { kind: "code", code: "HANBC-R410C-4REW" }],
  [door, { kind: "door", token: door }],
  ["86", { kind: "amount", minor: 8_600 }],
  ["86,50", { kind: "amount", minor: 8_650 }],
  ["0", { kind: "unknown" }],
  ["", { kind: "unknown" }],
  ["hej", { kind: "unknown" }],
])("%j is read as %j", (typed, scan) => {
  expect(readScan(typed, sweden)).toEqual(scan);
});

test("eight digits are a number in Denmark and no number in Sweden", () => {
  expect(readScan("20 12 34 56", denmark)).toEqual({ kind: "phone", id: "+4520123456" });
  expect(readScan("20123456", sweden).kind).not.toBe("phone");
});

/** A card number as the club makes them. */
const cardNumbers = fc.array(fc.nat(9), { minLength: 14, maxLength: 14 }).map((digits) => {
  const stem = `9${digits.join("")}`;
  const check = "0123456789".split("").find((digit) => hasCheckDigit(stem + digit));
  return stem + (check ?? "");
});

describe("card numbers", () => {
  test("each stem has exactly one check digit, and it is read as a card", () => {
    fc.assert(
      fc.property(cardNumbers, (number) => {
        expect(number).toHaveLength(16);
        expect(readScan(number, sweden)).toEqual({ kind: "card", card: number });
      }),
    );
  });

  test("one wrong digit is always told as a slip", () => {
    fc.assert(
      fc.property(
        cardNumbers,
        fc.integer({ min: 1, max: 15 }),
        fc.integer({ min: 1, max: 9 }),
        (number, at, by) => {
          const wrong = (Number(number[at]) + by) % 10;
          const typed = number.slice(0, at) + wrong + number.slice(at + 1);
          expect(readScan(typed, sweden)).toEqual({ kind: "slip" });
        },
      ),
    );
  });
});

test("a receipt of this till is read as the receipt that it is", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Z]{4,8}$/), fc.nat(9_999_999), (device, count) => {
      const receipt = receiptOf(device, count);
      expect(readScan(receipt.toLowerCase(), sweden)).toEqual({ kind: "receipt", receipt });
    }),
  );
});

test("a door token says whose place it is, and nothing else does", () => {
  expect(redemptionAtDoor(door)).toBe(place);
  expect(redemptionAtDoor(`trv.${place}`)).toBeNull();
});

test("a telephone number reads the same with and without its country", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^7[0236]\d{7}$/), (rest) => {
      expect(phoneOf(`0${rest}`, "46")).toBe(`+46${rest}`);
      expect(phoneOf(`+46${rest}`, "46")).toBe(`+46${rest}`);
      expect(phoneOf(`0046${rest}`, "46")).toBe(`+46${rest}`);
    }),
  );
});

test("whatever is scanned is answered, and nothing is thrown", () => {
  fc.assert(
    fc.property(fc.string(), (typed) => {
      expect(readScan(typed, sweden).kind).toMatch(/^[a-z]+$/);
    }),
  );
});

test.each([
  ["96385074", true],
  ["036000291452", true],
  ["7310240071801", true],
  ["7310240071802", false],
  ["123", false],
])("%s is an article's code: %s", (code, is) => {
  expect(isArticleCode(code)).toBe(is);
});

/** A code as the club makes it: version, member, second, and a seal that only the club can read. */
function aCode(member: string, madeAt: number): string {
  const bytes = new Uint8Array(37);
  bytes[0] = 1;
  (member.match(/../g) ?? []).forEach((pair, at) => (bytes[at + 1] = Number.parseInt(pair, 16)));
  new DataView(bytes.buffer).setUint32(17, madeAt / 1000);
  const text = btoa(String.fromCharCode(...bytes));
  return `tro1.${text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

describe("a telephone's code", () => {
  const member = "01a202007bd17aec9536ab9da6fb45a5";
  const madeAt = Date.UTC(2026, 4, 17, 9, 30);

  test("says whose it is and when it was made", () => {
    expect(readCode(aCode(member, madeAt))).toEqual({ member, madeAt });
  });

  test.each(["tro1.AQGW", "tro1.", "tro1.***", "9089881830000947"])("%s is none", (text) => {
    expect(readCode(text)).toBeNull();
  });

  test("is good for a minute and a half, and not before it was made", () => {
    expect(isFresh({ madeAt }, madeAt + 89_000)).toBe(true);
    expect(isFresh({ madeAt }, madeAt + 90_000)).toBe(false);
    expect(isFresh({ madeAt }, madeAt - 31_000)).toBe(false);
  });
});
