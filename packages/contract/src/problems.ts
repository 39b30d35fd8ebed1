/**
 * THE list of refusals. A code is for programs and never changes its meaning; title and advice are for people.
 * Add a row here before throwing a new code. What can be wrong with any request stands in `request-problems.ts`.
 */
import { requestProblems } from "./request-problems.ts";
import type { ProblemKind } from "./request-problems.ts";

export const problems = {
  ...requestProblems,
  not_a_demo: {
    status: 404,
    title: "This is no demo club",
    advice: "Ask the demo, which trofast start opens below /demo; a real club has no such call.",
  },
  demo_busy: {
    status: 409,
    title: "The demo is being filled",
    advice: "Read GET /v1/demo until its state is ready, then send it again.",
  },
  too_many_listeners: {
    status: 429,
    title: "Too many screens are listening",
    advice: "Close a screen that listens already, or wait and ask again.",
  },
  own_membership: {
    status: 403,
    title: "Nobody corrects their own membership",
    advice: "Ask somebody else of the staff to do it.",
  },
  last_owner: {
    status: 409,
    title: "This is the last owner",
    advice: "Make somebody else an owner first; without one nobody could let anybody in.",
  },
  last_passkey: {
    status: 409,
    title: "This is the last passkey",
    advice: "Add another one first, so that you can still sign in.",
  },
  event_conflict: {
    status: 409,
    title: "This event id is known with other content",
    advice: "Give a new event a new id; correct an event with a correcting event.",
  },
  member_busy: {
    status: 409,
    title: "The member is busy with other requests",
    advice: "Wait for Retry-After and send it again, unchanged.",
  },
  conflict: {
    status: 409,
    title: "It clashes with what is already there",
    advice: "See detail; read the present state and decide again.",
  },
  unknown_member: {
    status: 422,
    title: "No such member",
    advice: "Enrol the member first, or check the identifier's kind and value.",
  },
  unknown_article: {
    status: 422,
    title: "No such article",
    advice: "Add the article to the catalogue, or send the line's category and tags with it.",
  },
  unknown_store: {
    status: 422,
    title: "No such store",
    advice: "Add the store to the catalogue, or correct its id.",
  },
  picture_unknown: {
    status: 422,
    title: "This is no picture that can be taken",
    advice: "Send a PNG, JPEG or WebP; its first bytes tell, not its name.",
  },
  picture_too_heavy: {
    status: 422,
    title: "The picture is too heavy",
    advice: "Save it smaller, or as WebP.",
  },
  picture_wrong_size: {
    status: 422,
    title: "The picture has too few or too many pixels",
    advice: "See detail; scale it.",
  },
  unknown_activity: {
    status: 422,
    title: "The programme knows no such activity",
    advice: "Declare the activity in the programme, or correct its name.",
  },
  unknown_market: {
    status: 422,
    title: "The programme knows no such market",
    advice: "Use a market the programme declares, or add it to the programme.",
  },
  unknown_unit: {
    status: 422,
    title: "The programme knows no such unit",
    advice: "Use a unit the programme declares.",
  },
  amount_out_of_range: {
    status: 422,
    title: "An amount is outside what can be booked",
    advice: "Amounts are whole numbers of the smallest unit, within the stated limits.",
  },
  wrong_currency: {
    status: 422,
    title: "The currency is not the market's",
    advice: "Send the amount in the market's currency, or name the right market.",
  },
  occurred_in_future: {
    status: 422,
    title: "The event lies in the future",
    advice: "Check the sender's clock and its time zone offset.",
  },
  too_old: {
    status: 422,
    title: "The event is older than this call takes",
    advice: "Load history with the import, in time order.",
  },
  clock_wrong: {
    status: 422,
    title: "The till's clock is more than 48 hours off",
    advice:
      "Set the device's clock. What it sent is kept, and a person decides whether it is booked.",
  },
  invalid_identifier: {
    status: 422,
    title: "This is neither an e-mail address nor a telephone number that can be reached",
    advice: "See detail; write the number with its country, such as +46701234567.",
  },
  card_not_valid: {
    status: 422,
    title: "This card cannot be read",
    advice: "Open the card on the telephone again, or type its number digit by digit.",
  },
  join_at_till: {
    status: 409,
    title: "Joining by this way is not set up",
    advice: "Join in the store: the till shows a QR code, and your telephone reads it.",
  },
  code_wrong: {
    status: 422,
    title: "The code is not right, was used, or has run out",
    advice: "Check it, or ask for a new one. After some wrong tries a code is no use any more.",
  },
  code_used: {
    status: 422,
    title: "The code was used already",
    advice: "Ask for a new one.",
  },
  code_expired: {
    status: 422,
    title: "The code has run out",
    advice: "Ask for a new one.",
  },
  delivery_failed: {
    status: 503,
    title: "The message could not be handed over",
    advice: "Try again after Retry-After; nothing has changed.",
  },
  last_identity: {
    status: 409,
    title: "This is the last way to reach you",
    advice: "Add another e-mail address or telephone number first, or leave the club.",
  },
  open_holds: {
    status: 409,
    title: "Units are held for something under way",
    advice: "Wait until it ends, or void the holds (voidHolds: true).",
  },
  cannot_merge: {
    status: 409,
    title: "These two members cannot become one",
    advice: "See detail for what stands in the way.",
  },
  wallet_shared: {
    status: 409,
    title: "Others use this member's balance",
    advice: "Let the others out of the household or company first.",
  },
  field_answer_invalid: {
    status: 422,
    title: "The field does not take this answer",
    advice: "See errors for what it takes.",
  },
  wording_missing: {
    status: 409,
    title: "The club has not said what this consent means",
    advice: "Publish the wording of this purpose first; nobody can agree to what is not told.",
  },
  member_frozen: {
    status: 409,
    title: "The membership is frozen",
    advice: "Nothing can be spent until the club has looked into it; earning goes on.",
  },
  wait_after_change: {
    status: 403,
    title: "A new device or address: so much waits",
    advice:
      "Wait for retryAfter, or use the points at the till, where the member stands. Smaller redemptions work at once. If the device or the address is not the member's, sign out everywhere and tell the club.",
  },
  insufficient_balance: {
    status: 409,
    title: "The balance does not cover it",
    advice: "See shortBy for what is missing; points on hold or not yet available do not count.",
    decided: true,
  },
  return_exceeds_purchase: {
    status: 422,
    title: "More is returned than was bought",
    advice: "Check the purchase's id, lines and earlier returns.",
    decided: true,
  },
  nothing_to_return: {
    status: 422,
    title: "Nothing of this kind was bought",
    advice: "Name the purchase by its receipt or id, with the lines that come back.",
  },
  ambiguous_receipt: {
    status: 409,
    title: "This number is known from several places",
    advice: "See candidates; name the one that is meant in of.shop or of.store.",
  },
  unit_not_spendable: {
    status: 422,
    title: "This unit only counts and cannot be spent",
    advice: "Use one of the programme's spendable units.",
  },
  unknown_hold: {
    status: 409,
    title: "There is no such open hold",
    advice: "Holds end once; ask for a new one.",
  },
  hold_exists: {
    status: 409,
    title: "A hold with this id is open already",
    advice: "Use it, or choose another id for a new one.",
  },
  unknown_reward: {
    status: 404,
    title: "The programme has no such reward",
    advice: "Use a reward the programme declares; detail names some.",
  },
  reward_unavailable: {
    status: 409,
    title: "The reward is not to be had by this member now",
    advice: "See detail for whom it is, and when.",
    decided: true,
  },
  reward_not_granted: {
    status: 409,
    title: "The member has no unused grant of this reward",
    advice:
      "Leave out granted to pay with units, or wait until a card, challenge or rule grants it.",
    decided: true,
  },
  reward_limit_reached: {
    status: 409,
    title: "The reward was had as often as it may be",
    advice: "See detail for the limit and its period.",
    decided: true,
  },
  out_of_stock: {
    status: 409,
    title: "There are not so many left",
    advice: "Ask for fewer, choose another reward, or join the waiting list of an experience.",
    decided: true,
  },
  money_missing: {
    status: 422,
    title: "The part of the price in money was not paid as asked",
    advice: "See detail for the amount in minor units; send it in paid.",
  },
  unknown_redemption: {
    status: 404,
    title: "There is no such redemption",
    advice: "Check the id; what belongs to others is not found either.",
  },
  reward_used: {
    status: 409,
    title: "The redemption has come to its end",
    advice: "What was used, cancelled or has expired stays so; see detail for how it ended.",
    decided: true,
  },
  code_not_valid: {
    status: 404,
    title: "This code cannot be used",
    advice: "Check it letter by letter. Whether it is unknown, used or expired is not told.",
  },
  gift_card_too_low: {
    status: 409,
    title: "The gift card does not cover it",
    advice:
      "See shortBy for what is missing in minor units; take less from it, and the rest in money.",
    decided: true,
  },
  early_access_only: {
    status: 409,
    title: "Only some members may buy this yet",
    advice: "See detail for the article and from when everybody may.",
    decided: true,
  },
  seat_taken: {
    status: 409,
    title: "The member has a place, or waits for one, already",
    advice: "Cancel it first to choose otherwise.",
  },
  unknown_quote: {
    status: 404,
    title: "There is no such quote",
    advice: "Ask for a new quote; what belongs to other stores is not found either.",
  },
  quote_expired: {
    status: 410,
    title: "The quote has expired",
    advice:
      "Nothing was booked, and what was reserved is free again. Ask for a new quote with the same basket.",
  },
  quote_ended: {
    status: 409,
    title: "The quote has come to its end",
    advice: "What was committed is returned, not voided; what was voided needs a new quote.",
  },
  quote_changed: {
    status: 409,
    title: "The purchase is no longer what was quoted",
    advice:
      "Nothing was booked. See errors for the differences; ask for a new quote, or commit with whenChanged: accept.",
  },
  tender_not_possible: {
    status: 422,
    title: "This cannot pay for this basket",
    advice: "See detail; pay this part in money.",
  },
  evidence_missing: {
    status: 422,
    title: "The activity needs evidence",
    advice: "Say what shows that it happened; detail lists what is accepted.",
  },
  evidence_not_accepted: {
    status: 422,
    title: "This evidence does not count for the activity",
    advice: "See detail for the kinds of evidence it accepts.",
  },
  field_unknown: {
    status: 422,
    title: "The activity has no such field",
    advice: "See detail for its fields, or declare the field in the programme.",
  },
  field_invalid: {
    status: 422,
    title: "A field of the activity does not hold what it should",
    advice: "See detail for what the field takes.",
  },
  contract_unknown: {
    status: 422,
    title: "The member has no such contract",
    advice: "Send the contract's start first.",
  },
  contract_exists: {
    status: 422,
    title: "The contract has started already",
    advice: "Use another contract id, or send what happened to this one.",
  },
  programme_invalid: {
    status: 422,
    title: "The programme does not hold together",
    advice: "See errors: each names the place in the programme and what is wrong there.",
  },
  programme_backdated: {
    status: 422,
    title: "A programme version cannot take effect in the past",
    advice: "Choose a time from now on; what was decided stays decided.",
  },
  broken_promise: {
    status: 422,
    title: "The programme breaks a promise to the members",
    advice: "See errors; publish from a later day, or take back what is worse than before.",
  },
  id_reused: {
    status: 422,
    title: "An id stood for something else before",
    advice: "See errors; give the new thing a new id, because history names things by their ids.",
  },
  no_programme: {
    status: 409,
    title: "The club has no programme in force",
    advice: "Publish a programme first.",
  },
  erased: {
    status: 410,
    title: "The member has been erased",
    advice: "Do not send it again; the member asked to be forgotten.",
    decided: true,
  },
} as const satisfies Record<string, ProblemKind>;

export type ProblemCode = keyof typeof problems;

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(problems, text);
}
