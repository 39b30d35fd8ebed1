import * as contract from "@trofast/contract/events";
import { adjustMember, memberBalance, memberLots } from "@trofast/contract/ledger";
import { pageOf } from "@trofast/contract/common";
import { formatInstant, lastDayBefore } from "@trofast/engine/time";
import { isProblemCode, problems } from "@trofast/contract/problems";
import { z } from "zod";
import { placeAfter } from "../../platform/cursors.ts";
import { DomainError } from "../../platform/errors.ts";
import { bind, bindStream, type Caller, type Http } from "../../platform/http.ts";
import { problemItems } from "../../platform/problem-answers.ts";
import { mayActFor, storeForbidden, storesShown } from "../../platform/store-scope.ts";
import { adjust, offerAdjusting } from "./adjusting.ts";
import { bindDevices } from "./device-routes.ts";
import * as devices from "./devices.ts";
import { refused, type Submitted } from "./domain.ts";
import { readLines } from "./lines.ts";
import { bindParked } from "./parked-routes.ts";
import * as activity from "./service.ts";

const NDJSON = "application/x-ndjson";
const KEY = "idempotency-key";

export function registerActivityRoutes(http: Http): void {
  bindIntake(http);
  bindLists(http);
  bindParked(http);
  bindDevices(http);
  bindStanding(http);
  offerAdjusting(http.club);
}

/** Events in. */
function bindIntake(http: Http): void {
  http.app.addContentTypeParser(NDJSON, (_request, payload, done) => done(null, payload));

  bind(http, contract.submitEvent, async ({ club, body, caller, headers, once }) => {
    const event = activity.submittedOf(body);
    const forbidden = whyForbidden(caller, event);
    if (forbidden !== null) throw new DomainError("forbidden", forbidden);
    if (headers[KEY] === undefined) {
      const answer = await activity.submit(club, event);
      await devices.note(club, [{ input: body, answer }]);
      return booked(answer);
    }
    return await once(async (tx) => {
      const [answer] = await activity.submitWithin(club, tx, [event]);
      if (!answer) throw new Error("an event without an answer");
      await devices.noteWithin(club, tx, [{ input: body, answer }]);
      return booked(answer);
    });
  });

  bind(http, contract.submitEvents, async ({ club, body, caller, headers, once }) => {
    if (headers[KEY] === undefined)
      return {
        answers: await submitEach(caller, body.events, {
          book: (events) => activity.submitMany(club, events),
          note: (told) => devices.note(club, told),
        }),
      };
    return await once(async (tx) => ({
      answers: await submitEach(caller, body.events, {
        book: (events) => activity.submitWithin(club, tx, events),
        note: (told) => devices.noteWithin(club, tx, told),
      }),
    }));
  });

  bindStream(http, contract.streamEvents, async function* ({ club, body, caller, headers }) {
    for await (const lines of readLines(body, headers["content-encoding"])) {
      const answers = await submitEach(caller, lines, {
        book: (events) => activity.submitMany(club, events),
        note: (told) => devices.note(club, told),
      });
      yield answers.map((answer) => `${JSON.stringify(answer)}\n`).join("");
    }
  });
}

/** What came in. */
function bindLists(http: Http): void {
  bind(http, contract.memberEvents, async ({ club, caller, params, query }) => {
    const memberId = await activity.memberIdOf(club, params);
    const [beforeMember, beforeWallet] = placeAfter(query.cursor, versionsCursor) ?? lastVersions;
    const rows = await activity.eventsOfMember(club.db, memberId, {
      beforeMember,
      beforeWallet,
      limit: query.limit + 1,
      stores: storesShown(caller),
    });
    return pageOf(
      rows,
      query.limit,
      (row) => [row.member_version, row.wallet_version],
      activity.shown,
    );
  });
}

/** What a member has, and its correction. */
function bindStanding(http: Http): void {
  bind(http, memberBalance, async ({ club, params }) => {
    const { at, zone, expiries, ...standing } = await activity.standing(club, params);
    return {
      ...standing,
      at: formatInstant(at),
      nextExpiries: expiries.map(({ unit, amount, expiresAt }) => ({
        unit,
        amount,
        expiresAt: formatInstant(expiresAt),
        lastDay: lastDayBefore(expiresAt, zone),
      })),
    };
  });

  bind(http, memberLots, async ({ club, params, query }) => {
    const after = placeAfter(query.cursor, activity.lotPlace);
    const limit = query.limit + 1;
    const { lines, zone } = await activity.lots(club, params, { after, limit });
    return pageOf(lines, query.limit, activity.lotPlaceOf, (line) => activity.shownLot(line, zone));
  });

  bind(http, adjustMember, async ({ club, params, body, caller }) => {
    const answer = booked(await adjust(club, { caller, member: params, ...body }));
    return {
      eventId: answer.event?.id ?? "",
      outcome: answer.outcome === "duplicate" ? ("duplicate" as const) : ("booked" as const),
      balance: answer.balance ?? {},
    };
  });
}

const adjustForbidden =
  "An adjustment needs a key with the scope ledger:adjust; people of the staff send it to /v1/members/{source}/{id}/adjustments.";

/** Corrections move units without a rule: they need a scope of their own. */
function mayAdjust(caller: Caller, event: Submitted): boolean {
  if (event.payload.kind !== "adjust") return true;
  if (caller.kind === "staff") return false;
  return caller.scopes.has("ledger:adjust") || caller.scopes.has("admin");
}

function whyForbidden(caller: Caller, event: Submitted): string | null {
  if (!mayAdjust(caller, event)) return adjustForbidden;
  return mayActFor(caller, event.store) ? null : storeForbidden(caller, event.store);
}

/** A single event that was refused is a problem of the call itself. */
function booked(answer: contract.EventAnswer): contract.EventAnswer {
  const { problem, outcome } = answer;
  if (!problem || (outcome !== "refused" && outcome !== "erased")) return answer;
  if (!isProblemCode(problem.code)) throw new Error(`unknown problem code ${problem.code}`);
  throw new DomainError(problem.code, problem.detail, {
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.shortBy !== undefined && { shortBy: problem.shortBy }),
  });
}

/**
 * Parses and books many: those that are no events get their own answer, the others are booked in order.
 *
 * @param inputs values, or the refusals of those that could not be read.
 */
async function submitEach(
  caller: Caller,
  inputs: readonly unknown[],
  {
    book,
    note,
  }: {
    readonly book: (events: readonly Submitted[]) => Promise<contract.EventAnswer[]>;
    readonly note: (told: readonly devices.Told[]) => Promise<void>;
  },
): Promise<contract.EventAnswer[]> {
  const answers: contract.EventAnswer[] = [];
  const events: Submitted[] = [];
  const places: number[] = [];
  const sent: contract.EventInput[] = [];
  inputs.forEach((input, index) => {
    if (input instanceof DomainError) {
      answers[index] = unread(input);
      return;
    }
    const parsed = contract.eventInput.safeParse(input, { reportInput: true });
    if (!parsed.success) {
      answers[index] = invalid(problemItems(parsed.error.issues));
      return;
    }
    const event = activity.submittedOf(parsed.data);
    const forbidden = whyForbidden(caller, event);
    if (forbidden !== null) {
      answers[index] = refused("forbidden", forbidden);
      return;
    }
    events.push(event);
    places.push(index);
    sent.push(parsed.data);
  });
  const booking = events.length > 0 ? await book(events) : [];
  booking.forEach((answer, position) => {
    const place = places[position];
    if (place !== undefined) answers[place] = answer;
  });
  await note(
    sent.flatMap((input, position) => {
      const answer = booking[position];
      return answer ? [{ input, answer }] : [];
    }),
  );
  return answers;
}

/** For a line that is no JSON, or too long. */
function unread({ code, detail }: DomainError): contract.EventAnswer {
  const { status, title } = problems[code];
  return {
    outcome: "invalid",
    problem: {
      code,
      title,
      status,
      detail: `${detail} ${code === "body_too_large" ? "Nothing of it and of what follows was booked; the lines before were handled. Send the rest again." : "Nothing of this line was booked; the other lines were handled."}`,
      errors: [{ pointer: "", code, detail }],
    },
  };
}

function invalid(errors: ReturnType<typeof problemItems>): contract.EventAnswer {
  const { status, title } = problems.invalid_body;
  const first = errors[0];
  const detail = first
    ? `${first.pointer === "" ? "The event" : first.pointer}: ${first.detail}. Nothing of this event was booked.`
    : title;
  return {
    outcome: "invalid",
    problem: { code: "invalid_body", title, status, detail, errors: [...errors] },
  };
}

const int4Max = 2_147_483_647;
const versionsCursor = z.tuple([z.int32().min(0), z.int32().min(0)]);
const lastVersions = [int4Max, int4Max] as const;
