-- What a person decided about a record, which no change of the record may override: 'undo' = what was written is taken back and
-- nothing is written again; 'adopt' = nothing is written until it is decided which documents of the target belong to the record;
-- 'differs' = a document was adopted whose figures differ from the store's, and somebody has to look before anything is written.
alter table tillbridge.transfers add column directive text check (directive in ('undo', 'adopt', 'differs'));
alter table tillbridge.transfers add column directive_note text;
alter table tillbridge.transfers add column directive_id uuid;   -- the undo or the adoption that it came with

-- Imports of a range of history: how far each has read, so that one that broke off goes on where it was.
create table tillbridge.backfills (
  organization_id uuid not null,
  backfill_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  placed_since timestamptz not null,               -- records that came into being in [since, until)
  placed_until timestamptz not null,
  changes_until timestamptz not null,              -- the source is read up to here, by its own stamps
  read_until timestamptz,                          -- everything stamped before this was read; null before the first page
  found_records int not null default 0,
  raised_records int not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz,                         -- the whole range was read
  primary key (organization_id, backfill_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
create index backfills_by_integration on tillbridge.backfills (organization_id, integration_id, started_at);

create table tillbridge.backfill_records (
  organization_id uuid not null,
  backfill_id uuid not null,
  transfer_id uuid not null,
  was_empty boolean not null,                      -- nothing had been written for it when the import listed it
  primary key (organization_id, backfill_id, transfer_id),
  foreign key (organization_id, backfill_id) references tillbridge.backfills on delete cascade,
  foreign key (organization_id, transfer_id) references tillbridge.transfers on delete cascade
);
create index backfill_records_by_transfer on tillbridge.backfill_records (organization_id, transfer_id);

-- Who took back what, and when. What was done to each record is in its attempts.
create table tillbridge.undos (
  organization_id uuid not null,
  undo_id uuid not null,
  integration_id uuid not null,
  asked_by text not null,
  scope jsonb not null,                            -- the range, the import or the order
  records int not null default 0,
  started_at timestamptz not null default now(),
  finished_at timestamptz,
  primary key (organization_id, undo_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);

-- Documents that the target held before: which planned document each could be. Figures only, no names.
create table tillbridge.adoptions (
  organization_id uuid not null,
  integration_id uuid not null,
  transfer_id uuid not null,
  reference text not null,                         -- of the planned document
  kind text not null,
  external_id text not null,                       -- of the document in the target
  state text not null check (state in ('sure', 'doubtful', 'rejected', 'adopted')),
  reasons text[] not null,                         -- why it is doubtful
  planned jsonb not null,                          -- the figures of both sides
  found jsonb not null,
  found_at timestamptz not null default now(),
  decided_by text,
  decided_at timestamptz,
  primary key (organization_id, transfer_id, reference, external_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations,
  foreign key (organization_id, transfer_id) references tillbridge.transfers on delete cascade
);
create index adoptions_by_integration on tillbridge.adoptions (organization_id, integration_id, state);
