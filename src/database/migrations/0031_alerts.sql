-- Whom to tell of alarms, and how. `settings` are open (recipients, the address without its path); `sealed` holds whole addresses and secrets.
create table tillbridge.alert_channels (
  organization_id uuid not null references tillbridge.organizations,
  channel_id uuid not null,
  kind text not null check (kind in ('email', 'slack', 'webhook')),
  name text not null,
  enabled boolean not null default true,
  settings jsonb not null,
  sealed bytea,
  rules jsonb not null,
  public_only boolean not null default false,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (organization_id, channel_id)
);
create unique index alert_channels_by_name on tillbridge.alert_channels (organization_id, lower(name));

-- What each channel was told last about one code and subject.
create table tillbridge.alert_tellings (
  organization_id uuid not null,
  channel_id uuid not null,
  code text not null,
  subject text not null,
  severity text not null check (severity in ('warning', 'critical')),
  opened_at timestamptz not null,
  told_at timestamptz not null,
  recovered_at timestamptz,
  primary key (organization_id, channel_id, code, subject),
  foreign key (organization_id, channel_id) references tillbridge.alert_channels on delete cascade
);

-- Messages, each to one recipient. Whoever leases one sends it; a lease that ran out is taken over.
create table tillbridge.alert_deliveries (
  organization_id uuid not null,
  delivery_id uuid not null,
  channel_id uuid not null,
  recipient text,
  kind text not null check (kind in ('problem', 'summary', 'escalation', 'recovery', 'test')),
  content jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  tries integer not null default 0,
  next_try_at timestamptz not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  answer text,
  failure jsonb,
  primary key (organization_id, delivery_id),
  foreign key (organization_id, channel_id) references tillbridge.alert_channels on delete cascade
);
create index alert_deliveries_waiting on tillbridge.alert_deliveries (next_try_at) where state = 'waiting';
create index alert_deliveries_by_channel on tillbridge.alert_deliveries (organization_id, channel_id, delivery_id);

-- Who looks after an alarm: nobody further is told of it, until it comes again.
create table tillbridge.alarm_acknowledgements (
  organization_id uuid not null references tillbridge.organizations,
  alarm_id uuid not null,
  acknowledged_by text not null,
  acknowledged_at timestamptz not null,
  note text,
  primary key (organization_id, alarm_id),
  foreign key (organization_id, alarm_id) references tillbridge.alarms on delete cascade
);
