-- Web shops: connections, what they sent, the orders and contracts as last heard of. Webhooks out: who wants to hear what.

create table shops_connection (
  shop text primary key,
  kind text not null check (kind in ('shopify', 'woocommerce', 'stripe', 'segment', 'generic')),
  url text,
  settings json not null,
  -- Encrypted with the club's key, which is not in the database.
  secrets text not null,
  credentials text,
  -- Stands for the secrets without telling them: from when until when each holds, newest first.
  secret_spans json not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  last_received_at timestamptz,
  last_failed_at timestamptz,
  last_failure text,
  bad_signatures int not null default 0,
  last_bad_signature_at timestamptz
);

create table shops_delivery (
  id uuid primary key,
  shop text not null,
  -- What makes a delivery single: the shop's own id of it.
  key text not null check (length(key) between 1 and 600),
  topic text not null,
  received_at timestamptz not null,
  settled_at timestamptz,
  state text not null check (state in ('waiting', 'done', 'failed')),
  outcome text not null,
  reason text,
  -- In our own words: no text of the delivery stands here.
  detail text,
  tries int not null default 0,
  next_at timestamptz,
  -- The body, encrypted with the club's key; gone once it is booked.
  body text,
  -- Keyed hash of the customer, so that their deliveries are found when they are forgotten.
  person text,
  unique (shop, key),
  check (state <> 'waiting' or (body is not null and next_at is not null))
);
create index shops_delivery_recent on shops_delivery (shop, received_at, id);
create index shops_delivery_open on shops_delivery (next_at) where state = 'waiting';
create index shops_delivery_person on shops_delivery (person) where person is not null;

-- An order as the shop last told it, and what of it is in the books. Holds ids, pieces and amounts; no personal data.
create table shops_order (
  shop text not null,
  order_id text not null,
  member_id uuid,
  updated_at timestamptz not null,
  state json not null,
  primary key (shop, order_id)
);
create index shops_order_member on shops_order (member_id) where member_id is not null;

create table shops_pull (
  shop text primary key,
  state text not null check (state in ('asked', 'done', 'failed')),
  asked_at timestamptz not null,
  ended_at timestamptz,
  -- Where to go on reading.
  next text,
  articles int not null default 0,
  stores int not null default 0,
  skipped int not null default 0,
  failure text
);

-- What happened outside of the log of events and is told to others: written in the transaction in which it happens,
-- removed when it has been handed on.
create table platform_outbox (
  id uuid primary key,
  type text not null,
  at timestamptz not null,
  data json not null
);

create table webhooks_subscription (
  webhook text primary key,
  url text not null,
  types text[] not null check (cardinality(types) > 0),
  state text not null check (state in ('active', 'disabled')),
  disabled_why text,
  -- Encrypted with the club's key, which is not in the database.
  secrets text not null,
  secret_spans json not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- How far the log has been read. Only ever one row.
create table webhooks_cursor (
  one boolean primary key default true check (one),
  through_at timestamptz not null
);

create table webhooks_delivery (
  id uuid primary key,
  webhook text not null,
  type text not null,
  -- What it tells of, so that the same is told once.
  about text not null,
  occurred_at timestamptz not null,
  made_at timestamptz not null,
  state text not null check (state in ('waiting', 'delivered', 'dead')),
  tries int not null default 0,
  next_at timestamptz,
  settled_at timestamptz,
  body text not null check (octet_length(body) < 20480),
  -- Instant, status or fault of each try.
  attempts json not null default '[]',
  unique (webhook, type, about),
  check ((state = 'waiting') = (next_at is not null))
);
create index webhooks_delivery_due on webhooks_delivery (next_at) where state = 'waiting';
create index webhooks_delivery_recent on webhooks_delivery (webhook, made_at, id);
create index webhooks_delivery_settled on webhooks_delivery (settled_at) where settled_at is not null;
