import * as contract from "@trofast/contract/events-devices";
import { pageOf } from "@trofast/contract/common";
import { formatInstant } from "@trofast/engine/time";
import { z } from "zod";
import { placeAfter } from "../../platform/cursors.ts";
import { bind, type Http } from "../../platform/http.ts";
import { clockOf, missingIn } from "./device-rules.ts";
import * as devices from "./devices.ts";

const place = z.tuple([z.string(), z.string(), z.string()]);

/** Tills that number what they send. */
export function bindDevices(http: Http): void {
  bind(http, contract.listDevices, async ({ club, caller, query: { limit, cursor, state } }) => {
    const after = placeAfter(cursor, place);
    const rows = await devices.list(club, caller, { after, limit: limit + 1, state });
    return pageOf(rows, limit, (row) => [row.source, row.store, row.device], shown);
  });

  bind(http, contract.giveUpNumbers, async ({ club, caller, body }) =>
    shown(await devices.giveUp(club, caller, body)),
  );
}

const shown = (row: devices.DeviceRow) => ({
  source: row.source,
  store: row.store === "" ? null : row.store,
  device: row.device,
  lastSequence: row.last_sequence,
  missing: missingIn(row.gaps),
  missingSince:
    row.gaps.length === 0 ? null : formatInstant(Math.min(...row.gaps.map(({ since }) => since))),
  gaps: row.gaps
    .slice(0, contract.GAPS_TOLD_MAX)
    .map(({ from, to, since }) => ({ from, to, since: formatInstant(since) })),
  late: row.late,
  repeats: row.repeats,
  givenUp: row.given_up,
  clashes: row.clashes,
  clashedAt: row.clashed_at === null ? null : formatInstant(row.clashed_at),
  skewSeconds: row.offset_ms === null ? null : Math.round(-row.offset_ms / 1000) + 0,
  clock: clockOf(row.offset_ms),
  heardAt: formatInstant(row.heard_at),
});
