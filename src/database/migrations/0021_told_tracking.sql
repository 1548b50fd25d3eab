-- What the store is being told about the parcels of a fulfilment that it knows already: { numbers, askedAt }, there before it is told
-- and gone when its answer is known. The store writes to the customer about it, and must not because an answer was lost.
alter table tillbridge.told_shipments add column tracking jsonb;
