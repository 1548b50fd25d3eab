-- Whether the snapshot is the only thing heard of the record with its stamp. Stamps count whole seconds at some vendors: of two
-- deliveries of one second nobody knows which is newer, and the run must make sure before it trusts one of them.
alter table tillbridge.transfers add column snapshot_sole boolean not null default false;
