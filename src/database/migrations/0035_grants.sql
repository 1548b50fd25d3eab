-- Access that people are about to give at a vendor's own page: what they stated before they left, until they come back. Both tokens
-- are kept as hashes; what is sealed holds secrets.
create table tillbridge.grants (
  organization_id uuid not null references tillbridge.organizations,
  grant_id uuid not null,
  connection text not null,                        -- its key; there may be none yet
  connector text not null,
  asked bytea not null,                            -- sealed: the settings to use, and those to keep
  state_hash bytea not null,
  delivery_hash bytea not null,
  delivered bytea,                                 -- sealed: what the vendor's server brought
  bound_to text not null,                          -- who may take the answer: a session, an API key, the machine
  begun_at timestamptz not null,
  expires_at timestamptz not null,
  primary key (organization_id, grant_id)
);
create unique index grants_by_state on tillbridge.grants (organization_id, state_hash);
create unique index grants_by_delivery on tillbridge.grants (delivery_hash);
