/** What a call is sent, as the documentation shows it: one realistic body for every call that takes JSON. */
import type { z } from "zod";
import type { BodyInputOf } from "./endpoint.ts";
import type { endpoints } from "./endpoints.ts";
import type { submitEvent } from "./events.ts";
import { eventExamples, programmeExample } from "./examples-events.ts";

export type EventInput = BodyInputOf<typeof submitEvent>;

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

export type BodyExamples = { readonly [Call in JsonCall as Call["id"]]: BodyInputOf<Call> };

const anna = { source: "card", id: "7001" };
const berit = { source: "card", id: "7002" };
const someId = "01890a5d-ac96-774b-bcce-b302099a8057";
const handle = "Q2xvc2VkIGhhbmRsZSAhIQ";
const basket = [{ article: "7310240071801", quantity: 2, unitPriceMinor: 6_450 }];
const bought = [{ article: "7310240071801", quantity: 2, paidMinor: 12_900 }];
const article = {
  category: "coffee/beans",
  tags: ["local", "organic"],
  vatBasisPoints: 1_200,
  cost: { minor: 4_100, currency: "SEK" },
  name: "Morgonkaffe 500 g",
};
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
const segmentOf = (type: string, more: object) => ({
  userId: "7001",
  messageId: `${type}-7001-1`,
  timestamp: "2026-05-17T07:30:00.000Z",
  ...more,
});

export const bodyExamples: BodyExamples = {
  "events.submit": eventExamples.purchase,
  "events.submitBatch": { events: [eventExamples.purchase, eventExamples.activity] },
  "events.foreseeParked": { purchase: { source: "pos", id: "sale-10293" } },
  "events.bookParked": { purchase: { source: "pos", id: "sale-10293" } },
  "events.setAsideParked": { because: "elsewhere" },
  "events.giveUp": { source: "till", store: "gbg-1", device: "M4T9XD", from: 17, to: 19 },
  "ledger.adjust": { id: "case-318", unit: "points", amount: 100, reason: "goodwill" },
  "checkout.quote": {
    source: "pos",
    member: anna,
    currency: "SEK",
    store: "gbg-1",
    channel: "till",
    lines: basket,
    spend: [{ unit: "points", amount: "most" }],
  },
  "checkout.hold": { seconds: 600 },
  "checkout.commit": { receipt: "10294", payableMinor: 11_170 },
  "checkout.return": {
    source: "pos",
    id: "return-883",
    of: { receipt: "10294" },
    store: "gbg-1",
    lines: [{ line: 0, quantity: 1 }],
  },
  "members.put": {
    market: "se",
    profile: { givenName: "Anna", familyName: "Lind", email: "anna@example.se", language: "sv" },
    identities: [{ source: "webshop", id: "customer-5512" }],
  },
  "members.resolveCard": { card: "9487402385560116" },
  "members.putField": {
    kind: "text",
    label: { sv: "Hundens namn", en: "Name of the dog" },
    question: { sv: "Vad heter din hund?", en: "What is your dog called?" },
    choices: null,
    purpose: "To greet it by its name",
    keepDays: 730,
    position: 0,
  },
  "members.putAnswers": { from: "imported", answers: { dogName: "Fido" } },
  "complaints.note": { id: "case-318", about: "goods" },
  "complaints.answer": { id: "case-318-answered" },
  "joining.join": { identifier: "anna@example.se", language: "sv", referral: { code: "K7Q2M9" } },
  "joining.verify": { handle, code: "123456" },
  "joining.token": { store: "gbg-1" },
  "joining.redeem": { token: handle },
  "joining.stepUp": { source: "email" },
  "joining.confirmPresence": { token: handle, store: "gbg-1" },
  "joining.verifyStepUp": { handle, code: "123456" },
  "joining.addIdentity": { identifier: "+46701740605" },
  "joining.verifyIdentity": { handle, code: "123456" },
  "joining.freeze": { reason: "lost-card" },
  "joining.unfreeze": { reason: "found" },
  "self.patch": { profile: { givenName: "Anna", familyName: "Lind" } },
  "self.answer": { field: "dogName", answer: "Fido" },
  "consents.publishWording": {
    wording: "We write to you by e-mail about what is new in the shop, at most twice a month.",
  },
  "consents.putMine": {
    consents: [
      { purpose: "marketing", channel: "email", given: true, language: "sv" },
      { purpose: "profiling", given: false },
    ],
  },
  "consents.contact": { id: "spring-news-7", purpose: "marketing", channel: "email" },
  "consents.putOfMember": {
    consents: [{ purpose: "marketing", channel: "email", given: false }],
    proof: "form 7 of 17 May 2026",
    source: "form",
  },
  "consents.answer": {
    purpose: "profiling",
    channel: null,
    wordingHash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    confirmed: true,
  },
  "consents.ask": { by: "hand" },
  "segments.put": { reason: "book-circle" },
  "relations.previewMerge": { member: berit, into: anna },
  "relations.merge": { member: berit, into: anna },
  "relations.previewUnmerge": { mergeId: someId },
  "relations.unmerge": { mergeId: someId },
  "relations.keepGuestPurchase": {
    source: "pos",
    id: "sale-10295",
    occurredAt: "2026-05-17T09:45:00+02:00",
    currency: "SEK",
    store: "gbg-1",
    lines: bought,
  },
  "relations.claim": { code: "ABCD-EFGH" },
  "relations.approveReferral": { reason: "known" },
  "relations.declineReferral": { reason: "same-household" },
  "privacy.putRetention": { keepDays: 365 },
  "catalogue.putArticle": article,
  "catalogue.putArticles": {
    articles: [
      { article: "7310240071801", ...article },
      { article: "7310240071825", category: "coffee/filter", name: "Filter 100 st" },
    ],
  },
  "catalogue.putCategory": { marginBasisPoints: 3_500 },
  "catalogue.putStore": { name: "Haga" },
  "catalogue.putStores": {
    stores: [
      { store: "gbg-1", name: "Haga" },
      { store: "gbg-2", name: "Majorna" },
    ],
  },
  "programmes.check": { document: programmeExample },
  "programmes.publish": { document: programmeExample, note: "The first rules" },
  "programmes.putDraft": { document: programmeExample },
  "programmes.whatIf": { document: programmeExample, months: 3 },
  "programmes.tryReceipt": { basket: { lines: bought } },
  "access.createKey": { name: "Till 4, Haga", preset: "till", stores: ["gbg-1"] },
  "staff.invite": { name: "Eva Berg", role: "cashier", stores: ["gbg-1"] },
  "staff.change": { name: "Eva Berg" },
  "staff.openInvite": { token: handle },
  "staff.acceptInvite": {
    token: handle,
    challengeId: "AAAA",
    credential: newCredential,
    name: "laptop",
  },
  "staff.askSignIn": {},
  "staff.signIn": { challengeId: "AAAA", credential: credentialUse },
  "staff.askProvider": { fresh: false },
  "staff.signOut": { everywhere: false },
  "staff.stepUp": { challengeId: "AAAA", credential: credentialUse },
  "staff.addPasskey": { challengeId: "AAAA", credential: newCredential, name: "key ring" },
  "staff.renamePasskey": { name: "laptop" },
  "staff.askAct": {
    kind: "adjust",
    payload: { memberId: someId, unit: "points", amount: 500, reason: "goodwill" },
  },
  "me.redeem": { count: 1 },
  "me.declineTip": { decline: "not_now" },
  "redemptions.create": { member: anna, reward: "free-coffee" },
  "redemptions.use": { order: "order-4410" },
  "rewards.put": { stock: 25, paused: false },
  "codes.check": { code: "SPRING" },
  "codes.use": { code: "SPRING", order: "order-4410" },
  "codes.ask": { code: "SPRING" },
  "codes.putCampaign": { kind: "public", reward: "free-coffee", code: "SPRING" },
  "codes.make": { batch: "spring-letter", count: 200 },
  "giftCards.sell": { currency: "SEK", amountMinor: 50_000, sale: "sale-10296" },
  "giftCards.check": { code: "ABCD-EFGH" },
  "giftCards.ask": { code: "ABCD-EFGH" },
  "giftCards.topUp": { currency: "SEK", amountMinor: 20_000, sale: "sale-10297" },
  "giftCards.hold": { order: "order-4410", currency: "SEK", amountMinor: 12_900 },
  "giftCards.spend": { order: "order-4410" },
  "giftCards.release": { order: "order-4410" },
  "giftCards.refund": { order: "order-4410", amountMinor: 6_450, refund: "refund-12" },
  "giftCards.takeBack": { amountMinor: 20_000, reason: "paid-back" },
  "me.wait": { count: 1 },
  "visits.checkIn": { redemptionId: someId },
  "shops.put": { kind: "generic", secret: "whsec_cHV0LWluLXlvdXItb3duLXNlY3JldC0x" },
  "shops.rotate": { secret: "whsec_cHV0LWluLXlvdXItb3duLXNlY3JldC0y", oldHours: 1 },
  "shops.spendMine": { unit: "points", amount: 100, currency: "SEK" },
  "shops.spendFor": { member: anna, unit: "points", moneyMinor: 1_000, currency: "SEK" },
  "shops.check": { enable: true },
  "shops.preview": { currency: "SEK", lines: basket },
  "shops.previewMine": { currency: "SEK", lines: basket },
  "segment.identify": segmentOf("identify", { traits: { email: "anna@example.se" } }),
  "segment.track": segmentOf("track", {
    event: "Order Completed",
    properties: {
      order_id: "4410",
      currency: "SEK",
      products: [{ product_id: "7310240071801", price: 64.5, quantity: 2 }],
    },
  }),
  "segment.page": segmentOf("page", { name: "Home" }),
  "segment.screen": segmentOf("screen", { name: "Card" }),
  "segment.group": segmentOf("group", { groupId: "book-circle" }),
  "segment.alias": { ...segmentOf("alias", {}), previousId: "anonymous-91" },
  "segment.batch": { batch: [{ type: "page", ...segmentOf("page", { name: "Home" }) }] },
  "mirror.correct": { kind: "gift", category: "coffee" },
  "settings.putLogo": {
    image:
      "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mOwd59HEmIY1TCqYfhqAADeMiQQ47no/wAAAABJRU5ErkJggg==",
    alt: "Kvarnby Rosteri",
  },
  "settings.put": { hue: 155, quickActs: ["own_cup"] },
  "demo.forward": { months: 1 },
  "demo.session": { as: "member" },
  "demo.makeYours": { name: "Mitt kafé", template: "stamps" },
  "webhooks.put": { url: "https://example.se/hook", types: ["event.booked"] },
  "webhooks.replayDead": { since: "2026-05-01T00:00:00+02:00" },
};
