-- What deliveries of the target brought of the store's orders, by our rows: a bundle whose parts leave one by one is told when it is
-- complete, and goods that come back are taken back to the delivery that brought them.
create table tillbridge.shipments (
  organization_id uuid not null,
  integration_id uuid not null,
  order_key text not null,
  shipment_key text not null,                      -- the target's id of the delivery
  state text not null check (state in ('issued', 'cancelled')),
  rows jsonb not null,
  updated_at timestamptz not null default now(),
  primary key (organization_id, integration_id, order_key, shipment_key),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);
create index shipments_by_key on tillbridge.shipments (organization_id, integration_id, shipment_key);

-- What the store was told of these deliveries. A row is there before the store is told ('intended'); stores know no key by which the
-- same fulfilment could be asked for twice, so what became of an intent is found by comparing. Rows are never deleted: their number
-- tells whether somebody else told something since the order was read.
create table tillbridge.told_shipments (
  organization_id uuid not null,
  integration_id uuid not null,
  order_key text not null,
  position int not null,
  shipment_key text not null,
  state text not null check (state in ('intended', 'told', 'matched', 'dropped', 'gone')),
  fulfillment text,                                -- the store's id, once it is known
  lines jsonb not null,
  before jsonb not null default '[]',              -- the order's fulfilments when the intent was made
  numbers jsonb not null default '[]',             -- of the parcels, until the intent is settled
  asked_at timestamptz not null default now(),
  primary key (organization_id, integration_id, order_key, position),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade,
  check ((state in ('intended', 'dropped')) = (fulfillment is null))
);
-- One at a time: while nobody knows what became of an intent, nothing else is told of the order.
create unique index told_shipments_open on tillbridge.told_shipments (organization_id, integration_id, order_key) where state = 'intended';

-- What the target was told of returns, once per state.
create table tillbridge.return_notes (
  organization_id uuid not null,
  integration_id uuid not null,
  order_key text not null,
  return_key text not null,
  document text not null,                          -- the target's document that carries the note
  note text not null,                              -- the target's id of the note
  content_hash text not null,
  updated_at timestamptz not null default now(),
  primary key (organization_id, integration_id, return_key),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);

-- Which account of the store is which of the target, and what both held when they were last in step.
create table tillbridge.accounts (
  organization_id uuid not null,
  account_id uuid not null,
  integration_id uuid not null,
  store_key text,
  target_key text,
  common jsonb not null default '{}',
  -- Keys of the target whose store accounts were merged into this one: a person has to merge them too.
  duplicates text[] not null default '{}',
  -- The person asked to be forgotten: nothing is ever copied again.
  erased_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (organization_id, account_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade,
  check (store_key is not null or target_key is not null)
);
create unique index accounts_by_store_key on tillbridge.accounts (organization_id, integration_id, store_key);
create unique index accounts_by_target_key on tillbridge.accounts (organization_id, integration_id, target_key);

-- Stands for the key of an erased account: enough to know it again, and no name.
create function tillbridge.account_print(key text) returns text language sql immutable strict
  return 'erased:' || encode(sha256(convert_to(key, 'UTF8')), 'hex');
