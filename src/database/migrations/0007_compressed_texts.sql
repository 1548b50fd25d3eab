-- What is kept word for word and seldom read comes compressed (Zstandard) from the application: a fifth of the disk, and Postgres
-- does not compress it a second time. Rows from before stay readable: they are plain text.
alter table tillbridge.events alter column body type bytea using convert_to(body, 'UTF8');
alter table tillbridge.events alter column body set storage external;
alter table tillbridge.attempts alter column exchanges type bytea using convert_to(exchanges::text, 'UTF8');
alter table tillbridge.attempts alter column exchanges set storage external;
