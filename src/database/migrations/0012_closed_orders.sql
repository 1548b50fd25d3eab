-- A sales order that was closed in the target once nothing of it was left to deliver; null = open, or no order.
alter table tillbridge.links add column closed boolean check (closed);
