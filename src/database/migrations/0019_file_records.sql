-- Records that came in files instead of from a store: the newest state of each, as the canonical record.
create table tillbridge.file_records (
  organization_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  record_key text not null,
  content_hash text not null,
  body bytea not null,                             -- compressed JSON
  placed_at timestamptz not null,
  updated_at timestamptz not null,                 -- when a file last said something new of it
  import_id uuid not null,                         -- the reading that last saw it
  primary key (organization_id, integration_id, flow, record_key),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
create index file_records_by_day on tillbridge.file_records (organization_id, integration_id, flow, placed_at);
