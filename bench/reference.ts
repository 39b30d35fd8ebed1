/**
 * The plain server that the intake is compared with: the same HTTP layer, contract, tables, rules, rows and answers,
 * and one transaction per event, written as one would write it without a thought of joining events: each statement
 * for one event, one after the other, over a pool of the same size.
 *
 *   node bench/reference.ts plain   its own SQL, one statement per step
 *   node bench/reference.ts batch   the product's own statements, with batches of one event
 */
import { parseArgs } from "node:util";
import { submitEvent, type EventAnswer } from "@trofast/contract/events";
import { openClub, type Club } from "../packages/server/src/club.ts";
import * as access from "../packages/server/src/modules/access/service.ts";
import { bookBatch } from "../packages/server/src/modules/activity/booking.ts";
import type { Submitted } from "../packages/server/src/modules/activity/domain.ts";
import { busyAnswer, pause } from "../packages/server/src/modules/activity/gatherer.ts";
import { submittedOf, timelineOf } from "../packages/server/src/modules/activity/service.ts";
import { keptLotsOf } from "../packages/server/src/modules/ledger/service.ts";
import { transaction, type Db } from "../packages/server/src/platform/db.ts";
import { bind } from "../packages/server/src/platform/http.ts";
import { finishHttp, openHttp } from "../packages/server/src/platform/http-server.ts";
import { bookPlainly } from "./reference-booking.ts";

const TRIES_MAX = 400;
const BUSY_RETRY_MS = 5;

/** The product's own path with a batch of one: what joining events adds, and nothing else. */
async function bookAlone(club: Club, event: Submitted): Promise<EventAnswer> {
  const known = {
    timelineOf: async (db: Db) => await timelineOf(club, db),
    lots: keptLotsOf(club),
    phoneCountry: club.config.phoneCountry,
  };
  for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
    const [answer] = await transaction(club.db, (tx) =>
      bookBatch(tx, known, [event], club.clock.now()),
    );
    if (answer) return answer;
    await pause(BUSY_RETRY_MS);
  }
  return busyAnswer();
}

const { positionals } = parseArgs({ allowPositionals: true });
const book = positionals[0] === "batch" ? bookAlone : bookPlainly;

const club = await openClub();
const http = openHttp(club, {
  authenticate: (request, audience) => access.authenticate(club, request, audience),
});
bind(http, submitEvent, async ({ body }) => await book(club, submittedOf(body)));
finishHttp(http);
const api = await http.app.listen({ port: 0, host: "127.0.0.1" });
process.stdout.write(`${JSON.stringify({ api })}\n`);
process.once("SIGTERM", () => {
  void http.app
    .close()
    .then(() => club.close())
    .then(() => process.exit(0));
});
