/** What a stored event tells: one message for the event, one for each effect that others act on. */
import type { WebhookType } from "@trofast/contract/webhooks";
import type { Effect } from "@trofast/engine/effects";
import { formatInstant } from "@trofast/engine/time";
import type { StoredEvent } from "../activity/domain.ts";

export interface Message {
  readonly type: WebhookType;
  /** What it tells of: together with the type it is told once. */
  readonly about: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Larger messages than this lose what can be asked for instead. */
export const BODY_BYTES_MAX = 20_000;

/** All messages of an event, those of its effects after its own. */
export function messagesOf(event: StoredEvent, given: Readonly<Record<string, number>>): Message[] {
  const base = {
    memberId: event.member_id,
    eventId: event.id,
    source: event.source,
    sourceId: event.source_id,
    occurredAt: formatInstant(event.occurred_at),
    bookedAt: formatInstant(event.booked_at),
  };
  const message = (type: WebhookType, number: number, more: object): Message => ({
    type,
    about: number < 0 ? event.id : `${event.id}:${number}`,
    at: event.booked_at,
    data: { ...base, ...more },
  });
  const told = { kind: event.kind, given, balance: event.balances };
  return [
    message("event.booked", -1, told),
    ...(event.kind === "join" ? [message("member.joined", -1, {})] : []),
    ...(event.kind === "erase" ? [message("member.erased", -1, {})] : []),
    ...event.effects.flatMap((effect, number) => {
      const read = toldBy(effect);
      return read === null ? [] : [message(read.type, number, read.more)];
    }),
  ];
}

function toldBy(effect: Effect): { type: WebhookType; more: object } | null {
  switch (effect.do) {
    case "grant":
      return { type: "reward.granted", more: { reward: effect.reward, count: effect.count } };
    case "level": {
      const { ladder, level, why } = effect;
      return { type: "level.changed", more: { ladder, level, why } };
    }
    case "warn": {
      const { ladder, level, missing, until, before = until } = effect;
      return {
        type: "level.warning",
        more: { ladder, level, missing, before: formatInstant(before) },
      };
    }
    case "badge":
      return { type: "badge.changed", more: { badge: effect.badge, lost: effect.lost === true } };
    case "consent":
      return { type: "consent.changed", more: { consent: effect.consent, given: effect.given } };
    case "post":
      return effect.to === "expired"
        ? { type: "points.expired", more: { unit: effect.unit, amount: effect.amount } }
        : null;
    default:
      return null;
  }
}

/** A message as it is sent and signed. */
export function bodyOf({ type, at, data }: Message): string {
  const timestamp = formatInstant(at);
  const whole = JSON.stringify({ type, timestamp, data });
  if (new TextEncoder().encode(whole).length < BODY_BYTES_MAX) return whole;
  const { given: _, balance: __, ...rest } = data;
  return JSON.stringify({ type, timestamp, data: rest });
}
