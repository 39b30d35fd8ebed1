/** What an invented club needs before anything can happen in it: programme, goods, words and staff. */
import { dayOf, MS_PER_DAY } from "@trofast/engine/time";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import * as access from "../access/service.ts";
import * as catalogue from "../catalogue/service.ts";
import * as consents from "../consents/service.ts";
import * as programmes from "../programmes/service.ts";
import * as rewards from "../rewards/service.ts";
import { ZONE } from "./domain.ts";
import type { DemoKind, DemoPlan } from "./domain.ts";
import { articleNames, categories } from "./goods-names.ts";
import { goods, SHOP, stores } from "./goods.ts";
import { productNames } from "./insured.ts";
import { seededId } from "./people.ts";
import * as store from "./store.ts";
import { plantedEffect } from "./truth.ts";

const templateNames: Readonly<Record<DemoKind, string>> = {
  coffee: "kvarnby-rosteri",
  insurance: "insurance",
};
const TEMPLATES_MAX = 100;

/** Days in the template, and how long after the club is filled they are to be. */
const datesInTemplate = [
  { written: "2026-12-10", afterDays: 18 },
  { written: "2026-11-30", afterDays: 8 },
  { written: "2026-12-07", afterDays: 15 },
] as const;

const POOL_CODES = 400;

/**
 * Makes a demo of an empty club; one that is a demo already is left as it is.
 *
 * @param club with its clock at the beginning of the plan.
 */
export async function found(club: Club, plan: DemoPlan): Promise<void> {
  if ((await store.read(club.db)) !== undefined) return;
  await publishProgramme(club, plan);
  await consentWords(club);
  await appointStaff(club, plan);
  if (plan.kind === "coffee") await fillShelves(club, plan);
  else await nameProducts(club);
  const truth = plan.kind === "coffee" ? [plantedEffect] : [];
  // Last, so that a store whose founding was cut short is founded again and not taken for whole.
  await store.found(club.db, { plan, truth });
}

function withDays(text: string, plan: DemoPlan): string {
  return datesInTemplate.reduce(
    (dated, { written, afterDays }) =>
      dated.replaceAll(written, dayOf(plan.until + afterDays * MS_PER_DAY, ZONE)),
    text,
  );
}

const COURSE_AFTER_DAYS = 20;
const withRewards = z.looseObject({ rewards: z.array(z.unknown()) });

/** The insurer's template with an evening that has a day: a ready-made programme itself can know none. */
function withCourse(document: unknown, plan: DemoPlan): Record<string, unknown> {
  const read = withRewards.parse(document);
  const day = dayOf(plan.until + COURSE_AFTER_DAYS * MS_PER_DAY, ZONE);
  const course = {
    id: "water-course",
    name: {
      sv: "Kurs: stoppa vattnet i tid",
      da: "Kursus: stop vandet i tide",
      en: "Course: stop the water in time",
    },
    about: {
      sv: "En kväll om kranar, källare och kyla. Sexton platser, och en vän får följa med.",
      da: "En aften om vandhaner, kældre og frost. Seksten pladser, og en ven må komme med.",
      en: "An evening about taps, cellars and frost. Sixteen places, and a friend may come along.",
    },
    kind: "experience",
    cost: { credit: 80 },
    worth: { se: "250 SEK" },
    seats: 16,
    visit: {
      starts: `${day} 18:00`,
      ends: `${day} 20:00`,
      place: { sv: "Stadsbiblioteket", da: "Hovedbiblioteket", en: "The city library" },
      plusOnes: 1,
    },
  };
  return { ...read, rewards: [...read.rewards, course] };
}

async function publishProgramme(club: Club, plan: DemoPlan): Promise<void> {
  if ((await programmes.timelineOfClub(club)) !== null) return;
  const { data } = await programmes.listTemplates({ limit: TEMPLATES_MAX });
  const template = data.find(({ name }) => name === templateNames[plan.kind]);
  if (template === undefined) throw new Error(`there is no ${templateNames[plan.kind]}.yaml`);
  const document =
    plan.kind === "coffee" ? withDays(template.text, plan) : withCourse(template.document, plan);
  await transaction(club.db, (tx) =>
    programmes.publish(club, tx, {
      document,
      publishedBy: "demo",
      after: 0,
      now: club.clock.now(),
    }),
  );
}

const words = {
  marketing: {
    sv: "Ni får skriva till mig om nyheter och erbjudanden.",
    da: "I må skrive til mig om nyheder og tilbud.",
    en: "You may write to me about news and offers.",
  },
  profiling: {
    sv: "Ni får lägga ihop vad jag handlar och föreslå det som passar mig.",
    da: "I må samle viden om, hvad jeg køber, og foreslå det, der passer til mig.",
    en: "You may combine what I buy and suggest what suits me.",
  },
} as const;

async function consentWords(club: Club): Promise<void> {
  for (const purpose of ["marketing", "profiling"] as const)
    for (const language of ["sv", "da", "en"] as const)
      await consents.publishWording(club, { purpose, language, wording: words[purpose][language] });
}

/** Both may be slipped into by whoever is at the demo; the marketer may do all, since nothing there is anybody's. */
export const staffRoles = {
  marketer: { name: "Vera Blom", role: "owner" },
  cashier: { name: "Isak Rönn", role: "cashier" },
} as const;

export type StaffPart = keyof typeof staffRoles;

export function staffIdOf(plan: DemoPlan, part: StaffPart): string {
  return seededId(`${plan.seed}:staff:${part}`, plan.from);
}

async function appointStaff(club: Club, plan: DemoPlan): Promise<void> {
  for (const part of ["marketer", "cashier"] as const) {
    const { name, role } = staffRoles[part];
    const heldTo = part === "cashier" && plan.kind === "coffee" ? [SHOP] : null;
    await access.appoint(club, { id: staffIdOf(plan, part), name, role, stores: heldTo });
  }
}

/** What the insurer's products are called. */
async function nameProducts(club: Club): Promise<void> {
  const articles = Object.entries(productNames).map(([article, names]) => ({
    article,
    name: names.sv,
    names: { ...names },
    category: "insurance",
    tags: [],
    vatBasisPoints: null,
    costMinor: null,
    costCurrency: null,
  }));
  await catalogue.putArticles(club.db, { articles, now: club.clock.now() });
}

async function fillShelves(club: Club, plan: DemoPlan): Promise<void> {
  const now = club.clock.now();
  const articles = goods.map(({ article, name, category, tags, vatBasisPoints, costMinor }) => ({
    article,
    name,
    names: articleNames(article, name),
    category,
    tags: [...tags],
    vatBasisPoints,
    costMinor,
    costCurrency: "SEK",
  }));
  await catalogue.putArticles(club.db, { articles, now });
  await catalogue.putStores(club.db, { stores, now });
  for (const category of categories) await catalogue.putCategory(club.db, { category, now });
  await stockPool(club, plan);
}

/** The cinema's codes: what they look like is theirs. */
async function stockPool(club: Club, plan: DemoPlan): Promise<void> {
  await transaction(club.db, (tx) =>
    rewards.putCampaign(club, tx, {
      id: "cinema-tickets",
      kind: "pool",
      reward: "cinema",
      startsAt: null,
      endsAt: null,
      usesMax: 1,
      ended: false,
    }),
  );
  const codes = Array.from({ length: POOL_CODES }, (_, index) =>
    seededId(`${plan.seed}:cinema:${index}`, plan.from).slice(-12).toUpperCase(),
  );
  const rows = async function* () {
    for (const [index, code] of codes.entries())
      yield { line: index + 2, cells: new Map([["code", code]]) };
  };
  await rewards.importPool(club, {
    campaign: "cinema-tickets",
    table: { columns: ["code"], rows: rows() },
  });
}
