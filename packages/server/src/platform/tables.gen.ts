/** Generated from the migrations by `vitest run -u table-types`; do not edit. */
import type { ColumnType, Generated, GeneratedAlways } from "kysely";

/** Read as epoch milliseconds, written as RFC 3339 text. */
type Instant = ColumnType<number, string | Date, string | Date>;
type OptionalInstant = ColumnType<number | null, string | Date | null | undefined, string | Date | null>;
/** Read parsed, written as JSON text. */
type Json = ColumnType<unknown, string, string>;
type OptionalJson = ColumnType<unknown, string | null | undefined, string | null>;

export interface Tables {
  access_key: AccessKey;
  platform_idempotency: PlatformIdempotency;
  platform_migration: PlatformMigration;
  platform_table_rule: PlatformTableRule;
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
