/**
 * A programme tried before it is published: on the last months' real events, and on one made-up receipt. Reads only.
 *
 * What if: what happened before the months in question is folded under the programme that the new one follows, so that
 * members begin them as who they were. A campaign that is still to come is tried on days that have been (past-windows.ts).
 * Members are folded in an order that chance has settled, for ten seconds at most, or as many as are said. Where that was enough for all,
 * the figures are exact; else those folded are a simple random sample of members, every figure is theirs times
 * (all / sampled), and the change of cost has the 95 % interval of such a sample with its correction for a finite whole
 * (W. G. Cochran, Sampling Techniques, 3rd ed., 1977, sections 2.5 and 2.6).
 */
import { setImmediate as othersFirst } from "node:timers/promises";
import { WHAT_IF_SECONDS } from "@trofast/contract/programmes-trying";
import { chance } from "@trofast/engine/chance";
import type { Reason } from "@trofast/engine/claims";
import { describeEffects, describeReason } from "@trofast/engine/describe";
import { costOf as unitsCosted, type SimulationResult } from "@trofast/engine/comparison";
import { mulExact, roundExact, toSafeInteger } from "@trofast/engine/numbers";
import { compareProgrammes, type Change } from "@trofast/engine/programme/compare";
import type { CompiledProgramme, Market } from "@trofast/engine/programme/compiled";
import type { ProgrammeProblem } from "@trofast/engine/programme/problems";
import { Simulation } from "@trofast/engine/simulate";
import { addDuration, dayNumber, dayOf, startOfDayNumber } from "@trofast/engine/time";
import { perClub, type Club } from "../../club.ts";
import { snapshot, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { asIfOf, comingRules, dayAfter, isSameBut, movedBack, type AsIf } from "./past-windows.ts";
import { compiled, simulatedOf } from "./simulation.ts";
import * as store from "./simulation-store.ts";
import { quantile } from "./worth-domain.ts";

const WALLETS_PER_PAGE = 50;
/** Each takes a processor for seconds: more that wait would wait too long. */
const WAITING_MAX = 3;
/** Fewer say nothing about the rest. */
const SAMPLE_MIN = 30;

export interface Subject {
  readonly document?: unknown;
  readonly draft?: string | undefined;
}

export interface WhatIf {
  readonly programmeVersion: number;
  readonly changes: readonly Change[];
  readonly from: number;
  readonly through: number;
  /** On which days a campaign to come was tried; null: nothing was moved. */
  readonly asIf: AsIf | null;
  readonly events: number;
  readonly sample: { readonly members: number; readonly of: number } | null;
  readonly result: SimulationResult;
  /** Per market, with a sample: half the width of the interval of the change of cost, in minor units. */
  readonly halves: ReadonlyMap<string, number>;
  readonly seconds: number;
}

const lineOf = perClub(() => {
  const line: { last: Promise<unknown>; waiting: number } = {
    last: Promise.resolve(),
    waiting: 0,
  };
  return line;
});

/**
 * What a programme would have given for what happened in the last months, beside the one that it follows.
 *
 * @param input.effectiveAt from when on it would be in force, epoch milliseconds; left out: from now on.
 *
 * @throws DomainError `programme_invalid`, `no_programme`, `not_found`, or `overloaded` where others wait already.
 */
export async function whatIf(
  club: Club,
  input: Subject & {
    readonly months: number;
    readonly seconds: number;
    readonly effectiveAt?: number | undefined;
    readonly marginShare?: number | undefined;
    readonly signal: AbortSignal;
  },
): Promise<WhatIf> {
  const timeline = await activity.timelineOf(club);
  const now = club.clock.now();
  const before = timeline.at(input.effectiveAt ?? now);
  const after = compiled(await documentOf(club, input), "The programme");
  return await inLine(club, async () => await folded(club, { ...input, before, after, now }));
}

/** One after another, so that a console that asks while somebody types takes one processor at most. */
async function inLine<T>(club: Club, work: () => Promise<T>): Promise<T> {
  const line = lineOf(club);
  if (line.waiting >= WAITING_MAX)
    throw new DomainError(
      "overloaded",
      `${WAITING_MAX} programmes are being tried already; each takes up to ${WHAT_IF_SECONDS} seconds.`,
      { retryAfterSeconds: WHAT_IF_SECONDS },
    );
  line.waiting += 1;
  const mine = line.last.then(work, work);
  line.last = mine.catch(() => undefined);
  try {
    return await mine;
  } finally {
    line.waiting -= 1;
  }
}

async function documentOf(club: Club, { document, draft }: Subject): Promise<unknown> {
  return draft === undefined ? document : (await programmes.readDraft(club.db, draft)).document;
}

interface Folding {
  readonly before: CompiledProgramme;
  readonly after: CompiledProgramme;
  readonly now: number;
  readonly months: number;
  readonly seconds: number;
  readonly marginShare?: number | undefined;
  readonly signal: AbortSignal;
}

interface Span {
  readonly before: CompiledProgramme;
  readonly after: CompiledProgramme;
  readonly from: number;
  readonly through: number;
  readonly asIf: AsIf | null;
}

/**
 * What is folded, and over what: the months asked for; or, where nothing else is news, just the days that a campaign to
 * come is tried on.
 */
async function spanOf(club: Club, { before, after, now, months }: Folding): Promise<Span> {
  const { zone } = before.marketDefault;
  const from = addDuration(now, { kind: "calendar", months: -months, days: 0 }, zone);
  const sources = { before: before.source, after: after.source };
  const today = dayOf(now, zone);
  const coming = comingRules(sources, today);
  if (coming.length === 0) return { before, after, from, through: now, asIf: null };
  const { first_at: firstAt } = await store.extent(club.db, { from: 0, before: now + 1 });
  const first = dayOf(firstAt ?? now, zone);
  const asIf = asIfOf(coming, { today, first, since: dayOf(from, zone) });
  const start = startOf(asIf.from, zone);
  const isAlone = isSameBut(sources.before, sources.after, asIf.rules);
  return {
    before: compiled(movedBack(sources.before, asIf), "The programme before"),
    after: compiled(movedBack(sources.after, asIf), "The programme"),
    from: isAlone ? start : Math.min(from, start),
    through: isAlone ? startOf(dayAfter(asIf.through, 1), zone) - 1 : now,
    asIf,
  };
}

const startOf = (day: string, zone: string): number => startOfDayNumber(dayNumber(day), zone);

async function folded(club: Club, input: Folding): Promise<WhatIf> {
  const { seconds, marginShare, signal } = input;
  const startedAt = performance.now();
  const { before, after, from, through, asIf } = await spanOf(club, input);
  const simulation = new Simulation(
    before,
    after,
    marginShare === undefined ? {} : { marginShare },
  );
  const changes = new Changes(before, after);
  const ids = (await store.allWallets(club.db))
    .map((id) => ({ id, at: chance("what-if", id) }))
    .toSorted((left, right) => left.at - right.at)
    .map(({ id }) => id);
  let [done, events] = [0, 0];
  while (done < ids.length && !signal.aborted && !club.closing.aborted) {
    if (performance.now() - startedAt > seconds * 1000 && done >= SAMPLE_MIN) break;
    const page = ids.slice(done, done + WALLETS_PER_PAGE);
    const happened = await store.happenedSince(club.db, page, { since: from, before: through + 1 });
    for (const [member, own] of Map.groupBy(happened, (event) => event.wallet_id)) {
      const all = own.map(simulatedOf);
      changes.add(simulation.add({ member, events: all, until: through, countedFrom: from }));
      events += own.filter((event) => event.occurred_at >= from).length;
    }
    done += page.length;
    await othersFirst();
  }
  const isSample = done < ids.length;
  return {
    programmeVersion: input.before.version,
    changes: compareProgrammes(input.before.source, input.after.source),
    from,
    through,
    asIf,
    events,
    sample: isSample ? { members: done, of: ids.length } : null,
    result: simulation.result(),
    halves: isSample ? changes.halves(done, ids.length) : new Map<string, number>(),
    seconds: (performance.now() - startedAt) / 1000,
  };
}

type Outcomes = ReturnType<Simulation["add"]>;

/** Sums over members of what the change of programme costs for each, and of its square. */
class Changes {
  readonly #before: CompiledProgramme;
  readonly #after: CompiledProgramme;
  readonly #sums = new Map<string, { sum: number; squares: number }>();

  constructor(before: CompiledProgramme, after: CompiledProgramme) {
    this.#before = before;
    this.#after = after;
  }

  add({ before, after }: Outcomes): void {
    const change = costOf(after, this.#after) - costOf(before, this.#before);
    const known = this.#sums.get(after.market) ?? { sum: 0, squares: 0 };
    known.sum += change;
    known.squares += change ** 2;
    this.#sums.set(after.market, known);
  }

  /** Members of another market, and those without events, count as 0 of this one's. */
  halves(sampled: number, all: number): Map<string, number> {
    const halves = new Map<string, number>();
    for (const [market, { sum, squares }] of this.#sums) {
      const variance = Math.max(0, squares - sum ** 2 / sampled) / Math.max(1, sampled - 1);
      const error = all * Math.sqrt((variance / sampled) * (1 - sampled / all));
      halves.set(market, quantile(sampled - 1) * error);
    }
    return halves;
  }
}

function costOf({ units, market }: Outcomes["after"], programme: CompiledProgramme): number {
  let minor = 0;
  for (const [id, amounts] of Object.entries(units)) {
    const unit = programme.units.get(id);
    const each = unit?.costMinor.get(market) ?? unit?.worthMinor.get(market);
    if (unit?.spendable === true && each !== undefined)
      minor += toSafeInteger(roundExact(mulExact(unitsCosted(amounts), each), "half_up")) ?? 0;
  }
  return minor;
}

export interface Receipt extends Subject {
  readonly payload: Submitted["payload"];
  /** Without it the market of the member, or the first one with the currency. */
  readonly market?: string | undefined;
  readonly store?: string | undefined;
  readonly channel?: string | undefined;
  readonly at?: number | undefined;
  readonly member?: members.MemberRef | undefined;
}

export interface Tried {
  readonly memberId: string | null;
  readonly market: Market;
  readonly at: number;
  readonly given: Readonly<Record<string, number>>;
  readonly reasons: readonly (Reason & { readonly words: string })[];
  readonly effects: readonly string[];
  readonly balance: ReturnType<typeof activity.balancesOf>;
  readonly refused: { readonly code: string; readonly detail: string } | null;
  readonly unknownArticles: readonly string[];
  readonly problems: readonly ProgrammeProblem[];
}

/**
 * What a receipt or a deed would give, under a document, a draft or the programme in force, for a member as they are now
 * or for somebody who has just joined.
 *
 * @throws DomainError `programme_invalid`, `no_programme`, `not_found`, `unknown_market`, `unknown_member`, `erased`.
 */
export async function tryReceipt(club: Club, receipt: Receipt): Promise<Tried> {
  const timeline = await activity.timelineOf(club);
  const isOther = receipt.document !== undefined || receipt.draft !== undefined;
  const document = isOther ? await documentOf(club, receipt) : undefined;
  const at = receipt.at ?? club.clock.now();
  const programme = isOther ? compiled(document, "The programme") : timeline.at(at);
  const problems = isOther ? programmes.checkAlone(document).problems : [];
  const market = receipt.market === undefined ? undefined : programme.markets.get(receipt.market);
  if (receipt.market !== undefined && market === undefined)
    throw new DomainError(
      "unknown_market",
      `The programme has the markets ${[...programme.markets.keys()].join(", ")}.`,
    );
  return await snapshot(club.db, async (tx) => {
    const member = await who(tx, receipt.member, club.config.phoneCountry);
    const submitted = submittedOf(receipt, member.memberId, at);
    const { payload } = receipt;
    const articles = payload.kind === "purchase" ? payload.lines.map(({ article }) => article) : [];
    const isNew = receipt.member === undefined;
    const ahead = await activity.lookAhead(club, tx, timeline, {
      submitted,
      member,
      articles,
      at,
      isNew,
    });
    const place = market ?? programme.markets.get(ahead.market.id) ?? programme.marketDefault;
    const { decision, after } = await activity.foresee(
      tx,
      { ...ahead, programme, market: place },
      inCurrencyOf(submitted, place),
    );
    const { refusal } = decision;
    return {
      memberId: isNew ? null : member.memberId,
      market: place,
      at,
      given: refusal ? {} : activity.givenBy(decision.effects),
      reasons: decision.reasons.map((reason) => ({
        ...reason,
        words: describeReason(reason, programme, place),
      })),
      effects: refusal ? [] : describeEffects(decision.effects, programme, place),
      balance: activity.balancesOf(after.wallet, programme, ahead.bookedAt),
      refused: refusal ? { code: refusal.code, detail: refusal.detail } : null,
      unknownArticles: [...new Set(articles)].filter((article) => !ahead.articles.has(article)),
      problems,
    };
  });
}

async function who(
  tx: Tx,
  ref: members.MemberRef | undefined,
  phoneCountry: string,
): Promise<members.ResolvedMember> {
  if (ref === undefined) {
    const id = newId();
    return { memberId: id, walletId: id, market: null, status: "active" };
  }
  const member = (await members.resolve(tx, [ref], phoneCountry)).get(members.refKey(ref));
  if (member === undefined)
    throw new DomainError("unknown_member", `Nobody is known as ${ref.id} in ${ref.source}.`);
  if (member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten.");
  return member;
}

function submittedOf(receipt: Receipt, memberId: string, at: number): Submitted {
  const { payload, store: place, channel } = receipt;
  return {
    source: "try",
    id: newId(),
    member: members.ownRef(memberId),
    occurredAt: at,
    channel,
    store: place,
    unknownMember: "refuse",
    history: false,
    payload,
  };
}

/** A basket without a currency is in that of its market. */
function inCurrencyOf(submitted: Submitted, market: Market): Submitted {
  const { payload } = submitted;
  if (payload.kind !== "purchase" || payload.currency !== "") return submitted;
  return { ...submitted, payload: { ...payload, currency: market.currency } };
}
