-- Every state that an integration's rules and tables ever had, with who changed them: a document is explained by the rules that
-- it was written under, whatever they say today.
create table tillbridge.integration_revisions (
  organization_id uuid not null,
  integration_id uuid not null,
  revision int not null,
  policies jsonb not null,
  mappings jsonb not null,
  changed_at timestamptz not null default now(),
  changed_by text,                                 -- null: before this history was kept
  changed_with text,                               -- the file that was applied
  primary key (organization_id, integration_id, revision),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);
insert into tillbridge.integration_revisions (organization_id, integration_id, revision, policies, mappings)
select organization_id, integration_id, revision, policies, mappings from tillbridge.integrations;

-- What a run decided on that wrote something: the record as it was read, and what was held before. Figures are explained by
-- deciding once more. Compressed (Zstandard); null after an erasure that could not keep the figures alone.
create table tillbridge.evidence (
  organization_id uuid not null,
  evidence_id uuid not null,
  transfer_id uuid not null,
  integration_id uuid not null,
  revision int not null,                           -- of the integration
  kind text not null,                              -- what decided, e.g. order
  body bytea,
  created_at timestamptz not null default now(),
  primary key (organization_id, evidence_id),
  foreign key (organization_id, transfer_id) references tillbridge.transfers on delete cascade
);
alter table tillbridge.evidence alter column body set storage external;
create index evidence_by_transfer on tillbridge.evidence (organization_id, transfer_id);

-- The run that wrote the document; null for what was written before this was kept, or adopted.
alter table tillbridge.links add column evidence_id uuid;
-- People ask by the number that the target shows.
create index links_by_external_id on tillbridge.links (organization_id, external_id);
