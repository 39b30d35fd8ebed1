-- Rewards that a member does not want to be tipped of, or not for a while: they can still be found and taken.
create table rewards_untipped (
  member_id uuid not null,
  reward text not null check (length(reward) between 1 and 60),
  declined_at timestamptz not null,
  -- From when it may be tipped of again; null: never.
  until_at timestamptz check (until_at > declined_at),
  primary key (member_id, reward)
);
create index rewards_untipped_ended on rewards_untipped (until_at) where until_at is not null;

-- The picture that stands for the club, as it is served: one of the kinds that every browser draws and none can run.
create table settings_logo (
  only_one boolean primary key default true check (only_one),
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  kind text not null check (kind in ('image/png', 'image/jpeg', 'image/webp')),
  width int not null check (width between 16 and 2000),
  height int not null check (height between 16 and 2000),
  bytes bytea not null check (octet_length(bytes) between 1 and 200000),
  -- What it says, to those who do not see it; null: the club's name.
  alt text check (length(alt) between 1 and 100),
  changed_at timestamptz not null,
  changed_by text not null check (length(changed_by) between 1 and 300)
);
