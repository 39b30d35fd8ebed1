-- What articles, categories and stores are called, per language; null where nothing was said.

alter table catalogue_article add column names jsonb check (jsonb_typeof(names) = 'object');
alter table catalogue_category add column names jsonb check (jsonb_typeof(names) = 'object');
alter table catalogue_store add column names jsonb check (jsonb_typeof(names) = 'object');
