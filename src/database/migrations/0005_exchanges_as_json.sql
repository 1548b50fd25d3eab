-- Exchanges are written often, read rarely and never searched: kept as the text they are, they cost half as much to store.
alter table tillbridge.attempts alter column exchanges type json;
