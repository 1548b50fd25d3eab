-- What people say to each other about a transfer, a cause or a paused connection, and who of them takes care of it. `about` is
-- `transfer:<id>`, `cause:<integration>:<code>:<subject>` or `connection:<key>`.
create table tillbridge.notes (
  organization_id uuid not null references tillbridge.organizations,
  note_id uuid not null,
  about text not null,
  content text not null,
  author_id text not null,
  author_name text not null,
  written_at timestamptz not null,
  primary key (organization_id, note_id)
);
create index notes_about on tillbridge.notes (organization_id, about, note_id);

create table tillbridge.assignments (
  organization_id uuid not null,
  about text not null,
  user_id uuid not null,
  assigned_by text not null,
  assigned_at timestamptz not null,
  primary key (organization_id, about),
  foreign key (organization_id, user_id) references tillbridge.memberships on delete cascade
);
