-- What the club settles about itself, what members correct in their mirror, and figures that are counted now and then.

create table settings_club (
  only_one boolean primary key default true check (only_one),
  revision int not null check (revision >= 1),
  -- Null: as the programme says.
  name text check (length(name) between 1 and 100),
  languages text[] check (cardinality(languages) between 1 and 20),
  hue smallint not null check (hue between 0 and 359),
  logo_text text check (length(logo_text) between 1 and 40),
  theme text not null check (theme in ('system', 'light', 'dark')),
  -- {sv, da, en …}
  terms jsonb not null check (jsonb_typeof(terms) = 'object'),
  contact text check (length(contact) between 1 and 254),
  quick_acts text[] not null,
  -- How much a till without a connection lets one member spend, in minor units of its market's currency.
  offline_spend_minor int not null check (offline_spend_minor between 0 and 10000000),
  -- {activities, tags}; null: as the mirror finds them.
  green jsonb check (jsonb_typeof(green) = 'object'),
  changed_at timestamptz not null,
  changed_by text not null check (length(changed_by) between 1 and 300)
);

-- What a member says is not so: left out of the mirror and of interests, and kept in the books.
create table mirror_correction (
  correction_id uuid primary key,
  member_id uuid not null,
  kind text not null check (kind in ('not_me', 'gift')),
  event_id uuid,
  source text,
  source_id text,
  category text check (length(category) between 1 and 200),
  made_at timestamptz not null,
  check ((event_id is null) <> (category is null)),
  check ((event_id is null) = (source is null) and (event_id is null) = (source_id is null))
);
create unique index mirror_correction_event on mirror_correction (member_id, event_id) where event_id is not null;
create unique index mirror_correction_category on mirror_correction (member_id, category) where category is not null;

-- Figures over the whole club that take longer to count than a page may take to load; counted anew from the log, never
-- added to. Nothing in it is about a person.
create table insights_figure (
  part text primary key check (length(part) between 1 and 200),
  counted_at timestamptz not null,
  -- How long the counting took: the next one waits in proportion.
  took_ms int not null check (took_ms >= 0),
  figures json not null
);

-- Who listens asks for the last seconds of the log several times a second. A block-range index cannot answer that before
-- the table was vacuumed, which the embedded store never does.
drop index activity_event_recorded;
create index activity_event_recorded on activity_event (recorded_at);

-- Finding a member by an identity of whatever source, and by the number on a receipt, whoever issued it.
create index members_identity_value on members_identity (id) where until is null;
create index activity_claim_receipt on activity_claim (substring(key from '^receipt:[^:]*:(.*)$'))
  where key like 'receipt:%';
