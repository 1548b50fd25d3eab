-- Flows move records both ways. A run takes a slot of the connection that it mostly writes to.
alter table tillbridge.flows add column runs_on text not null default 'target' check (runs_on in ('target', 'store'));

-- What a merchant decides about the flows other than orders and payouts; policies are about the books.
alter table tillbridge.integrations add column rules jsonb not null default '{}';
alter table tillbridge.integration_revisions add column rules jsonb not null default '{}';
