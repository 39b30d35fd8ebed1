-- The books: postings between accounts, the lots that spendable units lie in, and who used which.

create table ledger_posting (
  member_id uuid not null,
  no int not null,
  event_id uuid not null,
  unit text not null,
  debit text not null,
  credit text not null,
  amount bigint not null check (amount > 0),
  rule text not null,
  programme_version int not null,
  period text,
  lot int,
  of_no int,
  of_event uuid,
  occurred_at timestamptz not null,
  booked_at timestamptz not null,
  primary key (member_id, no)
);
select platform_append_only('ledger_posting');
create index ledger_posting_correction on ledger_posting (member_id, of_event) where of_event is not null;

create table ledger_lot (
  member_id uuid not null,
  no int not null,
  unit text not null,
  event_id uuid not null,
  posting int not null,
  amount bigint not null check (amount > 0),
  remaining bigint not null check (remaining >= 0 and remaining <= amount),
  held bigint not null check (held >= 0 and held <= remaining),
  expired bigint not null check (expired >= 0),
  available_at timestamptz not null,
  expires_at timestamptz,
  primary key (member_id, no)
) with (fillfactor = 90);
create index ledger_lot_open on ledger_lot (member_id) where remaining > 0;
create index ledger_lot_event on ledger_lot (member_id, event_id);

create table ledger_lot_use (
  member_id uuid not null,
  posting int not null,
  lot int not null,
  amount bigint not null check (amount > 0),
  primary key (member_id, posting, lot)
);
select platform_append_only('ledger_lot_use');

create table ledger_hold (
  member_id uuid not null,
  hold text not null,
  lot int not null,
  unit text not null,
  amount bigint not null check (amount > 0),
  event_id uuid not null,
  until_at timestamptz not null,
  outcome text check (outcome in ('committed', 'released', 'timed-out')),
  primary key (member_id, event_id, lot)
);
