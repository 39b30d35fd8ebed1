-- Promotional messages that went out to members, whoever sent them: the gate counts those of the last weeks, so that the
-- club's most and the member's own rhythm hold over all senders together. Nothing of what was said is kept.
create table consents_sent (
  member_id uuid not null,
  -- Who sent it, and the sender's own id of it: told again it counts once.
  sender text not null check (length(sender) between 1 and 100),
  message text not null check (length(message) between 1 and 255),
  purpose text not null check (purpose in ('marketing', 'personalised_marketing')),
  channel text not null check (channel in ('email', 'sms', 'push', 'post', 'phone')),
  sent_at timestamptz not null,
  primary key (member_id, sender, message)
);
create index consents_sent_lately on consents_sent (member_id, sent_at desc);
create index consents_sent_age on consents_sent (sent_at);
