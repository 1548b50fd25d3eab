-- Long work that a person asked for: an import, a comparison, a shadow run. Whoever leases a job runs it; a lease that ran out is taken over.
create table tillbridge.jobs (
  organization_id uuid not null references tillbridge.organizations,
  job_id uuid not null,
  kind text not null,
  integration_id uuid,
  input jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed', 'stopped')),
  done bigint not null default 0,
  total bigint,
  doing text,
  stop_asked boolean not null default false,
  starts integer not null default 0,
  lease_until timestamptz,
  asked_by text not null,
  asked_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  result bytea,
  failure jsonb,
  primary key (organization_id, job_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);
create index jobs_open on tillbridge.jobs (asked_at) where state in ('waiting', 'running');
