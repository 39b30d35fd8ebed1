-- What every module stands on: who may do what with which table, API keys, idempotency keys.

-- Tables whose rows requests may not change. All others may be read and written by requests.
create table platform_table_rule (
  table_name text primary key,
  rule text not null check (rule in ('append_only', 'read_only'))
);

-- For migrations: rows of this table are added and read, never changed or removed.
create function platform_append_only(name regclass) returns void
language sql as $$
  insert into platform_table_rule (table_name, rule) values (name::text, 'append_only')
  on conflict (table_name) do update set rule = excluded.rule
$$;

-- For migrations: requests only read this table.
create function platform_read_only(name regclass) returns void
language sql as $$
  insert into platform_table_rule (table_name, rule) values (name::text, 'read_only')
  on conflict (table_name) do update set rule = excluded.rule
$$;

-- Run after every migration. Partitions get nothing: they are reached through their table, under its rule.
create function platform_grant() returns void
language plpgsql as $$
declare
  item record;
begin
  execute format('grant usage on schema %I to trofast_app', current_schema());
  for item in
    select c.oid::regclass as name, coalesce(r.rule, 'open') as rule, c.relispartition
    from pg_class c
    left join platform_table_rule r on r.table_name = c.oid::regclass::text
    where c.relnamespace = current_schema()::regnamespace
      and c.relkind in ('r', 'p')
      and pg_has_role(c.relowner, 'USAGE')
  loop
    execute format('revoke all on table %s from trofast_app, public', item.name);
    continue when item.relispartition;
    execute format(
      'grant %s on table %s to trofast_app',
      case item.rule
        when 'append_only' then 'select, insert'
        when 'read_only' then 'select'
        else 'select, insert, update, delete'
      end,
      item.name
    );
  end loop;
  for item in
    select c.oid::regclass as name
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace
      and c.relkind = 'S'
      and pg_has_role(c.relowner, 'USAGE')
  loop
    execute format('grant usage, select on sequence %s to trofast_app', item.name);
  end loop;
end
$$;

select platform_read_only('platform_migration');
select platform_read_only('platform_table_rule');

create table platform_idempotency (
  client text not null,
  key text not null check (length(key) between 1 and 255),
  -- SHA-256 of method, path and canonical body, in hex.
  request_hash text not null,
  status smallint not null,
  -- The JSON text that was answered.
  body text not null,
  created_at timestamptz not null,
  primary key (client, key)
);

create index platform_idempotency_created_at on platform_idempotency (created_at);

create table access_key (
  id text primary key check (id ~ '^[0-9A-Za-z]{12}$'),
  name text not null check (length(name) between 1 and 200),
  scopes text[] not null check (cardinality(scopes) > 0),
  -- SHA-256 of the whole key, in hex; the key itself is shown once and kept nowhere.
  key_hash text not null unique,
  created_at timestamptz not null,
  expires_at timestamptz,
  last_used_at timestamptz,
  ended_at timestamptz
);
