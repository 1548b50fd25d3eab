import type { AccountSide, OfIntegration } from './accounts.ts'
import type { Sql } from './pool.ts'

/** A value of an account that gave way to that of the side that owns the field. */
export interface AccountOverride {
  readonly field: string
  /** Where it stood. */
  readonly side: AccountSide
  readonly lost: unknown
  readonly won: unknown
}

/** Logs values before they are replaced; a retry of the run `cause` says them again. */
export async function logAccountOverrides(
  sql: Sql,
  { organizationId, integrationId }: OfIntegration,
  storeKey: string,
  cause: string,
  overrides: readonly AccountOverride[],
): Promise<void> {
  if (overrides.length === 0) return
  await sql.query({
    name: 'log-account-overrides',
    text: `insert into tillbridge.account_overrides (organization_id, account_id, cause, field, side, lost, won)
      select a.organization_id, a.account_id, $4, r.* from tillbridge.accounts a,
        unnest($5::text[], $6::text[], $7::jsonb[], $8::jsonb[]) as r
      where a.organization_id = $1 and a.integration_id = $2 and a.store_key = $3 and a.erased_at is null
      on conflict (organization_id, account_id, cause, field, side) do update set lost = excluded.lost, won = excluded.won, at = now()`,
    values: [
      organizationId,
      integrationId,
      storeKey,
      cause,
      overrides.map(({ field }) => field),
      overrides.map(({ side }) => side),
      overrides.map(({ lost }) => JSON.stringify(lost ?? null)),
      overrides.map(({ won }) => JSON.stringify(won ?? null)),
    ],
  })
}

export type LoggedAccountOverride = AccountOverride & { readonly storeKey: string; readonly at: string }

/** What gave way at an account, or at all of them, newest first. */
export async function listAccountOverrides(
  sql: Sql,
  { organizationId, integrationId }: OfIntegration,
  { storeKey = null, limit = 50 }: { readonly storeKey?: string | null; readonly limit?: number } = {},
): Promise<LoggedAccountOverride[]> {
  const result = await sql.query<LoggedAccountOverride>(
    `select a.store_key as "storeKey", o.field, o.side, o.lost, o.won, o.at
     from tillbridge.account_overrides o
     join tillbridge.accounts a on a.organization_id = o.organization_id and a.account_id = o.account_id
     where o.organization_id = $1 and a.integration_id = $2 and ($3::text is null or a.store_key = $3)
     order by o.at desc, o.override_id desc limit $4`,
    [organizationId, integrationId, storeKey, limit],
  )
  return result.rows
}
