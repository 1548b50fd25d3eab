-- The payment providers of an integration, beside the store itself: their payouts are booked with it.
create table tillbridge.payment_sources (
  organization_id uuid not null,
  integration_id uuid not null,
  connection_id uuid not null,
  primary key (organization_id, integration_id, connection_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade,
  foreign key (organization_id, connection_id) references tillbridge.connections
);
create index payment_sources_by_connection on tillbridge.payment_sources (organization_id, connection_id);

-- A payout knows payments by the provider's ids, and as a last resort by their amounts.
create index links_by_provider_reference on tillbridge.links (organization_id, connection_id, (document ->> 'providerReference'))
  where kind in ('payment', 'refund-payment');
create index links_by_amount on tillbridge.links (organization_id, connection_id, (document ->> 'amount'))
  where kind in ('payment', 'refund-payment');
