/** Patterns of the last months that a person should look at: of tills, of the staff, and of goods that come back. */
import { aloneLimits, aloneKinds } from "@trofast/contract/acts";
import { SIGN_DAYS, signRules, type Sign, type SignKind } from "@trofast/contract/audit-signs";
import { pageOf, type Page } from "@trofast/contract/common";
import { staffRoles } from "@trofast/contract/staff";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { cell } from "../../platform/csv-cells.ts";
import { placeAfter } from "../../platform/cursors.ts";
import { snapshot } from "../../platform/db.ts";
import * as programmes from "../programmes/service.ts";
import * as store from "./signs-store.ts";

const DAY_MS = 86_400_000;

/** Every sign of the last 90 days, the latest first. Small in an honest club, so it is found anew each time. */
async function signsOf(club: Club): Promise<Sign[]> {
  const now = club.clock.now();
  const zone = (await programmes.timelineOfClub(club))?.at(now).marketDefault.zone ?? "UTC";
  const frame = { since: now - SIGN_DAYS * DAY_MS, zone };
  const found = await snapshot(club.db, async (tx) => [
    ...[...(await store.oftenInDay(tx, frame)), ...(await store.scannedInDay(tx, frame))].map(
      (row) => ({ ...row, kind: "often_in_day" as const, beside: signRules.perDayMax }),
    ),
    ...(await store.oftenInWeek(tx, frame)).map((row) => ({
      ...row,
      kind: "often_in_week" as const,
      beside: signRules.perWeekMax,
    })),
    ...nearLimit(await store.allowances(tx, frame.since)),
    ...(await store.broughtBack(tx, frame)).map(({ returns, purchases, ...row }) => ({
      ...row,
      kind: "brought_back" as const,
      staffId: null,
      what: "return",
      count: returns,
      beside: purchases,
    })),
  ]);
  return found.toSorted(
    (left, right) => compared(right.lastDay, left.lastDay) || compared(keyOf(left), keyOf(right)),
  );
}

const compared = (left: string, right: string): number =>
  left === right ? 0 : left < right ? -1 : 1;

const keyOf = ({ kind, staffId, store: at, memberId, what, firstDay }: Sign): string =>
  [kind, staffId, at, memberId, what, firstDay].join("\n");

/** Whoever comes again and again just as far as nobody is asked; once is a busy day. */
function nearLimit(rows: readonly store.AllowanceRow[]): Sign[] {
  const near = rows.flatMap((row) => {
    const limit = limitOf(row);
    const isNear = row.used * 100 >= limit * signRules.nearPercent;
    return limit > 0 && isNear ? [{ ...row, limit }] : [];
  });
  return [...Map.groupBy(near, ({ staffId, act }) => `${staffId} ${act}`).values()].flatMap(
    (days) => {
      const [first] = days;
      const last = days.at(-1);
      if (!first || !last || days.length < signRules.nearDaysMin) return [];
      const { staffId, act: what, limit: beside, day: firstDay } = first;
      const same = { kind: "near_limit" as const, store: null, memberId: null };
      return [{ ...same, staffId, what, beside, firstDay, lastDay: last.day, count: days.length }];
    },
  );
}

/** What the role they have now does alone on a day; 0 where it does none of it. */
function limitOf({ role: named, act }: store.AllowanceRow): number {
  const role = staffRoles.find((each) => each === named);
  const kind = aloneKinds.find((each) => act === each || act.startsWith(`${each}:`));
  return role === undefined || kind === undefined ? 0 : aloneLimits[role][kind];
}

const place = z.tuple([z.string().max(10), z.string().max(2000)]);

/** One page of the signs, the latest first. @throws DomainError `invalid_cursor`. */
export async function listSigns(
  club: Club,
  query: {
    readonly kind?: SignKind | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<Page<Sign>> {
  const after = placeAfter(query.cursor, place);
  const signs = (await signsOf(club)).filter(
    (sign) =>
      (query.kind === undefined || sign.kind === query.kind) &&
      (after === null ||
        sign.lastDay < after[0] ||
        (sign.lastDay === after[0] && keyOf(sign) > after[1])),
  );
  return pageOf(
    signs.slice(0, query.limit + 1),
    query.limit,
    (sign) => [sign.lastDay, keyOf(sign)],
    (sign) => sign,
  );
}

const columns = [
  "kind",
  "firstDay",
  "lastDay",
  "staffId",
  "store",
  "memberId",
  "what",
  "count",
  "beside",
] as const;

/** All of them as a table. */
export async function signsTable(club: Club): Promise<string> {
  const lines = (await signsOf(club)).map((sign) =>
    columns.map((column) => cell(String(sign[column] ?? ""))).join(","),
  );
  return [columns.join(","), ...lines].map((line) => `${line}\r\n`).join("");
}
