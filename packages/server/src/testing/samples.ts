/** For every call that takes JSON a body that it would take: the documentation's example, or one that a test's club knows. */
import { endpoints } from "@trofast/contract/endpoints";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { bodyExamples } from "@trofast/contract/examples";
import type { BodyExamples } from "@trofast/contract/examples";
import { BODY_BYTES_MAX } from "../platform/http-server.ts";
import { pathParam } from "./paths.ts";
import type { RawRequest } from "./requests.ts";

interface Sample<Body = unknown> {
  readonly body: Body;
  /** Where the path needs others than `pathParam` finds. */
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The largest body it takes. */
  readonly bytesMax: number;
}

export const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: {
    se: { currency: "SEK", timezone: "Europe/Stockholm" },
    dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
  },
  units: {
    points: { worth: { se: "0.10 SEK", dk: "0.07 DKK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  activities: {
    review: { fields: { article: "article", stars: "1..5" } },
    own_cup: { evidence: ["cashier"] },
  },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "review", on: "review", give: { points: 5 } },
  ],
  rewards: [{ id: "cinema", kind: "partner", cost: { points: 5 }, code: "pool", partner: "saga" }],
};

export const frame = {
  source: "pos",
  id: "bad",
  member: { source: "card", id: "1" },
  occurredAt: "2026-06-01T11:00:00+02:00",
};
export const line = { article: "a", quantity: 1, paidMinor: 1000 };
export const purchase = {
  kind: "purchase" as const,
  ...frame,
  currency: "SEK",
  lines: [line],
};

const anna = { source: "card", id: "1" };
const onceOnly = { headers: { "idempotency-key": "sample" } };
const segmentMessage = {
  body: { userId: "u-1", messageId: "m-1", event: "Nothing Known" },
  bytesMax: 32 * 1024,
};

type CallId = keyof BodyExamples;

/** What differs from the documentation's example and from what calls take unless they say otherwise. */
const differing: { readonly [Id in CallId]?: Partial<Sample<BodyExamples[Id]>> } = {
  "events.submit": { body: purchase },
  "events.submitBatch": { body: { events: [purchase] }, bytesMax: 20 * BODY_BYTES_MAX },
  "ledger.adjust": { params: anna },
  "members.put": { body: { profile: { email: "a@b.se" } }, params: { source: "card", id: "9" } },
  "members.putField": { params: { field: "dogName" } },
  "members.putAnswers": { params: anna },
  "complaints.note": { params: anna },
  "complaints.answer": { params: anna },
  "joining.confirmPresence": { params: anna },
  "joining.freeze": { params: anna },
  "joining.unfreeze": { params: anna },
  "consents.putOfMember": { params: anna },
  "consents.ask": { params: anna },
  "segments.put": { params: { ...anna, segment: "friends" } },
  "relations.merge": onceOnly,
  "relations.unmerge": onceOnly,
  "privacy.putRetention": { params: { rule: "messages" } },
  "catalogue.putArticle": { params: { article: "a" } },
  "catalogue.putCategory": { params: { path: "c" } },
  "catalogue.putStore": { params: { store: "1" } },
  "programmes.check": { body: { document: programme } },
  "programmes.publish": { body: { document: programme }, ...onceOnly },
  "programmes.putDraft": {
    body: { document: programme },
    params: { id: "d" },
    headers: { "if-none-match": "*" },
  },
  "programmes.whatIf": { body: { document: programme, months: 1 } },
  "staff.askAct": onceOnly,
  "me.redeem": onceOnly,
  "me.wait": onceOnly,
  "redemptions.create": onceOnly,
  "giftCards.sell": onceOnly,
  "shops.spendMine": onceOnly,
  "shops.spendFor": onceOnly,
  "segment.identify": segmentMessage,
  "segment.track": segmentMessage,
  "segment.page": segmentMessage,
  "segment.screen": segmentMessage,
  "segment.group": segmentMessage,
  "segment.alias": segmentMessage,
  "segment.batch": { body: { batch: [] }, bytesMax: 500 * 1024 },
};

const all: readonly EndpointSpec[] = endpoints;
const bodies: ReadonlyMap<string, unknown> = new Map(Object.entries(bodyExamples));
const others: ReadonlyMap<string, Partial<Sample>> = new Map(Object.entries(differing));

/** Every call that takes JSON, with the request that sends its sample. */
export function sampled(): {
  readonly endpoint: EndpointSpec;
  readonly request: RawRequest;
  readonly bytesMax: number;
}[] {
  return all.flatMap((endpoint) => {
    const example = bodies.get(endpoint.id);
    if (example === undefined) return [];
    const other = others.get(endpoint.id) ?? {};
    const { body = example, params, headers = {}, bytesMax = BODY_BYTES_MAX } = other;
    const url = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
      encodeURIComponent(params?.[name] ?? pathParam(endpoint, name)),
    );
    return [{ endpoint, request: { method: endpoint.method, url, body, headers }, bytesMax }];
  });
}
