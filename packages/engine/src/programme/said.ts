/**
 * What a condition says, read from its text (CEL), for the shapes that clubs usually write. All or nothing: of a condition
 * that is half understood nothing is said, since half a condition is another one.
 */

/** What is counted or measured, and compared with a number. */
const measures: Readonly<Record<string, Measure>> = {
  "basket.paid": "paid",
  "basket.list": "list",
  "basket.quantity": "pieces",
  "basket.lines": "lines",
  "member.purchases": "purchases",
  "member.daysSincePurchase": "daysSince",
  "member.tenureDays": "memberDays",
  "member.tenureYears": "memberYears",
  "contract.years": "contractYears",
  "contract.renewals": "renewals",
  "contract.claims": "claims",
  "contract.claimFreeYears": "claimFreeYears",
  "contract.premium": "premium",
  "local.hour": "hour",
};
export const MEASURES = [
  "paid",
  "list",
  "pieces",
  "lines",
  "purchases",
  "daysSince",
  "memberDays",
  "memberYears",
  "contractYears",
  "renewals",
  "claims",
  "claimFreeYears",
  "premium",
  "hour",
] as const;
export type Measure = (typeof MEASURES)[number];

const comparisons: Readonly<Record<string, Comparison>> = {
  ">=": "atLeast",
  ">": "moreThan",
  "<=": "atMost",
  "<": "lessThan",
  "==": "exactly",
};
export const COMPARISONS = ["atLeast", "moreThan", "atMost", "lessThan", "exactly"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Lists that hold something or not, and texts that are something or not. */
const places: Readonly<Record<string, Place>> = {
  "item.categories": "category",
  "item.category": "category",
  "item.tags": "tag",
  "item.article": "article",
  "basket.categories": "basketCategory",
  "basket.tags": "basketTag",
  "basket.articles": "basketArticle",
  "member.segments": "segment",
  "member.badges": "badge",
  "member.consents": "consent",
  "member.categories": "bought",
  "member.level": "level",
  "member.interests": "interest",
  "member.homeStore": "homeStore",
  "event.channel": "channel",
  "event.store": "store",
  "event.region": "region",
  "event.market": "market",
};
export const PLACES = [
  "category",
  "tag",
  "article",
  "basketCategory",
  "basketTag",
  "basketArticle",
  "segment",
  "badge",
  "consent",
  "bought",
  "level",
  "interest",
  "homeStore",
  "channel",
  "store",
  "region",
  "market",
] as const;
export type Place = (typeof PLACES)[number];

export type Said =
  | { readonly kind: "all" | "any"; readonly parts: readonly Said[] }
  | {
      readonly kind: "number";
      readonly measure: Measure;
      readonly comparison: Comparison;
      readonly value: number;
    }
  | {
      readonly kind: "field";
      readonly field: string;
      readonly comparison: Comparison;
      readonly value: number;
    }
  | {
      readonly kind: "place";
      readonly place: Place;
      readonly values: readonly string[];
      readonly not: boolean;
    }
  | { readonly kind: "flag"; readonly field: string; readonly not: boolean }
  | { readonly kind: "newCategory" }
  /** The month of the birthday that the member has told. */
  | { readonly kind: "birthday" }
  | { readonly kind: "told"; readonly field: string }
  /** One of the values is the answer, or among the answers; without values it is yes. */
  | {
      readonly kind: "answer";
      readonly field: string;
      readonly values: readonly string[];
      readonly not: boolean;
    };

const NUMBER = /^([a-zA-Z.]+) ?(>=|>|<=|<|==) ?(\d+(?:\.\d+)?)$/;
const FIELD = /^(?:event|member\.profile)\.([a-z][A-Za-z0-9_]*) ?(>=|>|<=|<|==) ?(\d+(?:\.\d+)?)$/;
const HAS = /^"([^"\\]+)" in ([a-zA-Z.]+)$/;
const IS = /^([a-zA-Z.]+) ?(==|!=) ?"([^"\\]+)"$/;
const ONE_OF = /^([a-zA-Z.]+) in \[("[^"\\]+"(?:, ?"[^"\\]+")*)\]$/;
const FLAG = /^(!?)event\.([a-z][a-z0-9_]*)$/;
const NEW_CATEGORY = /^basket\.categories\.exists\((\w+), ?!\(?\1 in member\.categories\)?\)$/;
const BIRTHDAY = /^(?:member\.birthMonth ?== ?local\.month|local\.month ?== ?member\.birthMonth)$/;
const TOLD = /^has\(member\.profile\.(\w+)\)$/;
const ANSWERS = /^"([^"\\]+)" in member\.(?:profile\.)?(\w+)$/;
const ANSWER = /^member\.profile\.(\w+) ?(==|!=) ?"([^"\\]+)"$/;
const ANSWER_OF = /^member\.profile\.(\w+) in \[("[^"\\]+"(?:, ?"[^"\\]+")*)\]$/;
const YES = /^(!?)member\.profile\.(\w+)$/;
/** Fields of every event: they are texts, and none is a yes or no. */
const FRAME = new Set(["kind", "channel", "store", "region", "market", "currency", "evidence"]);

/** What the text of a condition says; null where it is none of the usual shapes. */
export function saidBy(text: string): Said | null {
  const plain = withoutBrackets(inDoubleQuotes(text.trim().replaceAll(/\s+/g, " ")));
  return joined(plain, "||", "any") ?? joined(plain, "&&", "all") ?? single(plain);
}

/** CEL knows both quotes; a text that holds the other kind is left as it is. */
const inDoubleQuotes = (text: string): string => text.replaceAll(/'([^'"\\]*)'/g, '"$1"');

function joined(text: string, sign: string, kind: "all" | "any"): Said | null {
  const pieces = split(text, sign);
  if (pieces === null || pieces.length < 2) return null;
  const parts = pieces.map(saidBy).filter((part) => part !== null);
  if (parts.length < pieces.length) return null;
  const said = kind === "all" ? withoutGuards(parts) : parts;
  const [only] = said;
  return said.length === 1 && only !== undefined ? only : { kind, parts: said };
}

/** That something is told goes without saying where the answer itself is asked for. */
function withoutGuards(parts: readonly Said[]): Said[] {
  const known = new Set(
    parts.flatMap((part) => (part.kind === "answer" || part.kind === "field" ? part.field : [])),
  );
  return parts.filter((part) => part.kind !== "told" || !known.has(part.field));
}

function single(text: string): Said | null {
  if (NEW_CATEGORY.test(text)) return { kind: "newCategory" };
  if (BIRTHDAY.test(text)) return { kind: "birthday" };
  return measured(text) ?? placed(text) ?? answered(text) ?? flagged(text);
}

function answered(text: string): Said | null {
  const [, told] = TOLD.exec(text) ?? [];
  if (told !== undefined) return { kind: "told", field: told };
  const not = text.startsWith("!(");
  const plain = not ? withoutBrackets(text.slice(1)) : text;
  const [, value, list = ""] = ANSWERS.exec(plain) ?? [];
  if (value !== undefined && (list === "motives" || plain.includes("member.profile.")))
    return { kind: "answer", field: list, values: [value], not };
  const [, field = "", sign, equal] = ANSWER.exec(plain) ?? [];
  if (equal !== undefined)
    return { kind: "answer", field, values: [equal], not: not !== (sign === "!=") };
  const [, of = "", values] = ANSWER_OF.exec(plain) ?? [];
  if (values !== undefined) return { kind: "answer", field: of, values: textsIn(values), not };
  const [, no, yes] = YES.exec(text) ?? [];
  return yes === undefined ? null : { kind: "answer", field: yes, values: [], not: no === "!" };
}

const textsIn = (list: string): string[] =>
  [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "");

function measured(text: string): Said | null {
  const [, of = "", sign = "", value = ""] = NUMBER.exec(text) ?? FIELD.exec(text) ?? [];
  const comparison = comparisons[sign];
  if (comparison === undefined) return null;
  const measure = measures[of];
  if (measure !== undefined) return { kind: "number", measure, comparison, value: Number(value) };
  const [, field = ""] = FIELD.exec(text) ?? [];
  return field === "" ? null : { kind: "field", field, comparison, value: Number(value) };
}

function placed(text: string): Said | null {
  const not = text.startsWith("!(") && withoutBrackets(text.slice(1)) !== text.slice(1);
  const plain = not ? withoutBrackets(text.slice(1)) : text;
  const [, value, list = ""] = HAS.exec(plain) ?? [];
  const inList = places[list];
  if (value !== undefined && inList !== undefined && list.endsWith("s"))
    return { kind: "place", place: inList, values: [value], not };
  const [, subject = "", sign, equal] = IS.exec(plain) ?? [];
  const at = places[subject];
  if (equal !== undefined && at !== undefined && !subject.endsWith("s"))
    return { kind: "place", place: at, values: [equal], not: not !== (sign === "!=") };
  const [, of = "", values] = ONE_OF.exec(plain) ?? [];
  const among = places[of];
  if (values === undefined || among === undefined || of.endsWith("s")) return null;
  return { kind: "place", place: among, values: textsIn(values), not };
}

function flagged(text: string): Said | null {
  const [, sign = "", field = ""] = FLAG.exec(text) ?? [];
  if (field === "" || FRAME.has(field)) return null;
  return { kind: "flag", field, not: sign === "!" };
}

/** The parts between signs that stand in no bracket and no quotes; null where those do not match. */
function split(text: string, sign: string): string[] | null {
  const parts: string[] = [];
  let [depth, begin, isQuoted] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === "\\") return null;
    if (letter === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (letter === "(" || letter === "[") depth += 1;
    if (letter === ")" || letter === "]") depth -= 1;
    if (depth < 0) return null;
    if (depth > 0 || !text.startsWith(sign, at)) continue;
    parts.push(text.slice(begin, at).trim());
    begin = at + sign.length;
    at = begin - 1;
  }
  if (depth !== 0 || isQuoted) return null;
  return [...parts, text.slice(begin).trim()];
}

/** Without brackets that hold all of it. */
function withoutBrackets(text: string): string {
  if (!text.startsWith("(") || !text.endsWith(")")) return text;
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (depth === 0 && at < text.length - 1) return text;
  }
  return depth === 0 ? withoutBrackets(text.slice(1, -1).trim()) : text;
}
