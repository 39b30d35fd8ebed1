-- Consents that somebody else recorded wait until the member has confirmed them by a link of their own.

create table consents_request (
  request_id uuid primary key,
  member_id uuid not null,
  -- SHA-256 of what stands in the link; the link itself is kept nowhere.
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  -- By which way the link goes to an address of the member; null: the staff hand it over.
  way text check (way in ('email', 'sms')),
  -- A keyed hash of that address: a link is void once the address is no longer the member's.
  address_hash text check (address_hash ~ '^[0-9a-f]{64}$'),
  -- [{purpose, channel, wordingVersion, wordingHash, language, source, actor, proof, askedAt}]
  choices jsonb not null check (jsonb_typeof(choices) = 'array'),
  -- The member's newest consent record when it was asked: what is said later counts for more.
  after_no int not null check (after_no >= 0),
  asked_at timestamptz not null,
  expires_at timestamptz not null,
  -- When the message was handed over to be sent.
  sent_at timestamptz,
  used_at timestamptz,
  -- When a newer link took its place.
  replaced_at timestamptz,
  check ((way is null) = (address_hash is null)),
  check (expires_at > asked_at)
);
create index consents_request_member on consents_request (member_id) where used_at is null and replaced_at is null;
create index consents_request_expires on consents_request (expires_at);

-- A member without any address proves in the store that it is them: the till reads what their screen shows.
alter table members_code add column session_id text;
alter table members_code drop constraint members_code_purpose_check;
alter table members_code add constraint members_code_purpose_check
  check (purpose in ('join', 'step_up', 'identity', 'till', 'presence'));
alter table members_code drop constraint members_code_check1;
alter table members_code add constraint members_code_check1
  check ((purpose in ('till', 'presence')) = (code_hash is null));
alter table members_code drop constraint members_code_check2;
alter table members_code add constraint members_code_check2
  check ((purpose in ('step_up', 'identity', 'presence')) = (member_id is not null));
alter table members_code add constraint members_code_session
  check ((purpose = 'presence') = (session_id is not null));

-- What signs cards, codes and links comes from the club's own key, which no table holds. The salt of tombstones stays;
-- so does the key of links that are in people's mailboxes already, for as long as they have it.
delete from members_secret where name in ('card', 'code');
