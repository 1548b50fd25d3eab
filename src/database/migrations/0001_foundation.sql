-- Everything lives in one schema, so that a shared Postgres stays tidy. `organization_id` comes first in every primary key: a
-- tenant can move to a server of its own, and no statement can forget whose row it touches.

create table tillbridge.organizations (
  organization_id uuid primary key,
  key text not null unique,
  name text not null,
  created_at timestamptz not null default now()
);

-- One row: which installation this database belongs to. A restored or copied database is a `copy` and writes nothing outward
-- until a person confirms that it is the live one.
create table tillbridge.installation (
  singleton boolean primary key default true check (singleton),
  installation_id uuid not null,
  guard text not null default 'live' check (guard in ('live', 'copy')),
  fingerprint text,
  confirmed_at timestamptz
);

create table tillbridge.connections (
  organization_id uuid not null references tillbridge.organizations,
  connection_id uuid not null,
  key text not null,
  connector text not null,
  settings jsonb not null,
  secrets bytea,                                   -- sealed with the installation's key
  token bytea,                                     -- sealed; issued by the vendor, renewed by us
  token_expires_at timestamptz,
  slots int not null check (slots > 0),
  inflight int not null default 0 check (inflight >= 0),
  served_at timestamptz not null default now(),    -- fairness: least recently served first
  next_at timestamptz not null default now(),      -- the vendor asked for a pause until then
  quota_at timestamptz not null default now(),     -- rate limit (GCRA): when the bucket will be full again
  paused_at timestamptz,
  pause_code text,
  pause_message text,
  created_at timestamptz not null default now(),
  primary key (organization_id, connection_id),
  unique (organization_id, key)
) with (fillfactor = 70);

create table tillbridge.integrations (
  organization_id uuid not null references tillbridge.organizations,
  integration_id uuid not null,
  key text not null,
  name text not null,
  store_connection_id uuid not null,
  target_connection_id uuid not null,
  live boolean not null default false,             -- false: transfers are held, nothing is written
  policies jsonb not null,
  mappings jsonb not null,
  revision int not null default 1,                 -- raised by every change; running processes reload
  created_at timestamptz not null default now(),
  primary key (organization_id, integration_id),
  unique (organization_id, key),
  foreign key (organization_id, store_connection_id) references tillbridge.connections,
  foreign key (organization_id, target_connection_id) references tillbridge.connections
);
create index integrations_by_store on tillbridge.integrations (organization_id, store_connection_id);

create table tillbridge.flows (
  organization_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  record text not null,                            -- the kind of record that it moves
  enabled boolean not null default true,
  schedule text not null default '*/5 * * * *',    -- cron, of the sweep
  time_zone text not null default 'UTC',
  primary key (organization_id, integration_id, flow),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);

-- What systems told us, word for word. A store gets its 200 only after its row here is committed.
create table tillbridge.events (
  organization_id uuid not null,
  event_id uuid not null,
  connection_id uuid not null,
  dedupe_key text not null,
  topic text not null,
  kind text not null,
  record text,
  record_key text,
  record_updated_at timestamptz,
  body text not null,
  received_at timestamptz not null default now(),
  primary key (organization_id, event_id),
  unique (organization_id, connection_id, dedupe_key),
  foreign key (organization_id, connection_id) references tillbridge.connections
);
create index events_by_age on tillbridge.events (received_at);

-- The queue and the ledger: one row per (flow, record), whatever the number of events.
create table tillbridge.transfers (
  organization_id uuid not null,
  transfer_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  record_key text not null,
  record_name text,
  connection_id uuid not null,                     -- the target, whose slots a run takes
  state text not null check (state in ('pending', 'running', 'synced', 'waiting', 'attention', 'skipped', 'held')),
  lane smallint not null default 0,                -- 0 live, 1 back-fill
  version int not null default 1,                  -- raised by every event
  claimed_version int,
  run_at timestamptz not null default now(),
  lease_until timestamptz,
  worker text,
  unsettled boolean not null default false,        -- a run began whose writes are not all known: look up before writing
  failures int not null default 0,                 -- in a row, since the last success
  error_kind text,
  cause_code text,
  cause_subject text,
  cause_message text,
  cause_remedy text,
  found_by text not null,                          -- webhook, sweep, person
  source_updated_at timestamptz,                   -- newest stamp of the record that we heard of
  source_created_at timestamptz,
  snapshot_event_id uuid,                          -- the delivery that brought the newest whole record
  summary jsonb,                                   -- figures for lists: total, currency, customer
  first_seen_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (organization_id, transfer_id),
  unique (organization_id, integration_id, flow, record_key),
  foreign key (organization_id, integration_id) references tillbridge.integrations,
  foreign key (organization_id, connection_id) references tillbridge.connections
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index transfers_ready on tillbridge.transfers (connection_id, lane, run_at) where state in ('pending', 'waiting');
create index transfers_leased on tillbridge.transfers (lease_until) where state = 'running';
create index transfers_by_cause on tillbridge.transfers (organization_id, cause_code, cause_subject) where state = 'attention';
create index transfers_by_day on tillbridge.transfers (organization_id, integration_id, source_created_at);
create index transfers_by_name on tillbridge.transfers (organization_id, record_name);

-- One run of a transfer with every request and answer, redacted.
create table tillbridge.attempts (
  organization_id uuid not null,
  attempt_id uuid not null,
  transfer_id uuid not null,
  version int not null,
  worker text not null,
  started_at timestamptz not null,
  finished_at timestamptz not null,
  outcome text not null,
  error_kind text,
  cause_code text,
  cause_message text,
  detail jsonb,
  exchanges jsonb not null,
  primary key (organization_id, attempt_id),
  foreign key (organization_id, transfer_id) references tillbridge.transfers on delete cascade
);
create index attempts_by_transfer on tillbridge.attempts (organization_id, transfer_id, started_at);
create index attempts_by_age on tillbridge.attempts (finished_at);

-- This record <-> that document. `document` is what we meant to write, the base of every later comparison.
create table tillbridge.links (
  organization_id uuid not null,
  connection_id uuid not null,
  reference text not null,
  transfer_id uuid not null,
  kind text not null,
  external_id text not null,
  state text not null check (state in ('issued', 'cancelled')),
  document jsonb not null,
  row_ids jsonb not null,
  url text,
  position int not null,                           -- in the order in which they were written
  created_at timestamptz not null default now(),
  primary key (organization_id, connection_id, reference),
  foreign key (organization_id, transfer_id) references tillbridge.transfers
);
create index links_by_transfer on tillbridge.links (organization_id, transfer_id);

-- Customers of a target by strong key. Several keys may lead to one customer.
create table tillbridge.parties (
  organization_id uuid not null,
  connection_id uuid not null,
  party_key text not null,
  external_id text not null,
  addresses jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (organization_id, connection_id, party_key),
  foreign key (organization_id, connection_id) references tillbridge.connections
);

-- How far a sweep has read a source.
create table tillbridge.cursors (
  organization_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  swept_until timestamptz not null,
  updated_at timestamptz not null default now(),
  primary key (organization_id, integration_id, flow),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
