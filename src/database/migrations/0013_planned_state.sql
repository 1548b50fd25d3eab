-- The stamp of the newest state of the record that documents were planned from: what is read in an older
-- state is not planned from. source_updated_at is what was heard of, which may be newer than anything that was read.
alter table tillbridge.transfers add column planned_updated_at timestamptz;
