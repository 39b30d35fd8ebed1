/** Exact numbers, fair shares and money. What always holds: no amount is ever a fraction in a float, nothing is lost in sharing. */

export {
  addExact,
  addR,
  compareExact,
  compareR,
  divExact,
  exactFromDecimal,
  exactOf,
  floorExact,
  floorR,
  isWhole,
  mulExact,
  mulR,
  negExact,
  NumberError,
  NumberTooLarge,
  ratio,
  rationalOf,
  roundExact,
  subExact,
  sumExact,
  toSafeInteger,
  type Exact,
  type Rational,
  type RoundingMode,
} from "./numbers/exact.ts";
export { largestRemainder, shareOfFirst } from "./numbers/shares.ts";
export { currencyExponent, isCurrency, money, type Money } from "./numbers/money.ts";
