import type { Command } from 'commander'
import { type Bridge, type BridgeOptions, openBridge } from '#app/bridge'
import { type AppSettings, readSettings } from '#app/settings'
import { type Connection, listConnections } from '#database/connections'
import { type Flow, type Integration, listFlows, listIntegrations } from '#database/integrations'
import { TillbridgeError } from '#lib/errors'
import type { Io } from './io.ts'

/** Options that every command has. */
export interface GlobalOptions {
  readonly data?: string
  readonly organization?: string
  readonly json?: boolean
  readonly debug?: boolean
}

export const globalOptions = (command: Command): GlobalOptions => command.optsWithGlobals()

/** The settings of this call: the command line over the environment. Commands are quiet unless something is wrong. */
export function settingsOf(io: Io, command: Command, overrides: Partial<AppSettings> = {}): AppSettings {
  const { data, organization } = globalOptions(command)
  const variables = {
    TILLBRIDGE_LOG: 'error',
    ...io.env,
    ...(data === undefined ? {} : { TILLBRIDGE_DATA: data }),
    ...(organization === undefined ? {} : { TILLBRIDGE_ORGANIZATION: organization }),
  }
  // A data folder that was named is meant, also where the environment points to a database of its own.
  const meant = data === undefined ? variables : { ...variables, DATABASE_URL: undefined }
  return readSettings(meant, overrides)
}

/** Opens the installation, works with it and closes it again. */
export async function withBridge<T>(
  settings: AppSettings,
  work: (bridge: Bridge) => Promise<T>,
  options: BridgeOptions = {},
): Promise<T> {
  await using bridge = await openBridge(settings, { poolSize: 4, beginsOrganization: false, ...options })
  return await work(bridge)
}

/** An integration with what its lists are shown with. */
export type ChosenIntegration = Integration & {
  readonly flows: readonly Flow[]
  /** Of its flows: the shop's business time. */
  readonly timeZone: string
}

export async function allIntegrations(bridge: Bridge): Promise<ChosenIntegration[]> {
  const integrations = await listIntegrations(bridge.pool, bridge.organizationId)
  const flows = await listFlows(bridge.pool, bridge.organizationId)
  return integrations.map((integration) => {
    const own = flows.filter((flow) => flow.integrationId === integration.integrationId)
    return { ...integration, flows: own, timeZone: own.find(({ flow }) => flow === 'orders')?.timeZone ?? 'UTC' }
  })
}

/** The integration with this key, or the only one there is. */
export async function chooseIntegration(bridge: Bridge, key: string | undefined): Promise<ChosenIntegration> {
  const integrations = await allIntegrations(bridge)
  const keys = integrations.map((integration) => integration.key)
  const [first, second] = integrations
  if (first === undefined) throw nothingConfigured()
  if (key === undefined && second === undefined) return first
  const chosen = integrations.find((integration) => integration.key === key)
  if (chosen !== undefined) return chosen
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'INTEGRATION_UNKNOWN',
    message: key === undefined ? 'There are several integrations.' : `There is no integration "${key}".`,
    remedy: `Name one with --integration: ${keys.join(', ')}.`,
  })
}

export async function chooseConnections(bridge: Bridge, key: string | undefined): Promise<Connection[]> {
  const connections = await listConnections(bridge.pool, bridge.sealer, bridge.organizationId)
  if (connections.length === 0) throw nothingConfigured()
  const chosen = key === undefined ? connections : connections.filter((connection) => connection.key === key)
  if (chosen.length > 0) return chosen
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CONNECTION_UNKNOWN',
    message: `There is no connection "${key}".`,
    remedy: `Name one of: ${connections.map((connection) => connection.key).join(', ')}.`,
  })
}

const nothingConfigured = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'NOTHING_CONFIGURED',
    message: 'Nothing is configured yet.',
    remedy:
      'Write a configuration with "tillbridge init", fill it in, and use it with "tillbridge apply tillbridge.yaml".',
  })
