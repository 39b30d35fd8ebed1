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
  access_key: AccessKey;
  access_session: AccessSession;
  activity_cap: ActivityCap;
  activity_claim: ActivityClaim;
  activity_event: ActivityEvent;
  activity_line: ActivityLine;
  activity_parked: ActivityParked;
  activity_return: ActivityReturn;
  activity_state: ActivityState;
  activity_statistics: ActivityStatistics;
  catalogue_article: CatalogueArticle;
  catalogue_category: CatalogueCategory;
  catalogue_store: CatalogueStore;
  insights_seal: InsightsSeal;
  ledger_hold: LedgerHold;
  ledger_lot: LedgerLot;
  ledger_lot_use: LedgerLotUse;
  ledger_posting: LedgerPosting;
  members_identity: MembersIdentity;
  members_member: MembersMember;
  members_vault: MembersVault;
  platform_idempotency: PlatformIdempotency;
  platform_migration: PlatformMigration;
  platform_table_rule: PlatformTableRule;
  programmes_draft: ProgrammesDraft;
  programmes_version: ProgrammesVersion;
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

export interface CatalogueArticle {
  article: string;
  category: string | null;
  tags: Generated<string[]>;
  vat_basis_points: number | null;
  cost_minor: number | null;
  cost_currency: string | null;
  name: string | null;
  updated_at: Instant;
}

export interface CatalogueCategory {
  path: string;
  margin_basis_points: number | null;
  updated_at: Instant;
}

export interface CatalogueStore {
  store: string;
  region: string | null;
  market: string | null;
  timezone: string | null;
  name: string | null;
  updated_at: Instant;
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

export interface MembersIdentity {
  source: string;
  id: string;
  member_id: string;
  since: Instant;
  until: OptionalInstant;
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
}

export interface MembersVault {
  member_id: string;
  profile: Json;
  updated_at: Instant;
}

export interface PlatformIdempotency {
  client: string;
  key: string;
  request_hash: string;
  status: number;
  body: string;
  created_at: Instant;
}

export interface PlatformMigration {
  number: number;
  name: string;
  sha256: string;
  applied_at: Instant;
}

export interface PlatformTableRule {
  table_name: string;
  rule: string;
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
