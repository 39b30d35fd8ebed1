/** The members of the invented club: who they are and what they are like, each from the seed and their place alone. */
import { inShare } from "@trofast/engine/chance";
import { MS_PER_DAY, MS_PER_HOUR } from "@trofast/engine/time";
import { beta, between, dirichlet, gamma, oneOf, randomOf, whole, wordsOf } from "./chance.ts";
import type { Random } from "./chance.ts";
import type { DemoPlan } from "./domain.ts";
import { cardDigitsOf, emailOf, nameOf, phoneOf } from "./names.ts";
import type { Language } from "./names.ts";
import { plantedEffect } from "./truth.ts";

export interface DemoMember {
  readonly index: number;
  readonly memberId: string;
  readonly joinedAt: number;
  readonly market: "se" | "dk";
  readonly language: Language;
  readonly givenName: string;
  readonly familyName: string;
  readonly email: string;
  readonly phone: string | null;
  readonly cardDigits: string;
  /** Who told them of the club: a member who joined earlier. */
  readonly broughtBy: number | null;
  readonly consents: Consents;
  /** Which of the measured rules would move them, were they to get it. */
  readonly isReachable: boolean;
  readonly isHeldOut: boolean;
}

export interface Consents {
  readonly email: boolean;
  readonly sms: boolean;
  readonly profiling: boolean;
  /** Days after joining until what was given is taken back; null: it stays. */
  readonly withdrawnAfterDays: number | null;
  readonly rhythm: "lite" | "lagom" | "more" | null;
}

/** How somebody shops. */
export interface Habits {
  /** Purchases a day while they are still with the club: gamma over the members. */
  readonly perDay: number;
  /** The chance that a purchase is the last one: beta over the members. */
  readonly dropout: number;
  /** Shares of Monday to Sunday; they sum to 7. */
  readonly weekdays: readonly number[];
  /** The hour around which they come to the shop, and to the web shop. */
  readonly shopHour: number;
  readonly webHour: number;
  readonly webShare: number;
  /** Of the visits to the shop: those for a cup and no more. */
  readonly cupShare: number;
  readonly ownCupShare: number;
  /** Shares of the tastes. */
  readonly liking: readonly number[];
  readonly reviewShare: number;
  readonly returnShare: number;
  readonly complaintShare: number;
  /** How readily points are spent: at the till, and on rewards. */
  readonly spendShare: number;
  /** Days after joining until they subscribe to coffee; null: they do not. */
  readonly subscribesAfterDays: number | null;
}

/** Joining is busiest in the beginning: the n-th of N joins after this share of the time. */
const JOIN_BEND = 1.35;
const DANISH_SHARE = 0.12;
const BROUGHT_SHARE = 0.05;
/** With a telephone: one in three, as far as invented numbers reach. */
const PHONE_EVERY = 3;

const likingWeights = [3.2, 1.6, 1.5, 0.7, 0.35, 0.35, 0.35, 0.15];
const weekdayBase = [1, 0.95, 1, 1.05, 1.35, 1.25, 0.7];
const shopHours = [7.6, 8.2, 9.5, 12.2, 13.5, 15.2, 16.4];

/** When the member at this place joins; after the end of the plan it goes on as it ended. */
function joinedAtOf(plan: DemoPlan, index: number, random: Random): number {
  const share = (index + 0.5) / plan.members;
  const part = share <= 1 ? Math.pow(share, JOIN_BEND) : 1 + JOIN_BEND * (share - 1);
  const day = Math.floor((plan.from + part * (plan.until - plan.from)) / MS_PER_DAY) * MS_PER_DAY;
  return day + Math.round(between(random, 7, 17) * MS_PER_HOUR);
}

/** An id of the club's own kind (RFC 9562, version 7) whose chance comes from the seed. */
export function seededId(seed: string, at: number): string {
  const time = at.toString(16).padStart(12, "0");
  const rest = wordsOf(seed)
    .map((word) => word.toString(16).padStart(8, "0"))
    .join("");
  const variant = "89ab".charAt(Number.parseInt(rest.charAt(3), 16) % 4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(8, 20)}`;
}

export const MAJA = 0;

/** Maja, whom everybody meets, must get what the measured rule gives: the first id of hers that is not held out. */
function idOf(plan: DemoPlan, index: number, joinedAt: number): string {
  for (let tries = 0; ; tries += 1) {
    const id = seededId(`${plan.seed}:member:${index}:${tries}`, joinedAt);
    if (index !== MAJA || !isHeldOut(id)) return id;
  }
}

function isHeldOut(memberId: string): boolean {
  return inShare(plantedEffect.holdoutSeed, memberId, plantedEffect.holdoutBasisPoints);
}

export function memberAt(plan: DemoPlan, index: number): DemoMember {
  const random = randomOf(`${plan.seed}:person:${index}`);
  const joinedAt = index === MAJA ? plan.from + 9 * MS_PER_HOUR : joinedAtOf(plan, index, random);
  const memberId = idOf(plan, index, joinedAt);
  const isAbroad = random() < DANISH_SHARE && index !== MAJA && plan.kind === "coffee";
  const market = isAbroad ? "dk" : "se";
  const language: Language = market === "dk" ? "da" : "sv";
  const drawn = nameOf(random, language);
  const name = index === MAJA ? { givenName: "Maja", familyName: "Lindqvist" } : drawn;
  const isBrought = random() < BROUGHT_SHARE && index > 20;
  return {
    index,
    memberId,
    joinedAt,
    market,
    language,
    ...name,
    email: emailOf(name, index, market),
    phone: market === "se" && index % PHONE_EVERY === 0 ? phoneOf(index / PHONE_EVERY) : null,
    cardDigits: cardDigitsOf(random),
    broughtBy: isBrought ? whole(random, 0, index - 1) : null,
    consents: index === MAJA ? majasConsents : consentsOf(random),
    isReachable: index === MAJA || random() < plantedEffect.reachableShare,
    isHeldOut: isHeldOut(memberId),
  };
}

const majasConsents: Consents = {
  email: true,
  sms: false,
  profiling: true,
  withdrawnAfterDays: null,
  rhythm: "lagom",
};

function consentsOf(random: Random): Consents {
  return {
    email: random() < 0.62,
    sms: random() < 0.22,
    profiling: random() < 0.48,
    withdrawnAfterDays: random() < 0.07 ? whole(random, 30, 300) : null,
    rhythm: random() < 0.3 ? oneOf(random, ["lite", "lagom", "more"] as const) : null,
  };
}

export function habitsOf(plan: DemoPlan, member: DemoMember): Habits {
  const random = randomOf(`${plan.seed}:habits:${member.index}`);
  const liking = dirichlet(random, likingWeights);
  const isDanish = member.market === "dk";
  const drawn: Habits = {
    perDay: gamma(random, 1.15, isDanish ? 0.06 : 0.118),
    dropout: beta(random, 0.7, 13),
    weekdays: dirichlet(
      random,
      weekdayBase.map((weight) => weight * 2.5),
    ).map((share) => share * 7),
    shopHour: oneOf(random, shopHours),
    webHour: between(random, 17, 22),
    webShare: isDanish ? 1 : beta(random, 0.6, 3.2),
    cupShare: beta(random, 4, 2),
    ownCupShare: random() < 0.22 ? between(random, 0.4, 0.9) : 0.03,
    liking,
    reviewShare: random() < 0.25 ? 0.2 : 0.01,
    returnShare: 0.035,
    complaintShare: 0.015,
    spendShare: beta(random, 0.8, 2),
    subscribesAfterDays: random() < 0.09 ? whole(random, 20, 200) : null,
  };
  return member.index === MAJA ? { ...drawn, ...majasHabits } : drawn;
}

/** Every ninth of hers is a bun from the village; on Fridays, on the way home, in her own cup. */
const majasHabits: Partial<Habits> = {
  perDay: 0.17,
  dropout: 0,
  weekdays: [0.5, 0.6, 0.8, 0.8, 2.6, 1.2, 0.5],
  shopHour: 16.2,
  webHour: 20,
  webShare: 0.12,
  cupShare: 0.7,
  ownCupShare: 0.75,
  liking: [0.38, 0.26, 0.18, 0.1, 0.02, 0.03, 0.02, 0.01],
  reviewShare: 0.15,
  returnShare: 0,
  complaintShare: 0,
  spendShare: 0.12,
  subscribesAfterDays: null,
};
