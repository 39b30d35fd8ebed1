-- Rewards taken, stock, seats and codes.

-- What the club settles about its rewards from day to day; what they are and cost stands in the programme.
create table rewards_live (
  reward text primary key check (length(reward) between 1 and 60),
  -- How many there are in all, those already taken included; null: as the programme says.
  stock int check (stock >= 0),
  paused boolean not null,
  revision int not null check (revision >= 1),
  changed_at timestamptz not null
);

-- A reward taken by a member: reserved for an order, issued, and then one end.
create table rewards_redemption (
  member_id uuid not null,
  id uuid not null,
  reward text not null check (length(reward) between 1 and 60),
  kind text not null,
  state text not null check (state in ('reserved', 'issued', 'used', 'cancelled', 'expired')),
  count int not null check (count > 0),
  -- A granted one was used instead of units.
  granted boolean not null,
  -- Units paid, {points: 90}.
  cost jsonb not null check (jsonb_typeof(cost) = 'object'),
  paid_minor bigint not null check (paid_minor >= 0),
  -- What all of it is worth, where the programme said so.
  worth_minor bigint check (worth_minor >= 0),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  market text not null,
  programme_version int not null,
  -- The event that took it: a cancellation names it.
  event_id uuid not null,
  redeemed_at timestamptz not null,
  -- Until when it is kept for an order that is not paid yet.
  reserved_until timestamptz,
  -- First instant at which it can no longer be used; null: no end.
  usable_until timestamptz,
  -- The order that it is kept for or was used in.
  order_key text check (length(order_key) between 1 and 600),
  order_until timestamptz,
  store text,
  ended_at timestamptz,
  primary key (member_id, id),
  check ((state in ('used', 'cancelled', 'expired')) = (ended_at is not null)),
  check ((state = 'reserved') = (reserved_until is not null)),
  check (order_until is null or order_key is not null)
);
create index rewards_redemption_id on rewards_redemption (id);
create index rewards_redemption_order on rewards_redemption (order_key) where order_key is not null;
create index rewards_redemption_reserved on rewards_redemption (reserved_until) where state = 'reserved';
create index rewards_redemption_usable on rewards_redemption (usable_until) where state = 'issued';
create index rewards_redemption_reward on rewards_redemption (reward, redeemed_at);

-- Codes that came from elsewhere (pool), were made in bulk, or are told to everybody (public).
create table rewards_campaign (
  id text primary key check (id ~ '^[a-z][a-z0-9_-]{0,59}$'),
  kind text not null check (kind in ('pool', 'bulk', 'public')),
  -- What a code of it gives.
  reward text not null check (length(reward) between 1 and 60),
  starts_at timestamptz,
  ends_at timestamptz check (ends_at > starts_at),
  -- How often the code of a public campaign can be used.
  uses_max int not null check (uses_max between 1 and 100000000),
  made_at timestamptz not null,
  ended_at timestamptz
);

-- Only the hash finds a code; what it says is kept sealed, and only where it is shown again.
create table rewards_code (
  id uuid primary key,
  campaign text,
  reward text not null,
  -- Whose it is, where a member got it with a redemption.
  member_id uuid,
  redemption_id uuid,
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  sealed text,
  batch text check (length(batch) between 1 and 100),
  uses_max int not null check (uses_max >= 1),
  uses int not null default 0 check (uses >= 0 and uses <= uses_max),
  made_at timestamptz not null,
  ended_at timestamptz,
  check ((member_id is null) = (redemption_id is null))
);
create index rewards_code_free on rewards_code (campaign, id) where redemption_id is null and ended_at is null;
create index rewards_code_redemption on rewards_code (redemption_id) where redemption_id is not null;
create index rewards_code_member on rewards_code (member_id) where member_id is not null;

-- Lists of codes made in bulk: each is handed out once.
create table rewards_batch (
  campaign text not null,
  batch text not null check (length(batch) between 1 and 100),
  codes int not null check (codes > 0),
  made_at timestamptz not null,
  primary key (campaign, batch)
);

-- Uses of codes that belong to no redemption, one row an order.
create table rewards_code_use (
  code_id uuid not null,
  order_key text not null check (length(order_key) between 1 and 600),
  state text not null check (state in ('held', 'used', 'released')),
  until_at timestamptz,
  changed_at timestamptz not null,
  primary key (code_id, order_key),
  check ((state = 'held') = (until_at is not null))
);
create index rewards_code_use_order on rewards_code_use (order_key);
create index rewards_code_use_held on rewards_code_use (until_at) where state = 'held';

-- Money that was paid before: sold over the counter, or taken as a reward.
create table rewards_gift_card (
  id uuid primary key,
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  sealed text not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  balance_minor bigint not null check (balance_minor >= 0),
  held_minor bigint not null check (held_minor >= 0 and held_minor <= balance_minor),
  -- Number of the newest entry.
  entries int not null check (entries >= 0),
  member_id uuid,
  redemption_id uuid,
  made_at timestamptz not null,
  usable_until timestamptz,
  ended_at timestamptz,
  check ((member_id is null) = (redemption_id is null))
);
create index rewards_gift_card_member on rewards_gift_card (member_id) where member_id is not null;

create table rewards_gift_card_entry (
  card_id uuid not null,
  no int not null check (no >= 1),
  kind text not null check (kind in ('sold', 'given', 'topped_up', 'spent', 'refunded', 'taken_back')),
  amount_minor bigint not null check (amount_minor <> 0),
  balance_minor bigint not null check (balance_minor >= 0),
  -- The sale, order or return it belongs to; what came twice under one key is booked once.
  key text not null check (length(key) between 1 and 600),
  -- For what goes back: the entry that spent it.
  of_no int,
  actor text not null,
  booked_at timestamptz not null,
  primary key (card_id, no),
  unique (card_id, kind, key)
);
select platform_append_only('rewards_gift_card_entry');

create table rewards_gift_card_hold (
  card_id uuid not null,
  order_key text not null check (length(order_key) between 1 and 600),
  amount_minor bigint not null check (amount_minor > 0),
  until_at timestamptz not null,
  outcome text check (outcome in ('committed', 'released', 'timed-out')),
  primary key (card_id, order_key)
);
create index rewards_gift_card_hold_order on rewards_gift_card_hold (order_key);
create index rewards_gift_card_hold_open on rewards_gift_card_hold (until_at) where outcome is null;

-- Places at experiences, and who waits for one.
create table rewards_seat (
  member_id uuid not null,
  id uuid not null,
  reward text not null,
  redemption_id uuid,
  -- The member's own and those of whom she brings.
  places int not null check (places > 0),
  state text not null check (state in ('waiting', 'reserved', 'checked_in', 'no_show', 'cancelled')),
  granted boolean not null,
  asked_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (member_id, id),
  check (redemption_id is not null or state in ('waiting', 'cancelled'))
);
create unique index rewards_seat_live on rewards_seat (reward, member_id)
  where state in ('waiting', 'reserved', 'checked_in');
create index rewards_seat_waiting on rewards_seat (reward, asked_at, id) where state = 'waiting';
create index rewards_seat_redemption on rewards_seat (redemption_id) where redemption_id is not null;

-- What calendars were told of an experience: a change counts the sequence up.
create table rewards_calendar (
  reward text primary key,
  sequence int not null check (sequence >= 0),
  told text not null,
  changed_at timestamptz not null
);

-- Keys that seal codes and sign check-ins, made by the club itself at first use.
create table rewards_secret (
  name text primary key check (name ~ '^[a-z_]{1,40}$'),
  secret text not null check (secret ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null
);
