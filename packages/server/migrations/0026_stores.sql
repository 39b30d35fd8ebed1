-- What is known of stores: where a gift card was sold, and whether goods may come back in another store than sold them.

alter table rewards_gift_card add column store text check (length(store) between 1 and 255);

alter table settings_club add column returns_anywhere boolean not null default true;
