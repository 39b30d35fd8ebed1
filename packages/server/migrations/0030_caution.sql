-- By what a session's device is known: the hash of a random text that it keeps. A device that was never signed in with
-- before is new, and so large redemptions wait.
alter table access_session add column device_hash text check (device_hash ~ '^[0-9a-f]{64}$');
-- When the member first signed in with the device; null: it is the one they joined with, or older than this column.
alter table access_session add column device_since timestamptz;

-- Above what worth a member proves anew who they are; null: the release's own, by currency. And how many hours large
-- redemptions wait after a new device or address.
alter table settings_club add column proof_above_minor int check (proof_above_minor between 0 and 100000000);
alter table settings_club add column wait_hours smallint not null default 24 check (wait_hours between 0 and 72);
