import type { Pool } from 'pg'
import type { ConnectorRegistry } from '#contract/connector'
import { type Connection, listConnections } from '#database/connections'
import { type Flow, type Integration, listFlows, listIntegrations } from '#database/integrations'
import type { Sql } from '#database/pool'
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
