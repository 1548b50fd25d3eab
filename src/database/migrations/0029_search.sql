-- Finding one transfer among a million, and lists that cost the same at their end as at their beginning (decision 15).

-- The words under which a transfer is found, kept beside it: the row of the transfer changes at every step of the queue, these only
-- when the record does. Each word begins with a mark of its organisation, so that a look-up reads no other's.
create table tillbridge.transfer_search (
  organization_id uuid not null,
  transfer_id uuid not null,
  words tsvector not null,
  primary key (organization_id, transfer_id),
  foreign key (organization_id, transfer_id) references tillbridge.transfers on delete cascade
);
-- A short list of what is not sorted in yet: it is read by every search, and whoever fills it up waits until it is sorted in.
create index transfer_search_words on tillbridge.transfer_search using gin (words) with (gin_pending_list_limit = 1024);

-- Every narrowing by integration, flow and state is a part of this index, in the order of the ids, which is that of time.
create index transfers_listed on tillbridge.transfers (organization_id, integration_id, flow, state, transfer_id);
create index transfers_with_cause on tillbridge.transfers (organization_id, cause_code, (coalesce(cause_subject, '')), transfer_id)
  where cause_code is not null;
-- By the day of the record, of one integration or of all; counted without a look at the rows.
drop index tillbridge.transfers_by_day;
create index transfers_by_day on tillbridge.transfers (organization_id, source_created_at, transfer_id) include (integration_id, flow, state);

-- How many transfers are in each state, kept up to date by every statement that changes one. Each adds a line of its own instead of
-- changing a sum, so that nobody waits for anybody; the lines are summed up now and then.
create table tillbridge.transfer_counts (
  organization_id uuid not null,
  integration_id uuid not null,
  flow text not null,
  state text not null,
  transfers bigint not null,
  primary key (organization_id, integration_id, flow, state)
);
create table tillbridge.transfer_count_changes (
  organization_id uuid not null,
  change_id bigint generated always as identity,
  integration_id uuid not null,
  flow text not null,
  state text not null,
  change int not null,
  primary key (organization_id, change_id)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

create function tillbridge.count_added() returns trigger language plpgsql as $$
begin
  insert into tillbridge.transfer_count_changes (organization_id, integration_id, flow, state, change)
  select organization_id, integration_id, flow, state, count(*) from added group by 1, 2, 3, 4;
  return null;
end $$;
create function tillbridge.count_changed() returns trigger language plpgsql as $$
begin
  insert into tillbridge.transfer_count_changes (organization_id, integration_id, flow, state, change)
  select organization_id, integration_id, flow, state, sum(change) from (
    select organization_id, integration_id, flow, state, 1 as change from added
    union all
    select organization_id, integration_id, flow, state, -1 from gone
  ) c group by 1, 2, 3, 4 having sum(change) <> 0;
  return null;
end $$;
create function tillbridge.count_gone() returns trigger language plpgsql as $$
begin
  insert into tillbridge.transfer_count_changes (organization_id, integration_id, flow, state, change)
  select organization_id, integration_id, flow, state, -count(*) from gone group by 1, 2, 3, 4;
  return null;
end $$;

-- What is there already.
insert into tillbridge.transfer_counts
  select organization_id, integration_id, flow, state, count(*) from tillbridge.transfers group by 1, 2, 3, 4;
insert into tillbridge.transfer_search
  select t.organization_id, t.transfer_id, array_to_tsvector(array(
    select distinct right(t.organization_id::text, 6) || left(word, 60) from (
      select trim(both '-' from regexp_replace(
        regexp_replace(normalize(lower(token), nfkd), '[\u0300-\u036f'']', '', 'g'), '[^[:alnum:]]+', '-', 'g')) as word
      from unnest(array[t.record_name, t.record_key, t.summary ->> 'customer', t.summary ->> 'total'] || array(
        select unnest(array[l.external_id, l.document -> 'party' ->> 'email']) from tillbridge.links l
        where l.organization_id = t.organization_id and l.transfer_id = t.transfer_id
      )) as phrase cross join lateral regexp_split_to_table(phrase, '\s+') as token
    ) w where word <> ''
  )) from tillbridge.transfers t where t.finished_at is not null;

create trigger count_added after insert on tillbridge.transfers referencing new table as added
  for each statement execute function tillbridge.count_added();
create trigger count_changed after update on tillbridge.transfers referencing old table as gone new table as added
  for each statement execute function tillbridge.count_changed();
create trigger count_gone after delete on tillbridge.transfers referencing old table as gone
  for each statement execute function tillbridge.count_gone();
