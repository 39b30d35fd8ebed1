-- Groups of members: who is in which, and why.

create table segments_member (
  segment text not null check (length(segment) between 1 and 100),
  member_id uuid not null,
  -- A code of the club's own, such as book-circle-2026; no text about a person.
  reason text not null check (length(reason) between 1 and 100),
  -- Who said so: key:…, or somebody of the staff.
  actor text not null check (length(actor) between 1 and 200),
  since timestamptz not null,
  primary key (segment, member_id)
);
create index segments_member_member on segments_member (member_id);
create index segments_member_list on segments_member (segment, since, member_id);

-- The same by member, read with the member's row: an event must not cost one more statement.
alter table members_member add column segments text[] not null default '{}';
