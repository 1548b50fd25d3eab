import { Kysely, PostgresDialect } from 'kysely'
import type { PoolClient } from 'pg'
import type { Connector } from '#contract/connector'
import { lockConfiguration } from '#database/configuration-lock'
import { type Connection, lockConnections, saveConnection } from '#database/connections'
import { saveIntegration } from '#database/integrations'
import { inTransaction } from '#database/pool'
import type { Actor } from '#database/revisions'
import type { Queries, Tables } from '#database/tables'
import { countStates, retryTransfers } from '#database/transfers'
import { TillbridgeError } from '#lib/errors'
import { stableJson } from '#lib/hash'
import { changedMeanwhile } from '#server/routes/integrations/meanwhile'
import { assertPublicAlert, assertSameKind, saveAlert } from './alerts.ts'
import { type Change, differences, flowRows } from './difference.ts'
import type { Configuration, ConnectionSettings } from './schema.ts'
import { type Basis, basisOf, type ConfigurationStore, readStored, type Stored } from './stored.ts'

export interface ApplyOptions {
  /** Say what would change, and change nothing. */
  readonly dryRun?: boolean
  /** Switch off integrations that the file no longer has. They keep their records and their history. */
  readonly prune?: boolean
  /**
   * Connections whose settings this changes lead to public addresses only from now on: whoever changes them does not stand at this
   * machine. What they leave as it is stays as it is.
   */
  readonly publicOnly?: boolean
  /** Who applies it; stays with the history of the rules. */
  readonly actor?: Actor
  /** The state that `wanted` was worked out from: a newer one is not overwritten. Absent = whatever it is. */
  readonly basis?: Basis
}

export interface Applied {
  readonly changes: readonly Change[]
  /** Keys of integrations that were switched off because the file no longer has them. */
  readonly switchedOff: readonly string[]
  /** Transfers that waited for a person and run again now, because what they are mapped with has changed. */
  readonly released: number
}

/**
 * Makes the stored configuration equal to the file, in one transaction. Nothing is deleted: what the file does not mention stays.
 *
 * @throws {TillbridgeError} `rejected`, `CONNECTION_IN_USE` when a connection would become another system, or an integration
 *   that has moved records would read or write elsewhere; `CHANNEL_KIND_FIXED`; `ADDRESS_NOT_PUBLIC` of a channel; `conflict`,
 *   `CHANGED_MEANWHILE`, when the basis is no longer what is stored.
 */
export async function applyConfiguration(
  store: ConfigurationStore,
  wanted: Configuration,
  options: ApplyOptions = {},
): Promise<Applied> {
  return inTransaction(store.pool, async (sql) => {
    const queries = queriesWith(sql)
    await lockConfiguration(sql, store.organizationId)
    const stored = await readStored(store, sql)
    if (options.basis !== undefined && options.basis.print !== basisOf(stored).print) throw changedMeanwhile()
    const changes = differences(wanted, stored)
    for (const change of changes) await assertHarmless(queries, store.organizationId, change, stored)
    const publicOnly = options.publicOnly ?? false
    const alerts = changedAlerts(changes, wanted, stored)
    for (const alert of alerts) assertSameKind(alert)
    if (publicOnly) for (const alert of alerts) await assertPublicAlert(alert)
    const switchedOff = options.prune === true ? switchedOffKeys(changes, stored) : []
    if (options.dryRun === true) return { changes, switchedOff, released: 0 }
    const ids = await saveConnections(sql, store, wanted, { changes, stored, publicOnly })
    const actor = options.actor ?? null
    await saveIntegrations(sql, store, wanted, changes, ids, actor)
    for (const key of switchedOff) await switchOff(sql, stored, key, actor)
    for (const alert of alerts) await saveAlert(sql, { ...store, publicOnly }, alert)
    const released = await releaseWaiting(queries, store.organizationId, changes, stored)
    return { changes, switchedOff, released }
  })
}

/** Typed queries inside a transaction that a client has begun. */
function queriesWith(client: PoolClient): Queries {
  // The client goes back to the pool when its transaction ends, not after each query.
  const borrowed = new Proxy(client, {
    get: (target, name) => {
      if (name === 'release') return () => {}
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const pool = { connect: () => Promise.resolve(borrowed), end: () => Promise.resolve(), options: {} }
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

const changedAlerts = (changes: readonly Change[], { alerts = {} }: Configuration, stored: Stored) =>
  changes
    .filter((change) => change.part === 'alert' && didChange(change))
    .flatMap(({ key }) => {
      const [name, wanted] = Object.entries(alerts).find(([each]) => each.toLowerCase() === key.toLowerCase()) ?? []
      return name === undefined || wanted === undefined ? [] : [{ name, wanted, before: stored.alerts.get(key) }]
    })

const didChange = (change: Change): boolean => change.action === 'add' || change.action === 'change'

async function assertHarmless(queries: Queries, organizationId: string, change: Change, stored: Stored): Promise<void> {
  if (change.action !== 'change') return
  const field = change.fields.find(({ path }) => ['connector', 'store', 'target'].includes(path))
  if (field === undefined) return
  if (change.part === 'connection') throw inUse(`Connection "${change.key}" is an account of ${String(field.before)}.`)
  const integrationId = stored.integrations.get(change.key)?.integrationId ?? ''
  const counts = await countStates(queries, organizationId, { integrationId })
  const moved = Object.values(counts).reduce((sum, count) => sum + count, 0)
  if (moved === 0) return
  throw inUse(`Integration "${change.key}" has already taken ${moved} records between its present store and target.`)
}

const inUse = (message: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_IN_USE',
    message: `${message} Turning it into another one would separate its history from its documents.`,
    remedy: 'Give the new one a key of its own, and switch the old one off (live: false).',
  })

interface Changing {
  readonly changes: readonly Change[]
  readonly stored: Stored
  readonly publicOnly: boolean
}

/** Whether anything but its secrets differs, so that it may lead elsewhere. */
export function isElsewhere(
  { settings, secretNames }: Pick<ConnectionSettings, 'settings' | 'secretNames'>,
  before: Pick<ConnectionSettings, 'settings'> | undefined,
): boolean {
  if (before === undefined) return true
  const open = (all: Readonly<Record<string, unknown>>): string =>
    stableJson(
      Object.fromEntries(Object.entries(all).filter(([name, value]) => !secretNames.includes(name) && value != null)),
    )
  return open(settings) !== open(before.settings)
}

/**
 * Whether the vendor is still asked by the same credentials at the same place. Its token is then good: one that changes at each
 * renewal cannot be had again from the settings, which know the first only.
 */
function isSameAccess(store: ConfigurationStore, wanted: ConnectionSettings, before: Connection): boolean {
  const connector = store.connectors.get(wanted.connector) as Connector | undefined
  const old = connector?.settings.safeParse(before.settings)
  if (connector === undefined || old?.success !== true) return false
  const secretsOf = ({ settings }: Pick<Connection, 'settings'>): string =>
    stableJson(wanted.secretNames.map((name) => settings[name] ?? null))
  return secretsOf(wanted) === secretsOf(before) && connector.baseUrl(wanted.settings) === connector.baseUrl(old.data)
}

async function saveConnections(
  sql: PoolClient,
  store: ConfigurationStore,
  wanted: Configuration,
  { changes, stored, publicOnly }: Changing,
): Promise<Map<string, string>> {
  const ids = new Map([...stored.connections.values()].map(({ key, connectionId }) => [key, connectionId]))
  await lockConnections(sql, store.organizationId, [...ids.values()])
  for (const change of changes) {
    const connection = wanted.connections[change.key]
    if (change.part !== 'connection' || connection === undefined || !didChange(change)) continue
    const before = stored.connections.get(change.key)
    const id = await saveConnection(sql, store.sealer, {
      organizationId: store.organizationId,
      key: change.key,
      connector: connection.connector,
      settings: connection.settings,
      secretNames: connection.secretNames,
      slots: connection.slots,
      publicOnly: publicOnly && (isElsewhere(connection, before) || before?.publicOnly === true),
      keepsToken: before !== undefined && isSameAccess(store, connection, before),
    })
    ids.set(change.key, id)
  }
  return ids
}

async function saveIntegrations(
  sql: PoolClient,
  store: ConfigurationStore,
  wanted: Configuration,
  changes: readonly Change[],
  connectionIds: ReadonlyMap<string, string>,
  actor: Actor | null,
): Promise<void> {
  for (const change of changes) {
    const integration = wanted.integrations[change.key]
    if (change.part !== 'integration' || integration === undefined || !didChange(change)) continue
    await saveIntegration(sql, {
      organizationId: store.organizationId,
      key: change.key,
      name: integration.name ?? change.key,
      storeConnectionId: connectionIds.get(integration.store) ?? '',
      targetConnectionId: connectionIds.get(integration.target) ?? '',
      paymentConnectionIds: integration.payments.flatMap((one) => connectionIds.get(one) ?? []),
      live: integration.live,
      policies: integration.policies,
      rules: integration.rules,
      mappings: integration.mappings,
      flows: flowRows(integration),
      actor,
    })
  }
}

function switchedOffKeys(changes: readonly Change[], stored: Stored): string[] {
  return changes
    .filter((change) => change.part === 'integration' && change.action === 'absent')
    .filter(({ key }) => {
      const integration = stored.integrations.get(key)
      return integration !== undefined && (integration.live || integration.flows.some((flow) => flow.enabled))
    })
    .map((change) => change.key)
}

async function switchOff(sql: PoolClient, stored: Stored, key: string, actor: Actor | null): Promise<void> {
  const integration = stored.integrations.get(key)
  if (integration === undefined) return
  const flows = integration.flows.map((flow) => ({ ...flow, enabled: false }))
  await saveIntegration(sql, { ...integration, live: false, flows, actor })
}

/**
 * Whoever mends a mapping wants the orders that waited for it to go. Everything of the integration that waits for a person is
 * tried again, since a change may solve more than it was made for; what it does not solve comes back with its cause.
 */
async function releaseWaiting(
  queries: Queries,
  organizationId: string,
  changes: readonly Change[],
  stored: Stored,
): Promise<number> {
  const changedConnections = new Set(
    changes.filter((change) => change.part === 'connection' && didChange(change)).map(({ key }) => key),
  )
  const affected = [...stored.integrations.values()].filter((integration) => {
    const change = changes.find(({ part, key }) => part === 'integration' && key === integration.key)
    const isRemapped = change?.fields.some(({ path }) => /^(policies|mappings)\b/.test(path)) ?? false
    const ends = [integration.storeConnectionId, integration.targetConnectionId, ...integration.paymentConnectionIds]
    return (
      isRemapped ||
      [...stored.connections.values()].some(
        ({ key, connectionId }) => changedConnections.has(key) && ends.includes(connectionId),
      )
    )
  })
  let released = 0
  for (const { integrationId } of affected) {
    released += await retryTransfers(queries, organizationId, { integrationId, state: 'attention' })
  }
  return released
}
