import { INSTANT_MIN } from "@trofast/contract/common";
import * as contract from "@trofast/contract/webhooks";
import { formatInstant } from "@trofast/engine/time";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import type { Delivery } from "./domain.ts";
import * as webhooks from "./service.ts";

export function registerWebhookRoutes(http: Http): void {
  bind(http, contract.putWebhook, async ({ club, params, body }) =>
    shown(await webhooks.put(club, { ...params, ...body })),
  );
  bind(http, contract.listWebhooks, async ({ club }) => ({
    data: (await webhooks.list(club)).map(shown),
  }));
  bind(http, contract.getWebhook, async ({ club, params }) =>
    shown(await webhooks.read(club, params.webhook)),
  );
  bind(http, contract.deleteWebhook, async ({ club, params }) => {
    await webhooks.end(club, params.webhook);
    return null;
  });
  bind(http, contract.rotateWebhookSecret, async ({ club, params }) =>
    shown(await webhooks.rotate(club, params.webhook)),
  );
  bind(http, contract.listWebhookDeliveries, async ({ club, params, query }) => {
    const page = await webhooks.deliveries(club, params.webhook, query);
    return { ...page, data: page.data.map(shownDelivery) };
  });
  bind(http, contract.replayWebhookDelivery, async ({ club, params }) =>
    shownDelivery(await webhooks.replay(club, params.webhook, params.id)),
  );
  bind(http, contract.replayDeadDeliveries, async ({ club, params, body }) => ({
    replayed: await webhooks.replayDead(club, params.webhook, body.since ?? INSTANT_MIN),
  }));
}

const text = (instant: number | null) => (instant === null ? null : formatInstant(instant));

function shown({ spans, types, createdAt, updatedAt, ...webhook }: webhooks.WebhookMade) {
  return {
    ...webhook,
    types: types.flatMap((type) => {
      const known = contract.webhookTypes.safeParse(type);
      return known.success ? [known.data] : [];
    }),
    secrets: spans.map(({ since, until }) => ({ since: formatInstant(since), until: text(until) })),
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
  };
}

function shownDelivery(row: Delivery) {
  const { webhook: _, madeAt: __, ...delivery } = row;
  return {
    ...delivery,
    occurredAt: formatInstant(delivery.occurredAt),
    nextAt: text(delivery.nextAt),
    settledAt: text(delivery.settledAt),
    attempts: delivery.attempts.map((attempt) => ({ ...attempt, at: formatInstant(attempt.at) })),
  };
}
