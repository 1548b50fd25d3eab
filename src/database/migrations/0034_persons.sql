-- Erasures that a person here asked for, besides those of stores: no delivery stands behind them.
alter table tillbridge.privacy_requests alter column event_id drop not null;
alter table tillbridge.privacy_requests add column asked_by text;

-- The documents of a person, by the mailbox and by the store's id of the account.
create index links_by_email on tillbridge.links (organization_id, (document -> 'party' ->> 'email'))
  where document -> 'party' ->> 'email' is not null;
create index links_by_customer on tillbridge.links (organization_id, (document -> 'party' -> 'customer' ->> 'externalId'))
  where document -> 'party' -> 'customer' ->> 'externalId' is not null;
