-- Which consent rules need before they read the answers to a field; null: the membership is enough.
alter table members_field add column consent text check (consent in ('profiling', 'sharing'));
update members_field set consent = 'profiling' where field in ('interests', 'motives');

-- What members had told when something was decided by it. It belongs to the facts of an event and stands apart from the
-- log, which never changes: it goes when the member, the field or the time of keeping does.
create table activity_told (
  member_id uuid not null,
  event_id uuid not null,
  -- When the oldest of the answers was given.
  said_at timestamptz not null,
  -- {event id: {field: answer}}: of this event, and of purchases in another member's log that it goes back to.
  answers jsonb not null check (jsonb_typeof(answers) = 'object'),
  primary key (member_id, event_id)
);
