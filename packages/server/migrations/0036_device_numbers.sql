-- Which event stands under each number of a device: a number that comes again with another event is no repeat.
create table activity_device_number (
  source text not null,
  store text not null,
  device text not null,
  sequence bigint not null check (sequence > 0),
  -- A hash of the event's id.
  event text not null check (length(event) = 22),
  primary key (source, store, device, sequence),
  foreign key (source, store, device) references activity_device
);

select platform_append_only('activity_device_number');

-- How often a number came that stood for another event, and when last; null: never.
alter table activity_device
  add column clashes bigint not null default 0 check (clashes >= 0),
  add column clashed_at timestamptz check ((clashed_at is null) = (clashes = 0));
