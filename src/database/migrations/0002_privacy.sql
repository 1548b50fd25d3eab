-- What stores ask in the name of a person: hand out what is kept of them, or erase it. Kept after it is done, as the proof.
create table tillbridge.privacy_requests (
  organization_id uuid not null,
  request_id uuid not null,
  connection_id uuid not null,                     -- the store that asked
  event_id uuid not null,
  kind text not null check (kind in ('customer-data', 'customer-redact', 'shop-redact')),
  subject text,                                    -- the store's id of the person; null for the whole shop
  email text,                                      -- forgotten when the request is done
  record_keys text[] not null,                     -- the orders it is about
  received_at timestamptz not null default now(),
  done_at timestamptz,
  result jsonb,                                    -- how many rows were erased; who answered
  primary key (organization_id, request_id),
  foreign key (organization_id, connection_id) references tillbridge.connections
);
create index privacy_requests_open on tillbridge.privacy_requests (received_at) where done_at is null;
create index transfers_by_record on tillbridge.transfers (organization_id, record_key);
create index events_by_record on tillbridge.events (organization_id, record_key);
