-- What comparisons of store and target found, newest last. Old ones are forgotten with the attempts.
create table tillbridge.drift_reports (
  organization_id uuid not null,
  report_id uuid not null,
  integration_id uuid not null,
  made_at timestamptz not null,
  made_by text not null,                           -- schedule, person
  differences int not null,
  drifted int not null,                            -- of which nobody knew
  report bytea not null,                           -- compressed JSON
  primary key (organization_id, report_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
create index drift_reports_by_integration on tillbridge.drift_reports (organization_id, integration_id, made_at);
create index drift_reports_by_age on tillbridge.drift_reports (made_at);
