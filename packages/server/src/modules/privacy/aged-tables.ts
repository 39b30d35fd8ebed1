/** What the club keeps for a time only, rule by rule; an owner may keep it for another time. */

/** What goes by its age, row by row. `age` is the column that it is counted from. */
export interface AgedTable {
  readonly rule: string;
  readonly what: string;
  readonly table: string;
  readonly age: string;
  /** SQL: which rows, besides their age. */
  readonly where: string;
  readonly keepDays: number;
}

export const agedTables: readonly AgedTable[] = [
  {
    rule: "codes",
    what: "One-time codes, with the address that they went to.",
    table: "members_code",
    age: "expires_at",
    where: "true",
    keepDays: 1,
  },
  {
    rule: "consent-links",
    what: "Links to confirm a consent; what was agreed to by them is kept as a record.",
    table: "consents_request",
    age: "expires_at",
    where: "true",
    keepDays: 30,
  },
  {
    rule: "sent-messages",
    what: "When news and offers went out to members; four weeks of it are counted.",
    table: "consents_sent",
    age: "sent_at",
    where: "true",
    keepDays: 400,
  },
  {
    rule: "former-identities",
    what: "Cards, addresses and numbers that members gave up; at least as long as they rest.",
    table: "members_identity",
    age: "until",
    where: "until is not null",
    keepDays: 730,
  },
  {
    rule: "put-off-questions",
    what: "Questions that members put off, after they may be asked again.",
    table: "members_declined",
    age: "until_at",
    where: "until_at is not null",
    keepDays: 30,
  },
  {
    rule: "put-off-tips",
    what: "Rewards that members did not want to be tipped of for a while, after they may be proposed again.",
    table: "rewards_untipped",
    age: "until_at",
    where: "until_at is not null",
    keepDays: 30,
  },
  {
    rule: "tombstones",
    what: "Salted hashes of what erased members went by, which keep old files from bringing them back.",
    table: "members_tombstone",
    age: "erased_at",
    where: "true",
    keepDays: 3_650,
  },
];

/** Members of whom nothing was heard for so long are erased; off unless the club says otherwise. */
export const INACTIVE_RULE = "inactive-members";
export const QUARANTINE_RULE = "identity-rest";
