-- Seals: hashes over what was recorded, each chained to the one before, so that a changed event is found.
create table insights_seal (
  no int primary key,
  after_at timestamptz not null,
  through_at timestamptz not null,
  events int not null,
  hash text not null
);
select platform_append_only('insights_seal');
