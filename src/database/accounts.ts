import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'

/** Names an integration: a row is never looked for without its organisation. */
export interface OfIntegration {
  readonly organizationId: string
  readonly integrationId: string
}

export type AccountSide = 'store' | 'target'

/** Which account of the store is which of the target. */
export interface StoredAccount {
  readonly accountId: string
  readonly storeKey: string | null
  readonly targetKey: string | null
  /** What both held of each field when they were last in step. */
  readonly common: Readonly<Record<string, unknown>>
  /** Keys of the target that a merge in the store left over. */
  readonly duplicates: readonly string[]
  readonly erasedAt: string | null
}

const COLUMNS = `account_id as "accountId", store_key as "storeKey", target_key as "targetKey", common, duplicates, erased_at as "erasedAt"`

export async function findAccount(
  sql: Sql,
  { organizationId, integrationId }: OfIntegration,
  side: AccountSide,
  key: string,
): Promise<StoredAccount | null> {
  const result = await sql.query<StoredAccount>({
    name: `find-account-by-${side}`,
    text: `select ${COLUMNS} from tillbridge.accounts
      where organization_id = $1 and integration_id = $2 and ${side === 'store' ? 'store_key = $3' : 'target_key in ($3, tillbridge.account_print($3))'}`,
    values: [organizationId, integrationId, key],
  })
  return result.rows[0] ?? null
}

/** Binds two accounts to each other. `false` = one of them is bound to another. */
export async function bindAccounts(
  sql: Sql,
  { organizationId, integrationId }: OfIntegration,
  storeKey: string,
  targetKey: string,
  common: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const result = await sql.query({
    name: 'bind-accounts',
    text: `insert into tillbridge.accounts as a (organization_id, account_id, integration_id, store_key, target_key, common)
      select $1::uuid, $3::uuid, $2::uuid, $4::text, $5::text, $6::jsonb
      where not exists (select from tillbridge.accounts where organization_id = $1 and integration_id = $2 and target_key = $5 and store_key <> $4)
      on conflict (organization_id, integration_id, store_key) do update set common = excluded.common, updated_at = now()
        where a.target_key = excluded.target_key and a.erased_at is null`,
    values: [organizationId, integrationId, newId(), storeKey, targetKey, JSON.stringify(common)],
  })
  return result.rowCount === 1
}

/**
 * The store merged one account into another: the binding follows the one that is left, and where both had one, the target's other
 * account is noted as a duplicate.
 */
export async function mergeAccounts(
  sql: Sql,
  of: OfIntegration,
  gone: string,
  kept: string,
): Promise<StoredAccount | null> {
  const [from, to] = [await findAccount(sql, of, 'store', gone), await findAccount(sql, of, 'store', kept)]
  if (from === null) return to
  if (to === null) {
    await sql.query(
      'update tillbridge.accounts set store_key = $3, updated_at = now() where organization_id = $1 and account_id = $2',
      [of.organizationId, from.accountId, kept],
    )
    return findAccount(sql, of, 'store', kept)
  }
  const left = from.targetKey === null || from.targetKey === to.targetKey ? [] : [from.targetKey]
  await sql.query(
    'update tillbridge.account_overrides set account_id = $3 where organization_id = $1 and account_id = $2',
    [of.organizationId, from.accountId, to.accountId],
  )
  await sql.query('delete from tillbridge.accounts where organization_id = $1 and account_id = $2', [
    of.organizationId,
    from.accountId,
  ])
  await sql.query(
    `update tillbridge.accounts set updated_at = now(),
       duplicates = array(select distinct d from unnest(duplicates || $3::text[] || $4::text[]) d)
     where organization_id = $1 and account_id = $2`,
    [of.organizationId, to.accountId, left, from.duplicates],
  )
  return findAccount(sql, of, 'store', kept)
}

/** Duplicates that a person has merged in the target are none any more. */
export async function forgetDuplicates(
  sql: Sql,
  { organizationId }: OfIntegration,
  accountId: string,
  left: readonly string[],
): Promise<void> {
  await sql.query('update tillbridge.accounts set duplicates = $3 where organization_id = $1 and account_id = $2', [
    organizationId,
    accountId,
    left,
  ])
}
