-- Pieces that left a store's figure without an order that explains it: somebody may have bought them and nobody has told us yet.
alter table tillbridge.stock_levels
  add column sold numeric,                         -- pieces that the store's orders took, as far as we knew when `known` was read
  add column untold int not null default 0,        -- pieces that are missing and that no order explains
  add column untold_at timestamptz;                -- when more of them were missing than before
create index stock_levels_untold on tillbridge.stock_levels (organization_id, integration_id, untold_at) where untold > 0;

alter table tillbridge.stock_demand add column location text;   -- of the store, that the order takes it from; null = any

-- What a full run found to differ, in the order in which it is sent: nothing is looked for among all levels for each batch.
create index stock_levels_planned on tillbridge.stock_levels (organization_id, integration_id, wanted) where state = 'pending' and due_at is null;
