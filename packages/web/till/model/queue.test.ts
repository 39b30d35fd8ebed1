import fc from "fast-check";
import { expect, test } from "vitest";
import {
  countsOf,
  daysTooOld,
  nextOf,
  offlineLeft,
  paidLines,
  settled,
  triedAgain,
  type Entry,
  type Sent,
} from "./queue.ts";

const entry = (no: number, more: Partial<Entry> = {}): Entry => ({
  no,
  receipt: `TKABCD-${String(no).padStart(6, "0")}`,
  at: "2026-05-17T09:30:00Z",
  moment: { wallMs: Date.UTC(2026, 4, 17, 9, 30), steadyMs: 0, page: "one", aheadMs: 0 },
  store: "kvarnby",
  who: { card: "9089881830000947" },
  label: "…0947",
  codeOf: null,
  deed: { kind: "act", activity: "own_cup" },
  state: "waiting",
  tries: 0,
  why: null,
  ...more,
});

const answers: fc.Arbitrary<Sent> = fc.oneof(
  fc.constant<Sent>({ outcome: "booked", byEvent: true }),
  fc.constant<Sent>({ outcome: "later" }),
  fc.constant<Sent>({ outcome: "refused", code: "unknown_member", detail: "Nobody." }),
);

test("sent until nothing waits, each entry is booked or refused once, in the order they were made", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(1000), { maxLength: 12 }),
      fc.infiniteStream(answers),
      (numbers, stream) => {
        let queue = numbers.map((no) => entry(no));
        const order: number[] = [];
        let booked = 0;
        for (const sent of stream) {
          const next = nextOf(queue);
          if (next === undefined) break;
          if (sent.outcome !== "later") order.push(next.no);
          if (sent.outcome === "booked") booked += 1;
          queue = settled(queue, next.no, sent);
          expect(booked + queue.length).toBe(numbers.length);
        }
        expect(order).toEqual(numbers.toSorted((one, other) => one - other));
        expect(countsOf(queue)).toEqual({ waiting: 0, refused: numbers.length - booked });
      },
    ),
  );
});

test("a connection that breaks leaves the entry where it was, with its receipt", () => {
  const [after] = settled([entry(1)], 1, { outcome: "later" });
  expect(after).toEqual(entry(1, { tries: 1 }));
});

test("a refused one tells why, and can be sent again in its old place", () => {
  const refused = settled([entry(1), entry(2)], 1, {
    outcome: "refused",
    code: "erased",
    detail: "Gone.",
  });
  expect(refused[0]).toMatchObject({ state: "refused", why: { code: "erased", detail: "Gone." } });
  expect(nextOf(refused)?.no).toBe(2);
  expect(nextOf(triedAgain(refused, 1))).toEqual(entry(1, { tries: 1 }));
});

test("an answer that comes late to what was refused changes nothing", () => {
  const refused = [entry(1, { state: "refused", why: { code: "erased", detail: "Gone." } })];
  expect(settled(refused, 1, { outcome: "later" })).toEqual(refused);
});

test("without a network one member spends up to the limit, however many purchases it is", () => {
  const spending = (no: number, worthMinor: number, codeOf: string, label: string): Entry =>
    entry(no, {
      codeOf,
      label,
      deed: {
        kind: "purchase",
        lines: [],
        currency: "SEK",
        spend: { unit: "points", amount: worthMinor / 10, worthMinor },
        quote: null,
      },
    });
  // Two of one name are two members; one member may be known by name, and later by the end of a number.
  const queue = [
    spending(1, 3_000, "a1", "Maja"),
    spending(2, 1_500, "a1", "…0947"),
    spending(3, 9_000, "b2", "Maja"),
  ];
  expect(offlineLeft(queue, "a1", 5_000)).toBe(500);
  expect(offlineLeft(queue, "b2", 5_000)).toBe(0);
  expect(offlineLeft(queue, "c3", 5_000)).toBe(5_000);
});

test("what waits is told from a week on, by the oldest that still waits", () => {
  const at = (no: number, day: number, more: Partial<Entry> = {}): Entry =>
    entry(no, { at: new Date(Date.UTC(2026, 4, day)).toISOString(), ...more });
  const now = Date.UTC(2026, 4, 17);
  expect(daysTooOld([], now)).toBeNull();
  expect(daysTooOld([at(1, 11)], now)).toBeNull();
  expect(daysTooOld([at(1, 10), at(2, 16)], now)).toBe(7);
  expect(daysTooOld([at(1, 2), at(2, 5)], now)).toBe(15);
  // A person has to deal with a refused one, however old it is: no network sends it.
  expect(daysTooOld([at(1, 2, { state: "refused" }), at(2, 16)], now)).toBeNull();
});

test("points pay from the first line on, and no line pays less than nothing", () => {
  const lines = [
    { article: "a", quantity: 1, paidMinor: 4_000 },
    { article: "b", quantity: 2, paidMinor: 3_000 },
  ];
  expect(paidLines(lines, 0)).toEqual(lines);
  expect(paidLines(lines, 5_500)).toEqual([
    { article: "a", quantity: 1, paidMinor: 0, listMinor: 4_000, tenderMinor: 4_000 },
    { article: "b", quantity: 2, paidMinor: 1_500, listMinor: 3_000, tenderMinor: 1_500 },
  ]);
});
