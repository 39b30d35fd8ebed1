/** What is kept how long: rules as data, what would go now, and the nightly work. */
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as members from "../members/service.ts";
import type { RetentionRule } from "./domain.ts";
import { erase } from "./service.ts";
import * as store from "./store.ts";
import { agedTables, INACTIVE_RULE, QUARANTINE_RULE } from "./aged-tables.ts";
import type { AgedTable } from "./aged-tables.ts";

const DAY_MS = 86_400_000;
/** A night erases so many at most; the next one goes on. */
const ERASED_PER_NIGHT_MAX = 1_000;
const QUARANTINE_DAYS = 90;

const inactiveMembers = {
  rule: INACTIVE_RULE,
  what: "Members of whom nothing was heard: no event, no sign-in, no change. They are erased.",
  keepDaysUnlessSaid: 0,
};
const identityRest = {
  rule: QUARANTINE_RULE,
  what: "How long a card, address or number that a member gave up rests before another may have it.",
  keepDaysUnlessSaid: QUARANTINE_DAYS,
};

export type CountedRule = RetentionRule & { readonly due: number | null };

/** Every rule with what would go by it now; nothing does. */
export async function listRetention(club: Club): Promise<CountedRule[]> {
  const said = await store.saidRetention(club.db);
  const now = club.clock.now();
  const rules: CountedRule[] = [];
  for (const aged of agedTables) {
    const rule = ruleOf(aged, said);
    const due = rule.keepDays === 0 ? 0 : await store.countAged(club.db, aged, before(rule, now));
    rules.push({ ...rule, due });
  }
  const keepDays = said.get(INACTIVE_RULE) ?? 0;
  const due = keepDays === 0 ? 0 : await store.countInactive(club.db, now - keepDays * DAY_MS);
  rules.push({ ...inactiveMembers, keepDays, due });
  rules.push({
    ...identityRest,
    keepDays: await members.quarantineDays(club.db),
    due: null,
  });
  for (const { field, keepDays: days } of await members.listFields(club.db)) {
    if (days === null) continue;
    const what = `Answers to ${field}; said with the field itself.`;
    rules.push({
      rule: `answers:${field}`,
      what,
      keepDays: days,
      keepDaysUnlessSaid: days,
      due: null,
    });
  }
  const answers = await store.countOldAnswers(club.db, now);
  const what = "All answers that are older than their fields keep them.";
  rules.push({ rule: "answers", what, keepDays: 0, keepDaysUnlessSaid: 0, due: answers });
  return rules;
}

function ruleOf(
  { rule, what, keepDays }: AgedTable,
  said: ReadonlyMap<string, number>,
): RetentionRule {
  return { rule, what, keepDays: said.get(rule) ?? keepDays, keepDaysUnlessSaid: keepDays };
}

function before({ keepDays }: RetentionRule, now: number): number {
  return now - keepDays * DAY_MS;
}

/**
 * Says how long something is kept.
 *
 * @throws DomainError `not_found`.
 */
export async function putRetention(
  club: Club,
  said: { readonly rule: string; readonly keepDays: number; readonly by: string },
): Promise<CountedRule> {
  const { rule, keepDays } = said;
  const isKnown = rule === INACTIVE_RULE || agedTables.some((aged) => aged.rule === rule);
  if (rule === QUARANTINE_RULE) await members.setQuarantineDays(club.db, Math.min(keepDays, 3_650));
  else if (isKnown) await store.sayRetention(club.db, { ...said, now: club.clock.now() });
  else
    throw new DomainError(
      "not_found",
      `There is no rule ${rule}; GET /v1/privacy/retention names them.`,
    );
  const found = (await listRetention(club)).find((each) => each.rule === rule);
  if (found === undefined) throw new Error("a rule that was just said is missing");
  return found;
}

/** What went, per rule. */
export type Gone = Record<string, number>;

/** Works the rules off; run twice it does the same as once. */
export async function workOff(club: Club): Promise<Gone> {
  const said = await store.saidRetention(club.db);
  const now = club.clock.now();
  const rest = await members.quarantineDays(club.db);
  const gone: Gone = {};
  for (const aged of agedTables) {
    const rule = ruleOf(aged, said);
    if (rule.keepDays === 0) continue;
    // What rests must be remembered as long as it does, whatever the rule says.
    const keepDays =
      aged.table === "members_identity" ? Math.max(rule.keepDays, rest) : rule.keepDays;
    gone[rule.rule] = await store.deleteAged(club.db, aged, before({ ...rule, keepDays }, now));
  }
  gone["answers"] = await store.deleteOldAnswers(club.db, now);
  const keepDays = said.get(INACTIVE_RULE) ?? 0;
  if (keepDays > 0) gone[INACTIVE_RULE] = await eraseInactive(club, now - keepDays * DAY_MS);
  return gone;
}

async function eraseInactive(club: Club, since: number): Promise<number> {
  const due = await store.inactive(club.db, since, ERASED_PER_NIGHT_MAX);
  const requestId = newId();
  for (const memberId of due) await erase(club, memberId, { actor: "system", requestId });
  return due.length;
}
