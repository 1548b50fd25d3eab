-- Connections that people made over the API, where the installation was not told to allow other addresses: they lead to the public internet only.
alter table tillbridge.connections add column public_only boolean not null default false;
