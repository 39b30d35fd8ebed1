/**
 * The map of the system, and the test that keeps the code on it. Change the map in a review, with
 * the reason in the message; change the code rather, where it can be.
 */
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, posix, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";

/** Which module may call which. Every module is named here, also one that calls none. */
const moduleMap: Record<string, readonly string[]> = {
  access: [],
  programmes: ["access"],
  catalogue: [],
  members: ["programmes", "catalogue"],
  ledger: ["programmes", "members"],
  activity: ["access", "members", "ledger", "catalogue", "programmes"],
  rewards: ["access", "programmes", "activity", "members", "settings"],
  insights: ["programmes", "activity", "ledger", "members", "rewards", "catalogue"],
  checkout: ["members", "activity", "catalogue", "programmes", "rewards", "settings"],
  shops: ["members", "activity", "catalogue", "consents", "rewards", "checkout", "privacy"],
  till: ["members", "activity", "rewards"],
  complaints: ["members", "activity"],
  webhooks: ["activity"],
  consents: ["members", "activity", "programmes", "complaints"],
  demo: [
    "access",
    "members",
    "catalogue",
    "activity",
    "programmes",
    "consents",
    "relations",
    "rewards",
    "settings",
  ],
  joining: ["access", "members", "activity", "programmes", "consents", "relations", "settings"],
  self: ["members", "activity", "catalogue", "programmes", "insights", "complaints"],
  settings: ["programmes", "catalogue"],
  mirror: ["members", "activity", "catalogue", "programmes", "consents", "complaints", "settings"],
  segments: ["members", "programmes"],
  live: ["members", "activity"],
  relations: [
    "access",
    "programmes",
    "members",
    "ledger",
    "activity",
    "consents",
    "segments",
    "checkout",
  ],
  privacy: ["access", "members", "activity", "programmes", "rewards", "checkout", "relations"],
};

/** Which package may import which. Those that reach a browser import nothing of Node. */
const packageMap: Record<string, readonly string[]> = {
  engine: [],
  contract: ["engine"],
  sdk: ["contract"],
  embed: [],
  server: ["engine", "contract"],
};
const browserSafe = ["engine", "contract", "sdk", "embed"];

/** Tests call the API as a client does. */
const testingImports = ["sdk"];

/** The files of a module, and which of its own files each may import. */
const fileMap: Record<string, readonly string[]> = {
  routes: ["service", "domain"],
  jobs: ["service", "domain"],
  service: ["store", "domain"],
  store: ["domain"],
  domain: [],
};

/** Further files of a module: the file whose rules they follow, and why they exist. */
const furtherFiles: Record<string, { like: string; why: string }> = {
  "ledger/kept-lots.ts": { like: "domain", why: "lots of busy wallets, between transactions" },
  "access/acts.ts": { like: "service", why: "acts that take two people" },
  "access/acts-store.ts": { like: "store", why: "the tables of acts and allowances" },
  "access/alone.ts": { like: "service", why: "what one person may do alone on a day" },
  "access/audit.ts": { like: "service", why: "who did what, sealed" },
  "access/audit-store.ts": { like: "store", why: "the tables of the trail and its seals" },
  "access/membership.ts": { like: "service", why: "the staff's own memberships" },
  "access/passkeys.ts": { like: "service", why: "signing in with a passkey" },
  "access/passkey-store.ts": { like: "store", why: "the tables of passkeys and questions" },
  "access/proof.ts": { like: "service", why: "how fresh a proof must be" },
  "access/provider.ts": { like: "service", why: "signing in by an identity provider" },
  "access/staff.ts": { like: "service", why: "people of the staff" },
  "access/staff-routes.ts": { like: "routes", why: "staff over HTTP" },
  "access/staff-store.ts": { like: "store", why: "the tables of people and invitations" },
  "access/sessions.ts": { like: "service", why: "who is signed in" },
  "access/session-store.ts": { like: "store", why: "the table of sessions" },
  "activity/adjusting.ts": { like: "service", why: "corrections by hand" },
  "activity/batch.ts": { like: "service", why: "one transaction of the intake" },
  "activity/booking.ts": { like: "service", why: "batches and sweeps as transactions" },
  "activity/caps.ts": { like: "service", why: "what the whole club shares" },
  "activity/purchases.ts": { like: "service", why: "purchases that may come back in a batch" },
  "activity/while-busy.ts": { like: "service", why: "acts that wait for their member" },
  "activity/turns.ts": { like: "service", why: "two batches never meet at a member" },
  "activity/content.ts": { like: "service", why: "the hash of what was said" },
  "activity/devices.ts": { like: "service", why: "tills that number what they send" },
  "activity/device-routes.ts": { like: "routes", why: "the same, over HTTP" },
  "activity/device-rules.ts": { like: "domain", why: "gaps, repeats and clocks" },
  "activity/device-store.ts": { like: "store", why: "the table of those tills" },
  "activity/gatherer.ts": { like: "service", why: "the queue before the transaction" },
  "activity/told.ts": { like: "domain", why: "what members had told when something happened" },
  "activity/told-store.ts": { like: "store", why: "the table of it" },
  "activity/lines.ts": { like: "routes", why: "NDJSON bodies" },
  "activity/lots.ts": { like: "domain", why: "what is usable from when, until when" },
  "activity/in-all.ts": { like: "domain", why: "what of a return is news" },
  "activity/matching.ts": { like: "domain", why: "which purchase a return belongs to" },
  "activity/parked.ts": { like: "service", why: "what waits for a person" },
  "activity/parked-routes.ts": { like: "routes", why: "what waits, over HTTP" },
  "activity/preview.ts": { like: "service", why: "an event decided without booking" },
  "activity/looking.ts": { like: "service", why: "a member's states, without booking" },
  "activity/placing.ts": { like: "service", why: "market and facts of an event" },
  "activity/reading.ts": { like: "service", why: "what a batch reads" },
  "activity/records.ts": { like: "service", why: "purchases that may come back" },
  "activity/returns-store.ts": { like: "store", why: "the tables of what comes back" },
  "activity/rows.ts": { like: "service", why: "what a batch writes" },
  "activity/waiting.ts": { like: "service", why: "returns that wait for their purchase" },
  "activity/statistics.ts": { like: "service", why: "the batch's changes of statistics" },
  "checkout/acting.ts": { like: "service", why: "an act on a quote, in its turn" },
  "checkout/choosing.ts": { like: "service", why: "what lowers the price and pays" },
  "checkout/discounts.ts": { like: "service", why: "the one seam to rewards and codes" },
  "checkout/finding.ts": { like: "service", why: "which purchase a number means" },
  "checkout/holding.ts": { like: "service", why: "a quote held, and let go" },
  "checkout/orders.ts": { like: "service", why: "a quote becomes an order" },
  "checkout/pricing.ts": { like: "domain", why: "the till's lines as prices and tender" },
  "checkout/places.ts": { like: "service", why: "where quotes belong" },
  "checkout/promise.ts": { like: "domain", why: "what a quote promised" },
  "checkout/queue.ts": { like: "service", why: "one after another for each member" },
  "checkout/quoting.ts": { like: "service", why: "a basket decided before it is bought" },
  "checkout/refunds.ts": { like: "service", why: "what a part of a purchase gives back" },
  "checkout/returning.ts": { like: "service", why: "what comes back" },
  "consents/budget.ts": { like: "service", why: "promotional messages, counted" },
  "consents/budget-store.ts": { like: "store", why: "the table of what went out" },
  "consents/gate.ts": { like: "service", why: "the one door of every message" },
  "consents/answering.ts": { like: "service", why: "a member's answer to what others recorded" },
  "consents/confirming.ts": { like: "service", why: "what others recorded, and who is asked" },
  "consents/confirming-words.ts": { like: "domain", why: "what the message with a link says" },
  "consents/following.ts": { like: "service", why: "a link that somebody follows" },
  "consents/recording.ts": { like: "service", why: "what members say, on record" },
  "consents/reporting.ts": { like: "service", why: "what other systems tell again and again" },
  "consents/request-store.ts": { like: "store", why: "the table of what waits" },
  "consents/unsubscribing.ts": { like: "service", why: "the link that takes one back" },
  "consents/sending.ts": { like: "service", why: "links on their way" },
  "segments/merging.ts": { like: "service", why: "segments of two who become one, and part" },
  "segments/meaning.ts": { like: "domain", why: "what a programme has for a segment" },
  "self/coming.ts": { like: "service", why: "what an announced version changes for a member" },
  "self/contracts.ts": { like: "service", why: "what a member has signed" },
  "self/contract-life.ts": { like: "domain", why: "what became of a contract" },
  "self/question-routes.ts": { like: "routes", why: "one question at a time" },
  "demo/beginning.ts": { like: "service", why: "the first minute of a club of one's own" },
  "demo/calendar.ts": { like: "domain", why: "which days are busy" },
  "demo/chance.ts": { like: "domain", why: "seeded chance" },
  "demo/dates.ts": { like: "domain", why: "what comes again when a day has passed" },
  "demo/deeds.ts": { like: "domain", why: "what members do, as entries" },
  "demo/diary.ts": { like: "domain", why: "a member's log while it is told" },
  "demo/founding.ts": { like: "service", why: "what a demo needs before anything happens" },
  "demo/goods.ts": { like: "domain", why: "what the roastery sells" },
  "demo/goods-names.ts": { like: "domain", why: "what goods and shelves are called" },
  "demo/insured.ts": { like: "domain", why: "lives of an insurer's members" },
  "demo/lives.ts": { like: "domain", why: "lives of the roastery's members" },
  "demo/maja.ts": { like: "domain", why: "what happens to the guide" },
  "demo/names.ts": { like: "domain", why: "names of nobody" },
  "demo/people.ts": { like: "domain", why: "who the members are" },
  "demo/simulate.ts": { like: "domain", why: "all lives in one order" },
  "demo/spending.ts": { like: "service", why: "what members do with points" },
  "demo/telling.ts": { like: "service", why: "lives told to the intake" },
  "demo/truth.ts": { like: "domain", why: "what is so by construction" },
  "access/founding.ts": { like: "service", why: "the staff and sessions of a demo" },
  "members/founding.ts": { like: "service", why: "many members at once" },
  "joining/codes.ts": { like: "service", why: "one-time codes sent and asked for" },
  "joining/identities.ts": { like: "service", why: "a member's own identities" },
  "joining/limits.ts": { like: "service", why: "how often codes are sent and guessed" },
  "joining/presence.ts": { like: "service", why: "the till vouches for who stands there" },
  "joining/words.ts": { like: "domain", why: "what the messages with codes say" },
  "members/presences.ts": { like: "service", why: "what a screen shows for the till to read" },
  "members/answers.ts": { like: "domain", why: "what a field of the profile takes" },
  "members/card.ts": { like: "domain", why: "the card's number and its rotating token" },
  "members/cards.ts": { like: "service", why: "cards given out and read" },
  "members/codes.ts": { like: "service", why: "one-time codes under way" },
  "members/code-store.ts": { like: "store", why: "the table of codes" },
  "members/enrolling.ts": { like: "service", why: "how somebody comes to be a member" },
  "members/fields.ts": { like: "service", why: "fields of the profile and their answers" },
  "members/field-store.ts": { like: "store", why: "the tables of fields and answers" },
  "members/identifiers.ts": { like: "domain", why: "e-mail addresses and phone numbers" },
  "members/identities.ts": { like: "service", why: "dated links, and whose they were" },
  "members/identity-store.ts": { like: "store", why: "the tables of links and tombstones" },
  "members/imports.ts": { like: "service", why: "members from tables" },
  "members/claiming.ts": { like: "service", why: "whose a table's identities are" },
  "members/rewriting.ts": { like: "service", why: "identities spelled the one way" },
  "members/rewriting-store.ts": { like: "store", why: "the table of what is spelled otherwise" },
  "members/search.ts": { like: "service", why: "lists of members" },
  "members/search-store.ts": { like: "store", why: "members found by name or identity" },
  "members/aliases.ts": { like: "service", why: "two members who became one" },
  "members/alias-store.ts": { like: "store", why: "the table of who was one with whom" },
  "activity/moved.ts": { like: "service", why: "purchases of members who became one" },
  "relations/booking.ts": { like: "service", why: "events the club makes about relations" },
  "relations/friend-purchases.ts": { like: "service", why: "which purchase a referral counts on" },
  "relations/guests.ts": { like: "service", why: "purchases claimed later" },
  "relations/guest-store.ts": { like: "store", why: "the table of guests' purchases" },
  "relations/merging.ts": { like: "service", why: "two members who are one" },
  "relations/unmerging.ts": { like: "service", why: "two members again" },
  "relations/referrals.ts": { like: "service", why: "friends who bring friends" },
  "relations/referral-store.ts": { like: "store", why: "the tables of links and referrals" },
  "privacy/aged-tables.ts": { like: "domain", why: "what goes by its age" },
  "privacy/tables.ts": { like: "domain", why: "every table that knows members" },
  "privacy/journal.ts": { like: "service", why: "erasures beside the database" },
  "privacy/export.ts": { like: "service", why: "all that is known of a member" },
  "privacy/retention.ts": { like: "service", why: "what is kept how long" },
  "programmes/documents.ts": { like: "service", why: "YAML read safely" },
  "programmes/templates.ts": { like: "service", why: "the ready-made programmes" },
  "shops/acting.ts": { like: "service", why: "what is done about a delivery" },
  "shops/booking.ts": { like: "service", why: "orders into the books" },
  "shops/cloud-event.ts": { like: "domain", why: "CloudEvents" },
  "shops/consenting.ts": { like: "service", why: "what shops tell of consents" },
  "shops/connections.ts": { like: "service", why: "who may send" },
  "shops/contracts.ts": { like: "service", why: "subscriptions into the books" },
  "shops/generic.ts": { like: "domain", why: "the club's own events, signed" },
  "shops/money.ts": { like: "domain", why: "amounts as shops write them" },
  "shops/order-store.ts": { like: "store", why: "the tables of orders and readings" },
  "shops/orders.ts": { like: "domain", why: "an order told in any order" },
  "shops/people.ts": { like: "service", why: "which member a customer is" },
  "shops/receiving.ts": { like: "service", why: "the way of a delivery" },
  "shops/refund-lines.ts": { like: "service", why: "refunds that must be asked for" },
  "shops/pulling.ts": { like: "service", why: "articles and stores from a shop" },
  "shops/repeating.ts": { like: "service", why: "whose order it is that a connection tells" },
  "shops/segment.ts": { like: "domain", why: "Segment's words" },
  "shops/segment-intake.ts": { like: "service", why: "Segment's messages into the books" },
  "shops/shop-api.ts": { like: "service", why: "questions to a shop's API" },
  "shops/shopify.ts": { like: "domain", why: "Shopify's words" },
  "shops/signatures.ts": { like: "service", why: "who signed a delivery" },
  "shops/embed-routes.ts": { like: "routes", why: "what pages of shops need" },
  "shops/shop-codes.ts": { like: "service", why: "codes in the shops themselves" },
  "shops/spending.ts": { like: "service", why: "points as codes of a shop" },
  "shops/spending-orders.ts": { like: "service", why: "orders paid with such codes" },
  "shops/spending-routes.ts": { like: "routes", why: "points spent in shops" },
  "shops/spending-store.ts": { like: "store", why: "the tables of codes and of watching" },
  "shops/spending-sweep.ts": { like: "service", why: "what time does to codes" },
  "shops/spendings.ts": { like: "domain", why: "one spending in a shop" },
  "shops/submitting.ts": { like: "service", why: "one event into the books" },
  "shops/watching.ts": { like: "service", why: "whether a shop still tells" },
  "shops/stripe.ts": { like: "domain", why: "Stripe's words" },
  "shops/woocommerce.ts": { like: "domain", why: "WooCommerce's words" },
  "programmes/profile-fields.ts": { like: "domain", why: "what rules read of members' answers" },
  "programmes/publishing.ts": { like: "service", why: "publishing as an act of two" },
  "rewards/alone.ts": { like: "service", why: "codes and money that the staff make alone" },
  "rewards/buying.ts": { like: "service", why: "rewards taken with a basket" },
  "rewards/giving-back.ts": { like: "service", why: "what was used on goods that came back" },
  "rewards/campaigns.ts": { like: "service", why: "pools, lists and public codes" },
  "rewards/caution.ts": { like: "service", why: "a member's points kept from others' hands" },
  "rewards/caution-rules.ts": { like: "domain", why: "when a proof or a wait is asked" },
  "rewards/codes.ts": { like: "domain", why: "what a code looks like" },
  "rewards/code-store.ts": { like: "store", why: "the tables of codes" },
  "rewards/ending.ts": { like: "service", why: "what members leave behind" },
  "rewards/gift-cards.ts": { like: "service", why: "money paid before" },
  "rewards/gift-card-store.ts": { like: "store", why: "the tables of gift cards" },
  "rewards/guessing.ts": { like: "service", why: "who guesses at codes" },
  "rewards/issuing.ts": { like: "service", why: "the code of a redemption" },
  "rewards/lapsing.ts": { like: "service", why: "reservations whose time is over" },
  "rewards/life.ts": { like: "service", why: "a redemption's way to its end" },
  "rewards/listing.ts": { like: "service", why: "what members can get" },
  "rewards/more-routes.ts": { like: "routes", why: "codes, gift cards and experiences" },
  "rewards/orders.ts": { like: "service", why: "what checkouts keep and use" },
  "rewards/seats.ts": { like: "service", why: "places and waiting lists" },
  "rewards/seat-store.ts": { like: "store", why: "the tables of places" },
  "rewards/secrets.ts": { like: "service", why: "hashing and sealing codes" },
  "rewards/showing.ts": { like: "routes", why: "answers as the contract writes them" },
  "rewards/telling.ts": { like: "service", why: "who has moved up is told" },
  "rewards/telling-words.ts": { like: "domain", why: "what the message about a place says" },
  "settings/logo.ts": { like: "service", why: "the picture that stands for the club" },
  "settings/logo-store.ts": { like: "store", why: "the table of that picture" },
  "settings/picture.ts": { like: "domain", why: "kind and size from a picture's bytes" },
  "rewards/tips.ts": { like: "service", why: "what members do not want proposed" },
  "rewards/tip-store.ts": { like: "store", why: "the table of that" },
  "rewards/taking.ts": { like: "service", why: "rewards taken" },
  "rewards/wishes.ts": { like: "service", why: "what a wish for a place is held to" },
  "rewards/visits.ts": { like: "service", why: "experiences on their day" },
  "live/hub.ts": { like: "service", why: "one reader of the log for all who listen" },
  "live/listener.ts": { like: "service", why: "what waits for one open connection" },
  "activity/log.ts": { like: "store", why: "the log for who follows it" },
  "webhooks/messages.ts": { like: "domain", why: "what each kind of message tells" },
  "webhooks/feeding.ts": { like: "service", why: "from the log to messages" },
  "webhooks/secrets.ts": { like: "service", why: "what messages are signed with" },
  "webhooks/sending.ts": { like: "service", why: "messages on their way" },
  "insights/books-hash.ts": { like: "domain", why: "what the books must hold, as sums of hashes" },
  "insights/receipt.ts": { like: "domain", why: "what an event rested on, as it is shown" },
  "insights/told-rules.ts": { like: "domain", why: "the rules that reasons name, in parts" },
  "insights/row-hash.ts": { like: "domain", why: "PostgreSQL's hashes, computed here" },
  "insights/sample.ts": { like: "service", why: "the proof of a sample while the club runs" },
  "insights/wallet-check.ts": { like: "service", why: "wallets folded and compared" },
  "insights/both-ways.ts": { like: "service", why: "what somebody did under two programmes" },
  "insights/campaign-list.ts": { like: "service", why: "rules with days, and what came of them" },
  "insights/finding.ts": { like: "service", why: "a member found by anything" },
  "insights/finding-store.ts": { like: "store", why: "what the search reads" },
  "insights/overview.ts": { like: "service", why: "how the club is doing" },
  "insights/control-weeks.ts": { like: "service", why: "how the control group comes back" },
  "insights/overview-store.ts": { like: "store", why: "counts over the whole club" },
  "insights/signs.ts": { like: "service", why: "patterns a person should look at" },
  "insights/signs-store.ts": { like: "store", why: "what the signs read" },
  "insights/timeline.ts": { like: "service", why: "all that happened with a member" },
  "insights/timeline-store.ts": { like: "store", why: "what is kept of a member with a date" },
  "insights/worth.ts": { like: "service", why: "the comparison with a control group" },
  "insights/worth-domain.ts": { like: "domain", why: "the arithmetic of the comparison" },
  "insights/trying.ts": { like: "service", why: "a programme tried before it is published" },
  "insights/trying-routes.ts": { like: "routes", why: "trying over HTTP" },
  "insights/fold.ts": { like: "service", why: "folding a wallet's log" },
  "insights/past-windows.ts": { like: "domain", why: "campaigns to come on days that have been" },
  "insights/pages.ts": { like: "service", why: "the log read page by page" },
  "insights/row-texts.ts": { like: "store", why: "rows of the books as texts" },
  "insights/run.ts": { like: "service", why: "what one run of the proof gathers" },
  "insights/threads.ts": { like: "service", why: "wallets folded on several threads" },
  "insights/thread-main.ts": { like: "service", why: "what such a thread does" },
  "insights/seals.ts": { like: "service", why: "hashes over the log" },
  "insights/simulation.ts": { like: "service", why: "another programme over the log" },
  "insights/simulation-store.ts": { like: "store", why: "the log read for a simulation" },
  "insights/statistics.ts": { like: "service", why: "the log as the statistics see it" },
  "insights/verify.ts": { like: "service", why: "the proof of the books" },
  "insights/visits.ts": { like: "service", why: "how long members let pass between visits" },
  "insights/what-if.ts": { like: "service", why: "variations of a programme in words" },
};

/** What domain.ts may import as values beside the engine and the contract: all of it pure. */
const pureImports = [
  "zod",
  "libphonenumber-js",
  "platform/errors.ts",
  "platform/languages.ts",
  "platform/money.ts",
];

/** Tables that belong to no module. */
const platformTables = /^(?:platform|pgboss)_/u;

/** Modules that may name every table: their whole work is to count, to hand out or to forget what others stored. */
const readersOfAll = ["insights", "privacy"];

const impurities =
  /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bMath\.random\b|\bperformance\.now\b|\bprocess\.|\bfetch\(|\bset(?:Timeout|Interval|Immediate)\(|\bcrypto\.|\bconsole\./u;

type Import = { clause: string; isType: boolean; from: string };
type SourceFile = { path: string; code: string; imports: Import[] };

/** Every way in which the code below `root` leaves the map, one sentence each. */
function violations(root: string): string[] {
  const files = globSync("packages/*/src/**/*.ts", { cwd: root })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !/\.(?:test|gen|d)\.ts$/u.test(path))
    .toSorted()
    .map((path) => readSource(root, path));
  const tables = tablesBelow(root);
  return [
    ...tables
      .filter((table) => ownerOf(table) === undefined)
      .map((table) => {
        return `table ${table}: its name starts with no module`;
      }),
    ...files.flatMap((file) => [
      ...packageFaults(file),
      ...purityFaults(file),
      ...moduleFaults(file),
      ...tableFaults(file, tables),
    ]),
  ];
}

function packageFaults({ path, imports }: SourceFile): string[] {
  const own = path.split("/")[1] ?? "";
  const mapped = packageMap[own];
  if (mapped === undefined) return [`${path}: the package ${own} is not on the map`];
  const allowed = path.includes("/src/testing/") ? [...mapped, ...testingImports] : mapped;
  return imports.flatMap(({ from }) => {
    const other = /^@trofast\/(?<name>[^/]+)/u.exec(from)?.groups?.["name"];
    if (other !== undefined && other !== own && !allowed.includes(other)) {
      return [`${path}: ${own} may not import ${other}`];
    }
    if (from.startsWith(".") && !resolve(path, from).startsWith(`packages/${own}/`)) {
      return [`${path}: ${from} leaves the package; import @trofast/… by its name`];
    }
    if (browserSafe.includes(own) && isNode(from))
      return [`${path}: ${own} may not import ${from}`];
    return [];
  });
}

function purityFaults({ path, code, imports }: SourceFile): string[] {
  const isDomain = place(path)?.role === "domain";
  if (!isDomain && !path.startsWith("packages/engine/")) return [];
  const impurity = impurities.exec(code)?.[0];
  const faults = impurity === undefined ? [] : [`${path}: pure code may not use ${impurity}`];
  if (!isDomain) return faults;
  const foreign = imports.filter((one) => !one.isType && !isPure(path, one.from));
  return [...faults, ...foreign.map(({ from }) => `${path}: pure code may not import ${from}`)];
}

function isPure(path: string, from: string): boolean {
  if (/^@trofast\/(?:engine|contract)/u.test(from)) return true;
  const target = from.startsWith(".") ? resolve(path, from) : from;
  const isOwnDomain = place(target)?.role === "domain" && place(target)?.name === place(path)?.name;
  return isOwnDomain || pureImports.some((pure) => target === pure || target.endsWith(`/${pure}`));
}

function moduleFaults({ path, imports }: SourceFile): string[] {
  const here = place(path);
  const targets = imports
    .filter(({ from }) => from.startsWith("."))
    .map((one) => ({ ...one, target: resolve(path, one.from) }));
  if (path.startsWith("packages/server/src/platform/")) {
    return targets
      .filter(({ target }) => target.startsWith("packages/server/src/modules/"))
      .map(({ from }) => `${path}: the platform knows no module, so not ${from}`);
  }
  if (here === undefined) return [];
  if (moduleMap[here.name] === undefined)
    return [`${path}: the module ${here.name} is not on the map`];
  if (here.role === undefined) return [`${path}: a module has no file of this name`];
  return targets.flatMap(({ target, from, clause, isType }) => {
    const there = place(target);
    if (there === undefined) return [];
    const fault = arrowFault(here, there, { clause, isType });
    return fault === undefined ? [] : [`${path}: ${from}: ${fault}`];
  });
}

type Place = { name: string; role: string | undefined };

function arrowFault(here: Place, there: Place, how: { clause: string; isType: boolean }) {
  if (here.name === there.name) {
    const isAllowed =
      there.role === here.role || (fileMap[here.role ?? ""] ?? []).includes(there.role ?? "");
    return isAllowed ? undefined : `${here.role} may not import ${there.role}`;
  }
  if (!(moduleMap[here.name] ?? []).includes(there.name)) {
    return `there is no arrow from ${here.name} to ${there.name}`;
  }
  if (there.role === "domain") {
    return how.isType ? undefined : "of another module's domain only types (import type)";
  }
  if (there.role !== "service") return "of another module only its service and its domain's types";
  if (here.role === "store" || here.role === "domain") return `${here.role} calls no other module`;
  return /^\* as \w+$/u.test(how.clause)
    ? undefined
    : "import a service as a namespace (* as name)";
}

function tableFaults({ path, code }: SourceFile, tables: readonly string[]): string[] {
  const here = place(path);
  if (here !== undefined && readersOfAll.includes(here.name)) return [];
  // What a test compares is everything that was stored.
  if (path.startsWith("packages/server/src/testing/")) return [];
  return tables.flatMap((table) => {
    const owner = ownerOf(table);
    if (owner === undefined || owner === "platform") return [];
    if (here?.name === owner && here.role === "store") return [];
    if (!new RegExp(`\\b${table}\\b`, "u").test(code)) return [];
    return [`${path}: only the store of ${owner} may name the table ${table}`];
  });
}

function ownerOf(table: string): string | undefined {
  if (platformTables.test(table)) return "platform";
  return Object.keys(moduleMap).find((name) => table.startsWith(`${name}_`));
}

function tablesBelow(root: string): string[] {
  const created = globSync("packages/server/**/*.sql", { cwd: root, exclude: ["**/node_modules"] })
    .flatMap((path) => [
      ...readFileSync(join(root, path), "utf8").matchAll(
        /^\s*create\s+(?:unlogged\s+)?table\s+(?:if\s+not\s+exists\s+)?"?(?<table>\w+)/gimu,
      ),
    ])
    .flatMap((match) => match.groups?.["table"] ?? []);
  return [...new Set(created)];
}

/** The module a file lies in, and the file's part in it. */
function place(path: string): Place | undefined {
  const match = /^packages\/server\/src\/modules\/(?<name>[^/]+)\/(?<file>.+)\.ts$/u.exec(path);
  const { name, file } = match?.groups ?? {};
  if (name === undefined || file === undefined) return undefined;
  const role = fileMap[file] === undefined ? furtherFiles[`${name}/${file}.ts`]?.like : file;
  return { name, role };
}

// Strings are matched too, and kept: what looks like a comment inside one is none.
const stringOrComment =
  /(?<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`)|\/\*[\s\S]*?\*\/|\/\/.*$/gmu;

function readSource(root: string, path: string): SourceFile {
  const text = readFileSync(join(root, path), "utf8");
  const code = text.replaceAll(stringOrComment, (_, string: string | undefined) => string ?? "");
  const withClause =
    /(?:^|;)\s*(?:import|export)\s+(?<type>type\s+)?(?<clause>[\w*{][^;"']*?)\s+from\s*["'](?<from>[^"']+)["']/gmu;
  const bare = /(?:(?:^|;)\s*import\s*|\bimport\(\s*)["'](?<from>[^"']+)["']/gmu;
  const imports = [...code.matchAll(withClause), ...code.matchAll(bare)].map(({ groups = {} }) => ({
    clause: groups["clause"] ?? "",
    isType: groups["type"] !== undefined,
    from: groups["from"] ?? "",
  }));
  return { path, code, imports };
}

function resolve(path: string, from: string): string {
  return posix.join(posix.dirname(path), from);
}

function isNode(from: string): boolean {
  return from.startsWith("node:") || builtinModules.includes(from);
}

const temporary: string[] = [];
afterEach(() => {
  for (const folder of temporary.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function planted(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), "trofast-architecture-"));
  temporary.push(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return violations(root).map((fault) => fault.replace(/^packages\/(?:server\/src\/)?/u, ""));
}

const modules = "packages/server/src/modules";

test("the code keeps to the map", () => {
  expect(violations(fileURLToPath(new URL("../../../", import.meta.url)))).toEqual([]);
});

test("the map has no cycle and names every module it points to", () => {
  const visit = (name: string, way: readonly string[]): void => {
    expect(way, [...way, name].join(" -> ")).not.toContain(name);
    expect(Object.keys(moduleMap)).toContain(name);
    for (const next of moduleMap[name] ?? []) visit(next, [...way, name]);
  };
  for (const name of Object.keys(moduleMap)) visit(name, []);
});

test("a module in order has no faults", () => {
  const faults = planted({
    [`${modules}/activity/routes.ts`]: `import { submit } from "./service.ts";`,
    [`${modules}/activity/service.ts`]: `import * as ledger from "../ledger/service.ts";
      import type { Posting } from "../ledger/domain.ts";
      import { insert } from "./store.ts"; import { randomUUID } from "node:crypto";`,
    [`${modules}/activity/store.ts`]: `sql\`select id from activity_event\``,
    [`${modules}/activity/domain.ts`]: `import { decide } from "@trofast/engine"; // not Date.now()`,
    [`${modules}/activity/store.test.ts`]: `sql\`select id from ledger_lot\``,
    [`${modules}/insights/store.ts`]: `sql\`select id from ledger_lot\``,
    "packages/server/migrations/0001.sql": `create table ledger_lot ();\ncreate table activity_event ();`,
  });
  expect(faults).toEqual([]);
});

test("imports that leave the layers of a module are found", () => {
  const faults = planted({
    [`${modules}/members/routes.ts`]: `import { find } from "./store.ts";`,
    [`${modules}/members/store.ts`]: `import {\n  join,\n} from "./service.ts";`,
    [`${modules}/members/domain.ts`]: `import type { Db } from "./store.ts";`,
  });
  expect(faults).toEqual([
    "modules/members/domain.ts: ./store.ts: domain may not import store",
    "modules/members/routes.ts: ./store.ts: routes may not import store",
    "modules/members/store.ts: ./service.ts: store may not import service",
  ]);
});

test("imports that leave the map of modules are found", () => {
  const faults = planted({
    [`${modules}/ledger/service.ts`]: `import * as activity from "../activity/service.ts";`,
    [`${modules}/activity/service.ts`]: `import { append } from "../ledger/service.ts";
      import { balanceOf } from "../ledger/domain.ts";
      import * as lots from "../ledger/store.ts";`,
    [`${modules}/activity/store.ts`]: `import * as ledger from "../ledger/service.ts";`,
    [`${modules}/unknown/service.ts`]: "",
    "packages/server/src/platform/db.ts": `await import("../modules/ledger/service.ts");`,
  });
  expect(faults).toEqual([
    "modules/activity/service.ts: ../ledger/service.ts: import a service as a namespace (* as name)",
    "modules/activity/service.ts: ../ledger/domain.ts: of another module's domain only types (import type)",
    "modules/activity/service.ts: ../ledger/store.ts: of another module only its service and its domain's types",
    "modules/activity/store.ts: ../ledger/service.ts: store calls no other module",
    "modules/ledger/service.ts: ../activity/service.ts: there is no arrow from ledger to activity",
    "modules/unknown/service.ts: the module unknown is not on the map",
    "platform/db.ts: the platform knows no module, so not ../modules/ledger/service.ts",
  ]);
});

test("imports that leave the map of packages are found", () => {
  const faults = planted({
    "packages/engine/src/a.ts": `import { z } from "@trofast/contract"; import "node:fs";`,
    "packages/contract/src/a.ts": `import { readFile } from "fs";`,
    "packages/sdk/src/a.ts": `export * from "@trofast/engine";`,
    "packages/server/src/a.ts": `import { lots } from "../../engine/src/ledger.ts";`,
  });
  expect(faults).toEqual([
    "contract/src/a.ts: contract may not import fs",
    "engine/src/a.ts: engine may not import contract",
    "engine/src/a.ts: engine may not import node:fs",
    "sdk/src/a.ts: sdk may not import engine",
    "a.ts: ../../engine/src/ledger.ts leaves the package; import @trofast/… by its name",
  ]);
});

test("clocks, chance and doors to the outside are found in pure code", () => {
  const faults = planted({
    "packages/engine/src/a.ts": `const now = new Date();`,
    "packages/engine/src/b.ts": `/* Date.now() */ const dice = Math.random();`,
    [`${modules}/ledger/domain.ts`]: `import { Client } from "pg"; const now = Date.now();`,
  });
  expect(faults).toEqual([
    "engine/src/a.ts: pure code may not use new Date()",
    "engine/src/b.ts: pure code may not use Math.random",
    "modules/ledger/domain.ts: pure code may not use Date.now",
    "modules/ledger/domain.ts: pure code may not import pg",
  ]);
});

test("tables named outside the store of their module are found, and tables without a module", () => {
  const faults = planted({
    [`${modules}/activity/store.ts`]: `db.selectFrom("ledger_lot")`,
    [`${modules}/ledger/service.ts`]: `sql\`delete from ledger_lot\``,
    [`${modules}/ledger/store.ts`]: `sql\`select ledger_lot_id from ledger_lot\``,
    "packages/server/src/platform/migrations/0001.sql": `CREATE TABLE IF NOT EXISTS ledger_lot ();\ncreate table lots ();`,
  });
  expect(faults).toEqual([
    "table lots: its name starts with no module",
    "modules/activity/store.ts: only the store of ledger may name the table ledger_lot",
    "modules/ledger/service.ts: only the store of ledger may name the table ledger_lot",
  ]);
});

test("files of other names in a module are found", () => {
  const faults = planted({
    [`${modules}/ledger/helpers.ts`]: "",
    [`${modules}/ledger/lib/sums.ts`]: "",
  });
  expect(faults).toEqual([
    "modules/ledger/helpers.ts: a module has no file of this name",
    "modules/ledger/lib/sums.ts: a module has no file of this name",
  ]);
});
