-- Who changed what through the API. A row is written before the change and completed after it: `begun` that stays tells of a crash.
create table tillbridge.audit_events (
  organization_id uuid not null references tillbridge.organizations,
  audit_id uuid not null,
  at timestamptz not null,
  event text not null,
  outcome text not null default 'begun' check (outcome in ('begun', 'done', 'failed')),
  actor_kind text not null check (actor_kind in ('person', 'key', 'command')),
  actor_id text not null,
  actor_name text not null,
  address text,
  subject text,
  before jsonb,
  after jsonb,
  primary key (organization_id, audit_id)
);
create index audit_events_by_subject on tillbridge.audit_events (organization_id, subject, audit_id);
