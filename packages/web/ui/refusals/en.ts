/** Why the club refused, to people: what happened, what became of it, what to do now. */
import type { RefusalTexts } from "../refusals.ts";

export const en: RefusalTexts = {
  invalid_body: "Something you wrote cannot be read. Nothing was saved. Correct it and try again.",
  invalid_query: "The search cannot be read. Nothing was changed. Change the filter and try again.",
  invalid_path: "The address leads nowhere. Nothing was changed. Go back and choose again.",
  invalid_header:
    "The request could not be read. Nothing was changed. Reload the page and try again.",
  invalid_json: "The text is not valid JSON. Nothing was saved. Correct it and try again.",
  invalid_csv:
    "The file cannot be read as a table. Nothing was saved. Save it as CSV in UTF-8 with a header line and try again.",
  invalid_cursor:
    "The list has changed since you began. Nothing is lost. Reload the page and start from the beginning.",
  body_too_large: "That was too much at once. Nothing was saved. Split it and try again.",
  unsupported_media_type:
    "This kind of file cannot be read here. Nothing was saved. Choose another file.",
  not_found: "It is not here, or no longer here. Nothing was changed. Go back and choose again.",
  method_not_allowed:
    "That cannot be done here. Nothing was changed. Reload the page; it may be old.",
  unauthenticated: "You are signed out. Sign in again and you are back here.",
  invalid_signature:
    "The delivery is not signed as the connection expects. Nothing was booked. Check that the secret is the same here and in the shop.",
  forbidden:
    "You may not do that here. Nothing was changed. Ask the owner of the club if you need to.",
  whole_club:
    "This concerns the whole club, and you work for some of its stores. Nothing was changed. Ask somebody who works for the whole club.",
  step_up_required: "First confirm that it is you. Nothing has been changed yet.",
  wait_after_change:
    "A device or an address of yours is new, so something worth this much waits until {when}. Nothing was booked. Smaller redemptions work now, and all of them at the till. Was it not you? Sign out everywhere and tell the club.",
  approval_required:
    "This is more than one person may do alone. Nothing was changed. Ask for it, and a second person can approve it.",
  sign_in_failed:
    "You were not signed in. Start again; otherwise an owner can give you a new link.",
  idempotency_key_required:
    "The page sent something incomplete. Nothing was changed. Reload it and try again.",
  idempotency_key_reused:
    "This has already been sent with other content. Nothing new was booked. Reload the page and do it again.",
  request_in_progress: "The same thing is already under way. Nothing is done twice. Wait a moment.",
  precondition_required:
    "The page did not know what is already there. Nothing was changed. Reload it and try again.",
  precondition_failed:
    "Somebody else has changed it since you opened it. Nothing of yours was saved. Reload and make your change again.",
  rate_limited: "That was a lot of tries. Wait a little and try again.",
  shop_unavailable:
    "The web shop is not answering as it should. Nothing was changed. Check the connection and try again in a moment.",
  store_unavailable:
    "The club cannot reach its books just now. Nothing is lost. Try again in a moment.",
  overloaded: "It is busy just now. Nothing is lost. Try again in a moment.",
  internal: "Something broke at the club. Try again in a moment; it is never booked twice.",
  not_a_demo: "This is not a demo club. Nothing was changed. Do it in the demo.",
  demo_busy: "The demo is being filled. Nothing was changed. Try again when it is ready.",
  too_many_listeners:
    "Too many screens are already listening. Close one of them, or wait a moment.",
  own_membership: "Nobody corrects their own membership. Nothing was changed. Ask a colleague.",
  last_owner: "This is the last owner. Nothing was changed. Make somebody else an owner first.",
  last_passkey:
    "This is your last passkey. It is still there. Add another one first, so that you can sign in.",
  event_conflict:
    "The number already stands for something else. What was booked stands. Do it again under a new number.",
  member_busy:
    "Something else is being booked for the member. Nothing has been booked yet. Try again in a moment.",
  conflict:
    "It clashes with something that already exists. Nothing was changed. Check what is there now and try again.",
  unknown_member:
    "There is no such member. Nothing was booked. Check what was typed, or let the customer join.",
  unknown_article:
    "The article is not known. Nothing was booked. Add it to the catalogue, or choose another.",
  unknown_store: "The store is not known. Nothing was booked. Add it, or choose another.",
  picture_unknown:
    "The file is no PNG, JPEG or WebP. Nothing was changed. Save the picture in one of these formats.",
  picture_too_heavy:
    "The picture is too heavy: at most 200 kB are taken. Nothing was changed. Save it smaller, or as WebP.",
  picture_wrong_size:
    "The picture has too few or too many pixels: each side must be 16 to 2,000. Nothing was changed. Scale it.",
  unknown_activity: "The programme has no such activity. Nothing was booked. Choose another.",
  unknown_market:
    "The programme has no such market. Nothing was changed. Choose one of the programme's.",
  unknown_unit:
    "The programme has no such unit. Nothing was changed. Choose one of the programme's.",
  amount_out_of_range:
    "The amount cannot be booked. Nothing was booked. Check it and type it again.",
  wrong_currency:
    "That is the wrong currency for this market. Nothing was booked. Give the amount in the market's currency.",
  occurred_in_future:
    "The time lies in the future. Nothing was booked. Check the clock of the device.",
  too_old:
    "It happened too long ago to be booked here. Nothing was booked. Import it as history instead.",
  clock_wrong:
    "The till's clock is more than 48 hours off. The purchase is kept and waits for somebody at the club to decide. Set the device's clock.",
  invalid_identifier:
    "That looks like neither an e-mail address nor a phone number. Check it and try again.",
  card_not_valid:
    "The card cannot be read; its code may be too old. Nothing was booked. Open the card on the phone again, or type its number.",
  join_at_till: "Here you join in the store: show the code at the till.",
  code_wrong: "The code is wrong or has expired. Ask for a new one.",
  code_used: "The code has already been used. Ask for a new one.",
  code_expired: "The code has expired. Ask for a new one.",
  delivery_failed: "The code could not be sent. Check the address and try again.",
  last_identity:
    "This is the last address the club can reach you at. It is still there. Add another first, or leave the club.",
  open_holds:
    "Something is reserved for a purchase under way. Nothing was changed. Wait until it is done.",
  cannot_merge:
    "These two cannot become one member. Nothing was changed. See what stands in the way.",
  wallet_shared:
    "Others use the same balance. Nothing was changed. Let them leave the household or company first.",
  field_answer_invalid:
    "The answer does not fit the question. It was not saved. Change it and try again.",
  wording_missing:
    "The club has not written what the consent means. Nothing was saved. The text must be there first.",
  member_frozen:
    "The membership is frozen: nothing can be used until the club has looked into it. Nothing was taken, and purchases earn as usual.",
  insufficient_balance:
    "There is not enough right now. Nothing was taken. Use less, or choose something else.",
  return_exceeds_purchase:
    "That is more than was bought, or than is left to return. Nothing was booked. Check the receipt and the quantity.",
  nothing_to_return:
    "There is no such purchase to return. Nothing was booked. Check the receipt's number.",
  ambiguous_receipt:
    "The number exists in several places. Nothing was booked. Choose which purchase is meant.",
  unit_not_spendable:
    "This unit only counts and cannot be used. Nothing was taken. Choose another.",
  unknown_hold: "The reservation no longer exists. Nothing was taken. Reserve again.",
  hold_exists:
    "It is already reserved. Nothing was taken twice. Go on with the reservation there is.",
  unknown_reward: "The programme has no such reward. Nothing was taken. Choose another.",
  reward_unavailable:
    "The reward cannot be had just now. Nothing was taken. See whom it is for, and when.",
  reward_not_granted:
    "There is no unused reward of this kind. Nothing was taken. Take it for points, or choose another.",
  reward_limit_reached:
    "It has been taken as often as it may be. Nothing was taken. Choose another reward.",
  out_of_stock: "It is gone. Nothing was taken. Choose another.",
  money_missing:
    "The part of the price in money is missing. Nothing was taken. Pay it and try again.",
  unknown_redemption: "That reward is not here. Nothing was changed. Go back and choose again.",
  reward_used:
    "The reward has been used or cancelled, or has expired. Nothing was taken. Choose another.",
  code_not_valid:
    "The code cannot be used: it may be mistyped, used or expired. Nothing was changed. Check it character by character.",
  gift_card_too_low:
    "The gift card does not cover it. Nothing was taken. Take less from it, and the rest in money.",
  early_access_only:
    "Only some members may buy this so far. Nothing was booked. Take it out, or wait until it is for everybody.",
  seat_taken:
    "The same member already has the place, or is waiting for one. Nothing was taken. Cancel it first to choose again.",
  unknown_quote:
    "The calculation no longer exists. Nothing was booked. It is made again with the same articles.",
  quote_expired:
    "The calculation has expired. Nothing was booked, and what was reserved is free again. Try once more.",
  quote_ended:
    "The purchase is already completed. Nothing was booked twice. Make a return if something went wrong.",
  quote_changed:
    "Something has changed since it was calculated. Nothing was booked. Look at the sum and try again.",
  tender_not_possible:
    "This purchase cannot be paid like that. Nothing was taken. Pay that part in money.",
  evidence_missing:
    "Something is missing that shows it happened. Nothing was booked. Add it and try again.",
  evidence_not_accepted:
    "That is not enough evidence for the activity. Nothing was booked. Use one that the programme accepts.",
  field_unknown:
    "The activity has no such field. Nothing was booked. Leave it out, or add it to the programme.",
  field_invalid:
    "A field holds something that is not allowed. Nothing was booked. Change it and try again.",
  contract_unknown:
    "The member has no such contract. Nothing was booked. The contract's start must come first.",
  contract_exists:
    "The contract has already started. Nothing was booked twice. Use another contract number.",
  programme_invalid:
    "The programme does not hold together. Nothing was published. Correct what is pointed out.",
  programme_backdated:
    "A programme cannot take effect in the past. Nothing was published. Choose a time from now on.",
  broken_promise:
    "The programme breaks a promise to the members. Nothing was published. Choose a later day, or take back what gets worse.",
  id_reused:
    "An id stood for something else before. Nothing was published. Give the new thing a new id.",
  no_programme: "The club has no programme in force yet. Nothing was booked. Publish one first.",
  erased: "The member was erased at their own wish. Nothing was booked. Do not send it again.",
};
