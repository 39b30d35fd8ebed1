-- Who is signed in: members and staff. Only the hash of a session's token is kept.

create table access_session (
  id text primary key check (id ~ '^[0-9A-Za-z]{12}$'),
  -- Exactly one of the two: whose session it is.
  member_id uuid,
  staff_id uuid,
  -- SHA-256 of the whole token, in hex.
  token_hash text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  last_seen_at timestamptz not null,
  -- When they last proved who they are.
  proven_at timestamptz not null,
  ended_at timestamptz,
  check ((member_id is null) <> (staff_id is null))
);
create index access_session_member on access_session (member_id) where member_id is not null;
create index access_session_staff on access_session (staff_id) where staff_id is not null;
create index access_session_expires on access_session (expires_at);
