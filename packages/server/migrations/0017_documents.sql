-- The order of what a programme declares means something (the first market is the default), and jsonb forgets it.
-- What jsonb has reordered already stays as it is until it is published again.

alter table programmes_version drop constraint programmes_version_document_check;
alter table programmes_version alter column document type json using document::json;
alter table programmes_version add constraint programmes_version_document_check
  check (json_typeof(document) = 'object');

alter table programmes_draft drop constraint programmes_draft_document_check;
alter table programmes_draft alter column document type json using document::json;
alter table programmes_draft add constraint programmes_draft_document_check
  check (json_typeof(document) = 'object');
