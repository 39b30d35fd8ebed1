-- What the club sells and where, who its members are, and by which rules it runs.

create table catalogue_article (
  article text primary key check (length(article) between 1 and 120),
  -- From the general to the particular: coffee/beans.
  category text check (length(category) between 1 and 200),
  tags text[] not null default '{}',
  vat_basis_points integer check (vat_basis_points between 0 and 10000),
  -- What one piece costs the club, in minor units of cost_currency; null where it is not known.
  cost_minor bigint check (cost_minor >= 0),
  cost_currency text check (cost_currency ~ '^[A-Z]{3}$'),
  name text check (length(name) between 1 and 200),
  updated_at timestamptz not null,
  check ((cost_minor is null) = (cost_currency is null))
);

create table catalogue_category (
  path text primary key check (length(path) between 1 and 200),
  -- Share of the net price that remains after the goods; below zero where they are sold at a loss.
  margin_basis_points integer check (margin_basis_points between -10000 and 10000),
  updated_at timestamptz not null
);

create table catalogue_store (
  store text primary key check (length(store) between 1 and 255),
  region text,
  market text,
  timezone text,
  name text check (length(name) between 1 and 200),
  updated_at timestamptz not null
);

create table members_member (
  member_id uuid primary key,
  -- Whose balance the member uses: the member's own, or that of a household or company.
  wallet_id uuid not null,
  kind text not null check (kind in ('person', 'household', 'company')),
  market text,
  status text not null default 'active' check (status in ('active', 'frozen', 'erased')),
  -- A share of the members for a sweep to work on: hash(member_id) % 64.
  bucket smallint not null check (bucket between 0 and 63),
  joined_source text not null,
  created_at timestamptz not null
);

create index members_member_bucket on members_member (bucket, member_id);

-- Keyed by the value, not by the member: it is what keeps a card from having two owners.
create table members_identity (
  source text not null check (length(source) between 1 and 255),
  id text not null check (length(id) between 1 and 255),
  member_id uuid not null,
  since timestamptz not null,
  until timestamptz,
  primary key (source, id)
);

create index members_identity_member on members_identity (member_id);

-- The one place of names and contact details.
create table members_vault (
  member_id uuid primary key,
  profile jsonb not null check (jsonb_typeof(profile) = 'object'),
  updated_at timestamptz not null
);

create table programmes_version (
  version integer primary key check (version >= 1),
  effective_at timestamptz not null,
  document jsonb not null check (jsonb_typeof(document) = 'object'),
  -- SHA-256 of the document with sorted keys, in hex.
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  published_at timestamptz not null,
  published_by text not null,
  note text,
  -- The first is in force from the beginning, so that no event is ever without a programme.
  check (version > 1 or effective_at = timestamptz '1970-01-01 00:00:00+00'),
  check (version = 1 or effective_at >= published_at)
);

select platform_append_only('programmes_version');

create table programmes_draft (
  id text primary key check (id ~ '^[a-z][a-z0-9_-]{0,59}$'),
  document jsonb not null check (jsonb_typeof(document) = 'object'),
  revision integer not null check (revision >= 1),
  updated_at timestamptz not null
);
