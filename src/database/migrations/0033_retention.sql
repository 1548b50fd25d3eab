-- How long an organisation keeps what is kept for a time. No row: as usual.
create table tillbridge.retention (
  organization_id uuid not null references tillbridge.organizations,
  kind text not null,
  days int,                                        -- null: as long as the books
  primary key (organization_id, kind)
);
