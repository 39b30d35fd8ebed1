-- Codes are sealed under the club's key, which no table holds; the keys that rewards made for themselves are gone.

drop table rewards_secret;
