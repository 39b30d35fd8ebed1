/** For every call that takes JSON a body that it would take, typed by the contract: a new call misses here until it has one. */
import { endpoints } from "@trofast/contract/endpoints";
import type { BodyInputOf, EndpointSpec } from "@trofast/contract/endpoint";
import type { z } from "zod";
import { pathParam } from "./paths.ts";
import type { RawRequest } from "./requests.ts";

type Endpoint = (typeof endpoints)[number];

/** Those whose body is a table or lines of JSON, and webhooks, whose bytes are their senders' own. */
type OtherBody =
  | {
      readonly id:
        | "catalogue.uploadArticles"
        | "codes.import"
        | "members.upload"
        | "segments.import";
    }
  | { readonly lines: unknown }
  | { readonly raw: true };
type JsonCall = Exclude<Extract<Endpoint, { readonly body: z.ZodType }>, OtherBody>;

interface Sample<Body = unknown> {
  readonly body: Body;
  /** Where the path needs others than `pathParam` finds. */
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** The largest body it takes. */
  readonly bytesMax: number;
}

const MB = 1_048_576;

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
const berit = { source: "card", id: "2" };
const someId = "01890a5d-ac96-774b-bcce-b302099a8057";
const handle = "AAAAAAAAAAAAAAAAAAAAAA";
const newCredential = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key" as const,
  response: { clientDataJSON: "AAAA", attestationObject: "AAAA" },
  clientExtensionResults: {},
};
const credentialUse = {
  id: "AAAA",
  rawId: "AAAA",
  type: "public-key" as const,
  response: { clientDataJSON: "AAAA", authenticatorData: "AAAA", signature: "AAAA" },
  clientExtensionResults: {},
};
const segmentMessage = {
  body: { userId: "u-1", messageId: "m-1", event: "Nothing Known" },
  bytesMax: 32 * 1024,
};
const onceOnly = { "idempotency-key": "sample" };

/** A call that takes as much as calls take unless they say otherwise. */
function of<Body>(body: Body, more: Omit<Sample, "body" | "bytesMax"> = {}): Sample<Body> {
  return { body, ...more, bytesMax: MB };
}

export const samples: { readonly [Call in JsonCall as Call["id"]]: Sample<BodyInputOf<Call>> } = {
  "events.submit": of(purchase),
  "events.submitBatch": { body: { events: [purchase] }, bytesMax: 20 * MB },
  "events.foreseeParked": of({ purchase: { source: "pos", id: "1" } }),
  "events.bookParked": of({ purchase: { source: "pos", id: "1" } }),
  "events.setAsideParked": of({ because: "elsewhere" }),
  "ledger.adjust": of({ id: "a", unit: "points", amount: 1, reason: "goodwill" }, { params: anna }),
  "checkout.quote": of({
    source: "pos",
    member: anna,
    currency: "SEK",
    lines: [{ article: "a", quantity: 1, unitPriceMinor: 1000 }],
  }),
  "checkout.hold": of({ seconds: 60 }),
  "checkout.commit": of({ receipt: "r-9", payableMinor: 1000 }),
  "checkout.return": of({
    source: "pos",
    id: "back",
    of: { receipt: "r-9" },
    lines: [{ line: 0, quantity: 1 }],
  }),
  "members.put": of({ profile: { email: "a@b.se" } }, { params: { source: "card", id: "9" } }),
  "members.resolveCard": of({ card: "1" }),
  "members.putField": of(
    {
      kind: "text",
      label: { en: "Dog" },
      question: null,
      choices: null,
      purpose: "To greet it",
      keepDays: null,
      position: 0,
    },
    { params: { field: "dogName" } },
  ),
  "complaints.note": of({ id: "cold", about: "goods" }, { params: anna }),
  "complaints.answer": of({ id: "sorry" }, { params: anna }),
  "members.putAnswers": of({ from: "imported", answers: { dogName: "Fido" } }, { params: anna }),
  "joining.join": of({ identifier: "new@example.se", language: "en" }),
  "joining.verify": of({ handle, code: "123456" }),
  "joining.token": of({ store: "1" }),
  "joining.redeem": of({ token: handle }),
  "joining.stepUp": of({ source: "email" }),
  "joining.confirmPresence": of({ token: handle, store: "1" }, { params: anna }),
  "joining.verifyStepUp": of({ handle, code: "123456" }),
  "joining.addIdentity": of({ identifier: "new@example.se" }),
  "joining.verifyIdentity": of({ handle, code: "123456" }),
  "joining.freeze": of({ reason: "lost-card" }, { params: anna }),
  "joining.unfreeze": of({ reason: "found" }, { params: anna }),
  "self.patch": of({ profile: { givenName: "Anna" } }),
  "self.answer": of({ field: "dogName", answer: "Fido" }),
  "consents.publishWording": of({ wording: "We write to you." }),
  "consents.putMine": of({ consents: [{ purpose: "profiling", given: true }] }),
  "consents.putOfMember": of(
    { consents: [{ purpose: "profiling", given: false }], proof: "form 7", source: "form" },
    { params: anna },
  ),
  "consents.answer": of({
    purpose: "profiling",
    channel: null,
    wordingHash: "0".repeat(64),
    confirmed: true,
  }),
  "consents.ask": of({ by: "hand" }, { params: anna }),
  "segments.put": of({ reason: "book-circle" }, { params: { ...anna, segment: "friends" } }),
  "relations.previewMerge": of({ member: berit, into: anna }),
  "relations.merge": of({ member: berit, into: anna }, { headers: onceOnly }),
  "relations.previewUnmerge": of({ mergeId: someId }),
  "relations.unmerge": of({ mergeId: someId }, { headers: onceOnly }),
  "relations.keepGuestPurchase": of({
    source: "pos",
    id: "guest-1",
    occurredAt: frame.occurredAt,
    currency: "SEK",
    lines: [line],
  }),
  "relations.claim": of({ code: "ABCD-EFGH" }),
  "relations.approveReferral": of({ reason: "known" }),
  "relations.declineReferral": of({ reason: "known" }),
  "privacy.putRetention": of({ keepDays: 365 }, { params: { rule: "messages" } }),
  "catalogue.putArticle": of({ tags: ["x"] }, { params: { article: "a" } }),
  "catalogue.putArticles": of({ articles: [{ article: "a" }] }),
  "catalogue.putCategory": of({ marginBasisPoints: 1 }, { params: { path: "c" } }),
  "catalogue.putStore": of({ name: "One" }, { params: { store: "1" } }),
  "catalogue.putStores": of({ stores: [{ store: "1" }] }),
  "programmes.check": of({ document: programme }),
  "programmes.publish": of({ document: programme }, { headers: onceOnly }),
  "programmes.putDraft": of(
    { document: programme },
    { params: { id: "d" }, headers: { "if-none-match": "*" } },
  ),
  "access.createKey": of({ name: "x", scopes: ["events:read"] }),
  "staff.invite": of({ name: "Eva", role: "cashier", stores: ["1"] }),
  "staff.change": of({ name: "Eva" }),
  "staff.openInvite": of({ token: "t" }),
  "staff.acceptInvite": of({
    token: "t",
    challengeId: "AAAA",
    credential: newCredential,
    name: "laptop",
  }),
  "staff.askSignIn": of({}),
  "staff.signIn": of({ challengeId: "AAAA", credential: credentialUse }),
  "staff.askProvider": of({ fresh: false }),
  "staff.signOut": of({ everywhere: false }),
  "staff.stepUp": of({ challengeId: "AAAA", credential: credentialUse }),
  "staff.addPasskey": of({ challengeId: "AAAA", credential: newCredential, name: "key ring" }),
  "staff.renamePasskey": of({ name: "laptop" }),
  "staff.askAct": of(
    {
      kind: "adjust",
      payload: { memberId: someId, unit: "points", amount: 5, reason: "goodwill" },
    },
    { headers: onceOnly },
  ),
  "me.redeem": of({ count: 1 }, { headers: onceOnly }),
  "redemptions.create": of({ member: anna, reward: "mug" }, { headers: onceOnly }),
  "redemptions.use": of({ order: "o-1" }),
  "rewards.put": of({ stock: 5, paused: false }),
  "codes.check": of({ code: "SPRING" }),
  "codes.use": of({ code: "SPRING", order: "o-1" }),
  "codes.ask": of({ code: "SPRING" }),
  "codes.putCampaign": of({ kind: "public", reward: "mug", code: "SPRING" }),
  "codes.make": of({ batch: "b-1", count: 2 }),
  "giftCards.sell": of(
    { currency: "SEK", amountMinor: 10_000, sale: "s-1" },
    { headers: onceOnly },
  ),
  "giftCards.check": of({ code: "ABCD-EFGH" }),
  "giftCards.ask": of({ code: "ABCD-EFGH" }),
  "giftCards.topUp": of({ currency: "SEK", amountMinor: 100, sale: "s-2" }),
  "giftCards.hold": of({ order: "o-1", currency: "SEK", amountMinor: 100 }),
  "giftCards.spend": of({ order: "o-1" }),
  "giftCards.release": of({ order: "o-1" }),
  "giftCards.refund": of({ order: "o-1", amountMinor: 100, refund: "f-1" }),
  "giftCards.takeBack": of({ amountMinor: 100, reason: "t-1" }),
  "me.wait": of({ count: 1 }, { headers: onceOnly }),
  "visits.checkIn": of({ redemptionId: someId }),
  "shops.put": of({ kind: "generic", secret: "whsec_c2hvcC1zZWNyZXQtb2YtYS10ZXN0LTAx" }),
  "shops.spendMine": of({ unit: "points", amount: 10, currency: "SEK" }, { headers: onceOnly }),
  "shops.spendFor": of(
    { member: anna, unit: "points", moneyMinor: 1000, currency: "SEK" },
    { headers: onceOnly },
  ),
  "shops.check": of({ enable: true }),
  "shops.preview": of({
    currency: "SEK",
    lines: [{ article: "a", quantity: 1, unitPriceMinor: 1000 }],
  }),
  "shops.previewMine": of({
    currency: "SEK",
    lines: [{ article: "a", quantity: 1, unitPriceMinor: 1000 }],
  }),
  "shops.rotate": of({ secret: "whsec_c2hvcC1zZWNyZXQtb2YtYS10ZXN0LTAy", oldHours: 1 }),
  "segment.identify": segmentMessage,
  "segment.track": segmentMessage,
  "segment.page": segmentMessage,
  "segment.screen": segmentMessage,
  "segment.group": segmentMessage,
  "segment.alias": segmentMessage,
  "segment.batch": { body: { batch: [] }, bytesMax: 500 * 1024 },
  "mirror.correct": of({ kind: "gift", category: "coffee" }),
  "settings.put": of({ hue: 155 }),
  "programmes.whatIf": of({ document: programme, months: 1 }),
  "programmes.tryReceipt": of({ basket: { lines: [line] } }),
  "demo.forward": of({ months: 1 }),
  "demo.session": of({ as: "member" }),
  "demo.makeYours": of({ name: "Mitt", template: "stamps" }),
  "webhooks.put": of({ url: "https://example.se/hook", types: ["event.booked"] }),
  "webhooks.replayDead": of({ since: "2026-05-01T00:00:00Z" }),
};

const all: readonly EndpointSpec[] = endpoints;
const byId: ReadonlyMap<string, Sample> = new Map(Object.entries(samples));

/** Every call of the table, with the request that sends its sample. */
export function sampled(): {
  readonly endpoint: EndpointSpec;
  readonly request: RawRequest;
  readonly bytesMax: number;
}[] {
  return all.flatMap((endpoint) => {
    const sample = byId.get(endpoint.id);
    if (sample === undefined) return [];
    const { body, params, headers = {}, bytesMax } = sample;
    const url = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
      encodeURIComponent(params?.[name] ?? pathParam(endpoint, name)),
    );
    return [{ endpoint, request: { method: endpoint.method, url, body, headers }, bytesMax }];
  });
}
