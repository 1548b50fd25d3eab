-- A flow without a zone of its own lives by the clock of its store. Until now it said UTC where nobody had decided anything.
alter table tillbridge.flows alter column time_zone drop not null, alter column time_zone drop default;
update tillbridge.flows set time_zone = null where time_zone = 'UTC';

-- What somebody did is found by their name as well as by their id, however long ago and however seldom.
create index audit_events_by_name on tillbridge.audit_events (organization_id, actor_name, audit_id);
