-- What is not right, as long as it is not: one open row for each thing, closed by itself once it is over.
create table tillbridge.alarms (
  organization_id uuid not null references tillbridge.organizations,
  alarm_id uuid not null,
  code text not null,
  subject text not null default '',                -- which of several of one code; '' = there is but one
  integration_id uuid,
  connection_id uuid,
  severity text not null check (severity in ('warning', 'critical')),
  message text not null,
  remedy text,
  count int not null default 1,                    -- how many records it concerns
  opened_at timestamptz not null,
  changed_at timestamptz not null,                 -- when anything of it last changed
  closed_at timestamptz,
  primary key (organization_id, alarm_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade,
  foreign key (organization_id, connection_id) references tillbridge.connections on delete cascade
);
create unique index alarms_open on tillbridge.alarms (organization_id, code, subject) where closed_at is null;
create index alarms_closed on tillbridge.alarms (organization_id, closed_at desc) where closed_at is not null;

-- Whoever tells people of alarms hears of them with the commit, wherever they were raised. A count that grows is no news.
create function tillbridge.alarm_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('tillbridge_alarms', new.organization_id::text);
  return null;
end
$$;
create trigger alarm_opened after insert on tillbridge.alarms
  for each row execute function tillbridge.alarm_changed();
create trigger alarm_changed after update of severity, closed_at on tillbridge.alarms
  for each row when (old.severity is distinct from new.severity or old.closed_at is distinct from new.closed_at)
  execute function tillbridge.alarm_changed();

-- How much came in and was done in each hour: what is usual at that hour is known from it, and a picture of a day costs nothing.
create table tillbridge.traffic (
  organization_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  hour timestamptz not null,
  arrived int not null default 0,                  -- records first heard of, by themselves: no back-fill, nobody asked
  told int not null default 0,                     -- of those: by a webhook
  finished int not null default 0,                 -- runs after which a record was in step
  last_at timestamptz not null,                    -- when the last of them came or was done
  primary key (organization_id, integration_id, flow, hour),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);
create table tillbridge.traffic_marks (
  organization_id uuid primary key references tillbridge.organizations,
  counted_until timestamptz not null
);

-- How much is on its way in a flow, and how old the oldest of it is, live work before back-fill.
create index transfers_open on tillbridge.transfers (organization_id, integration_id, flow, lane, transfer_id) where state in ('pending', 'waiting');

-- Until when a token can be renewed without a person.
alter table tillbridge.connections add column refresh_expires_at timestamptz;

-- The lowest id that a row made at that instant can have (see `new_id`).
create function tillbridge.id_at(at timestamptz) returns uuid language sql immutable parallel safe as $$
  select rpad(lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0'), 32, '0')::uuid
$$;
