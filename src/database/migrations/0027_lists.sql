-- Lists of the dashboard, page by page from where the one before ended.

-- The payouts, among far more orders, the newest first.
create index transfers_payouts on tillbridge.transfers
  (organization_id, (coalesce(source_created_at, first_seen_at)) desc, transfer_id desc) where flow = 'payouts';

-- Products in the order in which people know them.
create index stock_items_listed on tillbridge.stock_items (organization_id, integration_id, (coalesce(sku, '')), stock_item);
