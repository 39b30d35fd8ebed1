-- The demo: what makes an invented club out of a store. One row there, none in a club of anybody's own.

create table demo_club (
  only_one boolean primary key default true check (only_one),
  kind text not null check (kind in ('coffee', 'insurance')),
  seed text not null check (length(seed) between 1 and 100),
  members integer not null check (members between 1 and 1000000),
  -- From when through when it is filled at first: what follows from the seed is counted from there.
  opened_at timestamptz not null,
  filled_at timestamptz not null check (filled_at > opened_at),
  -- What happened through this instant is in the books.
  told_through timestamptz not null check (told_through >= opened_at),
  -- How far its clock has been moved forward.
  clock_ahead_ms bigint not null default 0 check (clock_ahead_ms >= 0),
  -- What is so by construction, to be compared with what is measured.
  truth json not null
);
