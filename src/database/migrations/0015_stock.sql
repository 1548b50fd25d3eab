-- How many of each product a store may sell. Levels are a queue of their own: a figure is computed anew when something it is made of
-- has changed, and only the newest one counts. Nothing here takes a transfer.

-- One row per integration whose stock is kept in step: who works on it, how far, and why it stands still.
create table tillbridge.stock_flows (
  organization_id uuid not null,
  integration_id uuid not null,
  holder text,                                     -- the process that works on it
  lease_until timestamptz,
  rules_hash text,                                 -- what the index of items was made by
  swept_at timestamptz,                            -- all that the target had changed by then is known
  full_wanted_at timestamptz,                      -- a full run is asked for
  full_started_at timestamptz,
  full_finished_at timestamptz,
  full_done int,
  full_total int,
  full_result jsonb,
  problem jsonb,                                   -- code, subject, message, remedy: nothing is sent while it stands
  stopped_at timestamptz,                          -- too much would have been set to zero
  stopped_zeroing int,
  stopped_of int,
  zeroed int not null default 0,                   -- set to zero since `zeroed_since`, other than by orders
  zeroed_since timestamptz,
  primary key (organization_id, integration_id),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);

-- That something changed: `target` = an item of the target (`*` = something, ask), `store` = an item of the store, `order` = an order.
create table tillbridge.stock_hints (
  organization_id uuid not null,
  integration_id uuid not null,
  side text not null check (side in ('target', 'store', 'order')),
  key text not null,
  order_integration_id uuid,                       -- of `order`: whose it is
  hinted_at timestamptz not null default now(),
  primary key (organization_id, integration_id, side, key),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);

-- What the store counts, and which items of the target one piece of it takes.
create table tillbridge.stock_items (
  organization_id uuid not null,
  integration_id uuid not null,
  stock_item text not null,
  sku text,
  variant text,
  counted boolean not null,
  problem jsonb,                                   -- why its figure is not managed: code, message, remedy
  seen_at timestamptz not null,
  primary key (organization_id, integration_id, stock_item),
  foreign key (organization_id, integration_id) references tillbridge.integrations on delete cascade
);
create index stock_items_by_sku on tillbridge.stock_items (organization_id, integration_id, sku);
create index stock_items_by_variant on tillbridge.stock_items (organization_id, integration_id, variant);

create table tillbridge.stock_parts (
  organization_id uuid not null,
  integration_id uuid not null,
  item text not null,
  stock_item text not null,
  quantity numeric not null,
  primary key (organization_id, integration_id, stock_item, item),
  foreign key (organization_id, integration_id, stock_item) references tillbridge.stock_items on delete cascade
);
create index stock_parts_by_item on tillbridge.stock_parts (organization_id, integration_id, item);

-- What the target told last, shared by all stores on it.
create table tillbridge.stock_facts (
  organization_id uuid not null,
  connection_id uuid not null,
  item text not null,
  place text not null,
  on_hand numeric not null,
  reserved numeric not null,
  set_aside numeric not null,
  incoming numeric not null,
  projected numeric,
  updated_at timestamptz,
  read_at timestamptz not null,                    -- when the read began that told it
  primary key (organization_id, connection_id, item, place),
  foreign key (organization_id, connection_id) references tillbridge.connections
) with (fillfactor = 80);

-- What orders take of the target's items. Gone once an order is sent and booked.
create table tillbridge.stock_demand (
  organization_id uuid not null,
  connection_id uuid not null,                     -- the target
  item text not null,
  integration_id uuid not null,
  record_key text not null,
  line text not null,                              -- the product of the store that was sold
  place text,
  units numeric not null,                          -- of the item
  open_units numeric not null,                     -- still to be sent by the store
  open_pieces numeric not null,                    -- of the product, stated with its first item
  factor numeric not null default 1,               -- units of the item in one piece of the product
  heard_at timestamptz not null default now(),
  primary key (organization_id, connection_id, item, integration_id, record_key, line)
);
create index stock_demand_by_order on tillbridge.stock_demand (organization_id, integration_id, record_key);
create index stock_demand_by_line on tillbridge.stock_demand (organization_id, integration_id, line);

create table tillbridge.stock_levels (
  organization_id uuid not null,
  integration_id uuid not null,
  stock_item text not null,
  location text not null,
  state text not null default 'pending' check (state in ('in-step', 'pending', 'waiting', 'attention')),
  wanted int,
  known int,                                       -- what the store offered when it was last read or set
  sending int,                                     -- a write is under way, or its outcome is not known
  committed int,
  unknown_units numeric not null default 0,        -- orders that the target does not know, when `wanted` was computed
  priority smallint not null default 2,            -- 0 what changed and is scarce, 1 what changed, 2 all else
  source_empty boolean not null default false,     -- the target itself has none: not orders are why `wanted` is zero
  zero_allowed boolean not null default false,     -- a person said that zero is right
  due_at timestamptz,                              -- to be looked at; null = nothing to do
  version int not null default 0,                  -- raised by every hint
  failures int not null default 0,
  cause jsonb,                                     -- code, subject, message, remedy
  checked_at timestamptz,
  sent_at timestamptz,
  changed_at timestamptz,                          -- when `wanted` last changed
  primary key (organization_id, integration_id, stock_item, location),
  foreign key (organization_id, integration_id, stock_item) references tillbridge.stock_items on delete cascade
) with (fillfactor = 70);
create index stock_levels_due on tillbridge.stock_levels (organization_id, integration_id, priority, due_at) where due_at is not null;
create index stock_levels_open on tillbridge.stock_levels (organization_id, integration_id) where unknown_units > 0;
create index stock_levels_trouble on tillbridge.stock_levels (organization_id, integration_id) where state in ('waiting', 'attention');
