-- The claim asks for each connection whether anything is ready. With the tenant first in this index one look answers; without it
-- the planner joined a second index and read all of a tenant's transfers each time.
create index transfers_ready_by_tenant on tillbridge.transfers (organization_id, connection_id, lane, run_at) where state in ('pending', 'waiting');
drop index tillbridge.transfers_ready;
