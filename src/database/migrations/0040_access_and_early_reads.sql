-- When the access was given last: by new settings, or by a person who let the connection go on after a pause. A late word
-- that the access of before was taken away tells nothing of it. Null = not known.
alter table tillbridge.connections add column access_at timestamptz;

-- Whether the record may have been read before the second of its stamp was over. Stamps count whole seconds at some vendors: a change
-- after the reading then has the stamp that is known already, and a sweep takes it for known until the record was read once more.
alter table tillbridge.transfers add column read_early boolean not null default false;
