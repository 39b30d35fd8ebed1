import { Duration } from "@marcbachmann/cel-js/evaluator";
import fc from "fast-check";
import { expect, test } from "vitest";
import { denominatorOf, isExact, numeratorOf, type Exact } from "./amount.ts";
import { compileExpression, createScope, EvaluationError, type Context } from "./compile.ts";
import { LibraryAmount, LibraryRatio } from "./library.ts";

/**
 * The closures against the library's own evaluator: random well-typed expressions in random contexts have the same
 * value, or both have none.
 */

const scope = createScope({
  member: {
    level: "string",
    points: "int",
    factor: "double",
    active: "bool",
    tags: "list<string>",
    scores: "list<int>",
    counts: "map<string, int>",
    joined: "timestamp",
    wait: "duration",
    nickname: "string",
  },
  basket: {
    paid: "amount",
    discount: "amount",
    prices: "list<amount>",
    share: "ratio",
    items: [{ sku: "string", quantity: "int", paid: "amount" }],
  },
  now: "timestamp",
});

/** An expression that may use the variables of the macros around it. */
type Inner = {
  readonly ints: string | null;
  readonly texts: string | null;
  readonly loops: number;
};
type Written = (inner: Inner) => string;

const plain =
  (text: string): Written =>
  () =>
    text;
const NOT_INSIDE: Inner = { ints: null, texts: null, loops: 0 };

function leaf(texts: readonly string[], local: "ints" | "texts" | null): fc.Arbitrary<Written> {
  return fc.tuple(fc.boolean(), fc.constantFrom(...texts)).map(([wish, text]) => {
    return (inner) => (wish && local !== null && inner[local] !== null ? inner[local] : text);
  });
}

function join(...parts: readonly (fc.Arbitrary<Written> | string)[]): fc.Arbitrary<Written> {
  const written = parts.map((part) => (typeof part === "string" ? fc.constant(plain(part)) : part));
  return fc
    .tuple(...written)
    .map((pieces) => (inner) => pieces.map((piece) => piece(inner)).join(""));
}

const among = (...texts: readonly string[]): fc.Arbitrary<Written> =>
  fc.constantFrom(...texts).map(plain);

function loop(
  list: fc.Arbitrary<Written>,
  macro: fc.Arbitrary<string>,
  body: fc.Arbitrary<Written>,
  kind: "ints" | "texts",
): fc.Arbitrary<Written> {
  return fc.tuple(list, macro, body).map(([range, name, made]) => (inner) => {
    // Beyond the limit of nested macros only the list itself is written.
    if (inner.loops >= 2) return `(${range(inner)} == ${range(inner)})`;
    const variable = `v${inner.loops}`;
    const within = { ...inner, [kind]: variable, loops: inner.loops + 1 };
    return `${range(inner)}.${name}(${variable}, ${made(within)})`;
  });
}

function listLoop(
  list: fc.Arbitrary<Written>,
  macro: string,
  body: fc.Arbitrary<Written>,
  kind: "ints" | "texts",
): fc.Arbitrary<Written> {
  return fc.tuple(list, body).map(([range, made]) => (inner) => {
    if (inner.loops >= 2) return range(inner);
    const variable = `v${inner.loops}`;
    const within = { ...inner, [kind]: variable, loops: inner.loops + 1 };
    return `${range(inner)}.${macro}(${variable}, ${made(within)})`;
  });
}

const ORDERS = among(" < ", " <= ", " > ", " >= ", " == ", " != ");
const EQUALITIES = among(" == ", " != ");
const INTS = [
  "0",
  "1",
  "2",
  "7",
  "-3",
  "20",
  "member.points",
  "member.scores[0]",
  "member.counts.visits",
];
const TEXTS = [
  '"gold"',
  '"a"',
  '""',
  '"Kaffe 🎉"',
  "member.level",
  "member.tags[1]",
  "member.nickname",
  "basket.items.map(i, i.sku)[0]",
];
const MOMENTS = ["now", "member.joined", 'timestamp("1972-02-29T23:59:59Z")'];
const LENGTHS = ["member.wait", 'duration("90m")', 'duration("-36h")', 'duration("1s")'];

type Kinds = {
  bool: Written;
  int: Written;
  double: Written;
  string: Written;
  amount: Written;
  ratio: Written;
  timestamp: Written;
  duration: Written;
  ints: Written;
  texts: Written;
};

const depth = fc.createDepthIdentifier();
const several = (...options: readonly fc.Arbitrary<Written>[]): fc.Arbitrary<Written> =>
  fc.oneof({ depthIdentifier: depth, maxDepth: 5, depthSize: "medium" }, ...options);

const written = fc.letrec<Kinds>((tie) => {
  const [bool, int, double, string] = [tie("bool"), tie("int"), tie("double"), tie("string")];
  const [amount, ratio, ints, texts] = [tie("amount"), tie("ratio"), tie("ints"), tie("texts")];
  const [timestamp, duration] = [tie("timestamp"), tie("duration")];
  const choice = (kind: fc.Arbitrary<Written>) => join("(", bool, " ? ", kind, " : ", kind, ")");
  const steps = among(" + ", " - ", " * ", " / ");
  return {
    bool: several(
      leaf(
        [
          "true",
          "false",
          "member.active",
          "has(member.nickname)",
          "has(member.counts.visits)",
          '("visits" in member.counts)',
          'member.tags.exists(t, t == "a")',
        ],
        null,
      ),
      join("(", bool, among(" && ", " || "), bool, ")"),
      join("!", bool),
      join("(", int, ORDERS, int, ")"),
      join("(", double, ORDERS, double, ")"),
      join("(", int, among(" < ", " >= "), double, ")"),
      join("(", string, ORDERS, string, ")"),
      join("(", bool, ORDERS, bool, ")"),
      join("(", amount, ORDERS, amount, ")"),
      join("(", amount, ORDERS, int, ")"),
      join("(", double, ORDERS, amount, ")"),
      join("(", ratio, ORDERS, ratio, ")"),
      join("(", int, ORDERS, ratio, ")"),
      join("(", timestamp, ORDERS, timestamp, ")"),
      join("(", duration, ORDERS, duration, ")"),
      join("(", ints, EQUALITIES, ints, ")"),
      join("(", texts, EQUALITIES, texts, ")"),
      join("(", int, " in ", ints, ")"),
      join("(", ints, EQUALITIES, "[])"),
      join("(", int, " in ([] + ", ints, "))"),
      join("(", string, " in ", texts, ")"),
      join("(", amount, " in basket.prices)"),
      join(string, ".", among("startsWith", "endsWith", "contains"), "(", string, ")"),
      join(
        "basket.items.",
        among("all", "exists", "exists_one"),
        "(i, i.quantity",
        ORDERS,
        int,
        ")",
      ),
      join("basket.items.exists(i, i.paid", ORDERS, amount, ")"),
      join("member.counts.all(k, k", ORDERS, string, ")"),
      loop(ints, fc.constantFrom("all", "exists", "exists_one"), bool, "ints"),
      loop(texts, fc.constantFrom("all", "exists", "exists_one"), bool, "texts"),
      choice(bool),
    ),
    int: several(
      leaf(INTS, "ints"),
      join("(", int, among(" + ", " - ", " * ", " / ", " % "), int, ")"),
      join("(-", int, ")"),
      join("size(", string, ")"),
      join(ints, ".size()"),
      join(ints, "[", int, "]"),
      join("int(", double, ")"),
      // Not any text: the library reads 0 out of an empty one.
      join("int(", among('"12"', '"-3"', '"gold"', "string(member.points)"), ")"),
      join("size(member.counts)"),
      join(among("min", "max"), "(", int, ", ", int, ")"),
      join(among("floor", "ceil", "round"), "(", fc.oneof(amount, ratio, double), ")"),
      join(
        timestamp,
        among(
          ".getFullYear()",
          ".getMonth()",
          ".getDate()",
          ".getDayOfMonth()",
          ".getDayOfWeek()",
          ".getHours()",
          ".getMinutes()",
          ".getSeconds()",
        ),
      ),
      join(duration, among(".getHours()", ".getMinutes()", ".getSeconds()")),
      join('{"gold": ', int, ', "a": ', int, "}[", string, "]"),
      choice(int),
    ),
    double: several(
      leaf(["0.0", "1.0", "0.1", "2.5", "-7.25", "1e3", "member.factor"], null),
      join("(", double, steps, double, ")"),
      join("(-", double, ")"),
      join("double(", int, ")"),
      choice(double),
    ),
    string: several(
      leaf(TEXTS, "texts"),
      join("(", string, " + ", string, ")"),
      join("string(", fc.oneof(int, double, bool), ")"),
      join(texts, "[", int, "]"),
      join(string, ".trim()"),
      choice(string),
    ),
    amount: several(
      leaf(
        ["basket.paid", "basket.discount", "basket.prices[0]", "basket.items.map(i, i.paid)[1]"],
        null,
      ),
      join("(", amount, among(" + ", " - "), amount, ")"),
      join("(", amount, steps, fc.oneof(int, double), ")"),
      join("(", fc.oneof(int, double), among(" + ", " - ", " * "), amount, ")"),
      join("(", amount, among(" * ", " / "), ratio, ")"),
      join("(", ratio, " * ", amount, ")"),
      join("(-", amount, ")"),
      join(among("min", "max"), "(", amount, ", ", fc.oneof(amount, int, double), ")"),
      join(among("min", "max"), "(", fc.oneof(int, double), ", ", amount, ")"),
      choice(amount),
    ),
    ratio: several(
      leaf(["basket.share", "(basket.paid / basket.discount)"], null),
      join("(", amount, " / ", amount, ")"),
      join("(", ratio, steps, fc.oneof(ratio, int, double), ")"),
      join("(", fc.oneof(int, double), steps, ratio, ")"),
      join("(-", ratio, ")"),
      join("min(", ratio, ", ", ratio, ")"),
      choice(ratio),
    ),
    timestamp: several(
      leaf(MOMENTS, null),
      join("(", timestamp, among(" + ", " - "), duration, ")"),
      choice(timestamp),
    ),
    duration: several(
      leaf(LENGTHS, null),
      join("(", timestamp, " - ", timestamp, ")"),
      choice(duration),
    ),
    ints: several(
      leaf(["member.scores", "[1, 2, 3]"], null),
      join("[", int, ", ", int, "]"),
      join("(", ints, " + ", ints, ")"),
      listLoop(ints, "filter", bool, "ints"),
      listLoop(ints, "map", int, "ints"),
      listLoop(ints, "map", join(bool, ", ", int), "ints"),
      join("basket.items.map(i, i.quantity)"),
      choice(ints),
    ),
    texts: several(
      leaf(["member.tags", '["a", "gold"]'], null),
      join("[", string, "]"),
      join("(", texts, " + ", texts, ")"),
      listLoop(texts, "filter", bool, "texts"),
      listLoop(texts, "map", string, "texts"),
      choice(texts),
    ),
  };
});

type Sample = {
  level: string;
  points: number;
  factor: number;
  active: boolean;
  tags: string[];
  scores: number[];
  visits: number | null;
  asMap: boolean;
  joined: number;
  wait: number;
  nickname: string | null;
  paid: Exact;
  discount: Exact;
  prices: number[];
  share: Exact;
  items: { sku: string; quantity: number; paid: number }[];
  now: number;
  scale: number;
};

const word = fc.constantFrom("gold", "silver", "a", "b", "", "Kaffe 🎉", " 12 ", "7", "-3");
const small = fc.integer({ min: -20, max: 20 });
const minor = fc.integer({ min: -100_000, max: 100_000 });
// The library keeps differences of moments as doubles of nanoseconds: exact for whole seconds while they stay small.
const instant = fc.integer({ min: 0, max: 200_000_000 }).map((seconds) => seconds * 1_000);
const exact = fc.oneof(
  minor,
  fc.constant<Exact>({ n: 1_000n, d: 3n }),
  fc.constant<Exact>({ n: -7n, d: 2n }),
);

const samples: fc.Arbitrary<Sample> = fc.record({
  level: word,
  points: small,
  factor: fc.constantFrom(0, 0.1, 1.25, -2.5, 1e-7, 123.456),
  active: fc.boolean(),
  tags: fc.array(word, { maxLength: 4 }),
  scores: fc.array(small, { maxLength: 4 }),
  visits: fc.option(small),
  asMap: fc.boolean(),
  joined: instant,
  wait: fc.integer({ min: -1_000_000, max: 1_000_000 }).map((seconds) => seconds * 1_000),
  nickname: fc.option(word),
  paid: exact,
  discount: exact,
  prices: fc.array(minor, { maxLength: 3 }),
  share: exact,
  items: fc.array(fc.record({ sku: word, quantity: small, paid: minor }), { maxLength: 3 }),
  now: instant,
  scale: fc.constantFrom(1, 100, 1_000),
});

function oursOf(sample: Sample): Context {
  const { level, points, factor, active, tags, scores, joined, wait } = sample;
  const entries = sample.visits === null ? [] : [["visits", sample.visits] as const];
  const counts = sample.asMap ? new Map(entries) : Object.fromEntries(entries);
  const { nickname } = sample;
  const { paid, discount, prices, share, items, now, scale } = sample;
  return {
    member: { level, points, factor, active, tags, scores, counts, joined, wait, nickname },
    basket: { paid, discount, prices, share, items },
    now,
    scale,
  };
}

function theirsOf(sample: Sample): { [name: string]: unknown } {
  const amount = (value: Exact) =>
    new LibraryAmount({ n: numeratorOf(value), d: denominatorOf(value) * BigInt(sample.scale) });
  const counts = sample.visits === null ? {} : { visits: BigInt(sample.visits) };
  return {
    member: {
      level: sample.level,
      points: BigInt(sample.points),
      factor: sample.factor,
      active: sample.active,
      tags: sample.tags,
      scores: sample.scores.map(BigInt),
      counts,
      joined: new Date(sample.joined),
      wait: new Duration(sample.wait / 1_000),
      ...(sample.nickname === null ? {} : { nickname: sample.nickname }),
    },
    basket: {
      paid: amount(sample.paid),
      discount: amount(sample.discount),
      prices: sample.prices.map(amount),
      share: new LibraryRatio({ n: numeratorOf(sample.share), d: denominatorOf(sample.share) }),
      items: sample.items.map(({ sku, quantity, paid }) => ({
        sku,
        quantity: BigInt(quantity),
        paid: amount(paid),
      })),
    },
    now: new Date(sample.now),
  };
}

type Outcome = { value: string } | { error: string };

/** One text for a value, whoever computed it. */
function told(value: unknown, scale: number): string {
  if (value instanceof LibraryAmount) return fraction(value.value.n * BigInt(scale), value.value.d);
  if (value instanceof LibraryRatio) return fraction(value.value.n, value.value.d);
  if (typeof value === "number" && !Number.isFinite(value)) return "not finite";
  if (typeof value === "object" && isExact(value))
    return fraction(numeratorOf(value), denominatorOf(value));
  return Object.is(value, -0) ? "-0" : String(value);
}

function fraction(n: bigint, d: bigint): string {
  let [a, b] = [n < 0n ? -n : n, d];
  while (b !== 0n) [a, b] = [b, a % b];
  return d / a === 1n ? String(n / a) : `${n / a}/${d / a}`;
}

function outcomeOf(compute: () => unknown, scale: number): Outcome {
  try {
    const value = told(compute(), scale);
    return value === "not finite" ? { error: "not_finite" } : { value };
  } catch (error) {
    if (error instanceof EvaluationError) return { error: error.code };
    if (error instanceof Error) return { error: error.message };
    throw error;
  }
}

const cases = fc.oneof(
  fc.tuple(fc.constant("bool" as const), written.bool),
  fc.tuple(fc.constant("int" as const), written.int),
  fc.tuple(fc.constant("string" as const), written.string),
  fc.tuple(fc.constant("number" as const), fc.oneof(written.amount, written.ratio, written.double)),
);

test("a generated expression has the library's value, or both have none", () => {
  const seen = { values: 0, errors: 0, overflows: 0 };
  fc.assert(
    fc.property(
      cases,
      fc.array(samples, { minLength: 2, maxLength: 2 }),
      ([wanted, write], contexts) => {
        const source = write(NOT_INSIDE);
        const compilation = compileExpression(scope, source, wanted);
        if (!compilation.ok) {
          const codes = compilation.problems.map(({ code }) => code);
          expect(
            codes.every((code) => code === "too_large"),
            `${source}\n${JSON.stringify(compilation)}`,
          ).toBe(true);
          return;
        }
        const theirs = scope.environment.parse(source);
        expect(theirs.check().type, source).toBe(compilation.compiled.type);
        for (const sample of contexts) {
          const ours = outcomeOf(() => compilation.compiled.evaluate(oursOf(sample)), sample.scale);
          // The library counts to 2^63 and beyond 2^53 we refuse: neither is wrong there.
          if ("error" in ours && ours.error === "overflow") {
            seen.overflows += 1;
            continue;
          }
          const reference = outcomeOf(() => theirs(theirsOf(sample)), sample.scale);
          if ("value" in ours) expect(reference, source).toEqual(ours);
          else expect(reference, `${source}: ${ours.error}`).toHaveProperty("error");
          if ("value" in ours) seen.values += 1;
          else seen.errors += 1;
        }
      },
    ),
    { numRuns: 4_000 },
  );
  // The generator must not drift into expressions that mostly fail.
  expect(seen.values).toBeGreaterThan(4_000);
  expect(seen.errors).toBeGreaterThan(100);
  expect(seen.overflows).toBeLessThan(400);
});
