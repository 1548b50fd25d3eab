-- Values of accounts that gave way to those of the side that owns the field. Of persons, so they go with the account. Written before
-- the write that replaces them.
create table tillbridge.account_overrides (
  organization_id uuid not null,
  override_id uuid not null default tillbridge.new_id(),
  account_id uuid not null,
  cause text not null,                             -- the run that it belongs to: a retry of it says it again
  field text not null,
  side text not null check (side in ('store', 'target')),
  lost jsonb,
  won jsonb,
  at timestamptz not null default now(),
  primary key (organization_id, override_id),
  foreign key (organization_id, account_id) references tillbridge.accounts on delete cascade
);
create unique index account_overrides_once on tillbridge.account_overrides (organization_id, account_id, cause, field, side);
