import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  compileExpression,
  createScope,
  EvaluationError,
  EXPRESSION_LENGTH_MAX,
  type Compiled,
  type Context,
  type ExpressionProblem,
  type Wanted,
} from "./compile.ts";

const scope = createScope({
  member: {
    level: "string",
    points: "int",
    factor: "double",
    birthday: "timestamp",
    zone: "string",
    categories: "list<string>",
    counts: "map<string, int>",
    home: { city: "string" },
  },
  event: { kind: "string" },
  basket: {
    paid: "amount",
    items: [{ sku: "string", paid: "amount", tags: "list<string>", quantity: "int" }],
  },
  item: { paid: "amount", tags: "list<string>" },
  now: "timestamp",
});

const anna: Context = {
  member: {
    level: "friend",
    points: 120,
    factor: 1.5,
    birthday: null,
    zone: "Europe/Copenhagen",
    categories: ["coffee"],
    counts: { visits: 3 },
    home: { city: "Lund" },
  },
  event: { kind: "purchase" },
  basket: {
    paid: 46_000,
    items: [{ sku: "bread", paid: 4_500, tags: ["local"], quantity: 2 }],
  },
  item: { paid: 4_500, tags: ["local"] },
  now: Date.UTC(2026, 10, 21, 22, 30, 15),
  scale: 100,
};

function compiled(source: string, wanted: Wanted = "bool"): Compiled {
  const compilation = compileExpression(scope, source, wanted);
  if (!compilation.ok) throw new Error(JSON.stringify(compilation.problems));
  return compilation.compiled;
}

function problems(source: string, wanted: Wanted = "bool"): ExpressionProblem[] {
  const compilation = compileExpression(scope, source, wanted);
  return compilation.ok ? [] : compilation.problems;
}

const valueOf = (source: string, wanted: Wanted = "bool", context = anna) =>
  compiled(source, wanted).evaluate(context);

function errorOf(source: string, wanted: Wanted = "bool", context = anna): string {
  const { evaluate } = compiled(source, wanted);
  try {
    evaluate(context);
  } catch (error) {
    if (error instanceof EvaluationError) return error.code;
    throw error;
  }
  return "no error";
}

describe("amounts", () => {
  test("a bare number beside an amount means major units of the event's currency", () => {
    expect(valueOf("basket.paid >= 460")).toBe(true);
    expect(valueOf("460.01 <= basket.paid")).toBe(false);
    expect(valueOf("basket.paid >= 460", "bool", { ...anna, scale: 1_000 })).toBe(false);
    expect(valueOf("basket.paid == 46000", "bool", { ...anna, scale: 1 })).toBe(true);
    expect(valueOf("basket.paid + 10 - 0.5", "number")).toBe(46_950);
  });

  test("one compiled expression follows each event's own currency", () => {
    const { evaluate } = compiled("basket.paid >= 460");
    const scales = [100, 1_000, 1, 100];
    expect(scales.map((scale) => evaluate({ ...anna, scale }))).toEqual([true, false, true, true]);
  });

  test("shares of money are exact and become whole again", () => {
    expect(valueOf("basket.paid / 7", "number")).toEqual({ n: 46_000n, d: 7n });
    expect(valueOf("basket.paid / 7 * 7 == basket.paid")).toBe(true);
    expect(valueOf("basket.paid * 0.1 * 3 == basket.paid * 0.3")).toBe(true);
    expect(valueOf("basket.paid / item.paid", "number")).toEqual({ n: 92n, d: 9n });
    expect(compiled("basket.paid / item.paid", "number").type).toBe("ratio");
  });

  test("floor, ceil and round give whole major units, half up", () => {
    const paid = (minor: number): Context => ({ ...anna, basket: { paid: minor, items: [] } });
    expect(valueOf("floor(basket.paid)", "int", paid(12_950))).toBe(129);
    expect(valueOf("ceil(basket.paid)", "int", paid(12_901))).toBe(130);
    expect(valueOf("round(basket.paid)", "int", paid(12_950))).toBe(130);
    expect(valueOf("round(basket.paid)", "int", paid(-12_950))).toBe(-129);
    expect(valueOf("floor(basket.paid)", "int", paid(-1))).toBe(-1);
    expect(valueOf("round(2.5)", "int")).toBe(3);
    expect(valueOf("round(-2.5)", "int")).toBe(-2);
    expect(valueOf("round(0.49999999999999994)", "int")).toBe(0);
  });

  test("money times money and money without its currency are refused", () => {
    for (const source of [
      "basket.paid * item.paid > 1",
      "5 / basket.paid > 1",
      "basket.paid % 2 == 1",
    ]) {
      expect(problems(source).map(({ code }) => code)).toEqual(["type_mismatch"]);
    }
    expect(problems("basket.paid / item.paid > basket.paid")).toMatchObject([
      { code: "type_mismatch" },
    ]);
  });

  test("a double counts as its shortest decimal text, and only finite ones are money", () => {
    const factor = (value: number): Context => ({ ...anna, member: { factor: value } });
    expect(valueOf("basket.paid * member.factor", "number", factor(0.1))).toBe(4_600);
    expect(errorOf("basket.paid * member.factor", "number", factor(Number.NaN))).toBe("not_finite");
  });
});

describe("whole numbers", () => {
  test("an integer result beyond 2^53 - 1 is refused, never rounded", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (points, visits) => {
        const context = { ...anna, member: { points, counts: { visits } } };
        for (const operator of ["+", "-", "*"]) {
          const { evaluate } = compiled(`member.points ${operator} member.counts.visits`, "int");
          const [a, b] = [BigInt(points), BigInt(visits)];
          const exact = { "+": a + b, "-": a - b, "*": a * b }[operator] ?? 0n;
          if (exact >= -9007199254740991n && exact <= 9007199254740991n) {
            expect(evaluate(context)).toBe(Number(exact));
          } else {
            expect(() => evaluate(context)).toThrow(EvaluationError);
          }
        }
      }),
    );
  });

  test("division truncates towards zero, also for the largest numbers", () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (points, visits) => {
        fc.pre(visits !== 0);
        const context = { ...anna, member: { points, counts: { visits } } };
        const [a, b] = [BigInt(points), BigInt(visits)];
        const quotient = valueOf("member.points / member.counts.visits", "int", context);
        const rest = valueOf("member.points % member.counts.visits", "int", context);
        expect([quotient, rest]).toEqual([Number(a / b), Number(a % b)]);
      }),
    );
  });

  test("division by zero is an error where it is reached", () => {
    expect(errorOf("1 / (member.points - 120)", "int")).toBe("division_by_zero");
    expect(errorOf("1 % 0", "int")).toBe("division_by_zero");
    expect(errorOf("basket.paid / 0", "number")).toBe("division_by_zero");
    expect(valueOf("true || 1 / 0 > 1")).toBe(true);
  });

  test("zero has no sign", () => {
    for (const source of ["-(member.points - 120)", "0 * -5", "-1 / 2", "-4 % 2", "ceil(-0.5)"]) {
      expect(valueOf(source, "int")).toBe(0);
    }
  });

  test("a literal beyond 2^53 - 1 is a problem of the text", () => {
    expect(problems("9007199254740993", "int")).toMatchObject([{ code: "too_large" }]);
  });

  test("int() reads whole numbers only", () => {
    expect(valueOf('int("-12")', "int")).toBe(-12);
    expect(valueOf("int(-1.9)", "int")).toBe(-1);
    for (const text of ["", " 1", "1.0", "0x10", "1e3"]) {
      expect(errorOf(`int("${text}")`, "int")).toBe("conversion");
    }
    expect(errorOf('int("9007199254740993")', "int")).toBe("overflow");
    expect(errorOf("int(1e300)", "int")).toBe("overflow");
  });
});

describe("errors in conditions", () => {
  const failing = "member.counts.nothing > 1";

  test.each([
    [`false && ${failing}`, false],
    [`${failing} && false`, false],
    [`true || ${failing}`, true],
    [`${failing} || true`, true],
    [`["a", "b"].exists(x, x == "b" || ${failing})`, true],
    [`["a", "b"].all(x, x == "b" && ${failing})`, false],
  ])("%s is %s: the other side decides alone", (source, value) => {
    expect(valueOf(source)).toBe(value);
  });

  test.each([
    `true && ${failing}`,
    `${failing} && true`,
    `false || ${failing}`,
    `${failing} || false`,
    `!(${failing})`,
  ])("%s has no value", (source) => {
    expect(errorOf(source)).toBe("no_such_key");
  });

  test("a value that is not known is an error, never a wrong answer", () => {
    expect(errorOf("member.birthday < now")).toBe("no_such_key");
    expect(valueOf("has(member.birthday) && member.birthday < now")).toBe(false);
    expect(errorOf('member.home.city == "Lund"', "bool", { ...anna, member: {} })).toBe(
      "no_such_key",
    );
    expect(errorOf('basket.items[1].sku == "x"')).toBe("index_out_of_range");
    expect(errorOf("member.factor / 0.0", "number")).toBe("not_finite");
  });

  test("a fault in the context is not taken for a false condition", () => {
    const context = {
      ...anna,
      item: {
        get paid(): number {
          throw new RangeError("the caller's own fault");
        },
      },
    };
    expect(() => valueOf("item.paid > 1 || true", "bool", context)).toThrow(RangeError);
  });
});

describe("what can be reached", () => {
  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
    "%s is an unknown name everywhere",
    (name) => {
      expect(problems(`${name} == 1`)).not.toEqual([]);
      expect(problems(`member.${name} == 1`)).not.toEqual([]);
      expect(problems(`has(member.${name})`)).not.toEqual([]);
      expect(problems(`member["${name}"] == 1`)).not.toEqual([]);
      expect(valueOf(`"${name}" in member.counts`)).toBe(false);
      expect(errorOf(`member.counts["${name}"]`, "int")).toBe("no_such_key");
      expect(errorOf(`{"gold": 1}["${name}"]`, "int")).toBe("no_such_key");
    },
  );

  test("tables may be objects or Maps", () => {
    const context = { ...anna, member: { counts: new Map([["visits", 7]]) } };
    expect(valueOf("member.counts.visits", "int", context)).toBe(7);
    expect(
      valueOf('member.counts["visits"] == 7 && has(member.counts.visits)', "bool", context),
    ).toBe(true);
    expect(valueOf('member.counts.exists(k, k == "visits")', "bool", context)).toBe(true);
    expect(valueOf("has(member.counts.other)", "bool", context)).toBe(false);
  });

  test("a shape with a name that cannot be used is refused", () => {
    for (const name of ["__proto__x-", "constructor", "scale", "int", "for"]) {
      expect(() => createScope({ [name]: "int" }), name).toThrow(TypeError);
    }
    expect(() => createScope({ member: { points: "list<integer>" } })).toThrow(/member\.points/);
  });

  test("scopes with the same names do not mix their fields", () => {
    const other = createScope({ member: { shoes: "int" } });
    expect(compileExpression(other, "member.shoes > 1", "bool").ok).toBe(true);
    expect(compileExpression(other, "member.points > 1", "bool").ok).toBe(false);
    expect(compileExpression(scope, "member.shoes > 1", "bool").ok).toBe(false);
  });

  test("a value of the context may be computed by the same expression", () => {
    const { evaluate } = compiled("basket.items.exists(i, i.paid > 1 && i.quantity > 1)");
    const outer = {
      ...anna,
      basket: {
        items: [0, 2].map((quantity) => ({
          get paid() {
            evaluate(anna);
            return 500;
          },
          quantity,
        })),
      },
    };
    expect(evaluate(outer)).toBe(true);
  });
});

describe("moments", () => {
  test.each([
    ["now.getFullYear()", 2026],
    ["now.getMonth()", 10],
    ["now.getDate()", 21],
    ["now.getDayOfMonth()", 20],
    ["now.getDayOfWeek()", 6],
    ['(now + duration("24h")).getDayOfWeek()', 0],
    ["now.getDayOfYear()", 324],
    ["now.getHours()", 22],
    ['now.getHours("Europe/Stockholm")', 23],
    ['now.getDate("Australia/Sydney")', 22],
    ["now.getHours(member.zone)", 23],
    ["now.getMinutes()", 30],
    ["now.getSeconds()", 15],
    ['duration("-90m").getHours()', -1],
    ['(now - timestamp("2026-11-20T22:30:15Z")).getHours()', 24],
  ])("%s is %d", (source, value) => {
    expect(valueOf(source, "int")).toBe(value);
  });

  test("moments and lengths of time are compared and added", () => {
    expect(valueOf('now - duration("1h30m") < timestamp("2026-11-21T22:01:00+01:00")')).toBe(true);
    expect(valueOf('now - duration("24h") - now == duration("-1440m")')).toBe(true);
    expect(errorOf('now + duration("1000000000h") > now')).toBe("overflow");
    expect(errorOf("now.getHours(member.level)", "int")).toBe("unknown_time_zone");
  });

  test.each([
    ['timestamp("2026-11-21") < now', "bad_moment"],
    ["timestamp(member.level) < now", "unsupported"],
    ['duration("1d") < duration("2h")', "bad_duration"],
    ['duration("1us") < duration("2h")', "bad_duration"],
    ['now.getHours("Mars/Olympus") == 1', "unknown_time_zone"],
    ['duration("1h") + now > now', "type_mismatch"],
    ["now == 5", "type_mismatch"],
  ])("%s is refused", (source, code) => {
    expect(problems(source)[0]?.code).toBe(code);
  });
});

describe("texts", () => {
  test("size counts characters as people do", () => {
    expect(valueOf('size("🎉å")', "int")).toBe(2);
  });

  test("lowerAscii and upperAscii leave other letters alone", () => {
    expect(valueOf('"ÅSA Ek".lowerAscii()', "string")).toBe("Åsa ek");
    expect(valueOf('"åsa".upperAscii()', "string")).toBe("åSA");
  });

  test("matches looks anywhere unless told otherwise", () => {
    expect(valueOf('member.level.matches("rie")')).toBe(true);
    expect(valueOf('member.level.matches("^rie")')).toBe(false);
    expect(errorOf(`("${"x".repeat(150)}" + "${"x".repeat(150)}").matches("x")`)).toBe(
      "text_too_long",
    );
    expect(problems("member.level.matches(member.zone)")).toMatchObject([
      { code: "unsafe_pattern" },
    ]);
  });
});

describe("problems", () => {
  test("an unknown name says where, what was meant and what there is", () => {
    expect(problems("member.levle == 'gold'")).toEqual([
      {
        code: "unknown_field",
        message: "member has no field 'levle'; did you mean 'level'?",
        at: { start: 0, end: 12 },
        hint: "member has: level, points, factor, birthday, zone, categories, counts, home.",
      },
    ]);
    expect(problems("baskett.paid > 1")).toMatchObject([
      {
        code: "unknown_name",
        message: "There is nothing called 'baskett' here; did you mean 'basket'?",
      },
    ]);
    expect(problems('basket.items.exists(i, i.tag == "x")')[0]?.message).toContain(
      "did you mean 'tags'?",
    );
  });

  test("all problems are told at once", () => {
    const source = 'membr.points > 1 && member.level > 3 && basket.items == "x"';
    expect(problems(source).map(({ code }) => code)).toEqual([
      "unknown_name",
      "type_mismatch",
      "type_mismatch",
    ]);
  });

  test.each([
    ['member.level = "gold"', "Write == to compare."],
    ['member.level == "gold" and true', "Write && for and."],
    ['member.level == "gold" OR true', "Write || for or."],
    ["member.level == “gold”", 'Write texts in straight quotes: "gold".'],
    [
      "member.points >= '5'",
      "A number is written without quotes; int(...) reads one out of a text.",
    ],
    [
      "member.points + 1.5 > 3.0",
      "Write the whole number with a decimal (5.0), or turn it into one with double(...).",
    ],
    ["member.birthday == null", "Ask with has(...) whether something is known."],
  ])("%s comes with advice", (source, hint) => {
    expect(problems(source)[0]?.hint).toBe(hint);
  });

  test.each([
    ["member.points", "wrong_result"],
    ["member.points && true", "not_a_condition"],
    ["!member.points", "not_a_condition"],
    ["member.points ? true : false", "not_a_condition"],
    ["member.points.exists(x, x > 1)", "not_a_list"],
    ["member.categories.exists(x, x)", "not_a_condition"],
    ["basket.items.exists(1, true)", "invalid_macro_argument"],
    ['[1, "a"] == []', "mixed_parts"],
    ["(true ? 1 : 'a') == 1", "type_mismatch"],
    ["member.categories.sum() > 1", "unknown_function"],
    ["sum(member.categories) > 1", "unknown_function"],
    ["member[member.level] == 'x'", "unsupported"],
    ["{member.level: 1} == {'a': 1}", "unsupported"],
    ["type(1) == type(2)", "unknown_function"],
    ["dyn(1) == 1", "unknown_function"],
    ["1u == 1u", "unsupported"],
    ["b'a' == b'a'", "unsupported"],
    ["cel.bind(x, 1, x > 0)", "unknown_name"],
    ["has(member)", "wrong_has"],
    ["[][0] == 1", "empty_list"],
    ["member == member", "type_mismatch"],
    ["", "syntax"],
    ['member.level == "gold', "unterminated_string"],
  ])("%s is refused when it is checked, as %s", (source, code) => {
    expect(problems(source).map((problem) => problem.code)).toContain(code);
  });

  test("every problem points into the text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (noise) => {
        const source = `member.level == ${noise}`;
        for (const { at, message } of problems(source)) {
          expect(message).not.toBe("");
          expect(at.start >= 0 && at.start <= at.end && at.end <= source.length, source).toBe(true);
        }
      }),
    );
  });

  test("expressions that are too long, too deep or too large are refused", () => {
    const tooLarge = [
      `"${"x".repeat(EXPRESSION_LENGTH_MAX)}" == ""`,
      `${"(".repeat(60)}true${")".repeat(60)}`,
      `${"!".repeat(60)}true`,
      Array.from({ length: 250 }, () => "true").join(" && "),
      "basket.items.all(a, basket.items.all(b, basket.items.all(c, true)))",
    ];
    for (const source of tooLarge) {
      expect(
        problems(source).map(({ code }) => code),
        source,
      ).toEqual(["too_large"]);
    }
    expect(problems(Array.from({ length: 90 }, () => "true").join(" && "))).toEqual([]);
  });
});

describe("what an expression uses", () => {
  test("are the paths it reads, with the fields of list elements", () => {
    const source =
      '"local" in item.tags && basket.items.exists(i, i.paid > 5) && member.home.city != event.kind';
    expect(compiled(source).uses).toEqual([
      "basket.items",
      "basket.items.paid",
      "event.kind",
      "item.tags",
      "member.home.city",
    ]);
  });
});

describe("what is missing", () => {
  const missing = (source: string, context = anna) => compiled(source).missing(context);

  test("names the first part that is false and how much it takes", () => {
    expect(missing('member.level == "friend" && basket.paid >= 500 && false')).toEqual({
      conjunct: "basket.paid >= 500",
      start: 28,
      end: 46,
      path: "basket.paid",
      operator: ">=",
      kind: "amount",
      need: 50_000,
      have: 46_000,
      shortBy: 4_000,
    });
  });

  test("the least change would meet the condition", () => {
    const orders = [">", ">=", "<", "<="] as const;
    fc.assert(
      fc.property(
        fc.constantFrom(...orders),
        fc.integer(),
        fc.integer(),
        fc.boolean(),
        (operator, have, limit, flipped) => {
          const mirrored = { ">": "<", ">=": "<=", "<": ">", "<=": ">=" }[operator];
          const source = flipped
            ? `${limit} ${mirrored} member.points`
            : `member.points ${operator} ${limit}`;
          const { evaluate, missing: why } = compiled(source);
          const at = (points: number): Context => ({ ...anna, member: { points } });
          fc.pre(evaluate(at(have)) === false);
          const found = why(at(have));
          const shortBy = typeof found?.shortBy === "number" ? found.shortBy : 0;
          const sign = operator.startsWith(">") ? 1 : -1;
          expect(found).toMatchObject({ operator, need: limit, have, kind: "int" });
          expect(evaluate(at(have + sign * shortBy))).toBe(true);
          expect(evaluate(at(have + sign * (shortBy - 1)))).toBe(false);
        },
      ),
    );
  });

  test("a part that has no value does not hide the part that is false", () => {
    expect(missing("member.counts.none > 1 && 200 <= member.points")).toMatchObject({
      conjunct: "200 <= member.points",
      operator: ">=",
      shortBy: 80,
    });
  });

  test("a condition without numbers is named only", () => {
    expect(missing('member.level == "gold"')).toEqual({
      conjunct: 'member.level == "gold"',
      start: 0,
      end: 22,
    });
    expect(compiled("member.points", "int").missing(anna)).toBeNull();
  });

  test("fractions are told exactly", () => {
    const context = { ...anna, basket: { paid: { n: 100n, d: 3n }, items: [] } };
    expect(missing("basket.paid >= 1", context)).toMatchObject({
      need: 100,
      have: { n: 100n, d: 3n },
      shortBy: 67,
    });
    expect(missing("member.factor >= 1.6")).toMatchObject({ kind: "double", shortBy: 0.1 });
  });
});
