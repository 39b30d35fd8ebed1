-- Joining, the member's own data, consents, and what is forgotten.

-- Identities are dated links: who had a card or a number, and when. One member at a time has it; the rows of those who
-- had it before stay until they are forgotten.
alter table members_identity drop constraint members_identity_pkey;
alter table members_identity add column identity_id uuid not null default gen_random_uuid();
alter table members_identity alter column identity_id drop default;
alter table members_identity add primary key (identity_id);
-- When the member last showed that it is theirs, by a code sent to it.
alter table members_identity add column proven_at timestamptz;
alter table members_identity add check (until is null or until >= since);
create unique index members_identity_in_use on members_identity (source, id) where until is null;
create index members_identity_past on members_identity (source, id, until) where until is not null;

-- What erased members were called, as salted hashes: an old file must not bring them back.
create table members_tombstone (
  hash text primary key check (hash ~ '^[0-9a-f]{64}$'),
  erased_at timestamptz not null
);

-- What the club settles about its members, where it differs from the release.
create table members_setting (
  name text primary key check (name in ('quarantine_days')),
  value int not null check (value between 0 and 3650)
);

-- Secrets of this club, made by itself at first use: what signs cards and salts hashes.
create table members_secret (
  name text primary key check (name ~ '^[a-z_]{1,40}$'),
  secret text not null check (secret ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null
);

-- One-time codes under way: for joining, for proving again who one is, for a new identity, and the till's own.
create table members_code (
  -- SHA-256 of the handle that the asker holds.
  handle_hash text primary key check (handle_hash ~ '^[0-9a-f]{64}$'),
  purpose text not null check (purpose in ('join', 'step_up', 'identity', 'till')),
  -- Whose it is, where the asker is signed in.
  member_id uuid,
  source text check (source in ('email', 'phone')),
  identifier text check (length(identifier) between 3 and 254),
  code_hash text check (code_hash ~ '^[0-9a-f]{64}$'),
  store text,
  tries smallint not null default 0 check (tries >= 0),
  made_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  check ((source is null) = (identifier is null)),
  check ((purpose = 'till') = (code_hash is null)),
  check ((purpose in ('step_up', 'identity')) = (member_id is not null))
);
create index members_code_expires on members_code (expires_at);
create index members_code_member on members_code (member_id) where member_id is not null;

-- What a club asks its members about themselves: each field with its purpose, and how long an answer is kept.
create table members_field (
  field text primary key check (field ~ '^[a-z][A-Za-z0-9]{0,59}$'),
  kind text not null check (kind in ('text', 'number', 'yes_no', 'choice', 'choices', 'month', 'store')),
  -- {sv, da, en …}: what the field is called, and the question that is put.
  label jsonb not null check (jsonb_typeof(label) = 'object'),
  question jsonb check (jsonb_typeof(question) = 'object'),
  -- Values to choose from, each with its label; null: any value of the kind.
  choices jsonb check (jsonb_typeof(choices) = 'array'),
  purpose text not null check (length(purpose) between 1 and 500),
  keep_days int check (keep_days between 1 and 36500),
  position int not null,
  changed_at timestamptz not null
);

-- What is known of a member, and from where: what the member states outranks what was imported or inferred.
create table members_answer (
  member_id uuid not null,
  field text not null,
  provenance text not null check (provenance in ('stated', 'imported', 'inferred')),
  value jsonb not null,
  said_at timestamptz not null,
  primary key (member_id, field, provenance)
);
create index members_answer_age on members_answer (field, said_at);

-- Questions that a member does not want, or not now.
create table members_declined (
  member_id uuid not null,
  field text not null,
  declined_at timestamptz not null,
  -- When it may be asked again; null: never.
  until_at timestamptz,
  primary key (member_id, field)
);

create index members_vault_given on members_vault (lower(profile ->> 'givenName') text_pattern_ops);
create index members_vault_family on members_vault (lower(profile ->> 'familyName') text_pattern_ops);
create index members_member_wallet on members_member (wallet_id) where wallet_id <> member_id;
create index members_member_created on members_member (created_at, member_id);

-- Tables that a migration fills: they do not make a database used, and a restore empties them first.
create table platform_seed (table_name text primary key);
select platform_read_only('platform_seed');
insert into platform_seed (table_name) values ('members_field');

-- The fields that every club begins with; it may change or remove them.
insert into members_field (field, kind, label, question, choices, purpose, keep_days, position, changed_at) values
  ('interests', 'choices',
    '{"sv": "Intressen", "da": "Interesser", "en": "Interests"}',
    '{"sv": "Vad gillar du?", "da": "Hvad kan du lide?", "en": "What do you like?"}',
    null, 'To show what fits, and to leave out what does not.', 1095, 1, '1970-01-01T00:00:00Z'),
  ('motives', 'choices',
    '{"sv": "Vad som är viktigt", "da": "Hvad der er vigtigt", "en": "What matters"}',
    '{"sv": "Vad är viktigast för dig?", "da": "Hvad er vigtigst for dig?", "en": "What matters most to you?"}',
    '[{"value": "price", "label": {"sv": "Bra pris", "da": "God pris", "en": "A good price"}},
      {"value": "quality", "label": {"sv": "Kvalitet", "da": "Kvalitet", "en": "Quality"}},
      {"value": "sustainability", "label": {"sv": "Hållbarhet", "da": "Bæredygtighed", "en": "Sustainability"}},
      {"value": "local", "label": {"sv": "Lokalt", "da": "Lokalt", "en": "Local"}},
      {"value": "novelty", "label": {"sv": "Nyheter", "da": "Nyheder", "en": "Something new"}},
      {"value": "ease", "label": {"sv": "Att det går snabbt", "da": "At det går hurtigt", "en": "That it is quick"}}]',
    'To choose what to offer by what the member finds important.', 1095, 2, '1970-01-01T00:00:00Z'),
  ('birthMonth', 'month',
    '{"sv": "Födelsemånad", "da": "Fødselsmåned", "en": "Birth month"}',
    '{"sv": "Vilken månad fyller du år?", "da": "Hvilken måned har du fødselsdag?", "en": "In which month is your birthday?"}',
    null, 'A greeting in the month of the birthday. The day and the year are not asked.', null, 3, '1970-01-01T00:00:00Z'),
  ('homeStore', 'store',
    '{"sv": "Min butik", "da": "Min butik", "en": "My store"}',
    '{"sv": "Vilken butik är din?", "da": "Hvilken butik er din?", "en": "Which store is yours?"}',
    null, 'To tell of what happens in the store that the member goes to.', null, 4, '1970-01-01T00:00:00Z');

-- The words that members agree to, per purpose and language, in versions that never change.
create table consents_wording (
  purpose text not null check (purpose in ('marketing', 'profiling', 'personalised_marketing', 'sharing')),
  language text not null check (language ~ '^[a-z]{2,3}(-[A-Z]{2})?$'),
  version int not null check (version >= 1),
  wording text not null check (length(wording) between 1 and 5000),
  -- SHA-256 of the wording, in hex.
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  published_at timestamptz not null,
  primary key (purpose, language, version)
);
select platform_append_only('consents_wording');

-- Each time a consent was given or taken back: never changed, no personal data, kept as proof.
create table consents_record (
  member_id uuid not null,
  no int not null check (no >= 1),
  purpose text not null check (purpose in ('marketing', 'profiling', 'personalised_marketing', 'sharing')),
  -- Of the purposes that reach out: by which way. Empty: the purpose has no ways.
  channel text not null check (channel in ('', 'email', 'sms', 'push', 'post', 'phone')),
  given boolean not null,
  wording_version int,
  wording_hash text check (wording_hash ~ '^[0-9a-f]{64}$'),
  language text,
  -- Through what it came: app, till, import, link, code …
  source text not null check (length(source) between 1 and 100),
  -- Who did it: member, key:…, staff:…, link.
  actor text not null check (length(actor) between 1 and 200),
  -- What shows it: session, code, signature of a link, a reference of the club's.
  proof text not null check (length(proof) between 1 and 200),
  at timestamptz not null,
  primary key (member_id, no)
);
select platform_append_only('consents_record');
create index consents_record_newest on consents_record (member_id, purpose, channel, no);

-- How a member wants to hear from the club.
create table consents_contact (
  member_id uuid primary key,
  rhythm text not null check (rhythm in ('lite', 'lagom', 'more')),
  -- Minutes after local midnight between which nothing is sent; over midnight where it ends before it begins.
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_to smallint check (quiet_to between 0 and 1439),
  changed_at timestamptz not null,
  check ((quiet_from is null) = (quiet_to is null))
);

-- How long things are kept, where the club says otherwise than the release does. 0 days: for ever.
create table privacy_retention (
  rule text primary key,
  keep_days int not null check (keep_days between 0 and 36500),
  changed_at timestamptz not null,
  changed_by text not null
);
