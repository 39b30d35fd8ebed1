/**
 * A campaign as a form: a rule for a time, from a template, on top of the programme in force. Pure: the rule it comes to
 * and what is wrong with what was typed.
 */
import { WORTH_ARM_MIN } from "@trofast/contract/insights";
import { freeId, idsIn, isRecord, rulesOf, textOf, withRules } from "./rule-form.ts";
import type { Document, Rule } from "./rule-form.ts";

export const campaigns = [
  "double-local",
  "double-category",
  "quiet-hours",
  "big-basket",
  "new-category",
  "win-back",
] as const;
export type Campaign = (typeof campaigns)[number];

export const isCampaign = (text: string): text is Campaign =>
  campaigns.some((known) => known === text);

/** What a template asks for besides its name, days and control group, in the order of the form. */
export const asked: Readonly<Record<Campaign, readonly Asked[]>> = {
  "double-local": ["by", "tag"],
  "double-category": ["by", "category"],
  "quiet-hours": ["by", "opens", "closes"],
  "big-basket": ["amount", "least"],
  "new-category": ["amount"],
  "win-back": ["amount", "away"],
};
export type Asked = "by" | "tag" | "category" | "opens" | "closes" | "amount" | "least" | "away";

/** Everything as it is typed; days are YYYY-MM-DD, hours HH:MM. */
export interface CampaignForm {
  readonly names: Readonly<Record<string, string>>;
  readonly unit: string;
  readonly by: string;
  readonly tag: string;
  readonly category: string;
  readonly opens: string;
  readonly closes: string;
  readonly amount: string;
  readonly least: string;
  readonly away: string;
  readonly from: string;
  readonly through: string;
  readonly holdout: string;
}

const DAY_MS = 86_400_000;
/** Four weeks hold each weekday as often. */
const DAYS_AT_FIRST = 28;

/** A calendar day so many days after another. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/**
 * What a form begins with.
 *
 * @param names the template's name in each of the club's languages.
 * @param today by the club's clock, YYYY-MM-DD.
 */
export function campaignAtFirst(
  document: Document,
  { names, today }: { readonly names: Readonly<Record<string, string>>; readonly today: string },
): CampaignForm {
  const from = dayAfter(today, 1);
  return {
    names,
    unit: spendableUnits(document)[0] ?? "",
    by: "2",
    tag: "local",
    category: "",
    opens: "14:00",
    closes: "17:00",
    amount: "50",
    least: "300",
    away: "60",
    from,
    through: dayAfter(from, DAYS_AT_FIRST - 1),
    // Proposed once it is known whether so many are reached that it tells anything.
    holdout: "",
  };
}

const SHARE_PROPOSED = 10;

/**
 * What share to withhold it from, in percent; null where so few would be left out that nothing could be told from them.
 *
 * @param reached members who notice it with the share in `form` left out.
 */
export function holdoutFor(reached: number, { holdout }: Pick<CampaignForm, "holdout">) {
  const all = reachedByAll(reached, holdout);
  return (all * SHARE_PROPOSED) / 100 >= WORTH_ARM_MIN ? String(SHARE_PROPOSED) : null;
}

/** Whether the control group that is typed would be too small to tell anything. */
export function isTooFew(reached: number, { holdout }: Pick<CampaignForm, "holdout">): boolean {
  const share = typedNumber(holdout);
  return share > 0 && (reachedByAll(reached, holdout) * share) / 100 < WORTH_ARM_MIN;
}

/** How many would notice it if it were withheld from nobody. */
function reachedByAll(reached: number, holdout: string): number {
  const share = typedNumber(holdout);
  return share > 0 && share < 100 ? Math.round(reached / (1 - share / 100)) : reached;
}

/** Units that members can spend: those cost something. */
export function spendableUnits(document: Document): readonly string[] {
  const units = isRecord(document["units"]) ? document["units"] : {};
  return idsIn(document, "units").filter((id) => {
    const unit = units[id];
    return isRecord(unit) && unit["spendable"] !== false;
  });
}

/** A number as it is written in any of the languages: 2,5 or 2.5. NaN where it is none. */
export const typedNumber = (text: string): number =>
  /^\d+(?:[.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : Number.NaN;

type Wrong = "by" | "whole" | "goods" | "hours" | "days" | "share" | "name" | "past";

const BY_MAX = 20;
const SHARE_MAX = 50;

/** What has to be mended before anything can be counted, field by field, in the order of the form. */
export function wrongsIn(
  campaign: Campaign,
  form: CampaignForm,
  today: string,
): readonly (readonly [keyof CampaignForm, Wrong])[] {
  const wrongs: (readonly [keyof CampaignForm, Wrong])[] = [];
  const has = (field: Asked): boolean => asked[campaign].includes(field);
  const by = typedNumber(form.by);
  if (Object.values(form.names).every((name) => name.trim() === "")) wrongs.push(["names", "name"]);
  if (has("by") && !(by > 1 && by <= BY_MAX)) wrongs.push(["by", "by"]);
  for (const field of ["tag", "category"] as const)
    if (has(field) && form[field].trim() === "") wrongs.push([field, "goods"]);
  for (const field of ["amount", "least", "away"] as const)
    if (has(field) && !/^[1-9]\d{0,8}$/.test(form[field].trim())) wrongs.push([field, "whole"]);
  if (has("opens") && !(form.opens < form.closes)) wrongs.push(["closes", "hours"]);
  if (form.from < today) wrongs.push(["from", "past"]);
  if (form.through < form.from) wrongs.push(["through", "days"]);
  const share = form.holdout.trim() === "" ? 0 : typedNumber(form.holdout);
  if (!(share >= 0 && share <= SHARE_MAX)) wrongs.push(["holdout", "share"]);
  return wrongs;
}

/** The campaign as a rule of the document, with an id that no other rule has. */
export function campaignRule(campaign: Campaign, form: CampaignForm, document: Document): Rule {
  const names = Object.entries(form.names)
    .map(([language, name]) => [language, name.trim()] as const)
    .filter(([, name]) => name !== "");
  const share = typedNumber(form.holdout);
  return {
    id: idFor(campaign, document),
    name: Object.fromEntries(names),
    on: "purchase",
    ...chosen(campaign, form),
    during: {
      ...(form.from !== "" && { from: form.from }),
      ...(form.through !== "" && { through: form.through }),
      ...(campaign === "quiet-hours" && { hours: `${form.opens}-${form.closes}` }),
    },
    ...given(campaign, form, document),
    ...(share > 0 && { holdout: `${Math.round(share * 100) / 100}%` }),
  };
}

/** An id tells later what it was, and none is used a second time. */
function idFor(campaign: Campaign, document: Document): string {
  const taken = new Set(rulesOf(document).map(({ id }) => id));
  if (!taken.has(campaign)) return campaign;
  for (let number = 2; ; number += 1)
    if (!taken.has(`${campaign}-${number}`)) return `${campaign}-${number}`;
}

/** Quotes would end the text of an expression. */
const quoted = (text: string): string => `"${text.trim().replaceAll(/["\\]/g, "")}"`;

function chosen(campaign: Campaign, form: CampaignForm): Rule {
  switch (campaign) {
    case "double-local":
      return { items: `${quoted(form.tag)} in item.tags` };
    case "double-category":
      return { items: `${quoted(form.category)} in item.categories` };
    case "quiet-hours":
      return {};
    case "big-basket":
      return { when: `basket.paid >= ${form.least.trim()}` };
    case "new-category":
      return {
        when: "member.purchases >= 1 && basket.categories.exists(c, !(c in member.categories))",
      };
    case "win-back":
      return { when: `member.daysSincePurchase >= ${form.away.trim()}` };
  }
}

function given(campaign: Campaign, form: CampaignForm, document: Document): Rule {
  const { unit } = form;
  if (asked[campaign].includes("by")) {
    const rules = basicRules(document, unit);
    const by = typedNumber(form.by);
    return { multiply: { unit, by, ...(rules.length > 0 && { rules }) } };
  }
  const every = campaign === "big-basket" ? "day" : campaign === "new-category" ? "month" : "ever";
  return { give: { [unit]: Number(form.amount.trim()) }, limit: { times: 1, every } };
}

/** What purchases earn by their amount: a gift for something else is not doubled. */
function basicRules(document: Document, unit: string): readonly string[] {
  return rulesOf(document)
    .filter(({ on, give }) => {
      const gift = isRecord(give) ? give[unit] : undefined;
      const isOnPurchase = on === "purchase" || (Array.isArray(on) && on.includes("purchase"));
      return isOnPurchase && isRecord(gift) && gift["each"] !== undefined;
    })
    .map(({ id }) => textOf(id));
}

/** The document with the campaign as its last rule: it multiplies what stands above it. */
export const withCampaign = (document: Document, rule: Rule): Document =>
  withRules(document, [...rulesOf(document), rule]);

/** The document with a day as the last one of a rule; null where it has no such rule, or one that ends before. */
export function endedOn(document: Document, rule: string, day: string): Document | null {
  const rules = rulesOf(document);
  const known = rules.find(({ id }) => id === rule);
  const during = known?.["during"];
  const windows = (Array.isArray(during) ? during : [during]).filter(isRecord);
  // A window that would begin after it is none any more.
  const begun = windows.filter(({ from }) => from === undefined || textOf(from) <= day);
  if (known === undefined || begun.length === 0) return null;
  const ended = begun.map((window) => {
    const through = textOf(window["through"]);
    return { ...window, through: through !== "" && through < day ? through : day };
  });
  const next = { ...known, during: ended.length === 1 ? ended[0] : ended };
  return withRules(
    document,
    rules.map((each) => (each === known ? next : each)),
  );
}

/** A draft's name that no draft has yet. */
export function draftIdFor(
  rule: Rule,
  form: Pick<CampaignForm, "from">,
  taken: readonly string[],
): string {
  const id = `${textOf(rule["id"]) || freeId([])}-${form.from}`.slice(0, 56);
  if (!taken.includes(id)) return id;
  for (let number = 2; ; number += 1)
    if (!taken.includes(`${id}-${number}`)) return `${id}-${number}`;
}
