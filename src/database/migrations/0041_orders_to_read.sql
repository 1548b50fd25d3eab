-- Whether an order has to be read for what it takes: the body that a delivery brought is older than what a run has found.
alter table tillbridge.stock_hints add column read_anew boolean not null default false;
