/**
 * From the log to messages. A transaction under way may still record an event with an earlier time than what can be
 * read, so the log's last minutes are read again and again; what was told is told once, by a unique key, and what this
 * process has seen is passed over.
 */
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { webhookTypes } from "@trofast/contract/webhooks";
import { z } from "zod";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import { hasAnnounced, takeAnnounced } from "../../platform/outbox.ts";
import * as activity from "../activity/service.ts";
import { bodyOf, messagesOf, type Message } from "./messages.ts";
import * as store from "./store.ts";

/** A booking takes seconds at most: statements end after one minute, and so do idle transactions. */
const LAG_MS = 120_000;
const KEYS_PER_PAGE = 1000;
const PAGES_MAX = 100;
const ANNOUNCED_MAX = 1000;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

interface Seen {
  /** Who was listening when it was seen. */
  listeners: string;
  readonly at: Map<string, number>;
}

const seenOf = perClub((): Seen => ({ listeners: "", at: new Map() }));

/**
 * Makes messages of what was recorded since the last time.
 *
 * @returns how many are new.
 */
export async function feed(club: Club): Promise<number> {
  const seen = seenOf(club);
  const now = club.clock.now();
  const read = new Map<string, number>();
  const made = await transaction(club.db, async (tx) => {
    read.clear();
    const through = await store.lockCursor(tx, now - LAG_MS);
    if (through === null) return 0;
    const webhooks = (await store.webhooks(tx)).filter(({ state }) => state === "active");
    const listeners = webhooks.map(({ webhook, updatedAt }) => `${webhook} ${updatedAt}`).join();
    if (listeners !== seen.listeners) seen.at.clear();
    seen.listeners = listeners;
    let count = await feedAnnounced(tx, webhooks, now);
    if (webhooks.length > 0) count += await feedLog(tx, { webhooks, through, now, seen, read });
    else await store.moveCursor(tx, now - LAG_MS);
    return count;
  });
  for (const [id, at] of read) seen.at.set(id, at);
  for (const [id, at] of seen.at) if (at < now - LAG_MS) seen.at.delete(id);
  return made;
}

async function feedLog(
  tx: Tx,
  work: {
    readonly webhooks: readonly store.WebhookRow[];
    readonly through: number;
    readonly now: number;
    readonly seen: Seen;
    readonly read: Map<string, number>;
  },
): Promise<number> {
  const { webhooks, through, now, seen, read } = work;
  let from = { at: through, id: FIRST_ID };
  let made = 0;
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const keys = await activity.recordedFrom(tx, from, KEYS_PER_PAGE);
    const fresh = keys.filter(({ id }) => !seen.at.has(id));
    const recordedAt = new Map(fresh.map((key) => [key.id, key.recorded_at]));
    const events = await activity.eventsByKeys(tx, fresh);
    const deliveries = events.flatMap((event) =>
      messagesOf(event, activity.givenBy(event.effects)).flatMap((message) =>
        deliveriesOf(message, webhooks, recordedAt.get(event.id) ?? now),
      ),
    );
    made += await store.addDeliveries(tx, deliveries, now);
    for (const key of fresh) read.set(key.id, key.recorded_at);
    const last = keys.at(-1);
    if (last === undefined || keys.length < KEYS_PER_PAGE) {
      await store.moveCursor(tx, now - LAG_MS);
      return made;
    }
    from = { at: last.recorded_at, id: last.id };
  }
  // More than one run takes: the next begins where this one ended, as far as that is safe.
  await store.moveCursor(tx, Math.min(from.at, now - LAG_MS));
  return made;
}

/** A webhook hears of what happened since it was made. */
function deliveriesOf(
  message: Message,
  webhooks: readonly store.WebhookRow[],
  recordedAt: number,
): store.NewDelivery[] {
  const listening = webhooks.filter(
    ({ types, createdAt }) => types.includes(message.type) && recordedAt >= createdAt,
  );
  if (listening.length === 0) return [];
  const body = bodyOf(message);
  const { type, about, at } = message;
  return listening.map(({ webhook }) => ({ id: newId(), webhook, type, about, at, body }));
}

const announcedData = z.record(z.string(), z.json());

async function feedAnnounced(
  tx: Tx,
  webhooks: readonly store.WebhookRow[],
  now: number,
): Promise<number> {
  if (!(await hasAnnounced(tx))) return 0;
  const taken = await takeAnnounced(tx, ANNOUNCED_MAX);
  const deliveries = taken.flatMap(({ id, type, at, data }) => {
    const known = webhookTypes.safeParse(type);
    if (!known.success) return [];
    const message = { type: known.data, about: id, at, data: announcedData.parse(data) };
    return deliveriesOf(message, webhooks, at);
  });
  return await store.addDeliveries(tx, deliveries, now);
}
