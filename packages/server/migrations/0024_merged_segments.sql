-- Segments of two members who become one, and two again.

-- The merge by which the member became one with another: the row counts for nothing until they part.
alter table segments_member add column set_aside_by uuid;
-- The merge that brought it from another member; with them it goes when they part.
alter table segments_member add column came_by uuid;
alter table segments_member add check (set_aside_by is null or came_by is null);
