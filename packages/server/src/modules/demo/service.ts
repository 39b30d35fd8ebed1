/** Use cases of the demo: fill it, move its clock, be somebody in it, and make a club of one's own beside it. */
import type { DemoStanding, makeYours as makeYoursCall } from "@trofast/contract/demo";
import type { BodyOf } from "@trofast/contract/endpoint";
import { addDuration, formatInstant } from "@trofast/engine/time";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import type { MovableClock } from "../../platform/clock.ts";
import { transaction } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { withComing } from "./dates.ts";
import { ZONE } from "./domain.ts";
import type { DemoPlan } from "./domain.ts";
import { found, staffIdOf, staffRoles } from "./founding.ts";
import type { StaffPart } from "./founding.ts";
import { MAJA, memberAt } from "./people.ts";
import { membersThrough } from "./simulate.ts";
import * as store from "./store.ts";
import { founderOf, tell, tellerOf } from "./telling.ts";
import type { Progress } from "./telling.ts";
import { averageEffect } from "./truth.ts";

export { begin, checkWish } from "./beginning.ts";
export { demoKinds, planOf } from "./domain.ts";
export type { DemoKind, DemoPlan } from "./domain.ts";
export { tieTeller } from "./telling.ts";

export type Wish = BodyOf<typeof makeYoursCall>;

export interface Begun {
  readonly url: string;
  readonly ownerLink: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** What only the process that opened the demo can do for it. */
export interface Host {
  /** The clock that the club was opened with. */
  readonly clock: MovableClock;
  /**
   * Opens a club of one's own beside the demo.
   *
   * @throws DomainError `conflict` where there is one.
   */
  readonly makeYours?: (wish: Wish) => Promise<Begun>;
  /** Others than those at the machine can reach it. */
  readonly isPublic?: boolean;
}

interface Life {
  /** How many have joined through an instant: counted once for each. */
  joined: { readonly through: number; readonly count: number } | null;
  host: Host | null;
  telling: Promise<void> | null;
  /** Somebody has moved the clock, and what happened meanwhile is not told yet. */
  isMoving: boolean;
  done: number;
  total: number;
}

const lifeOf = perClub((): Life => ({
  joined: null,
  host: null,
  telling: null,
  isMoving: false,
  done: 0,
  total: 0,
}));

/** Ties a demo to the process that opened it. */
export function tieHost(club: Club, host: Host): void {
  lifeOf(club).host = host;
}

/** Whether a store is a demo's. */
export async function isDemoStore(db: Db): Promise<boolean> {
  return (await store.read(db)) !== undefined;
}

async function demoOf(club: Club): Promise<store.DemoRow> {
  const row = await store.read(club.db);
  if (row !== undefined) return row;
  throw new DomainError("not_a_demo", "Everything in this club is real.");
}

/** What a store's demo follows from; null where it is no demo yet. Its clock goes on where it was. */
export async function resume(club: Club): Promise<DemoPlan | null> {
  const row = await store.read(club.db);
  if (row === undefined) return null;
  lifeOf(club).host?.clock.setAhead(row.clockAheadMs);
  return row.plan;
}

/** Makes an empty club a demo, with what it needs before anything can happen in it. */
export async function foundDemo(club: Club, plan: DemoPlan): Promise<void> {
  const teller = tellerOf(club);
  teller.clock.set(plan.from);
  await found(teller.club, plan);
  // Whom newcomers are shown is there before anything has happened.
  await transaction(club.db, (tx) => members.found(tx, [founderOf(memberAt(plan, MAJA))]));
}

/**
 * Tells everything through what the clock shows now; resolves when it is told. One telling goes on at a time: who asks
 * meanwhile waits for that one.
 *
 * @throws DomainError `not_a_demo`.
 */
export async function fill(club: Club, onProgress?: (progress: Progress) => void): Promise<void> {
  await startTelling(club, club.clock.now(), onProgress);
}

async function startTelling(
  club: Club,
  through: number,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  const life = lifeOf(club);
  life.telling ??= tellThrough(club, through, onProgress).finally(() => {
    life.telling = null;
  });
  await life.telling;
}

async function tellThrough(
  club: Club,
  through: number,
  onProgress?: (progress: Progress) => void,
): Promise<void> {
  const life = lifeOf(club);
  const { plan, toldThrough: after } = await demoOf(club);
  if (through <= after) return;
  await tell(tellerOf(club), plan, {
    span: { after, through },
    async onWeek(progress) {
      life.done = progress.done;
      life.total = progress.total;
      if (progress.through > club.clock.now()) life.host?.clock.moveTo(progress.through);
      if (progress.through > plan.until) await announceNext(club, progress.through);
      const clockAheadMs = life.host?.clock.aheadMs() ?? 0;
      await store.tell(club.db, { through: progress.through, clockAheadMs });
      onProgress?.(progress);
    },
  });
}

/** Publishes what comes next where the days of evenings and windows have passed; whoever changed the rules keeps that. */
async function announceNext(club: Club, now: number): Promise<void> {
  const { data } = await programmes.listVersions(club.db, { limit: 1, now });
  const [newest] = data;
  // Something is to come into force: whoever planned that is not to be overtaken.
  if (newest === undefined || newest.effectiveAt > now) return;
  const { version } = newest;
  const { document } = await programmes.readVersion(club.db, { version, now });
  const next = withComing(document, now);
  if (next === null) return;
  try {
    await transaction(club.db, (tx) =>
      programmes.publish(club, tx, {
        document: next,
        publishedBy: "demo",
        note: "New dates",
        after: version,
        now,
      }),
    );
  } catch (error) {
    // Somebody has just published, or the rules of their own allow no other dates.
    if (!(error instanceof DomainError)) throw error;
    club.log.debug({ code: error.code }, "the demo announced no new dates");
  }
}

function countJoined(life: Life, plan: DemoPlan, through: number): number {
  if (life.joined?.through !== through)
    life.joined = { through, count: membersThrough(plan, through).length };
  return life.joined.count;
}

/** What the demo is and how far it is told. @throws DomainError `not_a_demo`. */
export async function standing(club: Club): Promise<DemoStanding> {
  const { plan, toldThrough, truth } = await demoOf(club);
  const { isMoving, done, total } = lifeOf(club);
  const isFilled = !isMoving && toldThrough >= plan.until;
  const guide = memberAt(plan, MAJA);
  return {
    kind: plan.kind,
    seed: plan.seed,
    state: isFilled ? "ready" : "filling",
    done: isFilled ? total : done,
    total,
    from: formatInstant(plan.from),
    until: formatInstant(toldThrough),
    clock: formatInstant(club.clock.now()),
    members: countJoined(lifeOf(club), plan, toldThrough),
    guide: { memberId: guide.memberId, name: `${guide.givenName} ${guide.familyName}` },
    truth: truth.map(
      ({ rule, reachableShare, rateFactor, holdoutBasisPoints, months, ...rest }) => ({
        rule,
        metric: "purchases",
        reachableShare,
        rateFactor,
        averageEffect: averageEffect({
          ...rest,
          rule,
          reachableShare,
          rateFactor,
          holdoutBasisPoints,
          months,
        }),
        holdoutBasisPoints,
        months: [...months],
      }),
    ),
  };
}

/**
 * Moves the clock forward by months, and begins to tell what happens meanwhile. Whoever is signed in stays so.
 *
 * @throws DomainError `not_a_demo`, `demo_busy`.
 */
export async function forward(club: Club, months: number): Promise<DemoStanding> {
  const { plan, toldThrough } = await demoOf(club);
  const life = lifeOf(club);
  if (life.isMoving || toldThrough < plan.until)
    throw new DomainError("demo_busy", "What happened so far is still being told.");
  // Said before anything else is awaited, so that of two who ask at once one is told to wait.
  life.isMoving = true;
  // What the last minute has brought is soon told, and no reason to turn anybody away.
  while (life.telling !== null) await Promise.allSettled([life.telling]);
  const now = club.clock.now();
  const through = addDuration(now, { kind: "calendar", months, days: 0 }, ZONE);
  const telling = startTelling(club, through).finally(() => {
    life.isMoving = false;
  });
  telling.catch((error: unknown) => {
    club.log.error({ err: error }, "the demo could not be moved forward");
  });
  await access.carrySessions(club.db, { now, aheadMs: through - now });
  return await standing(club);
}

/** Resolves when nothing is being told. */
export async function settled(club: Club): Promise<void> {
  await lifeOf(club).telling;
}

/** Goes on telling, as the clock goes on; does nothing in a real club or while something is told. */
export async function goOn(club: Club): Promise<void> {
  if (lifeOf(club).telling === null && (await isDemoStore(club.db))) await fill(club);
}

export interface Role {
  readonly as: StaffPart | "member";
  readonly member?: string | undefined;
}

/**
 * Opens a session for whoever asks, without any proof: only where nothing is anybody's.
 *
 * @throws DomainError `not_a_demo`, `unknown_member`.
 */
export async function openSessionAs(
  club: Club,
  { as, member }: Role,
): Promise<{ subject: string; name: string; token: string; kind: "member" | "staff" }> {
  const { plan } = await demoOf(club);
  const now = club.clock.now();
  if (as !== "member") {
    const subject = staffIdOf(plan, as);
    const { token } = await access.openSession(club.db, { kind: "staff", subject }, now);
    return { subject, name: staffRoles[as].name, token, kind: "staff" };
  }
  const subject = member ?? memberAt(plan, MAJA).memberId;
  if (!(await members.byIds(club.db, [subject])).has(subject))
    throw new DomainError(
      "unknown_member",
      `There is no member ${subject} in the demo, or not yet.`,
    );
  const { profile } = await members.readById(club.db, subject);
  const { token } = await access.openSession(club.db, { kind: "member", subject }, now);
  const name = [profile["givenName"], profile["familyName"]].filter(Boolean).join(" ");
  return { subject, name, token, kind: "member" };
}

/** This machine, as limits by address name it. */
const here: ReadonlySet<string> = new Set(["address:127.0.0.1", "address:0:0:0:0::/64"]);

/**
 * Opens an empty club of one's own beside the demo. Whoever does it becomes its owner, so it takes the machine itself
 * or an admin key.
 *
 * @throws DomainError `not_a_demo`, `forbidden`, `conflict`, `programme_invalid`.
 */
export async function makeYours(
  club: Club,
  {
    wish,
    caller,
    address,
  }: { readonly wish: Wish; readonly caller: Caller; readonly address: string },
): Promise<Begun> {
  await demoOf(club);
  const { host } = lifeOf(club);
  const isKey = caller.kind === "key" && caller.scopes.has("admin");
  const isHere = here.has(address) && host?.isPublic !== true;
  if (!isKey && !isHere)
    throw new DomainError(
      "forbidden",
      "A club of one's own is opened from the machine that the demo runs on, or with the demo's admin key.",
    );
  if (host?.makeYours === undefined)
    throw new DomainError(
      "conflict",
      "This server opens no club beside the demo; start one with trofast start.",
    );
  return await host.makeYours(wish);
}
