/**
 * The CEL library: it parses and type-checks every expression, and its evaluator is what our closures are tested
 * against. Its amounts are rationals in major units, written as plainly as can be, on purpose apart from `amount.ts`.
 */

import { Environment } from "@marcbachmann/cel-js";
import { typeName, type ObjectType, type Type } from "./types.ts";

export const EXPRESSION_DEPTH_MAX = 40;
export const EXPRESSION_NODES_MAX = 400;

type Rational = { readonly n: bigint; readonly d: bigint };

/** Money in major units for the library, which tells types apart by their class. */
export class LibraryAmount {
  readonly value: Rational;

  constructor(value: Rational) {
    this.value = value;
  }
}

/** A number without a unit for the library. */
export class LibraryRatio {
  readonly value: Rational;

  constructor(value: Rational) {
    this.value = value;
  }
}

type LibraryNumber = bigint | number | LibraryAmount | LibraryRatio;

function rational(n: bigint, d: bigint): Rational {
  if (d === 0n) throw new RangeError("division by zero");
  return d < 0n ? { n: -n, d: -d } : { n, d };
}

function rationalOf(value: LibraryNumber): Rational {
  if (typeof value === "bigint") return { n: value, d: 1n };
  if (typeof value !== "number") return value.value;
  if (!Number.isFinite(value)) throw new RangeError("not finite");
  const [mantissa = "0", exponent = "0"] = value.toExponential().split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  const power = Number(exponent) - decimals;
  const digits = BigInt(mantissa.replace(".", ""));
  return power >= 0
    ? { n: digits * 10n ** BigInt(power), d: 1n }
    : { n: digits, d: 10n ** BigInt(-power) };
}

type Arithmetic = "+" | "-" | "*" | "/";

const CALCULATIONS: Readonly<Record<Arithmetic, (x: Rational, y: Rational) => Rational>> = {
  "+": (x, y) => rational(x.n * y.d + y.n * x.d, x.d * y.d),
  "-": (x, y) => rational(x.n * y.d - y.n * x.d, x.d * y.d),
  "*": (x, y) => rational(x.n * y.n, x.d * y.d),
  "/": (x, y) => rational(x.n * y.d, x.d * y.n),
};

function calculate(operator: Arithmetic, a: LibraryNumber, b: LibraryNumber): Rational {
  return CALCULATIONS[operator](rationalOf(a), rationalOf(b));
}

function difference(a: LibraryNumber, b: LibraryNumber): bigint {
  return calculate("-", a, b).n;
}

function floored({ n, d }: Rational): bigint {
  const rest = ((n % d) + d) % d;
  return (n - rest) / d;
}

const FLOORS: ReadonlyMap<string, (value: Rational) => bigint> = new Map([
  ["floor", floored],
  ["ceil", ({ n, d }: Rational) => -floored({ n: -n, d })],
  ["round", ({ n, d }: Rational) => floored({ n: 2n * n + d, d: 2n * d })],
]);

/** left, operators, right -> result, as in `amount + int: amount`. */
const ARITHMETIC: readonly (readonly [
  string,
  readonly Arithmetic[],
  string,
  "amount" | "ratio",
])[] = [
  ["amount", ["+", "-"], "amount", "amount"],
  ["amount", ["+", "-", "*", "/"], "int", "amount"],
  ["amount", ["+", "-", "*", "/"], "double", "amount"],
  ["amount", ["*", "/"], "ratio", "amount"],
  ["int", ["+", "-", "*"], "amount", "amount"],
  ["double", ["+", "-", "*"], "amount", "amount"],
  ["ratio", ["*"], "amount", "amount"],
  ["amount", ["/"], "amount", "ratio"],
  ["ratio", ["+", "-", "*", "/"], "ratio", "ratio"],
  ["ratio", ["+", "-", "*", "/"], "int", "ratio"],
  ["ratio", ["+", "-", "*", "/"], "double", "ratio"],
  ["int", ["+", "-", "*", "/"], "ratio", "ratio"],
  ["double", ["+", "-", "*", "/"], "ratio", "ratio"],
];

/** Both orders are registered. */
const COMPARABLE: readonly (readonly [string, string])[] = [
  ["amount", "amount"],
  ["amount", "int"],
  ["amount", "double"],
  ["ratio", "ratio"],
  ["ratio", "int"],
  ["ratio", "double"],
];

const EXTREMES: readonly (readonly [string, string, string])[] = [
  ["int", "int", "int"],
  ["amount", "amount", "amount"],
  ["amount", "int", "amount"],
  ["int", "amount", "amount"],
  ["amount", "double", "amount"],
  ["double", "amount", "amount"],
  ["ratio", "ratio", "ratio"],
];

function kept(type: string, value: Rational): LibraryAmount | LibraryRatio {
  return type === "amount" ? new LibraryAmount(value) : new LibraryRatio(value);
}

function extreme(type: string, value: LibraryNumber): LibraryNumber {
  return type === "int" ? value : kept(type, rationalOf(value));
}

function registerOrder(library: Environment, left: string, right: string): void {
  library.registerOperator(`${left} < ${right}`, (a, b) => difference(a, b) < 0n);
  library.registerOperator(`${left} <= ${right}`, (a, b) => difference(a, b) <= 0n);
  library.registerOperator(`${left} > ${right}`, (a, b) => difference(a, b) > 0n);
  library.registerOperator(`${left} >= ${right}`, (a, b) => difference(a, b) >= 0n);
}

function registerExactOperators(library: Environment): void {
  for (const [left, operators, right, result] of ARITHMETIC) {
    for (const operator of operators) {
      library.registerOperator(`${left} ${operator} ${right}: ${result}`, (a, b) =>
        kept(result, calculate(operator, a, b)),
      );
    }
  }
  for (const [left, right] of COMPARABLE) {
    // The library adds the other order and `!=` by itself, but only for `==`.
    library.registerOperator(`${left} == ${right}`, (a, b) => difference(a, b) === 0n);
    registerOrder(library, left, right);
    if (left !== right) registerOrder(library, right, left);
  }
  library.registerOperator(
    "-amount",
    (a: LibraryAmount) => new LibraryAmount({ n: -a.value.n, d: a.value.d }),
  );
  library.registerOperator(
    "-ratio",
    (a: LibraryRatio) => new LibraryRatio({ n: -a.value.n, d: a.value.d }),
  );
}

function registerExactFunctions(library: Environment): void {
  for (const [left, right, result] of EXTREMES) {
    library.registerFunction(
      `min(${left}, ${right}): ${result}`,
      (a: LibraryNumber, b: LibraryNumber) => extreme(result, difference(a, b) <= 0n ? a : b),
    );
    library.registerFunction(
      `max(${left}, ${right}): ${result}`,
      (a: LibraryNumber, b: LibraryNumber) => extreme(result, difference(a, b) >= 0n ? a : b),
    );
  }
  for (const [name, rounded] of FLOORS) {
    for (const type of ["amount", "ratio", "double"]) {
      library.registerFunction(`${name}(${type}): int`, (a: LibraryNumber) =>
        rounded(rationalOf(a)),
      );
    }
  }
}

function createLibrary(): Environment {
  const library = new Environment({
    limits: { maxAstNodes: EXPRESSION_NODES_MAX, maxDepth: EXPRESSION_DEPTH_MAX },
  });
  library.registerType("amount", { ctor: LibraryAmount, fields: {} });
  library.registerType("ratio", { ctor: LibraryRatio, fields: {} });
  registerExactOperators(library);
  registerExactFunctions(library);
  return library;
}

const library = createLibrary();

function libraryType(environment: Environment, type: Type): string {
  if (type.kind === "timestamp") return "google.protobuf.Timestamp";
  if (type.kind === "duration") return "google.protobuf.Duration";
  if (type.kind === "list") return `list<${libraryType(environment, type.of)}>`;
  if (type.kind === "map") return `map<string, ${libraryType(environment, type.of)}>`;
  return type.kind === "object" ? registerObject(environment, type) : typeName(type);
}

function registerObject(environment: Environment, type: ObjectType): string {
  // The library keeps one name space for types and variables' types; ours start with a dollar sign.
  const name = `$${type.name}`;
  const fields: Record<string, string> = {};
  for (const [field, fieldType] of type.fields) fields[field] = libraryType(environment, fieldType);
  environment.registerType(name, { fields });
  return name;
}

/** The library's environment for the variables of a shape. */
export function createEnvironment(root: ObjectType): Environment {
  const environment = library.clone();
  for (const [name, type] of root.fields) {
    environment.registerVariable(name, libraryType(environment, type));
  }
  return environment;
}
