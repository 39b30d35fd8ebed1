import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decide } from "../decide.ts";
import { emptyStates } from "../state.ts";
import { PROBLEMS_MAX } from "./collector.ts";
import { compileProgramme } from "./compile.ts";
import { DOCUMENT_VALUES_MAX } from "./document.ts";
import type { ProgrammeProblem } from "./problems.ts";
import { RULES_PER_CLUB_MAX } from "./schema.ts";

const club = {
  club: { name: "Kvarnby", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
};
const base = {
  id: "base",
  on: "purchase",
  give: { points: { each: "1 SEK", of: "basket.paid" } },
};

/** A sound club with something changed. */
function withPart(part: object): object {
  return { ...club, rules: [base], ...part };
}

function withRule(rule: object): object {
  return withPart({ rules: [base, { id: "extra", on: "purchase", give: { points: 5 }, ...rule }] });
}

function problemsOf(document: unknown): readonly ProgrammeProblem[] {
  const checked = compileProgramme(document);
  return checked.ok ? checked.warnings : checked.problems;
}

const long = Array.from({ length: 60 }, () => "basket.paid > 1").join(" && ");

type Case = readonly [
  mistake: string,
  document: object,
  code: string,
  path: string,
  subject: string,
  advice: RegExp,
];

const errors: readonly Case[] = [
  [
    "a missing id",
    withPart({ rules: [{ on: "purchase", give: { points: 1 } }] }),
    "missing_key",
    "/rules/0/id",
    "rules 1",
    /own id/,
  ],
  [
    "a misspelt key",
    withRule({ wen: "true" }),
    "unknown_key",
    "/rules/1/wen",
    "extra",
    /Did you mean 'when'/,
  ],
  [
    "a key far from all",
    withRule({ colour: 1 }),
    "unknown_key",
    "/rules/1/colour",
    "extra",
    /Keys are: id, name, on/,
  ],
  [
    "a misspelt section",
    withPart({ ruls: [] }),
    "unknown_key",
    "/ruls",
    "programme",
    /Did you mean 'rules'/,
  ],
  [
    "a text for a number",
    withPart({ multiplierCap: "ten" }),
    "shape",
    "/multiplierCap",
    "multiplierCap",
    /multipliers together/,
  ],
  [
    "another word than the allowed",
    withRule({ onReturn: "forget" }),
    "shape",
    "/rules/1/onReturn",
    "extra",
    /take their share/,
  ],
  [
    "an id with capitals",
    withPart({ units: { ...club.units, Points: {} } }),
    "invalid_id",
    "/units/Points",
    "Points",
    /Something that is counted/,
  ],
  [
    "a share of nothing",
    withRule({ chance: "0%" }),
    "shape",
    "/rules/1/chance",
    "extra",
    /surprise/,
  ],
  [
    "a day that does not exist",
    withRule({ during: { from: "2026-02-30" } }),
    "shape",
    "/rules/1/during/from",
    "extra",
    /first day/,
  ],
  [
    "hours that do not exist",
    withRule({ during: { hours: "14:00-17:61" } }),
    "shape",
    "/rules/1/during/hours",
    "extra",
    /wall clock/,
  ],
  [
    "a length beyond a century",
    withPart({ units: { points: { expires: "101 years" } } }),
    "shape",
    "/units/points/expires",
    "points",
    /How long units live/,
  ],
  [
    "a currency that does not exist",
    withPart({ units: { points: { worth: { se: "1 QQQ" } } } }),
    "shape",
    "/units/points/worth/se",
    "points",
    /worth to the member/,
  ],
  [
    "two kinds of limit at once",
    withRule({ limit: { times: 1, units: 1 } }),
    "shape",
    "/rules/1/limit",
    "extra",
    /most/,
  ],
  [
    "a misspelt unit",
    withRule({ give: { point: 5 } }),
    "unknown_unit",
    "/rules/1/give/point",
    "extra",
    /Did you mean 'points'/,
  ],
  [
    "an unknown trigger",
    withRule({ on: "own_cup" }),
    "unknown_trigger",
    "/rules/1/on",
    "extra",
    /Declared are: join, purchase/,
  ],
  [
    "an unknown segment",
    withRule({ segments: ["vip"] }),
    "unknown_segment",
    "/rules/1/segments",
    "extra",
    /none yet/,
  ],
  [
    "an unknown level",
    withRule({ levels: ["gold"] }),
    "unknown_level",
    "/rules/1/levels",
    "extra",
    /none yet/,
  ],
  [
    "an unknown market",
    withRule({ markets: ["sa"] }),
    "unknown_market",
    "/rules/1/markets",
    "extra",
    /Did you mean 'se'/,
  ],
  [
    "an unknown reward",
    withRule({ reward: "mug" }),
    "unknown_reward",
    "/rules/1/reward",
    "extra",
    /none yet/,
  ],
  [
    "an unknown badge",
    withRule({ badge: "hero" }),
    "unknown_badge",
    "/rules/1/badge",
    "extra",
    /none yet/,
  ],
  [
    "an unknown message",
    withRule({ tell: "hello" }),
    "unknown_message",
    "/rules/1/tell",
    "extra",
    /none yet/,
  ],
  [
    "a rule without a gift",
    withPart({ rules: [{ id: "empty", on: "join" }] }),
    "rule_gives_nothing",
    "/rules/0",
    "empty",
    /Add give/,
  ],
  [
    "an id used twice",
    withPart({ rules: [base, base] }),
    "doubled_id",
    "/rules/1/id",
    "base",
    /own id/,
  ],
  [
    "an id of the ledger",
    withRule({ id: "expiry" }),
    "reserved_id",
    "/rules/1/id",
    "expiry",
    /another id/,
  ],
  [
    "a rule that gives and multiplies",
    withRule({ multiply: { unit: "points", by: 2 } }),
    "give_and_multiply",
    "/rules/1",
    "extra",
    /two rules/,
  ],
  [
    "a holdout on base earning",
    withRule({ holdout: "10%" }),
    "holdout_not_allowed",
    "/rules/1/holdout",
    "extra",
    /Remove the holdout/,
  ],
  [
    "a holdout on what is advertised",
    withRule({ when: "basket.paid > 5", advertised: true, holdout: "10%" }),
    "holdout_not_allowed",
    "/rules/1/holdout",
    "extra",
    /Remove the holdout/,
  ],
  [
    "money per nothing",
    withRule({ give: { points: { each: "0 SEK", of: "basket.paid" } } }),
    "zero_amount",
    "/rules/1/give/points/each",
    "extra",
    /above 0/,
  ],
  [
    "two amounts in one currency",
    withRule({ give: { points: { each: ["1 SEK", "2 SEK"], of: "basket.paid" } } }),
    "doubled_currency",
    "/rules/1/give/points/each",
    "extra",
    /Keep one/,
  ],
  [
    "pieces measured in money",
    withRule({ give: { points: { each: "1 SEK", of: "basket.quantity" } } }),
    "each_mismatch",
    "/rules/1/give/points/each",
    "extra",
    /whole number/,
  ],
  [
    "money measured in pieces",
    withRule({ give: { points: { each: 1, of: "basket.paid" } } }),
    "each_mismatch",
    "/rules/1/give/points/each",
    "extra",
    /Write money/,
  ],
  [
    "a basket where nobody buys",
    withRule({ on: "join", give: { points: { each: "1 SEK", of: "basket.paid" } } }),
    "nothing_to_measure",
    "/rules/1/give/points/of",
    "extra",
    /purchase only/,
  ],
  [
    "a premium on purchases",
    withRule({ give: { points: { each: "1 SEK", of: "contract.premium" } } }),
    "nothing_to_measure",
    "/rules/1/give/points/of",
    "extra",
    /contract events/,
  ],
  [
    "a limit in money on joining",
    withRule({ on: "join", limit: { money: "5 SEK" } }),
    "limit_without_money",
    "/rules/1/limit",
    "extra",
    /times or units/,
  ],
  [
    "a limit finer than an öre",
    withRule({ limit: { money: "0.001 SEK" } }),
    "amount_too_fine",
    "/rules/1/limit",
    "extra",
    /decimals/,
  ],
  [
    "a limit in units on a message",
    withPart({
      messages: { hi: {} },
      rules: [base, { id: "extra", on: "join", tell: "hi", limit: { units: 5 } }],
    }),
    "limit_without_units",
    "/rules/1/limit",
    "extra",
    /in times/,
  ],
  [
    "a window that ends first",
    withRule({ during: { from: "2026-12-02", through: "2026-12-01" } }),
    "window",
    "/rules/1/during",
    "extra",
    /Correct/,
  ],
  [
    "lines where there is no basket",
    withRule({ on: "join", items: "true" }),
    "items_without_basket",
    "/rules/1/items",
    "extra",
    /'when' instead/,
  ],
  [
    "an activity called as an event",
    withPart({ activities: { purchase: {} } }),
    "reserved_activity",
    "/activities/purchase",
    "purchase",
    /another name/,
  ],
  [
    "a field that hides another",
    withPart({ activities: { visit: { fields: { store: "text" } } } }),
    "reserved_field",
    "/activities/visit/fields/store",
    "visit",
    /small letters/,
  ],
  [
    "a field that is a sum",
    withPart({ activities: { visit: { fields: { "a-b": "text" } } } }),
    "reserved_field",
    "/activities/visit/fields/a-b",
    "visit",
    /small letters/,
  ],
  [
    "a range turned round",
    withPart({ activities: { visit: { fields: { stars: "5..1" } } } }),
    "range_reversed",
    "/activities/visit/fields/stars",
    "visit",
    /1\.\.5/,
  ],
  [
    "an unknown time zone",
    withPart({ markets: { se: { currency: "SEK", timezone: "Sweden/Malmo" } } }),
    "unknown_timezone",
    "/markets/se/timezone",
    "se",
    /Europe/,
  ],
  [
    "an unknown currency",
    withPart({ markets: { se: { currency: "KRO", timezone: "UTC" } } }),
    "unknown_currency",
    "/markets/se/currency",
    "se",
    /ISO 4217/,
  ],
  [
    "a worth in another currency",
    withPart({ units: { points: { worth: { se: "1 DKK" } } } }),
    "wrong_currency",
    "/units/points/worth/se",
    "points",
    /in SEK/,
  ],
  [
    "a worth in an unknown market",
    withPart({ units: { points: { worth: { no: "1 NOK" } } } }),
    "unknown_market",
    "/units/points/worth/no",
    "points",
    /Did you mean 'se'/,
  ],
  [
    "units dead before they live",
    withPart({ units: { points: { expires: "1 month", available: "60 days" } } }),
    "expires_before_available",
    "/units/points/expires",
    "points",
    /live longer/,
  ],
  [
    "units that live for no time",
    withPart({ units: { points: { expires: "0 hours" } } }),
    "expires_before_available",
    "/units/points/expires",
    "points",
    /live longer/,
  ],
  [
    "a period of what is spent",
    withPart({ units: { points: { period: "calendar year" } } }),
    "period_of_spendable",
    "/units/points/period",
    "points",
    /spendable: false/,
  ],
  [
    "a period that rolls for too long",
    withPart({ units: { points: {}, status: { spendable: false, period: "rolling 48 months" } } }),
    "shape",
    "/units/status/period",
    "status",
    /rolling 12 months/,
  ],
  [
    "a grace that outlasts a rolling period",
    withPart({
      units: { points: {}, status: { spendable: false, period: "rolling 2 weeks" } },
      ladders: [{ id: "up", counts: "status", levels: [{ id: "low" }] }],
    }),
    "grace_outlasts_period",
    "/ladders/0/grace",
    "up",
    /at most 2 weeks/,
  ],
  [
    "a level for life that comes before the level",
    withPart({
      units: { points: {}, status: { spendable: false, period: "calendar year" } },
      ladders: [
        { id: "up", counts: "status", levels: [{ id: "low" }, { id: "high", at: 9, lifetime: 5 }] },
      ],
    }),
    "lifetime_too_soon",
    "/ladders/0/levels/1/lifetime",
    "high",
    /more than 9/,
  ],
  [
    "a higher level for life no later than a lower one",
    withPart({
      units: { points: {}, status: { spendable: false, period: "calendar year" } },
      ladders: [
        {
          id: "up",
          counts: "status",
          levels: [
            { id: "low" },
            { id: "mid", at: 5, lifetime: 50 },
            { id: "high", at: 9, lifetime: 50 },
          ],
        },
      ],
    }),
    "lifetime_too_soon",
    "/ladders/0/levels/2/lifetime",
    "high",
    /more than 50/,
  ],
  [
    "gifts for each period where there is none",
    withPart({
      units: { points: {}, status: { spendable: false } },
      ladders: [
        {
          id: "up",
          counts: "status",
          levels: [
            { id: "low" },
            { id: "high", at: 9, welcome: { give: { points: 5 }, every: "period" } },
          ],
        },
      ],
    }),
    "no_period",
    "/ladders/0/levels/1/welcome/every",
    "high",
    /give the unit a period/,
  ],
  [
    "a ladder of what is spent",
    withPart({ ladders: [{ id: "up", counts: "points", levels: [{ id: "low" }] }] }),
    "ladder_of_spendable",
    "/ladders/0/counts",
    "up",
    /spendable: false/,
  ],
  [
    "a ladder without a ground",
    withPart({
      units: { ...club.units, status: { spendable: false } },
      ladders: [{ id: "up", counts: "status", levels: [{ id: "low", at: 5 }] }],
    }),
    "ladder_steps",
    "/ladders/0",
    "up",
    /at: 0/,
  ],
  [
    "a price nobody can pay",
    withPart({
      units: { ...club.units, status: { spendable: false } },
      rewards: [{ id: "mug", cost: { status: 5 } }],
    }),
    "cost_not_spendable",
    "/rewards/0/cost/status",
    "mug",
    /can be spent/,
  ],
  [
    "a card for an unknown reward",
    withPart({ cards: [{ id: "card", goal: 9, grants: "mug" }] }),
    "unknown_reward",
    "/cards/0/grants",
    "card",
    /none yet/,
  ],
  [
    "a challenge beyond its week",
    withPart({
      challenges: [{ id: "run", on: "purchase", every: "week", count: "streak of days", goal: 8 }],
    }),
    "goal_out_of_reach",
    "/challenges/0/goal",
    "run",
    /Lower the goal/,
  ],
  [
    "categories of joining",
    withPart({ challenges: [{ id: "run", on: "join", count: "categories", goal: 2 }] }),
    "nothing_to_measure",
    "/challenges/0/count",
    "run",
    /purchase/,
  ],
  [
    "a misspelt variable",
    withRule({ when: "baskt.paid > 5" }),
    "expression_unknown_name",
    "/rules/1/when",
    "extra",
    /./,
  ],
  [
    "an unknown field",
    withRule({ when: "basket.payed > 5" }),
    "expression_unknown_field",
    "/rules/1/when",
    "extra",
    /./,
  ],
  [
    "a field of another trigger",
    withPart({
      activities: { visit: { fields: { stars: "1..5" } } },
      rules: [
        base,
        { id: "extra", on: ["visit", "purchase"], when: "event.stars > 3", give: { points: 1 } },
      ],
    }),
    "expression_unknown_field",
    "/rules/1/when",
    "extra",
    /./,
  ],
  [
    "a condition that is a number",
    withRule({ when: "basket.paid + 5" }),
    "expression_wrong_result",
    "/rules/1/when",
    "extra",
    /./,
  ],
  [
    "a value that is a text",
    withRule({ give: { points: { value: "event.store" } } }),
    "expression_wrong_result",
    "/rules/1/give/points/value",
    "extra",
    /./,
  ],
  [
    "an expression that is none",
    withRule({ when: "basket.paid >" }),
    "expression_syntax",
    "/rules/1/when",
    "extra",
    /./,
  ],
  [
    "a pattern that could run for years",
    withRule({ when: 'event.store.matches("(a+)+$")' }),
    "expression_unsafe_pattern",
    "/rules/1/when",
    "extra",
    /./,
  ],
  [
    "an expression without end",
    withRule({ when: `${"(".repeat(200)}true${")".repeat(200)}` }),
    "expression_too_large",
    "/rules/1/when",
    "extra",
    /./,
  ],
  [
    "a number of two kinds",
    withPart({
      activities: { run: { fields: { far: "number" } }, walk: { fields: { far: "whole" } } },
      rules: [base, { id: "extra", on: ["run", "walk"], give: { points: { value: "event.far" } } }],
    }),
    "expression_type_differs",
    "/rules/1/give/points/value",
    "extra",
    /same kind/,
  ],
];

describe("a mistake is told with its place, its subject and what to do", () => {
  test.each(errors)("%s", (_, document, code, path, subject, advice) => {
    const checked = compileProgramme(document);
    expect(checked.ok).toBe(false);
    const found = problemsOf(document).filter((problem) => problem.severity === "error");
    expect(found.map((problem) => [problem.code, problem.path, problem.subject])).toContainEqual([
      code,
      path,
      subject,
    ]);
    const problem = found.find((each) => each.code === code && each.path === path);
    expect(problem?.advice).toMatch(advice);
    expect(problem?.message).toMatch(/[.)]$/);
  });
});

const status = { points: club.units.points, status: { spendable: false } };
const warnings: readonly Case[] = [
  [
    "a condition that is never true",
    withRule({ when: "1 > 2" }),
    "never_fires",
    "/rules/1/when",
    "extra",
    /Correct/,
  ],
  [
    "a condition that only divides by zero",
    withRule({ when: "1 / 0 > 2" }),
    "never_fires",
    "/rules/1/when",
    "extra",
    /Correct/,
  ],
  [
    "dates that never meet",
    withRule({ during: { months: [2], monthDays: [30] } }),
    "never_fires",
    "/rules/1/during",
    "extra",
    /window/,
  ],
  [
    "a weekday outside the days",
    withRule({ during: { from: "2026-12-01", through: "2026-12-02", days: ["sun"] } }),
    "never_fires",
    "/rules/1/during",
    "extra",
    /window/,
  ],
  [
    "contracts in a club that only sells",
    withRule({ on: "contract.renewed" }),
    "never_fires",
    "/rules/1/on",
    "extra",
    /relation/,
  ],
  [
    "a level that nobody reaches",
    withPart({
      units: status,
      ladders: [{ id: "up", counts: "status", levels: [{ id: "low" }, { id: "high", at: 5 }] }],
      rules: [base, { id: "extra", on: "purchase", levels: ["high"], give: { points: 1 } }],
    }),
    "never_fires",
    "/rules/1/levels",
    "extra",
    /gives the ladder's unit/,
  ],
  [
    "a multiplier above its base",
    withPart({
      rules: [{ id: "twice", on: "purchase", multiply: { unit: "points", by: 2 } }, base],
    }),
    "multiplies_nothing",
    "/rules/0/multiply",
    "twice",
    /below/,
  ],
  [
    "a multiplier above the cap",
    withPart({
      multiplierCap: 3,
      rules: [base, { id: "ten", on: "purchase", multiply: { unit: "points", by: 10 } }],
    }),
    "above_cap",
    "/rules/1/multiply/by",
    "ten",
    /multiplierCap/,
  ],
  [
    "a group of one",
    withRule({ exclusive: "local" }),
    "alone_in_group",
    "/rules/1/exclusive",
    "extra",
    /same group/,
  ],
  [
    "a holdout that only tells",
    withPart({
      messages: { hi: {} },
      rules: [
        base,
        { id: "extra", on: "purchase", when: "basket.paid > 5", tell: "hi", holdout: "10%" },
      ],
    }),
    "holdout_measures_nothing",
    "/rules/1/holdout",
    "extra",
    /Remove/,
  ],
  [
    "a deed without witness or limit",
    withPart({
      activities: { visit: {} },
      rules: [base, { id: "extra", on: "visit", give: { points: 5 } }],
    }),
    "no_limit",
    "/rules/1",
    "extra",
    /limit/,
  ],
  [
    "a currency nobody uses",
    withRule({ give: { points: { each: ["1 SEK", "1 NOK"], of: "basket.paid" } } }),
    "currency_unused",
    "/rules/1/give/points/each",
    "extra",
    /Remove/,
  ],
  [
    "a market without an amount",
    withPart({
      markets: { ...club.markets, dk: { currency: "DKK", timezone: "Europe/Copenhagen" } },
    }),
    "currency_missing",
    "/rules/0/give/points/each",
    "base",
    /DKK/,
  ],
  [
    "a market without worth",
    withPart({
      markets: { ...club.markets, dk: { currency: "DKK", timezone: "Europe/Copenhagen" } },
    }),
    "worth_missing",
    "/units/points/worth",
    "points",
    /dk: 0.10 DKK/,
  ],
  [
    "a unit that nothing gives",
    withPart({ units: { ...club.units, status: { spendable: false } } }),
    "unit_never_given",
    "/units/status",
    "status",
    /Add a rule/,
  ],
  [
    "a reward nobody gets",
    withPart({ rewards: [{ id: "mug" }] }),
    "reward_unreachable",
    "/rewards/0",
    "mug",
    /cost/,
  ],
  [
    "early access for everybody",
    withPart({
      rewards: [
        {
          id: "first",
          kind: "early_access",
          articles: ["lamp"],
          during: { from: "2026-12-01", through: "2026-12-03" },
        },
      ],
    }),
    "opens_to_all",
    "/rewards/0",
    "first",
    /levels/,
  ],
  [
    "a reward for what nothing gives",
    withPart({
      units: { ...club.units, gems: { worth: { se: "1 SEK" } } },
      rewards: [{ id: "mug", cost: { gems: 5 } }],
    }),
    "reward_unreachable",
    "/rewards/0/cost",
    "mug",
    /earn/,
  ],
  [
    "a reward that is gone",
    withPart({ rewards: [{ id: "mug", cost: { points: 5 }, stock: 0 }] }),
    "reward_out_of_stock",
    "/rewards/0/stock",
    "mug",
    /stock/,
  ],
  [
    "a card for anything",
    withPart({ rewards: [{ id: "mug" }], cards: [{ id: "card", goal: 9, grants: "mug" }] }),
    "card_counts_everything",
    "/cards/0",
    "card",
    /items/,
  ],
  [
    "a challenge for nothing",
    withPart({ challenges: [{ id: "run", on: "purchase", goal: 3 }] }),
    "challenge_gives_nothing",
    "/challenges/0",
    "run",
    /Add give/,
  ],
  [
    "a forgotten segment",
    withPart({ segments: { vip: {} } }),
    "never_used",
    "/segments/vip",
    "vip",
    /segments/,
  ],
  [
    "a forgotten badge",
    withPart({ badges: { hero: {} } }),
    "never_used",
    "/badges/hero",
    "hero",
    /badge/,
  ],
  [
    "a forgotten message",
    withPart({ messages: { hi: {} } }),
    "never_used",
    "/messages/hi",
    "hi",
    /tell/,
  ],
  [
    "a missing translation",
    withPart({
      club: { name: "K", languages: ["sv", "en"] },
      units: { points: { ...club.units.points, name: { en: "points" } } },
    }),
    "translation_missing",
    "/units/points/name",
    "points",
    /Add the text/,
  ],
  [
    "a market's foreign language",
    withPart({ markets: { se: { ...club.markets.se, language: "sv" } } }),
    "language_unknown",
    "/markets/se/language",
    "se",
    /club.languages/,
  ],
  [
    "a misspelt level in an expression",
    withPart({
      units: status,
      ladders: [{ id: "up", counts: "status", levels: [{ id: "low" }, { id: "gold", at: 5 }] }],
      rules: [
        { ...base, give: { ...base.give, status: 1 } },
        { id: "extra", on: "purchase", when: 'member.level == "golt"', give: { points: 1 } },
      ],
    }),
    "unknown_level_asked",
    "/rules/1/when",
    "extra",
    /'gold'/,
  ],
  [
    "a misspelt segment in an expression",
    withPart({
      segments: { vip: {} },
      rules: [
        base,
        { id: "extra", on: "purchase", when: '"vib" in member.segments', give: { points: 1 } },
      ],
    }),
    "unknown_segment_asked",
    "/rules/1/when",
    "extra",
    /'vip'/,
  ],
];

describe("what would surprise is a warning, and the programme compiles", () => {
  test("a sound club has none", () => {
    expect(compileProgramme(withRule({ when: "basket.paid > 500" }))).toMatchObject({
      ok: true,
      warnings: [],
    });
  });

  test.each(warnings)("%s", (_, document, code, path, subject, advice) => {
    const checked = compileProgramme(document);
    expect(checked.ok).toBe(true);
    const problem = problemsOf(document).find((each) => each.code === code && each.path === path);
    expect(problem).toMatchObject({ severity: "warning", subject });
    expect(problem?.advice).toMatch(advice);
  });

  test("a rule that names its markets needs no other market's currency", () => {
    const markets = { ...club.markets, dk: { currency: "DKK", timezone: "Europe/Copenhagen" } };
    const units = { points: { worth: { se: "0.10 SEK", dk: "0.07 DKK" } } };
    const rules = [{ ...base, markets: ["se"] }];
    expect(problemsOf(withPart({ markets, units, rules }))).toEqual([]);
  });
});

describe("a whole document", () => {
  test("all errors are told at once", () => {
    const document = withPart({
      rules: [
        { id: "a", on: "purchase", when: "basket.payed > 5", give: { point: 5 } },
        { id: "b", on: "nowhere", give: { points: 1 } },
        { id: "c", on: "purchase", give: { points: { value: "1 +" } } },
      ],
    });
    expect(new Set(problemsOf(document).map((problem) => problem.subject))).toEqual(
      new Set(["a", "b", "c"]),
    );
  });

  test("a misspelt amount is told as the amount it was meant to be", () => {
    const [each] = problemsOf(
      withRule({ give: { points: { each: "1 SEK", of: "basket.payed" } } }),
    );
    expect(each).toMatchObject({ path: "/rules/1/give/points/of" });
    const [value] = problemsOf(withRule({ give: { points: { value: 5 } } }));
    expect(value).toMatchObject({ path: "/rules/1/give/points/value" });
  });

  test.each(["__proto__", "constructor", "prototype"])("%s is no name", (key) => {
    const text = JSON.stringify(withPart({})).replace('"points":', `"${key}":`);
    const checked = compileProgramme(JSON.parse(text));
    expect(checked.ok).toBe(false);
    expect(problemsOf(JSON.parse(text))[0]).toMatchObject({
      code: "forbidden_key",
      path: `/units/${key}`,
    });
    expect(compileProgramme(withRule({ on: key })).ok).toBe(false);
    expect(compileProgramme(withRule({ give: { [key]: 1 } })).ok).toBe(false);
  });

  test("one that holds itself, or goes on without end, is refused before it is read", () => {
    const loop: { rules: unknown[] } = { rules: [] };
    loop.rules.push(loop);
    expect(problemsOf(loop).map((problem) => problem.code)).toEqual(["too_deep"]);
    const endless = withPart({ rewards: Array.from({ length: DOCUMENT_VALUES_MAX }, () => "x") });
    expect(problemsOf(endless).map((problem) => problem.code)).toEqual(["too_large"]);
  });

  test("the list of problems has an end", () => {
    const rules = Array.from({ length: RULES_PER_CLUB_MAX }, (_, index) => ({
      id: `r${index}`,
      on: "purchase",
      give: { pints: 1, pounds: 1, stones: 1 },
    }));
    expect(problemsOf(withPart({ rules }))).toHaveLength(PROBLEMS_MAX);
  });

  test("the most rules there may be, with long conditions, compile; one more is refused", () => {
    const rules = Array.from({ length: RULES_PER_CLUB_MAX }, (_, index) => ({
      id: `r${index}`,
      on: "purchase",
      when: long,
      items: '"local" in item.tags',
      give: { points: { value: "floor(basket.paid / 10)" } },
    }));
    const checked = compileProgramme(withPart({ rules }));
    expect(checked.ok && checked.programme.rulesById.size).toBe(RULES_PER_CLUB_MAX);
    expect(problemsOf(withPart({ rules: [...rules, base] }))[0]).toMatchObject({
      code: "shape",
      path: "/rules",
    });
  });

  test("anything at all is answered, never thrown", () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, maxDepth: 4 }), (value) => {
        expect(compileProgramme(value).ok).toBe(false);
      }),
      { numRuns: 200 },
    );
  });

  test("a sound document with one value replaced is answered, never thrown", () => {
    const whole = withPart({
      activities: { visit: { evidence: ["till"], fields: { stars: "1..5" } } },
      units: { points: { worth: { se: "1 SEK" }, expires: { after: "1 year", roundTo: "month" } } },
      rules: [
        base,
        {
          id: "x",
          on: "visit",
          when: "event.stars > 3",
          during: { from: "2026-12-01" },
          give: { points: 1 },
          limit: { times: 1 },
        },
      ],
      rewards: [{ id: "mug", cost: { points: 5 } }],
      cards: [{ id: "card", items: "item.quantity > 0", goal: 9, grants: "mug" }],
      challenges: [{ id: "run", on: "purchase", goal: 2, give: { points: 1 } }],
    });
    const text = JSON.stringify(whole);
    const places = [...text.matchAll(/:("[^"]*"|\d+)/g)].map(
      (match) => [match.index + 1, match[1]?.length ?? 0] as const,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.jsonValue({ maxDepth: 2 }),
        ([at, length], value) => {
          const broken = text.slice(0, at) + JSON.stringify(value) + text.slice(at + length);
          expect(compileProgramme(JSON.parse(broken)).ok).toBeTypeOf("boolean");
        },
      ),
      { numRuns: 300 },
    );
  });
});

test("a rule that divides by zero says so, and the other rules give", () => {
  const checked = compileProgramme(
    withPart({
      rules: [
        base,
        { id: "broken", on: "purchase", give: { points: { value: "100 / (basket.lines - 1)" } } },
        { id: "last", on: "purchase", give: { points: 7 } },
      ],
    }),
  );
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const { effects, reasons } = decide({
    programme: checked.programme,
    states: emptyStates("anna"),
    event: {
      id: "e1",
      kind: "purchase",
      occurredAt: 0,
      bookedAt: 0,
      currency: "SEK",
      lines: [{ article: "A", quantity: 1, paidMinor: 10_000 }],
    },
    facts: { version: 1, market: "se" },
  });
  expect(reasons).toContainEqual(
    expect.objectContaining({ rule: "broken", outcome: "skipped", code: "expression_error" }),
  );
  const given = effects.flatMap((effect) =>
    effect.do === "post" ? [[effect.rule, effect.amount]] : [],
  );
  expect(given).toEqual([
    ["base", 100],
    ["last", 7],
  ]);
});
