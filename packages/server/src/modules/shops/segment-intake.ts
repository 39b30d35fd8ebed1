/** Segment's messages into the books: each stands alone, is single by its messageId, and gets an answer that says why. */
import {
  SEGMENT_EVENT_BYTES_MAX,
  segmentTypes,
  type SegmentAnswer,
  type SegmentType,
} from "@trofast/contract/segment";
import { shopSettings } from "@trofast/contract/shop-settings";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as activity from "../activity/service.ts";
import * as consents from "../consents/service.ts";
import * as members from "../members/service.ts";
import { bookOrder, framed } from "./booking.ts";
import { recordConsents } from "./consenting.ts";
import { Unreadable, type Connection, type Settlement } from "./domain.ts";
import { withOrder, withRefunded, withRefunds, type OrderState } from "./orders.ts";
import { personOf, putPerson, type Person } from "./people.ts";
import {
  activityName,
  fieldsOf,
  happenedAt,
  needsConsent,
  segmentConsents,
  segmentCustomer,
  segmentMessage,
  segmentOrder,
  segmentRefund,
  type SegmentMessage,
} from "./segment.ts";
import * as store from "./store.ts";

/** The source of members and events where no connection of the kind segment says otherwise. */
const SOURCE = "segment";

type Answer = Omit<SegmentAnswer, "messageId">;

/**
 * Takes messages in, one after another.
 *
 * @param messages each as it was sent; `type` is what the path says, where it says it.
 * @throws DomainError `no_programme`, `member_busy`: then those before are in, and all may be sent again.
 */
export async function take(
  club: Club,
  caller: Caller,
  messages: readonly { readonly type?: SegmentType; readonly raw: unknown }[],
): Promise<SegmentAnswer[]> {
  const connection = await connectionFor(club, caller);
  const answers: SegmentAnswer[] = [];
  for (const { type, raw } of messages) {
    const messageId = idOf(raw);
    const answer = await takeOne(
      club,
      caller,
      connection,
      type === undefined ? raw : typed(raw, type),
    );
    answers.push({ messageId, ...answer });
  }
  return answers;
}

const typed = (raw: unknown, type: SegmentType): unknown =>
  typeof raw === "object" && raw !== null ? { ...raw, type } : raw;

function idOf(raw: unknown): string | null {
  const isThere = typeof raw === "object" && raw !== null && "messageId" in raw;
  return isThere && typeof raw.messageId === "string" ? raw.messageId.slice(0, 200) : null;
}

async function connectionFor(club: Club, caller: Caller): Promise<Connection> {
  const known = (await store.connections(club.db)).filter(({ kind }) => kind === "segment");
  const byKey = known.find(({ settings }) => settings.writeKeyId === caller.id);
  const forAny = known.find(({ settings }) => settings.writeKeyId === undefined);
  return (
    byKey ??
    forAny ?? {
      shop: SOURCE,
      kind: "segment",
      url: null,
      settings: shopSettings.parse({}),
      spans: [],
      createdAt: 0,
      updatedAt: 0,
    }
  );
}

async function takeOne(
  club: Club,
  caller: Caller,
  connection: Connection,
  raw: unknown,
): Promise<Answer> {
  if (Buffer.byteLength(JSON.stringify(raw) ?? "") > SEGMENT_EVENT_BYTES_MAX)
    return {
      outcome: "invalid",
      reason: "message_too_large",
      detail: "A message has at most 32 kB.",
    };
  const read = segmentMessage.safeParse(raw);
  if (!read.success) {
    const place = (read.error.issues[0]?.path ?? []).map(String).join(".").slice(0, 100);
    const detail = `The field ${place === "" ? "(the whole)" : place} is missing or not what Segment documents.`;
    return { outcome: "invalid", reason: "field_unusable", detail };
  }
  const message = read.data;
  const type = segmentTypes.find((known) => known === message.type);
  if (type === undefined)
    return {
      outcome: "invalid",
      reason: "unknown_type",
      detail: `Types are ${segmentTypes.join(", ")}.`,
    };
  try {
    return await takeTyped(club, caller, connection, type, message);
  } catch (error) {
    if (error instanceof Unreadable)
      return { outcome: "invalid", reason: error.reason, detail: error.message };
    const mayBeSentAgain = ["no_programme", "member_busy", "store_unavailable", "overloaded"];
    if (!(error instanceof DomainError) || mayBeSentAgain.includes(error.code)) throw error;
    return { outcome: "refused", reason: error.code, detail: error.detail };
  }
}

async function takeTyped(
  club: Club,
  caller: Caller,
  connection: Connection,
  type: SegmentType,
  message: SegmentMessage,
): Promise<Answer> {
  switch (type) {
    case "track":
      return await trackOne(club, connection, message);
    case "identify":
    case "alias":
      if (!caller.scopes.has("members:write") && !caller.scopes.has("admin"))
        return {
          outcome: "refused",
          reason: "forbidden",
          detail: `${type} needs a key with the scope members:write.`,
        };
      return type === "identify"
        ? await identifyOne(club, connection, message)
        : await aliasOne(club, connection, message);
    case "page":
    case "screen":
    case "group":
      return { outcome: "ignored", reason: "not_stored" };
    default:
      return type satisfies never;
  }
}

async function identifyOne(
  club: Club,
  connection: Connection,
  message: SegmentMessage,
): Promise<Answer> {
  const customer = segmentCustomer(message, connection.settings.traits);
  if (customer === null) return anonymousAnswer;
  const person = await putPerson(club, connection, customer);
  const said = { ...customer, consents: segmentConsents(message, connection.settings) };
  const reason = await recordConsents(club, connection, person, said);
  if (person.is !== "member") return strangerAnswer(person);
  return { outcome: "booked", ...(reason !== undefined && { reason }) };
}

async function aliasOne(
  club: Club,
  connection: Connection,
  { userId, previousId }: SegmentMessage,
): Promise<Answer> {
  if (!userId || !previousId) return anonymousAnswer;
  const ref = { source: connection.shop, id: userId };
  const known = (await members.resolve(club.db, [ref])).get(members.refKey(ref));
  if (known === undefined) return strangerAnswer({ is: "nobody" });
  if (known.status === "erased") return strangerAnswer({ is: "erased" });
  const identities = [{ source: connection.shop, id: previousId }];
  await members.put(club, { ...ref, identities });
  return { outcome: "booked" };
}

const anonymousAnswer: Answer = {
  outcome: "ignored",
  reason: "anonymous",
  detail: "Without a userId nobody can be told by it.",
};

function strangerAnswer(person: Person): Answer {
  if (person.is === "erased") return { outcome: "erased", reason: "erased" };
  return {
    outcome: "refused",
    reason: "unknown_member",
    detail:
      "Nobody is known by this userId. Connect a shop of the kind segment with unknownMember create, or enrol the member first.",
  };
}

async function trackOne(
  club: Club,
  connection: Connection,
  message: SegmentMessage,
): Promise<Answer> {
  const at = happenedAt(message, club.clock.now());
  const { settings } = connection;
  switch (message.event) {
    case "Order Completed":
    case "Order Updated": {
      const order = segmentOrder(message, at, settings);
      const person = await personOf(club, connection, order.customer);
      if (order.customer === null) return anonymousAnswer;
      if (person.is !== "member") return strangerAnswer(person);
      const { memberId } = person;
      return await tell(club, connection, order.order, memberId, (known) =>
        withOrder(known, order),
      );
    }
    case "Order Refunded":
    case "Order Cancelled": {
      const { order, refund } = segmentRefund(message, at, settings);
      return await tell(club, connection, order, null, (known) =>
        refund === null
          ? withRefunded(known, { refundedMinor: 0, at, isWhole: true })
          : withRefunds(known, [refund]),
      );
    }
    default:
      return await activityOne(club, connection, message, at);
  }
}

async function tell(
  club: Club,
  connection: Connection,
  order: string,
  memberId: string | null,
  what: (known: OrderState) => OrderState,
): Promise<Answer> {
  const settlement = await transaction(club.db, (tx) =>
    bookOrder(club, tx, { connection, order, memberId, tell: what }),
  );
  return answerOf(settlement);
}

function answerOf({ outcome, reason, detail }: Settlement): Answer {
  const more = { ...(reason !== undefined && { reason }), ...(detail !== undefined && { detail }) };
  switch (outcome) {
    case "booked":
    case "duplicate":
    case "erased":
      return { outcome, ...more };
    case "ignored":
      // A refund may come before its order, and is booked with it.
      if (reason === "order_not_known_yet") return { outcome: "parked", ...more };
      return { outcome: reason === "nothing_new" ? "duplicate" : "ignored", ...more };
    default:
      return { outcome: "refused", ...more };
  }
}

async function activityOne(
  club: Club,
  connection: Connection,
  message: SegmentMessage,
  at: number,
): Promise<Answer> {
  const name = activityName(message.event ?? "");
  const programme = (await activity.timelineOf(club)).at(at);
  const declared = name === null ? undefined : programme.source.activities[name];
  if (name === null || declared === undefined)
    return { outcome: "ignored", reason: "no_such_activity" };
  const customer = segmentCustomer(message, {});
  if (customer === null) return anonymousAnswer;
  const person = await personOf(club, connection, customer);
  if (person.is !== "member") return strangerAnswer(person);
  if (needsConsent(name) && !(await consents.mayUse(club.db, person.memberId, "profiling")))
    return {
      outcome: "ignored",
      reason: "no_consent",
      detail: "The member has not consented to profiling.",
    };
  const fields = fieldsOf(declared.fields ?? {}, message.properties ?? {});
  const answer = await activity.submit(club, {
    ...framed({ connection, memberId: person.memberId }, { id: message.messageId, occurredAt: at }),
    payload: { kind: "activity", activity: name, fields },
  });
  const { outcome, problem } = answer;
  if (problem?.code === "member_busy") throw new DomainError("member_busy", problem.detail);
  return { outcome, ...(problem && { reason: problem.code, detail: problem.detail }) };
}
