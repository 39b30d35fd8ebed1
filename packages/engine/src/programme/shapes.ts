/**
 * What expressions may see, per trigger. The same names are the documentation of the language
 * (docs/guides/programme-language.md) and the fields of the views in `views.ts`.
 */
import type { Answers, Shape, ShapeType } from "../expressions/compile.ts";
import type { ProfileKind } from "./profile-schema.ts";
import type { Programme } from "./schema.ts";

const member: Shape = {
  level: "string",
  levels: "map<string, string>",
  joined: "timestamp",
  tenureDays: "int",
  tenureYears: "int",
  segments: "list<string>",
  consents: "list<string>",
  categories: "list<string>",
  badges: "list<string>",
  purchases: "int",
  daysSincePurchase: "int",
  balance: "map<string, int>",
  birthMonth: "int",
  interests: "list<string>",
  motives: "list<string>",
  homeStore: "string",
};
const local: Shape = {
  day: "string",
  year: "int",
  month: "int",
  monthDay: "int",
  weekday: "int",
  hour: "int",
  minute: "int",
};
const frame: Shape = {
  kind: "string",
  channel: "string",
  store: "string",
  region: "string",
  market: "string",
  currency: "string",
};
const item: Shape = {
  article: "string",
  category: "string",
  categories: "list<string>",
  tags: "list<string>",
  quantity: "int",
  paid: "amount",
  list: "amount",
};
const basket: Shape = {
  paid: "amount",
  list: "amount",
  quantity: "int",
  lines: "int",
  categories: "list<string>",
  tags: "list<string>",
  articles: "list<string>",
};
const contract: Shape = {
  id: "string",
  product: "string",
  status: "string",
  years: "int",
  renewals: "int",
  claims: "int",
  claimFreeYears: "int",
  premium: "amount",
};

/** The triggers every club has; its own activities come on top. */
export const BUILT_IN_TRIGGERS = [
  "join",
  "purchase",
  "contract.started",
  "contract.renewed",
  "contract.premium",
  "contract.claimed",
  "contract.paused",
  "contract.resumed",
  "contract.ended",
] as const;

export function triggersOf(programme: Programme): string[] {
  return [...BUILT_IN_TRIGGERS, ...Object.keys(programme.activities)];
}

/** Is it declared what an event of that kind tells? */
export function isKnownTrigger(programme: Programme, trigger: string): boolean {
  return trigger.startsWith("contract.") || triggersOf(programme).includes(trigger);
}

/** Words that CEL keeps for itself, and `scale`, which says the currency's decimals. */
const NAMES_TAKEN = new Set(
  "as break const continue else false for function if import in let loop namespace null package prototype return scale true var void while".split(
    " ",
  ),
);

/** Can an activity's field be called so? It is read as `event.<name>` beside the fields of every event. */
export function isFieldName(name: string): boolean {
  const free = !NAMES_TAKEN.has(name) && !Object.hasOwn(frame, name) && name !== "evidence";
  return free && /^[a-z][a-z0-9_]*$/.test(name);
}

/** The shape for a trigger; with `item` where the expression is asked line by line. */
export function shapeFor(programme: Programme, trigger: string, lineByLine: boolean): Shape {
  const base: Shape = { member: { ...member, ...profileOf(programme) }, local, now: "timestamp" };
  if (trigger === "purchase")
    return { ...base, event: frame, basket, ...(lineByLine ? { item } : {}) };
  if (trigger.startsWith("contract.")) return { ...base, event: frame, contract };
  const activity = programme.activities[trigger];
  if (!activity) return { ...base, event: frame };
  const fields: Record<string, "string" | "double" | "int" | "bool"> = {};
  for (const [name, kind] of Object.entries(activity.fields ?? {}))
    if (isFieldName(name)) fields[name] = fieldType(kind);
  return { ...base, event: { ...frame, evidence: "string", ...fields } };
}

/** What the programme declares of the profile, read as `member.profile.<field>`. */
function profileOf({ profile }: Programme): Shape {
  const fields = Object.entries(profile).filter(([name]) => isProfileName(name));
  return { profile: Object.fromEntries(fields.map(([name, kind]) => [name, answerType(kind)])) };
}

/** Can a field of the profile be called so? */
export const isProfileName = (name: string): boolean => !NAMES_TAKEN.has(name);

/** Which answers may be untold, and what the declared choices are. */
export function answersOf({ profile }: Programme): Answers {
  const choices = Object.entries(profile).flatMap(([field, kind]) =>
    typeof kind === "object"
      ? [[`member.profile.${field}`, Object.values(kind).flat()] as const]
      : [],
  );
  return { group: "member.profile", choices: new Map(choices) };
}

function answerType(kind: ProfileKind): ShapeType {
  if (typeof kind === "object") return "choice" in kind ? "string" : "list<string>";
  switch (kind) {
    case "number":
      return "double";
    case "yesno":
      return "bool";
    case "month":
      return "int";
    case "store":
      return "string";
  }
}

function fieldType(kind: string): "string" | "double" | "int" | "bool" {
  switch (kind) {
    case "number":
      return "double";
    case "yesno":
      return "bool";
    case "text":
    case "article":
    case "day":
      return "string";
    default:
      return "int"; // "whole", or a range such as 1..5
  }
}
