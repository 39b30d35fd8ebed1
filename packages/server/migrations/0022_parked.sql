-- Why a person set aside what waited: a code, so that no text about anybody is kept. Null: nobody did.
alter table activity_parked add column settled_because text
  check (length(settled_because) between 1 and 60);
create index activity_parked_set_aside on activity_parked (settled_at) where settled_because is not null;
