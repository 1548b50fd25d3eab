-- The few levels among many where the store offers something else than it may, for the list that shows them.
create index stock_levels_differing on tillbridge.stock_levels (organization_id, integration_id)
  where (wanted is distinct from known and not (known is null and wanted = 0)) or state in ('waiting', 'attention');
