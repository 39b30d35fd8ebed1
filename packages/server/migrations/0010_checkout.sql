-- Quotes and the orders that come of them.

-- A quote lives for minutes; one that was committed is the order, and stays. It names nobody but by a random id.
create table checkout_quote (
  id uuid primary key,
  -- Null for a guest.
  member_id uuid,
  state text not null check (state in ('live', 'held', 'committed', 'voided')),
  store text,
  quoted_at timestamptz not null,
  expires_at timestamptz not null,
  -- What was answered, and what is needed to keep that promise.
  quoted json not null,
  -- receipt:issuer:number of a committed one: single for ever, for guests too.
  receipt text,
  committed_at timestamptz,
  answer json,
  check ((state = 'committed') = (committed_at is not null)),
  check ((committed_at is null) = (answer is null)),
  check (receipt is null or state = 'committed')
);
create unique index checkout_quote_receipt on checkout_quote (receipt) where receipt is not null;
create index checkout_quote_member on checkout_quote (member_id) where member_id is not null;
create index checkout_quote_expires on checkout_quote (expires_at) where state <> 'committed';

-- What came back through the checkout: each once by its sender's id.
create table checkout_return (
  source text not null check (length(source) between 1 and 255),
  id text not null check (length(id) between 1 and 255),
  -- Null where the purchase was not a quote of ours.
  quote uuid,
  returned_at timestamptz not null,
  -- Hash of what was said, so that the same id with other content is noticed.
  content text not null,
  part json not null,
  delivery_minor bigint not null check (delivery_minor >= 0),
  answer json not null,
  primary key (source, id)
);
select platform_append_only('checkout_return');
create index checkout_return_quote on checkout_return (quote) where quote is not null;
