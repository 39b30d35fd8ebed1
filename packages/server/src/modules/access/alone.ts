/**
 * What somebody of the staff may do alone, up to a limit a day; above it two are asked (acts.ts). Some things only the call
 * itself can do, as it hands out codes or takes money at a till: what is approved of these is a permit, which the call
 * uses up when it is sent again.
 */
import { aloneLimits, type AloneKind } from "@trofast/contract/acts";
import type { StaffRole } from "@trofast/contract/staff";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as store from "./acts-store.ts";
import { ACT_LAPSE_MS } from "./domain.ts";
import { requireProof } from "./proof.ts";
import { personOf } from "./staff.ts";

/** What is done, and how much of it. */
export interface Alone {
  readonly kind: AloneKind;
  /** What is counted for itself: the unit, or the currency. */
  readonly of?: string | undefined;
  readonly amount: number;
  /** As it would have been asked for, where an approval lets the call itself do it. */
  readonly permit?: object | undefined;
}

/**
 * For a call that somebody of the staff may make alone up to a limit a day: takes `amount` from it, or uses a permit. Keys
 * have no limit. Call it in the transaction of the act, after it: what was refused or a repeat takes nothing.
 *
 * @throws DomainError `step_up_required`, or `approval_required` where it is more than is left.
 */
export async function mayActAlone(
  club: Club,
  tx: Tx,
  { caller, kind, of, amount, permit }: Alone & { readonly caller: Caller },
): Promise<void> {
  if (caller.kind !== "staff") return;
  const now = club.clock.now();
  requireProof(caller, now);
  const { id: staffId, role } = await personOf(tx, caller);
  const most = aloneLimits[role][kind];
  const act = of === undefined ? kind : `${kind}:${of}`;
  if (await store.takeAllowance(tx, { staffId, act, day: dayOf(now), amount, most })) return;
  if (permit !== undefined && (await usePermit(tx, { staffId, kind, permit, now }))) return;
  throw new DomainError("approval_required", tooMuch(role, { kind, permit }));
}

/** The day in UTC: one for all, wherever the stores are. */
const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** @returns whether one was approved for this and not used yet. */
async function usePermit(
  tx: Tx,
  asked: {
    readonly staffId: string;
    readonly kind: AloneKind;
    readonly permit: object;
    readonly now: number;
  },
): Promise<boolean> {
  const { staffId, kind, permit, now } = asked;
  const permits = await store.bookedActs(tx, {
    staffId,
    kind,
    payload: permit,
    since: now - ACT_LAPSE_MS,
  });
  for (const { id, settledAt } of permits) {
    const used = { staffId, act: `permit:${id}`, day: dayOf(settledAt), amount: 1, most: 1 };
    if (await store.takeAllowance(tx, used)) return true;
  }
  return false;
}

const WHAT: Readonly<Record<AloneKind, string>> = {
  adjust: "of a unit moved by hand",
  bulk_codes: "codes made and uses of public codes",
  gift_card: "in the smallest unit of a currency put on gift cards",
};

function tooMuch(role: StaffRole, { kind, permit }: Pick<Alone, "kind" | "permit">): string {
  const again = permit === undefined ? "" : " Once it is approved, send this again, unchanged.";
  return `Alone you may do so much on one day: ${aloneLimits[role][kind]} ${WHAT[kind]}. This is more, and nothing was booked. Ask for it with POST /v1/staff/acts.${again}`;
}
