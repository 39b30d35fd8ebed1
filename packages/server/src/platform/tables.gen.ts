/** Generated from the migrations by `npm run golden`; do not edit. */
import type { ColumnType, Generated, GeneratedAlways } from "kysely";

/** Read as epoch milliseconds, written as RFC 3339 text. */
type Instant = ColumnType<number, string | Date, string | Date>;
type GeneratedInstant = ColumnType<number, string | Date | undefined, string | Date>;
type OptionalInstant = ColumnType<number | null, string | Date | null | undefined, string | Date | null>;
/** Read parsed, written as JSON text. */
type Json = ColumnType<unknown, string, string>;
type GeneratedJson = ColumnType<unknown, string | undefined, string>;
type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>;

export interface Tables {
  access_act: AccessAct;
  access_allowance: AccessAllowance;
  access_audit: AccessAudit;
  access_audit_seal: AccessAuditSeal;
  access_challenge: AccessChallenge;
  access_invite: AccessInvite;
  access_key: AccessKey;
  access_passkey: AccessPasskey;
  access_session: AccessSession;
  access_staff: AccessStaff;
  activity_cap: ActivityCap;
  activity_claim: ActivityClaim;
  activity_device: ActivityDevice;
  activity_device_number: ActivityDeviceNumber;
  activity_event: ActivityEvent;
  activity_line: ActivityLine;
  activity_parked: ActivityParked;
  activity_return: ActivityReturn;
  activity_state: ActivityState;
  activity_statistics: ActivityStatistics;
  activity_told: ActivityTold;
  catalogue_article: CatalogueArticle;
  catalogue_category: CatalogueCategory;
  catalogue_store: CatalogueStore;
  checkout_quote: CheckoutQuote;
  checkout_return: CheckoutReturn;
  consents_contact: ConsentsContact;
  consents_record: ConsentsRecord;
  consents_request: ConsentsRequest;
  consents_sent: ConsentsSent;
  consents_wording: ConsentsWording;
  demo_club: DemoClub;
  insights_seal: InsightsSeal;
  ledger_hold: LedgerHold;
  ledger_lot: LedgerLot;
  ledger_lot_use: LedgerLotUse;
  ledger_posting: LedgerPosting;
  members_alias: MembersAlias;
  members_answer: MembersAnswer;
  members_code: MembersCode;
  members_declined: MembersDeclined;
  members_field: MembersField;
  members_identity: MembersIdentity;
  members_member: MembersMember;
  members_secret: MembersSecret;
  members_setting: MembersSetting;
  members_tombstone: MembersTombstone;
  members_unwritten: MembersUnwritten;
  members_vault: MembersVault;
  mirror_correction: MirrorCorrection;
  platform_figure: PlatformFigure;
  platform_idempotency: PlatformIdempotency;
  platform_limit: PlatformLimit;
  platform_migration: PlatformMigration;
  platform_outbox: PlatformOutbox;
  platform_seed: PlatformSeed;
  platform_table_rule: PlatformTableRule;
  privacy_retention: PrivacyRetention;
  programmes_draft: ProgrammesDraft;
  programmes_version: ProgrammesVersion;
  relations_cursor: RelationsCursor;
  relations_guest_purchase: RelationsGuestPurchase;
  relations_link: RelationsLink;
  relations_merge: RelationsMerge;
  relations_referral: RelationsReferral;
  rewards_batch: RewardsBatch;
  rewards_calendar: RewardsCalendar;
  rewards_campaign: RewardsCampaign;
  rewards_code: RewardsCode;
  rewards_code_use: RewardsCodeUse;
  rewards_gift_card: RewardsGiftCard;
  rewards_gift_card_entry: RewardsGiftCardEntry;
  rewards_gift_card_hold: RewardsGiftCardHold;
  rewards_live: RewardsLive;
  rewards_redemption: RewardsRedemption;
  rewards_seat: RewardsSeat;
  rewards_untipped: RewardsUntipped;
  segments_member: SegmentsMember;
  settings_club: SettingsClub;
  settings_logo: SettingsLogo;
  shops_connection: ShopsConnection;
  shops_delivery: ShopsDelivery;
  shops_order: ShopsOrder;
  shops_pull: ShopsPull;
  shops_spending: ShopsSpending;
  shops_watch: ShopsWatch;
  webhooks_cursor: WebhooksCursor;
  webhooks_delivery: WebhooksDelivery;
  webhooks_subscription: WebhooksSubscription;
}

export interface AccessAct {
  id: string;
  kind: string;
  payload: Json;
  member_id: string | null;
  staff_id: string;
  asked_at: Instant;
  needs: string;
  due_at: Instant;
  outcome: string | null;
  settled_by: string | null;
  settled_at: OptionalInstant;
  problem: string | null;
}

export interface AccessAllowance {
  staff_id: string;
  act: string;
  on_day: string;
  used: number;
}

export interface AccessAudit {
  id: string;
  recorded_at: Instant;
  actor: string;
  act: string;
  subjects: string[];
  request_id: string;
  status: number | null;
  detail: Json;
}

export interface AccessAuditSeal {
  no: number;
  after_at: Instant;
  through_at: Instant;
  entries: number;
  hash: string;
}

export interface AccessChallenge {
  id: string;
  purpose: string;
  challenge: string;
  staff_id: string | null;
  details: OptionalJson;
  expires_at: Instant;
}

export interface AccessInvite {
  token_hash: string;
  staff_id: string;
  created_at: Instant;
  expires_at: Instant;
  used_at: OptionalInstant;
}

export interface AccessKey {
  id: string;
  name: string;
  scopes: string[];
  key_hash: string;
  created_at: Instant;
  expires_at: OptionalInstant;
  last_used_at: OptionalInstant;
  ended_at: OptionalInstant;
  stores: string[] | null;
}

export interface AccessPasskey {
  id: string;
  staff_id: string;
  name: string;
  public_key: Uint8Array;
  counter: number;
  transports: string[];
  backed_up: boolean;
  created_at: Instant;
  last_used_at: OptionalInstant;
}

export interface AccessSession {
  id: string;
  member_id: string | null;
  staff_id: string | null;
  token_hash: string;
  created_at: Instant;
  expires_at: Instant;
  last_seen_at: Instant;
  proven_at: Instant;
  ended_at: OptionalInstant;
  device_hash: string | null;
  device_since: OptionalInstant;
}

export interface AccessStaff {
  id: string;
  name: string;
  email: string | null;
  role: string;
  stores: string[] | null;
  member_id: string | null;
  identity_subject: string | null;
  status: string;
  created_at: Instant;
}

export interface ActivityCap {
  key: string;
  used: number;
  most: number;
}

export interface ActivityClaim {
  key: string;
  member_id: string;
  event_id: string;
  occurred_at: Instant;
  content: string;
  outcome: string;
}

export interface ActivityDevice {
  source: string;
  store: string;
  device: string;
  last_sequence: number;
  gaps: Json;
  missing: number;
  late: number;
  repeats: number;
  given_up: number;
  offset_ms: number | null;
  heard_at: Instant;
  clashes: Generated<number>;
  clashed_at: OptionalInstant;
}

export interface ActivityDeviceNumber {
  source: string;
  store: string;
  device: string;
  sequence: number;
  event: string;
}

export interface ActivityEvent {
  member_id: string;
  occurred_at: Instant;
  id: string;
  wallet_id: string;
  member_version: number;
  wallet_version: number;
  booked_at: Instant;
  recorded_at: Instant;
  kind: string;
  source: string;
  source_id: string;
  channel: string | null;
  store: string | null;
  programme_version: number;
  engine_semantics: number;
  payload: Json;
  facts: Json;
  effects: Json;
  balances: Json;
}

export interface ActivityLine {
  member_id: string;
  article: string;
  event_id: string;
  line: number;
  occurred_at: Instant;
  quantity: number;
  returned: number;
}

export interface ActivityParked {
  member_id: string;
  id: string;
  reason: string;
  source: string;
  source_id: string;
  occurred_at: Instant;
  parked_at: Instant;
  event: Json;
  settled_at: OptionalInstant;
  settled_as: string | null;
  settled_because: string | null;
}

export interface ActivityReturn {
  member_id: string;
  purchase_id: string;
  purchase_occurred_at: Instant;
  event_id: string;
  member_version: number;
  part: Json;
}

export interface ActivityState {
  member_id: string;
  bucket: number;
  version: number;
  state: Json;
  due_at: OptionalInstant;
}

export interface ActivityStatistics {
  member_id: string;
  version: number;
  statistics: Json;
  stale: boolean;
}

export interface ActivityTold {
  member_id: string;
  event_id: string;
  said_at: Instant;
  answers: Json;
}

export interface CatalogueArticle {
  article: string;
  category: string | null;
  tags: Generated<string[]>;
  vat_basis_points: number | null;
  cost_minor: number | null;
  cost_currency: string | null;
  name: string | null;
  updated_at: Instant;
  search: GeneratedAlways<string | null>;
  names: OptionalJson;
}

export interface CatalogueCategory {
  path: string;
  margin_basis_points: number | null;
  updated_at: Instant;
  names: OptionalJson;
}

export interface CatalogueStore {
  store: string;
  region: string | null;
  market: string | null;
  timezone: string | null;
  name: string | null;
  updated_at: Instant;
  names: OptionalJson;
}

export interface CheckoutQuote {
  id: string;
  member_id: string | null;
  state: string;
  store: string | null;
  quoted_at: Instant;
  expires_at: Instant;
  quoted: Json;
  receipt: string | null;
  committed_at: OptionalInstant;
  answer: OptionalJson;
}

export interface CheckoutReturn {
  source: string;
  id: string;
  quote: string | null;
  returned_at: Instant;
  content: string;
  part: Json;
  delivery_minor: number;
  answer: Json;
}

export interface ConsentsContact {
  member_id: string;
  rhythm: string;
  quiet_from: number | null;
  quiet_to: number | null;
  changed_at: Instant;
}

export interface ConsentsRecord {
  member_id: string;
  no: number;
  purpose: string;
  channel: string;
  given: boolean;
  wording_version: number | null;
  wording_hash: string | null;
  language: string | null;
  source: string;
  actor: string;
  proof: string;
  at: Instant;
}

export interface ConsentsRequest {
  request_id: string;
  member_id: string;
  token_hash: string;
  way: string | null;
  address_hash: string | null;
  choices: Json;
  after_no: number;
  asked_at: Instant;
  expires_at: Instant;
  sent_at: OptionalInstant;
  used_at: OptionalInstant;
  replaced_at: OptionalInstant;
}

export interface ConsentsSent {
  member_id: string;
  sender: string;
  message: string;
  purpose: string;
  channel: string;
  sent_at: Instant;
}

export interface ConsentsWording {
  purpose: string;
  language: string;
  version: number;
  wording: string;
  hash: string;
  published_at: Instant;
}

export interface DemoClub {
  only_one: Generated<boolean>;
  kind: string;
  seed: string;
  members: number;
  opened_at: Instant;
  filled_at: Instant;
  told_through: Instant;
  clock_ahead_ms: Generated<number>;
  truth: Json;
}

export interface InsightsSeal {
  no: number;
  after_at: Instant;
  through_at: Instant;
  events: number;
  hash: string;
}

export interface LedgerHold {
  member_id: string;
  hold: string;
  lot: number;
  unit: string;
  amount: number;
  event_id: string;
  until_at: Instant;
  outcome: string | null;
}

export interface LedgerLot {
  member_id: string;
  no: number;
  unit: string;
  event_id: string;
  posting: number;
  amount: number;
  remaining: number;
  held: number;
  expired: number;
  available_at: Instant;
  expires_at: OptionalInstant;
}

export interface LedgerLotUse {
  member_id: string;
  posting: number;
  lot: number;
  amount: number;
}

export interface LedgerPosting {
  member_id: string;
  no: number;
  event_id: string;
  unit: string;
  debit: string;
  credit: string;
  amount: number;
  rule: string;
  programme_version: number;
  period: string | null;
  lot: number | null;
  of_no: number | null;
  of_event: string | null;
  occurred_at: Instant;
  booked_at: Instant;
}

export interface MembersAlias {
  id: string;
  member_id: string;
  into_member_id: string;
  since: Instant;
  until: OptionalInstant;
}

export interface MembersAnswer {
  member_id: string;
  field: string;
  provenance: string;
  value: Json;
  said_at: Instant;
}

export interface MembersCode {
  handle_hash: string;
  purpose: string;
  member_id: string | null;
  source: string | null;
  identifier: string | null;
  code_hash: string | null;
  store: string | null;
  tries: Generated<number>;
  made_at: Instant;
  expires_at: Instant;
  used_at: OptionalInstant;
  session_id: string | null;
}

export interface MembersDeclined {
  member_id: string;
  field: string;
  declined_at: Instant;
  until_at: OptionalInstant;
}

export interface MembersField {
  field: string;
  kind: string;
  label: Json;
  question: OptionalJson;
  choices: OptionalJson;
  purpose: Json;
  keep_days: number | null;
  position: number;
  changed_at: Instant;
  consent: string | null;
}

export interface MembersIdentity {
  source: string;
  id: string;
  member_id: string;
  since: Instant;
  until: OptionalInstant;
  identity_id: string;
  proven_at: OptionalInstant;
}

export interface MembersMember {
  member_id: string;
  wallet_id: string;
  kind: string;
  market: string | null;
  status: Generated<string>;
  bucket: number;
  joined_source: string;
  created_at: Instant;
  merged_into: string | null;
  segments: Generated<string[]>;
}

export interface MembersSecret {
  name: string;
  secret: string;
  made_at: Instant;
}

export interface MembersSetting {
  name: string;
  value: number;
}

export interface MembersTombstone {
  hash: string;
  erased_at: Instant;
}

export interface MembersUnwritten {
  identity_id: string;
}

export interface MembersVault {
  member_id: string;
  profile: Json;
  updated_at: Instant;
  by_given: GeneratedAlways<string | null>;
  by_family: GeneratedAlways<string | null>;
}

export interface MirrorCorrection {
  correction_id: string;
  member_id: string;
  kind: string;
  event_id: string | null;
  source: string | null;
  source_id: string | null;
  category: string | null;
  made_at: Instant;
}

export interface PlatformFigure {
  part: string;
  counted_at: Instant;
  took_ms: number;
  figures: Json;
}

export interface PlatformIdempotency {
  client: string;
  key: string;
  request_hash: string;
  status: number;
  body: string;
  created_at: Instant;
}

export interface PlatformLimit {
  feature: string;
  subject: string;
  per_seconds: number;
  most: number;
  taken_at: number[];
  ends_at: Instant;
}

export interface PlatformMigration {
  number: number;
  name: string;
  sha256: string;
  applied_at: Instant;
}

export interface PlatformOutbox {
  id: string;
  type: string;
  at: Instant;
  data: Json;
}

export interface PlatformSeed {
  table_name: string;
}

export interface PlatformTableRule {
  table_name: string;
  rule: string;
}

export interface PrivacyRetention {
  rule: string;
  keep_days: number;
  changed_at: Instant;
  changed_by: string;
}

export interface ProgrammesDraft {
  id: string;
  document: Json;
  revision: number;
  updated_at: Instant;
}

export interface ProgrammesVersion {
  version: number;
  effective_at: Instant;
  document: Json;
  hash: string;
  published_at: Instant;
  published_by: string;
  note: string | null;
}

export interface RelationsCursor {
  name: string;
  through_at: Instant;
}

export interface RelationsGuestPurchase {
  id: string;
  source: string;
  source_id: string;
  code_hash: string;
  content_hash: string;
  purchase: Json;
  channel: string | null;
  store: string | null;
  occurred_at: Instant;
  made_at: Instant;
  expires_at: Instant;
  withdrawn_at: OptionalInstant;
  member_id: string | null;
  claimed_at: OptionalInstant;
}

export interface RelationsLink {
  member_id: string;
  code: string;
  address_hash: string | null;
  device_hash: string | null;
  made_at: Instant;
}

export interface RelationsMerge {
  id: string;
  member_id: string;
  into_member_id: string;
  handed_event: string;
  handed_at: Instant;
  taken_event: string;
  taken_at: Instant;
  identities: string[];
  levels: Json;
  merged_at: Instant;
  merged_by: string;
  unmerged_at: OptionalInstant;
  unmerged_by: string | null;
}

export interface RelationsReferral {
  id: string;
  member_id: string;
  friend_id: string;
  state: string;
  signals: Generated<string[]>;
  address_hash: string | null;
  device_hash: string | null;
  made_at: Instant;
  purchase_id: string | null;
  purchased_at: OptionalInstant;
  due_at: OptionalInstant;
  member_event: string | null;
  friend_event: string | null;
  rewarded_at: OptionalInstant;
  decided_by: string | null;
  decision_reason: string | null;
  decided_at: OptionalInstant;
  ended_at: OptionalInstant;
}

export interface RewardsBatch {
  campaign: string;
  batch: string;
  codes: number;
  made_at: Instant;
}

export interface RewardsCalendar {
  reward: string;
  sequence: number;
  told: string;
  changed_at: Instant;
}

export interface RewardsCampaign {
  id: string;
  kind: string;
  reward: string;
  starts_at: OptionalInstant;
  ends_at: OptionalInstant;
  uses_max: number;
  made_at: Instant;
  ended_at: OptionalInstant;
}

export interface RewardsCode {
  id: string;
  campaign: string | null;
  reward: string;
  member_id: string | null;
  redemption_id: string | null;
  hash: string;
  sealed: string | null;
  batch: string | null;
  uses_max: number;
  uses: Generated<number>;
  made_at: Instant;
  ended_at: OptionalInstant;
}

export interface RewardsCodeUse {
  code_id: string;
  order_key: string;
  state: string;
  until_at: OptionalInstant;
  changed_at: Instant;
}

export interface RewardsGiftCard {
  id: string;
  hash: string;
  sealed: string;
  currency: string;
  balance_minor: number;
  held_minor: number;
  entries: number;
  member_id: string | null;
  redemption_id: string | null;
  made_at: Instant;
  usable_until: OptionalInstant;
  ended_at: OptionalInstant;
  store: string | null;
}

export interface RewardsGiftCardEntry {
  card_id: string;
  no: number;
  kind: string;
  amount_minor: number;
  balance_minor: number;
  key: string;
  of_no: number | null;
  actor: string;
  booked_at: Instant;
}

export interface RewardsGiftCardHold {
  card_id: string;
  order_key: string;
  amount_minor: number;
  until_at: Instant;
  outcome: string | null;
}

export interface RewardsLive {
  reward: string;
  stock: number | null;
  paused: boolean;
  revision: number;
  changed_at: Instant;
}

export interface RewardsRedemption {
  member_id: string;
  id: string;
  reward: string;
  kind: string;
  state: string;
  count: number;
  granted: boolean;
  cost: Json;
  paid_minor: number;
  worth_minor: number | null;
  currency: string;
  market: string;
  programme_version: number;
  event_id: string;
  redeemed_at: Instant;
  reserved_until: OptionalInstant;
  usable_until: OptionalInstant;
  order_key: string | null;
  order_until: OptionalInstant;
  store: string | null;
  ended_at: OptionalInstant;
}

export interface RewardsSeat {
  member_id: string;
  id: string;
  reward: string;
  redemption_id: string | null;
  places: number;
  state: string;
  granted: boolean;
  asked_at: Instant;
  changed_at: Instant;
  tell_at: OptionalInstant;
  tell_tries: Generated<number>;
}

export interface RewardsUntipped {
  member_id: string;
  reward: string;
  declined_at: Instant;
  until_at: OptionalInstant;
}

export interface SegmentsMember {
  segment: string;
  member_id: string;
  reason: string;
  actor: string;
  since: Instant;
  set_aside_by: string | null;
  came_by: string | null;
}

export interface SettingsClub {
  only_one: Generated<boolean>;
  revision: number;
  name: string | null;
  languages: string[] | null;
  hue: number;
  logo_text: string | null;
  theme: string;
  terms: Json;
  contact: string | null;
  quick_acts: string[];
  offline_spend_minor: number;
  green: OptionalJson;
  changed_at: Instant;
  changed_by: string;
  channels: GeneratedJson;
  returns_anywhere: Generated<boolean>;
  proof_above_minor: number | null;
  wait_hours: Generated<number>;
}

export interface SettingsLogo {
  only_one: Generated<boolean>;
  sha256: string;
  kind: string;
  width: number;
  height: number;
  bytes: Uint8Array;
  alt: string | null;
  changed_at: Instant;
  changed_by: string;
}

export interface ShopsConnection {
  shop: string;
  kind: string;
  url: string | null;
  settings: Json;
  secrets: string;
  credentials: string | null;
  secret_spans: Json;
  created_at: Instant;
  updated_at: Instant;
  last_received_at: OptionalInstant;
  last_failed_at: OptionalInstant;
  last_failure: string | null;
  bad_signatures: Generated<number>;
  last_bad_signature_at: OptionalInstant;
}

export interface ShopsDelivery {
  id: string;
  shop: string;
  key: string;
  topic: string;
  received_at: Instant;
  settled_at: OptionalInstant;
  state: string;
  outcome: string;
  reason: string | null;
  detail: string | null;
  tries: Generated<number>;
  next_at: OptionalInstant;
  body: string | null;
  person: string | null;
}

export interface ShopsOrder {
  shop: string;
  order_id: string;
  member_id: string | null;
  updated_at: Instant;
  state: Json;
}

export interface ShopsPull {
  shop: string;
  state: string;
  asked_at: Instant;
  ended_at: OptionalInstant;
  next: string | null;
  articles: Generated<number>;
  stores: Generated<number>;
  skipped: Generated<number>;
  failure: string | null;
}

export interface ShopsSpending {
  id: string;
  shop: string;
  member_id: string;
  kind: string;
  state: string;
  unit: string;
  amount: number;
  worth_minor: number;
  currency: string;
  code_hash: string;
  code: string | null;
  shop_ref: string | null;
  made_at: Instant;
  code_until: Instant;
  holds: number;
  hold_until: Instant;
  tried_at: OptionalInstant;
  shop_done: Generated<boolean>;
  tries: Generated<number>;
  next_at: OptionalInstant;
  order_id: string | null;
  ended_at: OptionalInstant;
  ended_why: string | null;
  used_amount: number | null;
  used_minor: number | null;
  exception: string | null;
  exception_minor: Generated<number>;
  exception_settled: Generated<boolean>;
}

export interface ShopsWatch {
  shop: string;
  checked_at: OptionalInstant;
  webhooks: GeneratedJson;
  disabled: Generated<number>;
  reconciled_at: OptionalInstant;
  orders_through: OptionalInstant;
  failure: string | null;
}

export interface WebhooksCursor {
  one: Generated<boolean>;
  through_at: Instant;
}

export interface WebhooksDelivery {
  id: string;
  webhook: string;
  type: string;
  about: string;
  occurred_at: Instant;
  made_at: Instant;
  state: string;
  tries: Generated<number>;
  next_at: OptionalInstant;
  settled_at: OptionalInstant;
  body: string;
  attempts: GeneratedJson;
}

export interface WebhooksSubscription {
  webhook: string;
  url: string;
  types: string[];
  state: string;
  disabled_why: string | null;
  secrets: string;
  secret_spans: Json;
  created_at: Instant;
  updated_at: Instant;
}
