-- Whoever has moved up from a waiting list is told: from when on, and how often it was tried. Null: nobody has to be told.
alter table rewards_seat add column tell_at timestamptz;
alter table rewards_seat add column tell_tries int not null default 0 check (tell_tries >= 0);
create index rewards_seat_untold on rewards_seat (tell_at) where tell_at is not null;
