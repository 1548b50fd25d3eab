import { newId } from '#lib/ids'
import type { Sql } from './pool.ts'
import { type Actor, keepRevision } from './revisions.ts'

/** A store connection and a target connection joined, with flows, mappings and rules. */
export interface Integration {
  readonly organizationId: string
  readonly integrationId: string
  readonly key: string
  readonly name: string
  readonly storeConnectionId: string
  readonly targetConnectionId: string
  /** The payment providers whose payouts are booked; empty = those of the store itself. */
  readonly paymentConnectionIds: readonly string[]
  readonly live: boolean
  /** Validated by `#books/policies` when it is used. */
  readonly policies: unknown
  /** Validated by `#mapping/mappings` when it is used. */
  readonly mappings: unknown
  /** Validated by `#engine/rules` when it is used. */
  readonly rules: unknown
  readonly revision: number
}

export interface Flow {
  readonly integrationId: string
  readonly flow: string
  readonly record: string
  /** The connection whose slots its runs take. */
  readonly runsOn: 'target' | 'store'
  readonly enabled: boolean
  /** Cron expression of the sweep, in `timeZone`. */
  readonly schedule: string
  readonly timeZone: string
  /** What was decided for this flow; `null` = it lives by the clock of its store. */
  readonly ownTimeZone: string | null
}

const COLUMNS = `organization_id as "organizationId", integration_id as "integrationId", key, name, store_connection_id as "storeConnectionId",
  target_connection_id as "targetConnectionId", live, policies, mappings, rules, revision,
  array(select p.connection_id from tillbridge.payment_sources p
    where p.organization_id = integrations.organization_id and p.integration_id = integrations.integration_id
    order by p.connection_id) as "paymentConnectionIds"`

export async function getIntegration(
  sql: Sql,
  organizationId: string,
  integrationId: string,
): Promise<Integration | null> {
  const result = await sql.query<Integration>({
    name: 'get-integration',
    text: `select ${COLUMNS} from tillbridge.integrations where organization_id = $1 and integration_id = $2`,
    values: [organizationId, integrationId],
  })
  return result.rows[0] ?? null
}

export async function listIntegrations(sql: Sql, organizationId: string): Promise<Integration[]> {
  const result = await sql.query<Integration>(
    `select ${COLUMNS} from tillbridge.integrations where organization_id = $1 order by key`,
    [organizationId],
  )
  return result.rows
}

/** The zone that a flow `f` lives in whose store is `c`. */
export const ZONE = `coalesce(f.time_zone, c.settings ->> 'timeZone', 'UTC')`

/** Every flow of an organisation, or of all of them for the scheduler. */
export async function listFlows(
  sql: Sql,
  organizationId: string | null,
): Promise<(Flow & { readonly organizationId: string })[]> {
  const result = await sql.query<Flow & { organizationId: string }>(
    `select f.organization_id as "organizationId", f.integration_id as "integrationId", f.flow, f.record, f.runs_on as "runsOn", f.enabled, f.schedule,
       ${ZONE} as "timeZone", f.time_zone as "ownTimeZone"
     from tillbridge.flows f
     join tillbridge.integrations i on i.organization_id = f.organization_id and i.integration_id = f.integration_id
     join tillbridge.connections c on c.organization_id = i.organization_id and c.connection_id = i.store_connection_id
     where $1::uuid is null or f.organization_id = $1 order by f.integration_id, f.flow`,
    [organizationId],
  )
  return result.rows
}

type SavedFlow = Omit<Flow, 'integrationId' | 'runsOn' | 'timeZone' | 'ownTimeZone'> &
  Partial<Pick<Flow, 'runsOn' | 'ownTimeZone'>>

export type SavedIntegration = Omit<Integration, 'integrationId' | 'revision' | 'paymentConnectionIds' | 'rules'> & {
  /** Absent = all defaults. */
  readonly rules?: unknown
  /** Absent = as they are. */
  readonly paymentConnectionIds?: readonly string[]
  readonly flows: readonly SavedFlow[]
  /** Who changes it; stays with the history of its rules. Absent = not known. */
  readonly actor?: Actor | null
}

/** Adds or changes an integration by its key, and keeps its rules in their history. Call inside a transaction. Going live releases what was held. */
export async function saveIntegration(sql: Sql, saved: SavedIntegration): Promise<string> {
  const result = await sql.query<{ integration_id: string }>(
    `insert into tillbridge.integrations as i (organization_id, integration_id, key, name, store_connection_id, target_connection_id, live, policies, mappings, rules)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (organization_id, key) do update set name = excluded.name, store_connection_id = excluded.store_connection_id,
       target_connection_id = excluded.target_connection_id, live = excluded.live, policies = excluded.policies,
       mappings = excluded.mappings, rules = excluded.rules, revision = i.revision + 1
     returning integration_id`,
    [
      saved.organizationId,
      newId(),
      saved.key,
      saved.name,
      saved.storeConnectionId,
      saved.targetConnectionId,
      saved.live,
      JSON.stringify(saved.policies),
      JSON.stringify(saved.mappings),
      JSON.stringify(saved.rules ?? {}),
    ],
  )
  const integrationId = result.rows[0]?.integration_id ?? ''
  await keepRevision(sql, { organizationId: saved.organizationId, integrationId }, saved.actor ?? null)
  await saveFlows(sql, saved.organizationId, integrationId, saved.flows)
  if (saved.paymentConnectionIds !== undefined) {
    await savePaymentSources(sql, saved.organizationId, integrationId, saved.paymentConnectionIds)
  }
  if (saved.live) await releaseHeld(sql, saved.organizationId, integrationId)
  return integrationId
}

async function saveFlows(
  sql: Sql,
  organizationId: string,
  integrationId: string,
  flows: readonly SavedFlow[],
): Promise<void> {
  await sql.query(
    'delete from tillbridge.flows where organization_id = $1 and integration_id = $2 and flow <> all($3)',
    [organizationId, integrationId, flows.map((flow) => flow.flow)],
  )
  for (const flow of flows) {
    await sql.query(
      `insert into tillbridge.flows (organization_id, integration_id, flow, record, runs_on, enabled, schedule, time_zone)
       values ($1, $2, $3, $4, $5, $6, $7, $8)
       on conflict (organization_id, integration_id, flow) do update set record = excluded.record, runs_on = excluded.runs_on, enabled = excluded.enabled,
         schedule = excluded.schedule, time_zone = excluded.time_zone`,
      [
        organizationId,
        integrationId,
        flow.flow,
        flow.record,
        flow.runsOn ?? 'target',
        flow.enabled,
        flow.schedule,
        flow.ownTimeZone ?? null,
      ],
    )
  }
}

async function savePaymentSources(
  sql: Sql,
  organizationId: string,
  integrationId: string,
  connectionIds: readonly string[],
): Promise<void> {
  await sql.query(
    'delete from tillbridge.payment_sources where organization_id = $1 and integration_id = $2 and connection_id <> all($3)',
    [organizationId, integrationId, connectionIds],
  )
  await sql.query(
    `insert into tillbridge.payment_sources (organization_id, integration_id, connection_id)
     select $1, $2, unnest($3::uuid[]) on conflict do nothing`,
    [organizationId, integrationId, connectionIds],
  )
}

async function releaseHeld(sql: Sql, organizationId: string, integrationId: string): Promise<void> {
  await sql.query(
    `update tillbridge.transfers set state = 'pending', run_at = now()
     where organization_id = $1 and integration_id = $2 and state = 'held'`,
    [organizationId, integrationId],
  )
}
