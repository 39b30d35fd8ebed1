/**
 * Every table that knows members: whose its rows are, what of them is handed out, and what erasing does.
 *
 * In a condition `:member` stands for the member and `:wallet` for the wallet the member uses. What is handed out is
 * every column that is not left out by name. A new table with a `member_id` or `wallet_id` needs its entry here: the
 * test of this file reads the database's catalogue and names what is missing.
 */

export interface KnownTable {
  readonly table: string;
  /** In words, for whoever reads their own export. */
  readonly holds: string;
  /** SQL: which rows are the member's. */
  readonly whose: string;
  /** Columns that are not handed out, and why. */
  readonly leftOut?: Readonly<Record<string, string>>;
  readonly onErasure:
    | { readonly rule: "delete"; readonly why: string }
    /** Nothing in it is about a person once the identities are gone. */
    | { readonly rule: "keep"; readonly why: string }
    /** Columns by the SQL of their new value; `:now` is the instant of the erasure. */
    | {
        readonly rule: "anonymise";
        readonly why: string;
        readonly set: Readonly<Record<string, string>>;
      };
}

/** Who became one with the member is the member. */
const merged = "(select m.member_id from members_member m where m.merged_into = :member)";
const own = `(member_id = :member or member_id in ${merged})`;
const ofWallet = `(member_id = :wallet or member_id in ${merged})`;
const personal = { rule: "delete", why: "It is about the person." } as const;
const books = {
  rule: "keep",
  why: "Books may not be changed; it holds random ids and amounts, and belongs to nobody once the identities are gone.",
} as const;
const secret = "It would open something to whoever reads the export.";

const membersTables: readonly KnownTable[] = [
  {
    table: "members_member",
    holds: "The membership: its number, market and state.",
    whose: own,
    onErasure: {
      rule: "anonymise",
      why: "The number stays, so that the books do.",
      set: { joined_source: "'erased'", kind: "'person'", segments: "'{}'" },
    },
  },
  {
    table: "members_identity",
    holds: "By what the club knows you, and when.",
    whose: own,
    onErasure: personal,
  },
  { table: "members_vault", holds: "Name and further details.", whose: own, onErasure: personal },
  {
    table: "members_code",
    holds: "One-time codes under way.",
    whose: own,
    leftOut: { handle_hash: secret, code_hash: secret, session_id: "It says nothing by itself." },
    onErasure: personal,
  },
  {
    table: "members_answer",
    holds: "What you said, and what was inferred.",
    whose: own,
    onErasure: personal,
  },
  {
    table: "segments_member",
    holds: "Groups the club has put you in, and why.",
    whose: own,
    leftOut: { actor: "It names who of the staff did it." },
    onErasure: personal,
  },
  {
    table: "members_declined",
    holds: "Questions you do not want.",
    whose: own,
    onErasure: personal,
  },
  {
    table: "consents_record",
    holds: "What you agreed to and took back, with the proof.",
    whose: own,
    onErasure: {
      rule: "keep",
      why: "Shows that messages sent before were allowed (GDPR, article 17.3 e); it holds no name and no address.",
    },
  },
  {
    table: "consents_request",
    holds: "Consents that others recorded and asked you to confirm.",
    whose: own,
    leftOut: { token_hash: secret, address_hash: "A keyed hash; it says nothing by itself." },
    onErasure: personal,
  },
  {
    table: "consents_contact",
    holds: "How you want to hear from us.",
    whose: own,
    onErasure: personal,
  },
  {
    table: "consents_sent",
    holds: "When news and offers went out to you, and by which way; not what they said.",
    whose: own,
    onErasure: personal,
  },
];

const accessTables: readonly KnownTable[] = [
  {
    table: "access_session",
    holds: "Where you are or were signed in.",
    whose: own,
    leftOut: { token_hash: secret, device_hash: "It says nothing by itself." },
    onErasure: personal,
  },
  {
    table: "access_staff",
    holds: "Your work for the club, where you are of its staff.",
    whose: own,
    onErasure: {
      rule: "anonymise",
      why: "Who works for the club still does; the membership is cut off.",
      set: { member_id: "null" },
    },
  },
  {
    table: "access_act",
    holds: "Acts of the staff on your membership that a second person had to see.",
    whose: own,
    onErasure: { rule: "keep", why: "Shows what the staff did; it holds ids, codes and amounts." },
  },
  {
    table: "access_audit",
    holds: "Who of the staff looked at or changed your membership.",
    whose: "subjects @> array[cast(:member as text)]",
    onErasure: { rule: "keep", why: "The trail is sealed; it holds ids alone." },
  },
  {
    table: "platform_idempotency",
    holds: "Answers to calls of yours that were sent with a key.",
    whose: `client = 'member:' || cast(:member as text)
      or client in (select 'member:' || cast(m.member_id as text) from members_member m where m.merged_into = :member)`,
    leftOut: { request_hash: "It says nothing by itself." },
    onErasure: personal,
  },
];

const activityTables: readonly KnownTable[] = [
  {
    table: "activity_event",
    holds: "Everything that happened, with what was decided and why.",
    whose: `${own} or wallet_id = :wallet`,
    onErasure: books,
  },
  {
    table: "activity_told",
    holds: "What you had told when something was decided by it.",
    whose: own,
    onErasure: personal,
  },
  {
    table: "activity_claim",
    holds: "Keys by which your events are single.",
    whose: own,
    leftOut: { content: "A checksum; it says nothing by itself." },
    onErasure: books,
  },
  {
    table: "activity_state",
    holds: "Counters and levels as of now.",
    whose: own,
    onErasure: books,
  },
  {
    table: "activity_statistics",
    holds: "How often, when and what you buy, in numbers.",
    whose: own,
    onErasure: {
      rule: "anonymise",
      why: "A profile of a person; it is not part of the books.",
      set: { statistics: "'{}'::json", stale: "true" },
    },
  },
  {
    table: "mirror_correction",
    holds: "What you said is not you, or was a gift.",
    whose: own,
    onErasure: personal,
  },
  {
    table: "activity_line",
    holds: "Bought pieces that may come back.",
    whose: own,
    onErasure: books,
  },
  { table: "activity_return", holds: "What you returned.", whose: own, onErasure: books },
  {
    table: "activity_parked",
    holds: "Returns and late events that wait.",
    whose: own,
    onErasure: {
      rule: "anonymise",
      why: "It names you as its sender did; nothing of it will be booked any more.",
      set: {
        event: "(event::jsonb - 'member')::json",
        settled_at: "coalesce(settled_at, :now)",
        settled_as: "coalesce(settled_as, 'dismissed')",
      },
    },
  },
  { table: "ledger_posting", holds: "Movements of units.", whose: ofWallet, onErasure: books },
  { table: "ledger_lot", holds: "Units with their ends.", whose: ofWallet, onErasure: books },
  {
    table: "ledger_lot_use",
    holds: "Which units a movement took.",
    whose: ofWallet,
    onErasure: books,
  },
  {
    table: "ledger_hold",
    holds: "Reservations and how they ended.",
    whose: ofWallet,
    onErasure: books,
  },
];

const sealed = "It is encrypted; the code itself is shown with the reward.";
const ofCode = "code_id in (select id from rewards_code where member_id = :member)";
const ofGiftCard = "card_id in (select id from rewards_gift_card where member_id = :member)";

const rewardTables: readonly KnownTable[] = [
  { table: "rewards_redemption", holds: "Rewards you took.", whose: own, onErasure: books },
  {
    table: "rewards_code",
    holds: "Codes of your rewards.",
    whose: own,
    leftOut: { hash: secret, sealed },
    onErasure: {
      rule: "anonymise",
      why: "A code that was not used ends with the membership.",
      set: { ended_at: "coalesce(ended_at, :now)", sealed: "null" },
    },
  },
  { table: "rewards_code_use", holds: "Where they were used.", whose: ofCode, onErasure: books },
  {
    table: "rewards_gift_card",
    holds: "Gift cards you took as a reward, and those that were sold as yours.",
    whose: own,
    leftOut: { hash: secret, sealed },
    onErasure: {
      rule: "anonymise",
      why: "It is money: whoever has its code can still pay with it. That it was yours is forgotten.",
      set: { member_id: "null", redemption_id: "null" },
    },
  },
  {
    table: "rewards_gift_card_entry",
    holds: "What went on and off them.",
    whose: ofGiftCard,
    onErasure: books,
  },
  {
    table: "rewards_gift_card_hold",
    holds: "What of them is reserved.",
    whose: ofGiftCard,
    onErasure: books,
  },
  {
    table: "rewards_untipped",
    holds: "Rewards you do not want to be tipped of.",
    whose: own,
    onErasure: personal,
  },
  { table: "rewards_seat", holds: "Places at events.", whose: own, onErasure: books },
];

const ofQuote = "quote in (select id from checkout_quote where member_id = :member)";

const shopTables: readonly KnownTable[] = [
  { table: "checkout_quote", holds: "Quotes and orders.", whose: own, onErasure: books },
  {
    table: "checkout_return",
    holds: "Returns of them.",
    whose: ofQuote,
    leftOut: { content: "A checksum; it says nothing by itself." },
    onErasure: books,
  },
  { table: "shops_order", holds: "Orders as a shop told them.", whose: own, onErasure: books },
  {
    table: "shops_spending",
    holds: "Codes for shops that you paid with points.",
    whose: own,
    leftOut: { code: secret, code_hash: "It says nothing by itself." },
    onErasure: {
      rule: "anonymise",
      why: "Books may not be changed; a code that is still in a shop is taken out of it at once.",
      set: { next_at: "case when shop_done then next_at else cast(:now as timestamptz) end" },
    },
  },
];

const eitherSide = "member_id = :member or into_member_id = :member";

const relationTables: readonly KnownTable[] = [
  {
    table: "members_alias",
    holds: "With which other membership yours is or was one.",
    whose: eitherSide,
    onErasure: books,
  },
  {
    table: "relations_merge",
    holds: "How two memberships of yours became one.",
    whose: eitherSide,
    onErasure: books,
  },
  {
    table: "relations_guest_purchase",
    holds: "Purchases that you claimed by the code on the receipt.",
    whose: own,
    leftOut: { code_hash: secret, content_hash: "It says nothing by itself." },
    onErasure: books,
  },
  {
    table: "relations_link",
    holds: "Your link for friends.",
    whose: own,
    leftOut: {
      address_hash: "A salted hash, used against abuse alone.",
      device_hash: "A salted hash, used against abuse alone.",
    },
    onErasure: personal,
  },
  {
    table: "relations_referral",
    holds: "Friends you brought, by their numbers, and who brought you.",
    whose: "member_id = :member or friend_id = :member",
    leftOut: {
      address_hash: "A salted hash, used against abuse alone.",
      device_hash: "A salted hash, used against abuse alone.",
    },
    onErasure: {
      rule: "anonymise",
      why: "That a reward was given stays in the books; from where it was asked for goes.",
      set: {
        address_hash: "null",
        device_hash: "null",
        decision_reason: "case when decision_reason is not null then 'erased' end",
      },
    },
  },
];

/** In the order in which an export tells of them. */
export const knownTables: readonly KnownTable[] = [
  ...membersTables,
  ...activityTables,
  ...relationTables,
  ...rewardTables,
  ...shopTables,
  ...accessTables,
];
