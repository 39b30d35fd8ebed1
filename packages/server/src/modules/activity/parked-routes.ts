import * as contract from "@trofast/contract/events-parked";
import { jsonOf } from "@trofast/contract/events";
import { pageOf, placeInTime } from "@trofast/contract/common";
import { formatInstant } from "@trofast/engine/time";
import { z } from "zod";
import { placeAfter } from "../../platform/cursors.ts";
import { bind, type Http } from "../../platform/http.ts";
import { storesShown } from "../../platform/store-scope.ts";
import * as parked from "./parked.ts";
import * as activity from "./service.ts";

const firstParked = [0, "00000000-0000-0000-0000-000000000000"] as const;
const reasons = z.enum(contract.setAsideReasons).catch("other");

/** What waits for a purchase or a person. */
export function bindParked(http: Http): void {
  bind(http, contract.parkedEvents, async ({ club, caller, query }) => {
    const [afterAt, afterId] = placeAfter(query.cursor, placeInTime) ?? firstParked;
    const rows = await activity.parked(club.db, {
      afterAt,
      afterId,
      limit: query.limit + 1,
      isSetAside: query.state === "set_aside",
      stores: storesShown(caller),
    });
    return pageOf(rows, query.limit, (row) => [row.parked_at, row.id], shown);
  });

  bind(http, contract.readParked, async ({ club, caller, params, query }) => {
    const row = await parked.one(club.db, { caller, ...params });
    const candidates = await parked.candidates(club.db, row, query.of);
    return { ...shown(row), candidates: candidates.map(shownCandidate) };
  });

  bind(http, contract.foreseeParked, async ({ club, caller, params, body }) => {
    const { eventId: _, ...outcome } = outcomeOf(
      await parked.foresee(club, { caller, ...params, ...body }),
    );
    return outcome;
  });

  bind(http, contract.bookParked, async ({ club, caller, params, body }) =>
    outcomeOf(await parked.book(club, { caller, ...params, ...body })),
  );

  bind(http, contract.setAsideParked, async ({ club, caller, params, body }) =>
    shown(await parked.setAside(club, { caller, ...params, ...body })),
  );

  bind(http, contract.takeBackParked, async ({ club, caller, params }) =>
    shown(await parked.takeBack(club, { caller, ...params })),
  );
}

type Row = Awaited<ReturnType<typeof parked.one>>;

const shown = (row: Row) => ({
  id: row.id,
  memberId: row.member_id,
  reason: row.reason,
  source: row.source,
  sourceId: row.source_id,
  occurredAt: formatInstant(row.occurred_at),
  parkedAt: formatInstant(row.parked_at),
  event: jsonOf(row.event),
  setAside:
    row.settled_at === null
      ? null
      : { at: formatInstant(row.settled_at), because: reasons.parse(row.settled_because) },
});

const shownCandidate = (candidate: parked.Candidate) => ({
  source: candidate.source,
  sourceId: candidate.source_id,
  receipt: candidate.receipt,
  occurredAt: formatInstant(candidate.occurred_at),
  store: candidate.store,
  currency: candidate.currency,
  paidMinor: candidate.paidMinor,
  lines: [...candidate.lines],
  fits: candidate.fits,
});

const outcomeOf = ({ rest, ...assigned }: parked.Assigned) => ({
  ...assigned,
  rest: rest.map(({ article, quantity }) => ({
    quantity,
    ...(article !== undefined && { article }),
  })),
});
