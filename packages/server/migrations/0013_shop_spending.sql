-- Points spent in a shop's own checkout, and whether a shop still sends.

-- Units that became a code of a shop. The code itself is sealed, and gone once it can do nothing any more.
create table shops_spending (
  id uuid primary key,
  shop text not null,
  member_id uuid not null,
  kind text not null check (kind in ('discount', 'gift_card')),
  state text not null check (state in ('making', 'live', 'ordered', 'used', 'ended')),
  unit text not null,
  amount bigint not null check (amount > 0),
  worth_minor bigint not null check (worth_minor > 0),
  currency text not null,
  -- Keyed hash by which an order's code is found.
  code_hash text not null,
  code text,
  -- The shop's own id of the code.
  shop_ref text,
  made_at timestamptz not null,
  code_until timestamptz not null,
  -- Holds of this spending so far; the last one is open while the state says so.
  holds int not null,
  hold_until timestamptz not null,
  -- Since when somebody is asking the shop for the code.
  tried_at timestamptz,
  -- Whether the shop has nothing left that could be used.
  shop_done boolean not null default false,
  tries int not null default 0,
  next_at timestamptz,
  order_id text,
  ended_at timestamptz,
  ended_why text,
  used_amount bigint,
  used_minor bigint,
  exception text,
  exception_minor bigint not null default 0,
  exception_settled boolean not null default false,
  unique (shop, code_hash),
  check ((state in ('used', 'ended')) = (ended_at is not null)),
  check ((ended_at is null) = (ended_why is null)),
  check (state not in ('ordered', 'used') or order_id is not null),
  check ((state = 'used') = (used_amount is not null)),
  check (used_amount is null or used_amount between 0 and amount),
  check (exception_minor >= 0)
);
create index shops_spending_member on shops_spending (member_id);
create index shops_spending_recent on shops_spending (shop, made_at, id);
create index shops_spending_ref on shops_spending (shop, shop_ref) where shop_ref is not null;
create index shops_spending_due on shops_spending (next_at) where next_at is not null;
create index shops_spending_exception on shops_spending (shop)
  where exception is not null and not exception_settled;

-- What a shop answered when it was last asked whether it still sends, and how far its orders have been read.
create table shops_watch (
  shop text primary key,
  checked_at timestamptz,
  webhooks json not null default '[]',
  disabled int not null default 0,
  reconciled_at timestamptz,
  orders_through timestamptz,
  failure text
);
