-- Which variant of the store is which item of the target. Bound by ids: neither a new SKU nor a new code of the item parts them.
create table tillbridge.bindings (
  organization_id uuid not null,
  integration_id uuid not null,
  store_variant text not null,
  store_product text not null,
  target_item text not null,
  target_product text not null,
  reference text,                                  -- ours, stored in the item: it stays when the item gets another code
  sku text,
  state text not null default 'bound' check (state in ('bound', 'store-gone', 'target-gone')),
  fields jsonb not null default '{}',              -- what both sides held when they were last in step, by field
  prices jsonb not null default '{}',              -- what we wrote last, by the store's list
  bound_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (organization_id, integration_id, store_variant),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
create unique index bindings_by_item on tillbridge.bindings (organization_id, integration_id, target_item) where state = 'bound';
create index bindings_by_store_product on tillbridge.bindings (organization_id, integration_id, store_product);
create index bindings_by_target_product on tillbridge.bindings (organization_id, integration_id, target_product);
create index bindings_by_reference on tillbridge.bindings (organization_id, integration_id, reference);
create index bindings_dead on tillbridge.bindings (organization_id, integration_id) where state <> 'bound';

-- The same of the fields that a product has besides its variants.
create table tillbridge.product_bindings (
  organization_id uuid not null,
  integration_id uuid not null,
  store_product text not null,
  target_product text not null,
  fields jsonb not null default '{}',
  updated_at timestamptz not null default now(),
  primary key (organization_id, integration_id, store_product),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);

-- Values that gave way to those of the side that owns the field. Written before the write that replaces them.
create table tillbridge.overrides (
  organization_id uuid not null,
  override_id uuid not null default tillbridge.new_id(),
  integration_id uuid not null,
  flow text not null,
  cause text not null,                             -- the run that it belongs to: a retry of it says it again
  store_product text not null,
  store_variant text,
  target_item text,
  field text not null,
  side text not null check (side in ('store', 'target')),
  lost jsonb,
  won jsonb,
  at timestamptz not null default now(),
  primary key (organization_id, override_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
create unique index overrides_once on tillbridge.overrides
  (organization_id, integration_id, cause, store_product, coalesce(store_variant, ''), field, side);
create index overrides_by_age on tillbridge.overrides (organization_id, integration_id, at);

-- When the price of an item will be another one by its dates alone.
create table tillbridge.price_boundaries (
  organization_id uuid not null,
  integration_id uuid not null,
  item text not null,
  due_at timestamptz not null,
  primary key (organization_id, integration_id, item),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
create index price_boundaries_by_due on tillbridge.price_boundaries (organization_id, integration_id, due_at);

-- Both sides of a comparison while it runs, so that it takes no more memory for a million variants than for ten.
create unlogged table tillbridge.catalog_seen (
  organization_id uuid not null,
  run_id uuid not null,
  side text not null check (side in ('store', 'target')),
  product text not null,
  id text not null,
  sku text,
  reference text,
  record jsonb not null,
  primary key (organization_id, run_id, side, id)
);
create index catalog_seen_by_sku on tillbridge.catalog_seen (organization_id, run_id, side, sku);
create index catalog_seen_by_product on tillbridge.catalog_seen (organization_id, run_id, side, product);

-- The newest comparison of each flow.
create table tillbridge.catalog_comparisons (
  organization_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  made_at timestamptz not null default now(),
  result jsonb not null,
  primary key (organization_id, integration_id, flow),
  foreign key (organization_id, integration_id) references tillbridge.integrations
);
