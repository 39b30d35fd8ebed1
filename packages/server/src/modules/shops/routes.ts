import { submitEvent, submitEvents } from "@trofast/contract/events";
import * as segment from "@trofast/contract/segment";
import * as pulling from "@trofast/contract/shop-pulling";
import * as contract from "@trofast/contract/shops";
import { formatInstant } from "@trofast/engine/time";
import { bind } from "../../platform/http.ts";
import type { Http } from "../../platform/http.ts";
import { cloudOfHeaders, eventOfCloud } from "./cloud-event.ts";
import type { Delivery, Pull } from "./domain.ts";
import { registerEmbedRoutes } from "./embed-routes.ts";
import * as shops from "./service.ts";
import { registerSpendingRoutes } from "./spending-routes.ts";

export function registerShopRoutes(http: Http): void {
  bindConnections(http);
  bindDeliveries(http);
  bindSegment(http);
  takeCloudEvents(http);
  registerSpendingRoutes(http);
  registerEmbedRoutes(http);
}

function bindConnections(http: Http): void {
  bind(http, contract.putShop, async ({ club, params, body }) => {
    await shops.put(club, { shop: params.shop, ...body });
    return shown(await shops.readShop(club, params.shop));
  });

  bind(http, contract.getShop, async ({ club, params }) =>
    shown(await shops.readShop(club, params.shop)),
  );

  bind(http, contract.listShops, async ({ club }) => ({
    data: (await shops.listShops(club)).map(shown),
  }));

  bind(http, contract.deleteShop, async ({ club, params }) => {
    await shops.end(club, params.shop);
    return null;
  });

  bind(http, contract.rotateShopSecret, async ({ club, params, body }) => {
    await shops.rotate(club, { shop: params.shop, ...body });
    return shown(await shops.readShop(club, params.shop));
  });
}

function bindDeliveries(http: Http): void {
  bind(http, contract.receiveWebhook, async ({ club, params, headers, rawBody }) => {
    const { outcome, reason } = await shops.receive(club, {
      shop: params.shop,
      headers,
      body: rawBody,
    });
    return { outcome, ...(reason !== undefined && { reason }) };
  });

  bind(http, contract.listDeliveries, async ({ club, params, query }) => {
    const page = await shops.listDeliveries(club, params.shop, query);
    return { ...page, data: page.data.map(shownDelivery) };
  });

  bind(http, pulling.pullShop, async ({ club, params }) =>
    shownPull(await shops.askPull(club, params.shop)),
  );

  bind(http, pulling.getPull, async ({ club, params }) =>
    shownPull(await shops.readPull(club, params.shop)),
  );

  bind(http, contract.replayDelivery, async ({ club, params }) =>
    shownDelivery(await shops.replay(club, params.shop, params.id)),
  );
}

function bindSegment(http: Http): void {
  for (const type of segment.segmentTypes) {
    bind(http, segment.segmentMessages[type], async ({ club, caller, body }) => {
      const [answer] = await shops.takeSegment(club, caller, [{ type, raw: body }]);
      if (answer === undefined) throw new Error("a message without an answer");
      return answer;
    });
  }
  bind(http, segment.batch, async ({ club, caller, body }) => {
    const messages = body.batch.map((raw) => ({ raw }));
    const answers = await shops.takeSegment(club, caller, messages);
    const isRight = answers.every(({ outcome }) => outcome !== "refused" && outcome !== "invalid");
    return { success: isRight, answers };
  });
}

/** CloudEvents on the calls for events: the envelope is opened before the body is checked, so they are checked alike. */
function takeCloudEvents(http: Http): void {
  http.app.addHook("preHandler", async (request) => {
    const id = request.routeOptions.config.endpoint?.id;
    const media = (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase();
    if (id === submitEvent.id) {
      if (media === "application/cloudevents+json") request.body = eventOfCloud(request.body);
      else if (request.headers["ce-specversion"] !== undefined)
        request.body = eventOfCloud(cloudOfHeaders(request.headers, request.body));
    }
    const isBatch = id === submitEvents.id && media === "application/cloudevents-batch+json";
    if (isBatch && Array.isArray(request.body))
      request.body = { events: request.body.map(eventOfCloud) };
  });
}

const text = (instant: number | null) => (instant === null ? null : formatInstant(instant));

function shown(row: shops.ShopShown) {
  const { health, open, spans, createdAt, updatedAt, ...rest } = row;
  return {
    ...rest,
    secrets: spans.map(({ since, until }) => ({ since: formatInstant(since), until: text(until) })),
    createdAt: formatInstant(createdAt),
    updatedAt: formatInstant(updatedAt),
    health: {
      lastReceivedAt: text(health.lastReceivedAt),
      lastFailedAt: text(health.lastFailedAt),
      lastFailure: health.lastFailure,
      badSignatures: health.badSignatures,
      lastBadSignatureAt: text(health.lastBadSignatureAt),
      ...open,
    },
  };
}

function shownPull(row: Pull) {
  const { askedAt, endedAt, next: _, shop: __, ...pull } = row;
  return { ...pull, askedAt: formatInstant(askedAt), endedAt: text(endedAt) };
}

function shownDelivery(row: Delivery) {
  const { hasBody, receivedAt, settledAt, shop: _, ...delivery } = row;
  return {
    ...delivery,
    receivedAt: formatInstant(receivedAt),
    settledAt: text(settledAt),
    mayReplay: hasBody && delivery.state !== "done",
  };
}
