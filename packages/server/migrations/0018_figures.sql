-- What the console reads at once, also in a club of 100,000 members.

-- Figures that are counted now and then are kept by more than one module.
alter table insights_figure rename to platform_figure;
alter table platform_figure rename constraint insights_figure_pkey to platform_figure_pkey;

-- Names as lists go by them: a page of those whose name begins so is read in order, not sorted.
alter table members_vault add column by_given text collate "C" generated always as
  (left(lower(coalesce(profile ->> 'givenName', '') || ' ' || coalesce(profile ->> 'familyName', '')), 200)) stored;
alter table members_vault add column by_family text collate "C" generated always as
  (left(lower(coalesce(profile ->> 'familyName', '') || ' ' || coalesce(profile ->> 'givenName', '')), 200)) stored;
drop index members_vault_given;
drop index members_vault_family;
create index members_vault_by_given on members_vault (by_given, member_id);
create index members_vault_by_family on members_vault (by_family, member_id);

-- Those who are frozen are few among many.
create index members_member_frozen on members_member (created_at, member_id) where status = 'frozen';

-- What articles are found by, in small letters: parts of words are looked for, which no index holds, so they are made fast
-- to read through.
alter table catalogue_article add column search text collate "C" generated always as
  (lower(article || E'\n' || coalesce(name, ''))) stored;
