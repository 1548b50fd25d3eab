import type { PoolClient } from 'pg'

interface Erasure {
  readonly organizationId: string
  /** The store that asked. */
  readonly connectionId: string
  /** The store's id of the person; `null` = nobody, or the whole shop. */
  readonly subject: string | null
  readonly whole: boolean
  /** Of parties, as the table of parties holds them. */
  readonly keys: readonly string[]
}

// Everything that one statement of the others needs to know: which accounts are meant, and what they are called in the target.
const MEANT = `
with i as (
  select organization_id, integration_id, target_connection_id from tillbridge.integrations
  where organization_id = $1 and store_connection_id = $2
), meant as (
  select i.*, $3::text as store_key, coalesce(
    (select a.target_key from tillbridge.accounts a
      where a.organization_id = i.organization_id and a.integration_id = i.integration_id and a.store_key = $3),
    (select p.external_id from tillbridge.parties p
      where p.organization_id = i.organization_id and p.connection_id = i.target_connection_id and p.party_key = any($4)
        and p.party_key <> 'walk-in' limit 1)) as target_key
  from i where $3::text is not null
)`

// What deliveries of either side said of the person.
const EVENTS = `${MEANT}
update tillbridge.events e set body = '', record_key = case when e.connection_id = $2 then e.record_key end,
  dedupe_key = case when e.connection_id = $2 then e.dedupe_key else tillbridge.account_print(e.dedupe_key) end
from meant m where e.organization_id = m.organization_id and e.record = 'account' and (
  e.connection_id = $2 and e.record_key = m.store_key
  or e.connection_id = m.target_connection_id and e.record_key = m.target_key)`

// A target may name a customer by the person: such a transfer is a name, and nothing was ever booked for it.
const ATTEMPTS = `${MEANT}, t as (
  select t.organization_id, t.transfer_id from tillbridge.transfers t
  join meant m on m.organization_id = t.organization_id and m.integration_id = t.integration_id
  where t.flow = 'customers' and t.record_key in (m.store_key, 'target/' || m.target_key) and t.state <> 'running'
  order by t.organization_id, t.integration_id, t.flow, t.record_key for no key update of t
)
delete from tillbridge.attempts a using t where a.organization_id = t.organization_id and a.transfer_id = t.transfer_id`

const TRANSFERS = `${MEANT}
delete from tillbridge.transfers t using meant m
where t.organization_id = m.organization_id and t.integration_id = m.integration_id and t.flow = 'customers'
  and t.record_key in (m.store_key, 'target/' || m.target_key) and t.state <> 'running'
  and not exists (select from tillbridge.attempts a where a.organization_id = t.organization_id and a.transfer_id = t.transfer_id)`

const OVERRIDES = `${MEANT}
delete from tillbridge.account_overrides o using tillbridge.accounts a, meant m
where o.organization_id = m.organization_id and a.organization_id = m.organization_id and a.integration_id = m.integration_id
  and a.store_key = m.store_key and o.account_id = a.account_id`

// The binding stays, so that the account is never copied again whichever side still has it: of the target's name only a print.
const BINDINGS = `${MEANT}, marked as (
  update tillbridge.accounts a set erased_at = now(), common = '{}', duplicates = '{}', target_key = tillbridge.account_print(a.target_key)
  from meant m where a.organization_id = m.organization_id and a.integration_id = m.integration_id and a.store_key = m.store_key
    and a.erased_at is null
)
insert into tillbridge.accounts (organization_id, account_id, integration_id, store_key, target_key, erased_at)
select organization_id, gen_random_uuid(), integration_id, store_key, tillbridge.account_print(target_key), now() from meant
on conflict do nothing`

const FORGET = `
delete from tillbridge.accounts a using tillbridge.integrations i
where i.organization_id = $1 and i.store_connection_id = $2
  and a.organization_id = i.organization_id and a.integration_id = i.integration_id`

// The same of a whole shop: whatever its accounts are called in the target.
const OF_SHOP = `with i as (
  select distinct organization_id, integration_id, target_connection_id from tillbridge.integrations
  where organization_id = $1 and store_connection_id = $2
)`

const SHOP_EVENTS = `${OF_SHOP}
update tillbridge.events e set body = '', record_key = null, dedupe_key = tillbridge.account_print(e.dedupe_key)
from i where e.organization_id = i.organization_id and e.connection_id = i.target_connection_id and e.record = 'account'`

const SHOP_ATTEMPTS = `${OF_SHOP}, t as (
  select t.organization_id, t.transfer_id from tillbridge.transfers t
  join i on t.organization_id = i.organization_id and t.integration_id = i.integration_id
  where t.flow = 'customers' and t.state <> 'running'
  order by t.organization_id, t.integration_id, t.flow, t.record_key for no key update of t
)
delete from tillbridge.attempts a using t where a.organization_id = t.organization_id and a.transfer_id = t.transfer_id`

const SHOP_TRANSFERS = `${OF_SHOP}
delete from tillbridge.transfers t using i
where t.organization_id = i.organization_id and t.integration_id = i.integration_id and t.flow = 'customers' and t.state <> 'running'
  and not exists (select from tillbridge.attempts a where a.organization_id = t.organization_id and a.transfer_id = t.transfer_id)`

/** Takes what is kept of an account, and remembers that it may never be copied again. Before the memory of parties goes. */
export async function eraseAccounts(
  sql: PoolClient,
  { organizationId, connectionId, subject, whole, keys }: Erasure,
): Promise<void> {
  if (whole) {
    for (const statement of [SHOP_EVENTS, SHOP_ATTEMPTS, SHOP_TRANSFERS, FORGET])
      await sql.query(statement, [organizationId, connectionId])
    return
  }
  for (const statement of [EVENTS, ATTEMPTS, TRANSFERS, OVERRIDES, BINDINGS])
    await sql.query(statement, [organizationId, connectionId, subject, keys])
}
