/**
 * The lives of an insurer's members. Whether somebody renews follows the shifted beta-geometric model (P. Fader and
 * B. Hardie, Journal of Interactive Marketing 2007): each has a chance of leaving of their own, beta over the members,
 * so those who have stayed long are those who stay.
 */
import { addDuration, MS_PER_DAY, MS_PER_HOUR } from "@trofast/engine/time";
import { beta, between, oneOf, randomOf, whole } from "./chance.ts";
import type { Random } from "./chance.ts";
import { app, office, openDiary } from "./diary.ts";
import type { Diary } from "./diary.ts";
import { ZONE } from "./domain.ts";
import type { DemoEvent, DemoPlan } from "./domain.ts";
import { MAJA } from "./people.ts";
import type { DemoMember } from "./people.ts";

const products = ["home", "villa", "car", "cat-or-dog"] as const;
/** What they are called. */
export const productNames = {
  home: { sv: "Hemförsäkring", da: "Indboforsikring", en: "Home insurance" },
  villa: { sv: "Villaförsäkring", da: "Husforsikring", en: "House insurance" },
  car: { sv: "Bilförsäkring", da: "Bilforsikring", en: "Car insurance" },
  "cat-or-dog": { sv: "Djurförsäkring", da: "Dyreforsikring", en: "Pet insurance" },
} as const satisfies Readonly<Record<(typeof products)[number], unknown>>;
const yearlyMinor = { home: 180_000, villa: 520_000, car: 640_000, "cat-or-dog": 240_000 } as const;
const CLAIMS_PER_YEAR = 0.13;
const CHECKS_PER_YEAR = 0.35;
const SECOND_POLICY = 0.25;

/** What happens to a member from joining through an instant. */
export function insuredLifeOf(
  plan: DemoPlan,
  member: DemoMember,
  through: number,
): readonly DemoEvent[] {
  const random = randomOf(`${plan.seed}:insured:${member.index}`);
  const diary = openDiary(member);
  diary.write({ at: member.joinedAt, place: app, payload: { kind: "join" } });
  // Maja stays, whatever comes.
  const leaves = member.index === MAJA ? 0 : beta(random, 0.67, 3.8);
  const policies = random() < SECOND_POLICY || member.index === MAJA ? 2 : 1;
  for (let no = 1; no <= policies; no += 1) {
    const drawn = oneOf(random, products);
    const majas = no === 1 ? "home" : "car";
    const product = member.index === MAJA ? majas : drawn;
    const startsAt =
      member.joinedAt + (no === 1 ? MS_PER_HOUR : whole(random, 30, 500) * MS_PER_DAY);
    const own = randomOf(`${plan.seed}:policy:${member.index}:${no}`);
    insure(own, diary, {
      contract: `policy-${member.index + 1}-${no}`,
      product,
      startsAt,
      leaves,
      through,
    });
  }
  return diary.entries;
}

interface Policy {
  readonly contract: string;
  readonly product: (typeof products)[number];
  readonly startsAt: number;
  readonly leaves: number;
  readonly through: number;
}

/** Year after year: premiums by quarter, now and then a claim or a check of the home, and then staying or leaving. */
function insure(random: Random, diary: Diary, policy: Policy): void {
  const { contract, product, startsAt, leaves, through } = policy;
  const premiumMinor = Math.round(yearlyMinor[product] * between(random, 0.8, 1.3));
  const write = (
    at: number,
    act: "started" | "premium" | "renewed" | "claimed" | "ended",
    id: string,
  ): void => {
    const paid =
      act === "started" || act === "renewed" ? premiumMinor : Math.round(premiumMinor / 4);
    const money =
      act === "claimed" || act === "ended" ? {} : { currency: "SEK", premiumMinor: paid };
    const named = act === "started" ? { product } : {};
    const payload = { kind: "contract" as const, contract, act, ...named, ...money };
    diary.write({ at, place: office, payload, id: `${contract}-${id}` });
  };
  write(startsAt, "started", "start");
  for (let year = 0; yearsAfter(startsAt, year) <= through; year += 1) {
    const from = yearsAfter(startsAt, year);
    if (year > 0) write(from, "renewed", `renewal-${year}`);
    for (let quarter = 0; quarter < 4; quarter += 1)
      write(from + (quarter * 91 + 5) * MS_PER_DAY, "premium", `premium-${year}-${quarter}`);
    const claims = random() < CLAIMS_PER_YEAR;
    const claimedAt = from + between(random, 10, 350) * MS_PER_DAY;
    if (claims) write(claimedAt, "claimed", `claim-${year}`);
    const checks = random() < CHECKS_PER_YEAR;
    const checkedAt = from + between(random, 20, 340) * MS_PER_DAY;
    if (checks) check(random, diary, { at: checkedAt, id: `${contract}-check-${year}` });
    if (random() < leaves) {
      write(yearsAfter(startsAt, year + 1) - MS_PER_HOUR, "ended", "end");
      return;
    }
  }
}

function yearsAfter(instant: number, years: number): number {
  return addDuration(instant, { kind: "calendar", months: years * 12, days: 0 }, ZONE);
}

function check(random: Random, diary: Diary, { at, id }: { at: number; id: string }): void {
  const fields = { detectors: whole(random, 0, 5), stop_tap: random() < 0.8 };
  const payload = { kind: "activity" as const, activity: "home_check", evidence: "app", fields };
  diary.write({ at, place: app, payload, id });
}
