-- Events in: what happened, what was decided, and the states that follow from it. Documents are json, not jsonb: they are
-- written and read whole, never searched, and text costs a third.

-- What makes an event unique for ever, across members, channels and processes: event:source:id, receipt:issuer:number.
create table activity_claim (
  key text primary key,
  -- Where the first one lies; with `park` its answer is a parked row.
  member_id uuid not null,
  event_id uuid not null,
  occurred_at timestamptz not null,
  -- Hash of what was said, so that the same key with other content is noticed.
  content text not null,
  outcome text not null check (outcome in ('booked', 'parked'))
);
select platform_append_only('activity_claim');

-- The key begins with the member and holds the time, so the table can be cut by month or spread by member.
create table activity_event (
  member_id uuid not null,
  occurred_at timestamptz not null,
  id uuid not null,
  wallet_id uuid not null,
  member_version int not null,
  wallet_version int not null,
  booked_at timestamptz not null,
  recorded_at timestamptz not null,
  kind text not null,
  source text not null,
  source_id text not null,
  channel text,
  store text,
  programme_version int not null,
  engine_semantics smallint not null,
  payload json not null,
  facts json not null,
  effects json not null,
  -- Balances right after the event, to answer a repeat with.
  balances json not null,
  primary key (member_id, occurred_at, id)
);
select platform_append_only('activity_event');
create unique index activity_event_wallet on activity_event (wallet_id, wallet_version);
create index activity_event_recorded on activity_event using brin (recorded_at);

-- Both states of a member, folded from the effects. Lots are rows of the ledger.
create table activity_state (
  member_id uuid primary key,
  bucket smallint not null,
  version int not null,
  state json not null,
  -- The next instant at which time alone changes the books.
  due_at timestamptz
) with (fillfactor = 80);
create index activity_state_due on activity_state (bucket, due_at) where due_at is not null;

-- Sufficient statistics: floats, apart from everything the ledger rests on.
create table activity_statistics (
  member_id uuid primary key,
  version int not null,
  statistics json not null,
  stale boolean not null
) with (fillfactor = 80);

-- Purchased pieces that may come back: how returns without a receipt find their purchase.
create table activity_line (
  member_id uuid not null,
  article text not null,
  event_id uuid not null,
  line int not null,
  occurred_at timestamptz not null,
  quantity int not null,
  returned int not null check (returned between 0 and quantity),
  primary key (member_id, article, event_id, line)
) with (fillfactor = 90);

-- Which returns took which part of which purchase, in booking order.
create table activity_return (
  member_id uuid not null,
  purchase_id uuid not null,
  purchase_occurred_at timestamptz not null,
  event_id uuid not null,
  member_version int not null,
  part json not null,
  primary key (member_id, purchase_id, event_id)
);
select platform_append_only('activity_return');

-- What waits for a purchase or a person: never lost, always reported.
create table activity_parked (
  member_id uuid not null,
  id uuid not null,
  reason text not null check (reason in ('no_purchase', 'too_old')),
  source text not null,
  source_id text not null,
  occurred_at timestamptz not null,
  parked_at timestamptz not null,
  event json not null,
  settled_at timestamptz,
  settled_as text check (settled_as in ('booked', 'dismissed')),
  primary key (member_id, id)
);
create index activity_parked_open on activity_parked (member_id) where settled_at is null;

-- Limits that the whole club shares: one row each, never over.
create table activity_cap (
  key text primary key,
  used bigint not null check (used >= 0),
  most bigint not null,
  check (used <= most)
) with (fillfactor = 80);
