-- What tills that go on without a network number themselves: which numbers came, which are missing, and how their clocks
-- go. A device is one of a store; its name is random and says nothing about anybody.
create table activity_device (
  source text not null check (length(source) between 1 and 255),
  -- '': of no store.
  store text not null check (length(store) <= 255),
  device text not null check (length(device) between 1 and 255),
  last_sequence bigint not null check (last_sequence >= 0),
  -- Ranges below the last that never came, in order: [{from, to, since}].
  gaps json not null,
  missing bigint not null check (missing between 0 and last_sequence),
  late bigint not null check (late >= 0),
  repeats bigint not null check (repeats >= 0),
  given_up bigint not null check (given_up >= 0),
  -- The club's clock less the device's, as the device heard it last; null: it never said.
  offset_ms bigint,
  heard_at timestamptz not null,
  primary key (source, store, device)
);

-- A clock that is days off, and a return that a shop tells and a till may have told before, wait for a person.
alter table activity_parked drop constraint activity_parked_reason_check;
alter table activity_parked add constraint activity_parked_reason_check
  check (reason in ('no_purchase', 'too_old', 'clock_wrong', 'told_twice'));

-- A gift card that was sold may be a member's, of whoever bought it or is given it. One that was taken always is.
alter table rewards_gift_card drop constraint rewards_gift_card_check1;
alter table rewards_gift_card add constraint rewards_gift_card_owner
  check (redemption_id is null or member_id is not null);
