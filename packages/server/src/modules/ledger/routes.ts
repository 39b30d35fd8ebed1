import * as contract from "@trofast/contract/ledger";
import { pageOf, placeByNumber } from "@trofast/contract/common";
import { formatInstant } from "@trofast/engine/time";
import { placeAfter } from "../../platform/cursors.ts";
import { bind, type Http } from "../../platform/http.ts";
import { wordsOf, type HistoryRow } from "./domain.ts";
import * as ledger from "./service.ts";

export function registerLedgerRoutes(http: Http): void {
  bind(http, contract.balanceAt, async ({ club, params, query }) => {
    const walletId = await ledger.walletOf(club, params);
    const units = await ledger.unitsAt(club.db, walletId, query.at);
    return { memberId: walletId, at: formatInstant(query.at), units };
  });

  bind(http, contract.memberHistory, async ({ club, params, query }) => {
    const walletId = await ledger.walletOf(club, params);
    const [before] = placeAfter(query.cursor, placeByNumber) ?? [2_147_483_647];
    const rows = await ledger.history(club.db, walletId, {
      before,
      limit: query.limit + 1,
      unit: query.unit ?? null,
    });
    return pageOf(rows, query.limit, (row) => [row.no], shown);
  });

  bind(http, contract.ledgerTotals, async ({ club }) => {
    const { countedAt, figures } = await ledger.totals(club);
    return { at: formatInstant(countedAt), units: figures };
  });
}

function shown(row: HistoryRow) {
  const own = (account: string): number =>
    account === "lots" || account === "sum" || account === "arrears" ? 1 : 0;
  return {
    no: row.no,
    eventId: row.event_id,
    unit: row.unit,
    change: (own(row.credit) - own(row.debit)) * row.amount,
    from: row.debit,
    to: row.credit,
    amount: row.amount,
    rule: row.rule,
    words: wordsOf(row),
    programmeVersion: row.programme_version,
    ...(row.of_event !== null &&
      row.of_no !== null && { corrects: { eventId: row.of_event, no: row.of_no } }),
    ...(row.lot !== null &&
      row.lot_available_at !== null && {
        lot: {
          no: row.lot,
          availableAt: formatInstant(row.lot_available_at),
          expiresAt: row.lot_expires_at === null ? null : formatInstant(row.lot_expires_at),
        },
      }),
    occurredAt: formatInstant(row.occurred_at),
    bookedAt: formatInstant(row.booked_at),
  };
}
