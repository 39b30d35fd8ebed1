-- Members and each other: two that become one, purchases that find their buyer later, friends who bring friends.

-- Of a member who became one with another: whose events theirs are now.
alter table members_member add column merged_into uuid;
alter table members_member add check (merged_into <> member_id);

-- Who was one with whom, and when: purchases from before must be found from either side, also when they are two again.
create table members_alias (
  id uuid primary key,
  member_id uuid not null,
  into_member_id uuid not null check (into_member_id <> member_id),
  since timestamptz not null,
  until timestamptz check (until >= since)
);
create index members_alias_member on members_alias (member_id);
create unique index members_alias_in_use on members_alias (member_id) where until is null;
create index members_alias_into on members_alias (into_member_id);

-- A merge, and what is needed to take it apart.
create table relations_merge (
  id uuid primary key,
  member_id uuid not null,
  into_member_id uuid not null,
  handed_event uuid not null,
  handed_at timestamptz not null,
  taken_event uuid not null,
  taken_at timestamptz not null,
  -- Links between identifiers and the first member that were in use then.
  identities uuid[] not null,
  -- The other's levels right before, by ladder.
  levels json not null,
  merged_at timestamptz not null,
  merged_by text not null,
  unmerged_at timestamptz,
  unmerged_by text,
  check ((unmerged_at is null) = (unmerged_by is null))
);
create unique index relations_merge_in_use on relations_merge (member_id) where unmerged_at is null;
create index relations_merge_into on relations_merge (into_member_id);

-- What somebody bought whom nobody knew, until it is claimed or its time is over.
create table relations_guest_purchase (
  id uuid primary key,
  source text not null check (length(source) between 1 and 255),
  source_id text not null check (length(source_id) between 1 and 255),
  -- SHA-256 of the code on the receipt.
  code_hash text not null unique check (code_hash ~ '^[0-9a-f]{64}$'),
  content_hash text not null check (content_hash ~ '^[0-9a-f]{64}$'),
  purchase json not null,
  channel text,
  store text,
  occurred_at timestamptz not null,
  made_at timestamptz not null,
  expires_at timestamptz not null,
  withdrawn_at timestamptz,
  member_id uuid,
  claimed_at timestamptz,
  unique (source, source_id),
  check ((member_id is null) = (claimed_at is null)),
  check (claimed_at is null or withdrawn_at is null)
);
create index relations_guest_purchase_age on relations_guest_purchase (expires_at);
create index relations_guest_purchase_member on relations_guest_purchase (member_id) where member_id is not null;

-- The personal link of a member, and from where it was asked for: salted hashes, for signs of rings.
create table relations_link (
  member_id uuid primary key,
  code text not null unique check (length(code) between 8 and 32),
  address_hash text check (address_hash ~ '^[0-9a-f]{64}$'),
  device_hash text check (device_hash ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null
);

-- Who brought whom, and what became of it.
create table relations_referral (
  id uuid primary key,
  -- Who brought the friend.
  member_id uuid not null,
  friend_id uuid not null unique check (friend_id <> member_id),
  state text not null check (state in ('waiting', 'kept', 'held', 'rewarded', 'declined', 'reversed', 'over')),
  -- Why a person of the staff looks at it first.
  signals text[] not null default '{}',
  address_hash text check (address_hash ~ '^[0-9a-f]{64}$'),
  device_hash text check (device_hash ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null,
  -- The friend's purchase, and when it will have been kept long enough.
  purchase_id uuid,
  purchased_at timestamptz,
  due_at timestamptz,
  -- The two events by which it was rewarded.
  member_event uuid,
  friend_event uuid,
  rewarded_at timestamptz,
  decided_by text,
  decision_reason text,
  decided_at timestamptz,
  ended_at timestamptz,
  check ((purchase_id is null) = (due_at is null) and (purchase_id is null) = (purchased_at is null)),
  check (state <> 'rewarded' or rewarded_at is not null),
  check ((decided_by is null) = (decided_at is null) and (decided_by is null) = (decision_reason is null))
);
create index relations_referral_due on relations_referral (due_at) where state = 'kept';
create index relations_referral_held on relations_referral (made_at, id) where state = 'held';
create index relations_referral_member on relations_referral (member_id, made_at);
create index relations_referral_address on relations_referral (address_hash, made_at) where address_hash is not null;
create index relations_referral_device on relations_referral (device_hash, made_at) where device_hash is not null;
create index relations_referral_purchase on relations_referral (purchase_id) where purchase_id is not null;

-- How far the log was followed.
create table relations_cursor (
  name text primary key check (name = 'referrals'),
  through_at timestamptz not null
);
