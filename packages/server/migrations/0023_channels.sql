-- What ways of buying are called: {kiosk: {sv, da, en …}}.
alter table settings_club add column channels jsonb not null default '{}'
  check (jsonb_typeof(channels) = 'object');
