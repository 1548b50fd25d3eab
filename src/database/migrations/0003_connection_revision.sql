-- Raised by every change of a connection: a run that was refused with the credentials of before must not pause the new ones.
alter table tillbridge.connections add column revision int not null default 1;
