/** What a member takes by themselves, apart from the till: asked for a proof, or to wait, where it is wise. */
import { proofAboveDefault } from "@trofast/contract/settings";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { formatInstant } from "@trofast/engine/time";
import { perClub, type Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as settings from "../settings/service.ts";
import { cautionFor, LARGE_WITHIN_MS, type Caution, type Taken } from "./caution-rules.ts";
import type { Redemption } from "./domain.ts";
import { worthOfUnits } from "./listing.ts";
import * as store from "./store.ts";
import { redeem, type RedeemInput } from "./taking.ts";
import { wishedSince } from "./wishes.ts";

const HOUR_MS = 3_600_000;

type Session = NonNullable<Caller["session"]>;
type Since = { readonly memberIds: readonly string[]; readonly since: number };

/** What else members take apart from the till; unless tied, nothing. */
const elsewhereOf = perClub(() => ({
  taken: async (_db: Db, _asked: Since): Promise<readonly Taken[]> => [],
}));

/** Ties what is large to the module that makes points into codes of web shops. */
export function tieTaken(
  club: Club,
  taken: (db: Db, asked: Since) => Promise<readonly Taken[]>,
): void {
  elsewhereOf(club).taken = taken;
}

/**
 * Takes a reward for the member who is signed in.
 *
 * @throws DomainError as `redeem`; `step_up_required`, `wait_after_change`.
 */
export async function redeemOwn(
  club: Club,
  tx: Tx,
  { session, ...input }: Omit<RedeemInput, "memberId"> & { readonly session: Session },
): Promise<Redemption> {
  const taking = { ...input, memberId: session.subject };
  return await carefully(club, tx, session, () => redeem(club, tx, taking));
}

/**
 * Lets who is signed in take something, in the caller's transaction. What is asked is known once it is taken, when its
 * price is, and what was taken at the same moment: a refusal undoes it.
 *
 * @throws DomainError `step_up_required`, `wait_after_change`, besides those of `take`.
 */
export async function carefully<Done>(
  club: Club,
  tx: Tx,
  session: Session,
  take: () => Promise<Done>,
): Promise<Done> {
  const memberIds = await members.namesOf(tx, session.subject);
  const lastDeedAt = await activity.lastDeedAt(tx, memberIds);
  const done = await take();
  const caution = await cautionOf(club, tx, { session, memberIds, lastDeedAt });
  if (caution !== null) throw refusalOf(caution, club.clock.now());
  return done;
}

async function cautionOf(
  club: Club,
  tx: Tx,
  about: {
    readonly session: Session;
    readonly memberIds: readonly string[];
    readonly lastDeedAt: number | null;
  },
): Promise<Caution | null> {
  const now = club.clock.now();
  const { session, memberIds, lastDeedAt } = about;
  const { proofAboveMinor, waitHours } = await settings.read(tx);
  const { createdAt, identities } = await members.readById(tx, session.subject);
  // An address that came with the joining is not new to the membership.
  const changes = identities
    .filter((ref) => members.isContact(ref) && ref.since > createdAt)
    .map(({ since }) => since)
    .concat(session.deviceSince ?? []);
  return cautionFor({
    now,
    provenAt: session.provenAt,
    proofMs: access.PROOF_MS,
    changedAt: changes.length === 0 ? null : Math.max(...changes),
    waitMs: waitHours * HOUR_MS,
    lastDeedAt: lastDeedAt ?? createdAt,
    taken: await takenLately(club, tx, { memberIds, since: now - LARGE_WITHIN_MS }),
    limitOf: (currency) => proofAboveMinor ?? proofAboveDefault(currency),
  });
}

async function takenLately(club: Club, tx: Tx, asked: Since): Promise<Taken[]> {
  const programme = (await activity.timelineOf(club, tx)).at(club.clock.now());
  const redemptions = await store.takenSince(tx, asked);
  const elsewhere = await elsewhereOf(club).taken(tx, asked);
  // A wish takes units when it comes true, and nobody is asked then.
  const wished = await wishedSince(club, tx, asked);
  return [...redemptions.map((each) => takenOf(programme, each)), ...elsewhere, ...wished];
}

/** At its worth or at that of the units that were paid, whichever is more. */
function takenOf(programme: CompiledProgramme, redemption: Redemption): Taken {
  const { redeemedAt: at, currency, cost, worthMinor } = redemption;
  const paid = Object.entries(cost).map(([unit, amount]) => ({ unit, amount }));
  const market = programme.markets.get(redemption.market) ?? programme.marketDefault;
  const units = worthOfUnits(programme, paid, market);
  return { at, currency, minor: Math.max(worthMinor ?? 0, units ?? 0) };
}

function refusalOf(caution: Caution, now: number): DomainError {
  if (caution.kind === "proof")
    return new DomainError(
      "step_up_required",
      "This needs a fresh code: ask for one with POST /v1/me/step-up, give it, and repeat this within 10 minutes. Nothing was booked.",
    );
  const { until } = caution;
  return new DomainError(
    "wait_after_change",
    `A device or an address of this membership is new, so something of this worth waits until ${formatInstant(until)}. Nothing was booked. At the till the points can be used at once.`,
    { retryAfterSeconds: Math.ceil((until - now) / 1000) },
  );
}
