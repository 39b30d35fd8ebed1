/** Goods come back: money and gift cards from the order, units from the books, each seen before and after. */
import { hash } from "node:crypto";
import type { ReturnAnswer, ReturnInput } from "@trofast/contract/checkout-returns";
import type { EventAnswer } from "@trofast/contract/events";
import type { Effect } from "@trofast/engine/effects";
import type { Return } from "@trofast/engine/events";
import type { Club } from "../../club.ts";
import { inTurn, keepPlans, snapshot, transaction, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { canonicalJson } from "../../platform/json.ts";
import { mayActFor } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import * as settings from "../settings/service.ts";
import * as discounts from "./discounts.ts";
import { accepted, roundedToCoin, textOf, type QuoteRow, type ReturnRow } from "./domain.ts";
import { findNumbered, issuersOf } from "./finding.ts";
import { placeOf } from "./places.ts";
import { inOrder } from "./queue.ts";
import { recordOf, refundOf, shareOfClaimed, type Refund, type Sold } from "./refunds.ts";
import * as store from "./store.ts";

type Who = Pick<Caller, "stores">;

/**
 * Takes goods or money of one purchase back, or tells what that would give.
 *
 * @throws DomainError `unknown_quote`, `nothing_to_return`, `ambiguous_receipt`, `return_exceeds_purchase`,
 * `event_conflict`.
 */
export async function returnPurchase(
  club: Club,
  who: Who,
  input: ReturnInput,
): Promise<ReturnAnswer> {
  const content = contentOf(input);
  if (input.preview)
    return await snapshot(club.db, async (tx) =>
      preview(club, tx, await soldOf(club, tx, who, input), input),
    );
  const { quote } = input.of;
  const place = quote === undefined ? undefined : await placeOf(club, quote);
  const earlier = place ? undefined : await store.findReturn(club.db, input);
  if (earlier) return again(earlier, content);
  const { id, memberId, key } = place
    ? { ...place, key: place.id }
    : await seenAs(club, who, input);
  return await inOrder(club, memberId ?? key, () =>
    activity.whileBusy(() =>
      transaction(club.db, async (tx) => {
        await keepPlans(tx);
        const [row, before] = await inTurn(tx, async (pipe) =>
          Promise.all([
            id === undefined ? undefined : store.lockQuote(pipe, id),
            store.findReturn(pipe, input),
          ]),
        );
        if (before) return again(before, content);
        return await book(club, tx, await soldOf(club, tx, who, input, row), { input, content });
      }),
    ),
  );
}

/** What a return that names no quote comes from, as it is now. */
async function seenAs(club: Club, who: Who, input: ReturnInput) {
  const { row, memberId, key } = await snapshot(club.db, (tx) => soldOf(club, tx, who, input));
  return { id: row?.id, memberId, key };
}

function contentOf({ preview: _preview, ...said }: ReturnInput): string {
  return hash("sha256", canonicalJson(said), "base64url").slice(0, 22);
}

function again(row: ReturnRow, content: string): ReturnAnswer {
  if (row.content === content) return { ...row.answer, outcome: "duplicate" };
  throw new DomainError(
    "event_conflict",
    `The return ${row.id} of ${row.source} was received before with other content. Nothing was booked.`,
    { errors: [{ pointer: "/id", code: "event_conflict", detail: row.id }] },
  );
}

/**
 * @param known the quote, where it is locked.
 * @throws DomainError `unknown_quote`, `nothing_to_return`, `ambiguous_receipt`.
 */
async function soldOf(
  club: Club,
  tx: Tx,
  who: Who,
  input: ReturnInput,
  known?: QuoteRow,
): Promise<Sold> {
  const { row, found } = await whichOf(club, tx, who, input, known);
  if (row && !row.answer)
    throw new DomainError(
      "nothing_to_return",
      "The quote was not committed, so nothing was bought. Void it instead.",
    );
  const isGuest = row !== null && row.memberId === null;
  const eventKeys = row === null ? [] : isGuest ? claimKeys(row) : [orderKey(row)];
  const [booked, returns] = await inTurn(tx, async (pipe) =>
    Promise.all([
      eventKeys.length === 0 ? found : activity.findPurchase(pipe, eventKeys),
      row ? store.returnsOf(pipe, row.id) : [],
    ]),
  );
  const isOther = isGuest && !isOfSameGoods(row, booked);
  const purchase = isOther ? null : booked;
  return {
    key: row?.id ?? purchase?.record.event ?? "",
    row,
    purchase,
    claimed: isOther ? booked : null,
    memberId: booked?.memberId ?? null,
    currency: row?.quoted.answer.currency ?? purchase?.record.currency ?? "",
    record: recordOf(row, purchase, returns),
    returns,
  };
}

/** The order of ours that comes back, or the purchase that came in as an event. */
async function whichOf(
  club: Club,
  tx: Tx,
  who: Who,
  input: ReturnInput,
  known?: QuoteRow,
): Promise<{ row: QuoteRow | null; found: activity.FoundPurchase | null }> {
  const { quote, receipt } = input.of;
  if (quote !== undefined) {
    const row = known ?? (await store.findQuote(tx, quote));
    if (row && mayActFor(who, row.store ?? undefined)) return { row, found: null };
    throw new DomainError("unknown_quote", `There is no quote ${quote}.`);
  }
  const seer = await seerOf(tx, who);
  if (known && mayActFor(seer, known.store ?? undefined)) return { row: known, found: null };
  const numbered = await findNumbered(club, tx, seer, input);
  if (numbered) return { row: numbered.row, found: numbered.purchase };
  const { shop } = input.of;
  const places = shop === undefined ? issuersOf(input).join(" or ") : `the web shop ${shop}`;
  throw new DomainError(
    "nothing_to_return",
    `No purchase is known under the number ${receipt} of ${places}, nor as an order of a web shop. Check the number and the store.${seer.stores === undefined ? "" : onlyWhereSold}`,
    { errors: [{ pointer: "/of/receipt", code: "nothing_to_return", detail: "not known" }] },
  );
}

/** Whoever stands there with a receipt or an order may bring goods back to any store, where the club has settled no other. */
async function seerOf(tx: Tx, who: Who): Promise<Who> {
  if (who.stores === undefined) return who;
  return (await settings.read(tx)).returnsAnywhere ? {} : who;
}

const onlyWhereSold =
  " The club takes goods back only where they were sold, web orders in the store of their shop.";

const orderKey = (row: QuoteRow): string => activity.eventKey(row.quoted.source, row.id);

/** A guest's order may have become a member's purchase since, by the code on its receipt. */
const claimKeys = ({ receipt }: QuoteRow): readonly string[] => (receipt === null ? [] : [receipt]);

/** Whether line for line the same was claimed; otherwise nobody can tell which of it belongs to what comes back. */
function isOfSameGoods(row: QuoteRow, claimed: activity.FoundPurchase | null): boolean {
  const sold = row.quoted.answer.lines;
  const lines = claimed?.record.lines ?? [];
  return (
    lines.length === sold.length &&
    lines.every(
      ({ article, quantity }, index) =>
        article === sold[index]?.article && quantity === sold[index].quantity,
    )
  );
}

function eventOf(sold: Sold, refund: Refund, input: ReturnInput, at: number): Submitted | null {
  const { claimed, currency } = sold;
  const purchase = sold.purchase ?? claimed;
  const part = claimed ? shareOfClaimed(claimed, sold, refund) : refund.part;
  if (!purchase || part === null) return null;
  const { lines, amountMinor }: Partial<Refund["part"]> = part;
  const payload: Return = {
    kind: "return",
    currency,
    of: { source: purchase.source, id: purchase.sourceId },
    ...(lines && { lines: lines.map(([line, quantity]) => ({ line, quantity })) }),
    ...(amountMinor !== undefined && { amountMinor }),
  };
  return {
    source: input.source,
    id: input.id,
    member: members.ownRef(purchase.memberId),
    occurredAt: at,
    timedHere: true,
    channel: input.channel,
    store: input.store,
    unknownMember: "refuse",
    history: false,
    payload,
  };
}

/** What a return would do, decided on what is known now. */
async function preview(club: Club, tx: Tx, sold: Sold, input: ReturnInput): Promise<ReturnAnswer> {
  const refund = refundOf(sold, input);
  const at = club.clock.now();
  const event = eventOf(sold, refund, input, at);
  const backs = refund.isWhole && sold.row ? await discounts.foreseeBack(club, tx, sold.row) : [];
  const shown = { ...answerOf(sold, refund, input), rewardsBack: backs.map(shownBack) };
  const bought = sold.purchase ?? sold.claimed;
  if (!event || !bought) return shown;
  const member = (await members.resolve(tx, [event.member])).get(members.refKey(event.member));
  if (!member || member.status === "erased") return shown;
  const timeline = await activity.timelineOf(club, tx);
  const ahead = await activity.lookAhead(club, tx, timeline, {
    submitted: event,
    member,
    articles: [],
    at,
  });
  const { record } = bought;
  const { parts } = activity.partOf(event, bought);
  const { decision, after } = await activity.foresee(tx, ahead, event, { record, parts });
  if (decision.refusal) throw new DomainError(decision.refusal.code, decision.refusal.detail);
  return {
    ...shown,
    ...unitsIn(decision.effects),
    given: activity.givenBy(decision.effects),
    reasons: [...decision.reasons],
    // Units that come back with a reward are not decided on here, so what there is after them is not told.
    ...(backs.every(({ outcome }) => outcome !== "units_back") && {
      balance: activity.balancesOf(after.wallet, ahead.programme, ahead.bookedAt),
    }),
  };
}

function shownBack({
  usableUntil,
  ...back
}: Awaited<ReturnType<typeof discounts.giveBack>>[number]) {
  return { ...back, usableUntil: usableUntil === null ? null : textOf(usableUntil) };
}

async function book(
  club: Club,
  tx: Tx,
  sold: Sold,
  { input, content }: { readonly input: ReturnInput; readonly content: string },
): Promise<ReturnAnswer> {
  const refund = refundOf(sold, input);
  const now = club.clock.now();
  const event = eventOf(sold, refund, input, now);
  let effects: readonly Effect[] = [];
  const backs = refund.isWhole && sold.row ? await discounts.giveBack(club, tx, sold.row) : [];
  const { source, id } = input;
  const told = (answer: EventAnswer | null): ReturnAnswer => ({
    ...answerOf(sold, refund, input),
    return: id,
    outcome: "booked",
    ...unitsIn(effects),
    rewardsBack: backs.map(shownBack),
    given: answer?.given ?? {},
    reasons: answer?.reasons ?? [],
    ...(answer?.balance && { balance: answer.balance }),
    eventId: answer?.event?.id ?? null,
  });
  const { part, deliveryMinor, giftCards } = refund;
  const quote = sold.row?.id ?? null;
  const kept = { source, id, quote, returnedAt: now, content, part, deliveryMinor };
  const write = async (to: Tx, answer: EventAnswer | null): Promise<void> => {
    if (!(await store.insertReturn(to, { ...kept, answer: told(answer) }))) throw sameAtOnce();
  };
  const decided = (made: readonly Effect[]): void => void (effects = made);
  const answer = event && (await bookEvent(club, tx, { ...event, decided }, write));
  if (!answer) await write(tx, null);
  const key = `${source}:${id}`;
  if (sold.row) await discounts.putBack(club, tx, sold.row, { key, actor: source, giftCards });
  return told(answer);
}

function sameAtOnce(): DomainError {
  return new DomainError(
    "member_busy",
    "The same return is being booked. Send it again, unchanged.",
    { retryAfterSeconds: 1 },
  );
}

/**
 * Books the return; for a member who asked to be forgotten there is nothing left to book, and the money still goes back.
 *
 * @param write writes what hangs on the return, where it is booked, together with it.
 */
async function bookEvent(
  club: Club,
  tx: Tx,
  event: Submitted,
  write: (pipe: Tx, answer: EventAnswer) => Promise<void>,
): Promise<EventAnswer | null> {
  const [answer] = await activity.submitWithin(club, tx, [event], async (pipe, [told]) => {
    if (told?.outcome === "booked") await write(pipe, told);
  });
  if (!answer || answer.outcome === "erased") return null;
  if (answer.outcome === "booked") return answer;
  if (answer.outcome === "duplicate")
    throw new DomainError(
      "event_conflict",
      `An event ${event.id} of ${event.source} was received before. Nothing was booked; give the return another id.`,
    );
  return accepted(answer);
}

/** Units that had paid and come back, and units that were earned and go: apart, since people ask for each. */
function unitsIn(effects: readonly Effect[]): Pick<ReturnAnswer, "unitsBack" | "unitsTaken"> {
  const unitsBack: Record<string, number> = {};
  const unitsTaken: Record<string, number> = {};
  for (const effect of effects) {
    if (effect.do !== "post" || !effect.of) continue;
    const { unit, amount } = effect;
    if (effect.from === "redeemed") unitsBack[unit] = (unitsBack[unit] ?? 0) + amount;
    else if (effect.to === "issued" && effect.from !== "adjusted")
      unitsTaken[unit] = (unitsTaken[unit] ?? 0) + amount;
  }
  return { unitsBack, unitsTaken };
}

function answerOf(sold: Sold, refund: Refund, input: ReturnInput): ReturnAnswer {
  const { moneyMinor, giftCards, lines } = refund;
  return {
    return: null,
    outcome: "preview",
    quote: sold.row?.id ?? null,
    currency: sold.currency,
    lines,
    moneyMinor,
    giftCardMinor: giftCards.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    giftCards: giftCards.map(({ shown, amountMinor }) => ({ giftCard: shown, amountMinor })),
    earlierAmountMinor: refund.earlierAmountMinor,
    ...roundedToCoin(moneyMinor, input.cashRoundingMinor),
    unitsBack: {},
    unitsTaken: {},
    rewardsBack: [],
    given: {},
    reasons: [],
    eventId: null,
  };
}
