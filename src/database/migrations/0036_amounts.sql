-- Finding transfers by what they amount to, in the currency of the record (decision 15). Beside the words: both are written once,
-- when a run is settled, and not at every step of the queue.

-- What is there is written anew with its amount; the index of words is made again afterwards, which takes a tenth of the time.
drop index tillbridge.transfer_search_words;
alter table tillbridge.transfer_search add column amount numeric;
update tillbridge.transfer_search s set amount = (t.summary ->> 'total')::numeric
  from tillbridge.transfers t
  where t.organization_id = s.organization_id and t.transfer_id = s.transfer_id and t.summary ->> 'total' ~ '^-?\d{1,18}(\.\d{1,10})?$';
create index transfer_search_words on tillbridge.transfer_search using gin (words) with (gin_pending_list_limit = 1024);
create index transfers_by_amount on tillbridge.transfer_search (organization_id, amount, transfer_id) where amount is not null;
