-- Staff, their roles and stores, acts that wait for a second person, and the audit trail.

-- How often something was tried, for limits that hold across processes. Not worth surviving a crash.
create unlogged table platform_limit (
  feature text not null,
  -- A hash: no address and no phone number lies here.
  subject text not null,
  per_seconds int not null check (per_seconds > 0),
  most int not null check (most > 0),
  -- Epoch milliseconds of what was taken in the last span.
  taken_at bigint[] not null,
  ends_at timestamptz not null,
  primary key (feature, subject, per_seconds)
);
create index platform_limit_ends on platform_limit (ends_at);

-- The only stores a key may act for; null: all.
alter table access_key add column stores text[] check (cardinality(stores) > 0);
alter table access_key add check (stores is null or not 'admin' = any (scopes));

-- Who works for the club. Names and e-mail addresses of staff lie here and nowhere else.
create table access_staff (
  id uuid primary key,
  name text not null check (length(name) between 1 and 200),
  -- In lower case; what an identity provider's verified address is compared with.
  email text unique check (email = lower(email) and length(email) between 3 and 254),
  role text not null check (role in ('owner', 'marketer', 'support', 'cashier', 'auditor')),
  -- The only stores they may act for; null: all.
  stores text[] check (cardinality(stores) > 0),
  -- Their own membership, which they may not correct.
  member_id uuid,
  -- The identity provider's name for them, once they have signed in by it: issuer, a space, subject.
  identity_subject text unique,
  status text not null check (status in ('invited', 'active', 'disabled')),
  created_at timestamptz not null,
  check (role <> 'owner' or stores is null)
);
create index access_staff_member on access_staff (member_id) where member_id is not null;

-- Links that let a person make their first passkey; used once.
create table access_invite (
  -- SHA-256 of the link's token, in hex.
  token_hash text primary key,
  staff_id uuid not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index access_invite_staff on access_invite (staff_id);

create table access_passkey (
  -- The credential's id, base64url.
  id text primary key check (length(id) between 1 and 1400),
  staff_id uuid not null,
  name text not null check (length(name) between 1 and 100),
  public_key bytea not null,
  -- How often it says it was used: a copy gives itself away by counting from behind.
  counter bigint not null check (counter >= 0),
  transports text[] not null,
  backed_up boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index access_passkey_staff on access_passkey (staff_id);

-- What was asked of a browser or an identity provider and is not answered yet; answered once.
create table access_challenge (
  id text primary key,
  purpose text not null check (purpose in ('enrol', 'add', 'sign_in', 'step_up', 'provider')),
  challenge text not null,
  -- Whom it was made for; null where it is not known yet who signs in.
  staff_id uuid,
  -- The nonce and the PKCE verifier sent to an identity provider, as JSON.
  details json,
  expires_at timestamptz not null
);
create index access_challenge_expires on access_challenge (expires_at);

-- Acts that wait for a second person or for their time, and how they ended.
create table access_act (
  id uuid primary key,
  kind text not null check (length(kind) between 1 and 60),
  payload json not null,
  -- The member it is about.
  member_id uuid,
  staff_id uuid not null,
  asked_at timestamptz not null,
  needs text not null check (needs in ('approval', 'delay')),
  -- When it is booked where it waits for its time, and when it lapses where it waits for a person.
  due_at timestamptz not null,
  outcome text check (outcome in ('booked', 'failed', 'undone', 'lapsed')),
  -- Who approved or undid it; null where time did.
  settled_by uuid,
  settled_at timestamptz,
  -- The code of the refusal where it failed.
  problem text,
  check ((outcome is null) = (settled_at is null)),
  -- Four eyes: nobody approves what they asked for.
  check (needs = 'delay' or outcome is distinct from 'booked' or settled_by <> staff_id)
);
create index access_act_open on access_act (due_at) where outcome is null;
create index access_act_asked on access_act (asked_at, id);
create index access_act_member on access_act (member_id) where member_id is not null;

-- How much of a limit a person of the staff has used on a day.
create table access_allowance (
  staff_id uuid not null,
  act text not null,
  on_day date not null,
  used bigint not null check (used >= 0),
  primary key (staff_id, act, on_day)
);

-- Who did what: ids and numbers, no text of people. Written before the act, so that none is without a trace.
create table access_audit (
  id uuid primary key,
  recorded_at timestamptz not null,
  -- key:…, staff:…, or system.
  actor text not null,
  act text not null,
  subjects text[] not null,
  request_id text not null,
  -- Null: let through. Otherwise the status of the refusal of the same request.
  status smallint,
  detail json not null
);
select platform_append_only('access_audit');
create index access_audit_recorded on access_audit (recorded_at, id);
create index access_audit_actor on access_audit (actor, recorded_at, id);
create index access_audit_subjects on access_audit using gin (subjects);

create table access_audit_seal (
  no int primary key,
  after_at timestamptz not null,
  through_at timestamptz not null,
  entries int not null,
  hash text not null
);
select platform_append_only('access_audit_seal');
