/** What our own codes look like: easy to read aloud, hard to guess, and a slip of the pen is noticed. */

/** Crockford's base 32: no I, L, O and U, which are taken for others. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/** 13 characters of 5 random bits each are 65 bits. */
const RANDOM_CHARACTERS = 13;
export const RANDOM_BYTES = 13;
const GROUPS = [5, 10];

/**
 * A code from random bytes, of which the lowest 5 bits count: 65 random bits and a check character, in groups.
 *
 * @param bytes at least `RANDOM_BYTES`, from a source fit for secrets.
 */
export function codeFrom(bytes: Uint8Array): string {
  const values = Array.from({ length: RANDOM_CHARACTERS }, (_, index) => (bytes[index] ?? 0) & 31);
  const text = [...values, checkOf(values)].map((value) => ALPHABET[value] ?? "").join("");
  const [first = 0, second = 0] = GROUPS;
  return `${text.slice(0, first)}-${text.slice(first, second)}-${text.slice(second)}`;
}

/** As it is compared: without spaces and hyphens, in capitals, with letters that look like digits read as such. */
export function normalCode(text: string): string {
  return text
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s-]/gu, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/gu, "1");
}

/** Could this be a code of our own? False for a misread one: it need not be looked up. */
export function isOwnCode(normal: string): boolean {
  if (normal.length !== RANDOM_CHARACTERS + 1) return false;
  const values = Array.from(normal, (character) => ALPHABET.indexOf(character));
  return !values.includes(-1) && checkOf(values.slice(0, -1)) === values.at(-1);
}

/** Luhn's algorithm modulo 32: finds every single wrong character and nearly every swap of two neighbours. */
function checkOf(values: readonly number[]): number {
  const size = ALPHABET.length;
  let sum = 0;
  values.toReversed().forEach((value, index) => {
    const weighed = index % 2 === 0 ? value * 2 : value;
    sum += Math.floor(weighed / size) + (weighed % size);
  });
  return (size - (sum % size)) % size;
}
