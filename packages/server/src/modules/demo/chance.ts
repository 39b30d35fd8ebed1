/** Seeded chance, and the distributions that the life of an invented club is drawn from. */
import { murmur128 } from "@trofast/engine/chance";

/** A uniform number in [0, 1). Each call gives the next one of its seed. */
export type Random = () => number;

const TWO_32 = 4_294_967_296;
const encoder = new TextEncoder();

/** The four words of a seed's hash. */
export function wordsOf(seed: string): readonly [number, number, number, number] {
  const bytes = encoder.encode(seed);
  return murmur128(bytes, bytes.length, 0);
}

/** The numbers of a seed: sfc32 (C. Doty-Humphrey, PractRand), the same on every machine. */
export function randomOf(seed: string): Random {
  let [a, b, c, counter] = wordsOf(seed);
  return () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / TWO_32;
  };
}

export function between(random: Random, least: number, most: number): number {
  return least + random() * (most - least);
}

/** A whole number from `least` to `most`, both included. */
export function whole(random: Random, least: number, most: number): number {
  return Math.floor(between(random, least, most + 1));
}

export function oneOf<T>(random: Random, things: readonly T[]): T {
  const found = things[Math.floor(random() * things.length)];
  if (found === undefined) throw new Error("there is nothing to choose from");
  return found;
}

/** The place of one of the weights, as likely as it is heavy. */
export function weighted(random: Random, weights: readonly number[]): number {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, weight] of weights.entries()) {
    rest -= weight;
    if (rest < 0) return index;
  }
  return weights.length - 1;
}

/** Standard normal, by G. Box and M. Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Gamma with mean `shape * scale`, by G. Marsaglia and W. Tsang, 2000. */
export function gamma(random: Random, shape: number, scale: number): number {
  if (shape < 1) return gamma(random, shape + 1, scale) * Math.pow(1 - random(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = Math.pow(1 + c * x, 3);
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v))
      return d * v * scale;
  }
}

/** Beta with mean `a / (a + b)`. */
export function beta(random: Random, a: number, b: number): number {
  const left = gamma(random, a, 1);
  return left / (left + gamma(random, b, 1));
}

/** Shares that sum to one, around `weights`; the larger they are, the nearer. */
export function dirichlet(random: Random, weights: readonly number[]): number[] {
  const drawn = weights.map((weight) => gamma(random, weight, 1));
  const sum = drawn.reduce((total, each) => total + each, 0);
  return drawn.map((each) => each / sum);
}

/** Poisson, by D. Knuth's product of uniforms; for small means. */
export function poisson(random: Random, mean: number): number {
  const limit = Math.exp(-mean);
  let product = random();
  let count = 0;
  while (product > limit) {
    product *= random();
    count += 1;
  }
  return count;
}
