import type { Pool } from 'pg'
import type { ConnectorRegistry } from '#contract/connector'
import { type Connection, listConnections } from '#database/connections'
import { type Flow, type Integration, listFlows, listIntegrations } from '#database/integrations'
import type { Sql } from '#database/pool'
import { stableJson } from '#lib/hash'
import type { Sealer } from '#lib/secrets'
import { alertNamed, readAlertChannels, type StoredAlert } from './alerts.ts'

/** Where a configuration is kept. A bridge is one. */
export interface ConfigurationStore {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly connectors: ConnectorRegistry
  readonly organizationId: string
}

/** What is configured at present. */
export interface Stored {
  readonly connections: ReadonlyMap<string, Connection>
  readonly integrations: ReadonlyMap<string, Integration & { readonly flows: readonly Flow[] }>
  /** Channels by name. */
  readonly alerts: ReadonlyMap<string, StoredAlert>
}

export async function readStored(store: ConfigurationStore, sql: Sql = store.pool): Promise<Stored> {
  const connections = await listConnections(sql, store.sealer, store.organizationId)
  const integrations = await listIntegrations(sql, store.organizationId)
  const flows = await listFlows(sql, store.organizationId)
  return {
    connections: new Map(connections.map((connection) => [connection.key, connection])),
    integrations: new Map(
      integrations.map((integration) => [
        integration.key,
        { ...integration, flows: flows.filter((flow) => flow.integrationId === integration.integrationId) },
      ]),
    ),
    alerts: await readAlertChannels(sql, store.sealer, store.organizationId),
  }
}

/** Which state of the configuration something was worked out from. */
export interface Basis {
  /** The same for the same state; another one after every change of a connection, an integration or a channel. */
  readonly print: string
  /** Of integrations, by key. */
  readonly revisions: ReadonlyMap<string, number>
}

export const basisOf = ({ connections, integrations, alerts }: Stored): Basis => ({
  print: stableJson([
    [...connections.values()].map(({ connectionId, revision }) => [connectionId, revision]),
    [...integrations.values()].map(({ integrationId, revision }) => [integrationId, revision]),
    [...alerts.values()].map(({ channel }) => [channel.channelId, channel.changedAt]),
  ]),
  revisions: new Map([...integrations].map(([key, { revision }]) => [key, revision])),
})

/** The secrets that are stored, by connection or channel, for `parseConfiguration`. */
export async function storedSecrets(
  store: ConfigurationStore,
): Promise<(key: string, part?: 'connections' | 'alerts') => Readonly<Record<string, unknown>>> {
  const { connections, alerts } = await readStored(store)
  return (key, part = 'connections') => {
    const alert = part === 'alerts' ? alertNamed(alerts, key) : undefined
    if (part === 'alerts') return { ...alert?.secrets, integrations: alert?.channel.rules.integrations }
    const connection = connections.get(key)
    if (connection === undefined) return {}
    return Object.fromEntries(connection.secretNames.map((name) => [name, connection.settings[name]]))
  }
}

/** The connections that are stored, for `parseConfiguration`. */
export async function storedConnections(store: ConfigurationStore): Promise<Readonly<Record<string, Connection>>> {
  const connections = await listConnections(store.pool, store.sealer, store.organizationId)
  return Object.fromEntries(connections.map((connection) => [connection.key, connection]))
}
