-- People, their sessions and what they may do where. The first five tables are those that the sign-in library works on
-- (`#server/auth/tables` names their columns); the rest is ours.
create table tillbridge.users (
  id uuid primary key,
  name text not null,
  email text not null unique,                      -- in small letters
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table tillbridge.sessions (
  id uuid primary key,
  user_id uuid not null references tillbridge.users on delete cascade,
  token text not null unique,                      -- worthless without the signature that only the installation's key makes
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index sessions_by_user on tillbridge.sessions (user_id);

create table tillbridge.user_accounts (
  id uuid primary key,
  user_id uuid not null references tillbridge.users on delete cascade,
  provider_id text not null,                       -- `credential` = a password of ours
  account_id text not null,
  password text,                                   -- scrypt
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index user_accounts_by_user on tillbridge.user_accounts (user_id);

create table tillbridge.verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verifications_by_identifier on tillbridge.verifications (identifier);

create table tillbridge.two_factors (
  id uuid primary key,
  user_id uuid not null references tillbridge.users on delete cascade,
  secret text not null,                            -- encrypted
  backup_codes text not null,                      -- encrypted
  verified boolean not null default true,
  failed_verification_count int not null default 0,
  locked_until timestamptz
);
create index two_factors_by_user on tillbridge.two_factors (user_id);

-- How often somebody tried something that may only be tried so often, over all processes.
create table tillbridge.rate_limits (
  key text primary key,
  count int not null,
  expires_at timestamptz not null
);
create index rate_limits_by_end on tillbridge.rate_limits (expires_at);

create table tillbridge.memberships (
  organization_id uuid not null references tillbridge.organizations,
  user_id uuid not null references tillbridge.users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'bookkeeper', 'operator', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (organization_id, user_id)
);
create index memberships_by_user on tillbridge.memberships (user_id);

-- Of every token that is handed out once, only what it hashes to is kept.
create table tillbridge.invitations (
  organization_id uuid not null references tillbridge.organizations,
  invitation_id uuid not null,
  email text not null,                             -- in small letters
  role text not null check (role in ('owner', 'admin', 'bookkeeper', 'operator', 'viewer')),
  token_hash bytea not null unique,
  invited_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz,
  primary key (organization_id, invitation_id)
);
create unique index invitations_open on tillbridge.invitations (organization_id, email)
  where accepted_at is null and revoked_at is null;

-- Links that make the first owner, or let a locked-out owner in again (`user_id`). One use each.
create table tillbridge.owner_links (
  organization_id uuid not null references tillbridge.organizations,
  owner_link_id uuid not null,
  user_id uuid references tillbridge.users on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  used_at timestamptz,
  primary key (organization_id, owner_link_id)
);

create table tillbridge.api_keys (
  organization_id uuid not null references tillbridge.organizations,
  api_key_id uuid not null,
  name text not null,
  role text not null check (role in ('owner', 'admin', 'bookkeeper', 'operator', 'viewer')),
  prefix text not null,                            -- what people recognise it by
  key_hash bytea not null unique,
  created_by text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  primary key (organization_id, api_key_id)
);

create index audit_events_by_event on tillbridge.audit_events (organization_id, event, audit_id);
create index audit_events_by_actor on tillbridge.audit_events (organization_id, actor_id, audit_id);
