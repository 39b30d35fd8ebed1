import * as contract from "@trofast/contract/relations";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { bind, subjectOf } from "../../platform/http.ts";
import type { Caller, Http } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as relations from "./service.ts";

export function registerRelationRoutes(http: Http): void {
  bindMerges(http);
  bindGuests(http);
  bindReferrals(http);
}

function bindMerges(http: Http): void {
  bind(http, contract.previewMerge, async ({ club, body }) => {
    const { balances, holds, segments, ...rest } = await relations.previewMerge(club, body);
    return {
      ...rest,
      balances: balances.map(({ unit, amount, lots }) => ({
        unit,
        amount,
        lots: lots.map((lot) => ({
          amount: lot.amount,
          availableAt: formatInstant(lot.availableAt),
          expiresAt: lot.expiresAt === null ? null : formatInstant(lot.expiresAt),
        })),
      })),
      segments: segments.map((each) => ({ ...each, since: formatInstant(each.since) })),
      holds: holds.map((hold) => ({ ...hold, until: formatInstant(hold.until) })),
    };
  });

  bind(http, contract.merge, async ({ club, body, caller, once }) => {
    access.requireProof(caller, club.clock.now());
    return await once(async (tx) => {
      await requireOthers({ club, caller, db: tx }, await relations.whomToMerge(club, tx, body));
      return shownMerge(await relations.merge(club, tx, { ...body, by: caller.id }));
    });
  });

  bind(http, contract.listMerges, async ({ club, query }) => ({
    data: (await relations.listMerges(club.db, query.memberId)).map(shownMerge),
  }));

  bind(http, contract.previewUnmerge, async ({ club, body }) =>
    relations.previewUnmerge(club, body.mergeId),
  );

  bind(http, contract.unmerge, async ({ club, body, caller, once }) => {
    access.requireProof(caller, club.clock.now());
    return await once(async (tx) => {
      const whom = await relations.whomToUnmerge(tx, body.mergeId);
      await requireOthers({ club, caller, db: tx }, whom);
      return shownMerge(await relations.unmerge(club, tx, { ...body, by: caller.id }));
    });
  });
}

function shownMerge(merge: Awaited<ReturnType<typeof relations.merge>>) {
  const { mergeId, memberId, into, mergedAt, mergedBy, unmergedAt } = merge;
  return {
    mergeId,
    memberId,
    intoMemberId: into,
    mergedAt: formatInstant(mergedAt),
    mergedBy,
    unmergedAt: unmergedAt === null ? null : formatInstant(unmergedAt),
  };
}

function bindGuests(http: Http): void {
  bind(http, contract.keepGuestPurchase, async ({ club, body }) => {
    const { currency, receipt, lines, ...frame } = body;
    const purchase = {
      kind: "purchase" as const,
      currency,
      lines,
      ...(receipt !== undefined && { receipt }),
    };
    const { claimableUntil, ...kept } = await relations.keep(club, { ...frame, purchase });
    return { ...kept, claimableUntil: formatInstant(claimableUntil) };
  });

  bind(http, contract.withdrawGuestPurchase, async ({ club, params, caller }) => {
    await relations.withdraw(club, { ...params, stores: caller.stores });
    return null;
  });

  bind(http, contract.claimPurchase, async ({ club, body, caller, address }) => {
    const { code } = body;
    const memberId = subjectOf(caller);
    const { eventId, occurredAt, given } = await relations.claim(club, { memberId, code, address });
    return { eventId, occurredAt: formatInstant(occurredAt), given: { ...given } };
  });
}

function bindReferrals(http: Http): void {
  bind(http, contract.myReferral, async ({ club, caller, address, query }) =>
    relations.ownLink(club, { memberId: subjectOf(caller), address, device: query.device }),
  );

  bind(http, contract.heldReferrals, async ({ club, query }) => relations.listHeld(club, query));

  bind(http, contract.approveReferral, async ({ club, params, body, caller }) => {
    const whom = await relations.whomToDecideOn(club, params.referralId);
    await requireOthers({ club, caller, db: club.db }, whom);
    return relations.decide(club, { ...params, ...body, approved: true, by: caller.id });
  });

  bind(http, contract.declineReferral, async ({ club, params, body, caller }) => {
    const whom = await relations.whomToDecideOn(club, params.referralId);
    await requireOthers({ club, caller, db: club.db }, whom);
    return relations.decide(club, { ...params, ...body, approved: false, by: caller.id });
  });
}

/** Nobody of the staff decides what comes to their own membership. @throws DomainError `own_membership`. */
async function requireOthers(
  { club, caller, db }: { readonly club: Club; readonly caller: Caller; readonly db: Db },
  memberIds: readonly string[],
): Promise<void> {
  for (const memberId of memberIds) await access.requireOtherMembership(club, caller, memberId, db);
}
