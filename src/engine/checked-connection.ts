import type { ConnectorRegistry } from '#contract/connector'
import { connectorFor } from '#contract/connector-for'
import type { CheckResult, Finding } from '#contract/check'
import type { Connection } from '#database/connections'
import { asTillbridgeError } from '#lib/errors'
import { type ConnectionCalls, webhookAddress } from './connection-calls.ts'

export interface CheckedConnection extends Omit<CheckResult, 'account'> {
  /** `null` = it could not be asked. */
  readonly account: string | null
}

export interface ConnectionChecks {
  readonly engine: Pick<ConnectionCalls, 'check' | 'prepare' | 'subscribe'>
  readonly connectors: ConnectorRegistry
  /** Where this installation is reached; `null` = it is not. */
  readonly publicUrl: string | null
}

/** What one connection's check found; a connection that cannot be reached at all is a finding too. */
export async function checkedConnection(
  { engine }: Pick<ConnectionChecks, 'engine'>,
  connection: Connection,
): Promise<CheckedConnection> {
  try {
    return await engine.check(connection)
  } catch (error) {
    return { account: null, version: null, findings: [failed(error)] }
  }
}

/** Installs what a connection needs, then checks it. */
export async function preparedConnection(checks: ConnectionChecks, connection: Connection): Promise<CheckedConnection> {
  const made = [...(await installed(checks, connection)), ...(await subscribed(checks, connection))]
  const checked = await checkedConnection(checks, connection)
  return { ...checked, findings: [...made, ...checked.findings] }
}

/** Whether the system of a connection tells what changed there by webhooks. */
export function hasWebhooks(connectors: ConnectorRegistry, connection: Connection): boolean {
  const declared = connectors.get(connection.connector)
  return declared !== undefined && connectorFor(declared, connection.settings).webhooks !== undefined
}

async function installed({ engine }: ConnectionChecks, connection: Connection): Promise<readonly Finding[]> {
  try {
    return await engine.prepare(connection)
  } catch (error) {
    return [failed(error)]
  }
}

async function subscribed(
  { engine, connectors, publicUrl }: ConnectionChecks,
  connection: Connection,
): Promise<readonly Finding[]> {
  if (!hasWebhooks(connectors, connection)) return []
  if (publicUrl === null) return [NOT_REACHABLE]
  try {
    const found = await engine.subscribe(connection, publicUrl)
    const address: Finding = {
      level: 'ok',
      code: 'WEBHOOK_ADDRESS',
      message: `Deliveries arrive at ${webhookAddress(connection, publicUrl)}.`,
    }
    const topics = found.map(({ topic, state, message }): Finding => {
      if (state !== 'failed') return { level: 'ok', code: 'WEBHOOK', message: `Webhook ${topic}: ${message ?? state}.` }
      return {
        level: 'error',
        code: 'WEBHOOK_FAILED',
        message: `Webhook ${topic} could not be registered: ${message ?? 'no reason was given'}.`,
        remedy: 'Check the address under which this installation is reached, and the permissions of the app.',
      }
    })
    return [address, ...topics]
  } catch (error) {
    return [failed(error)]
  }
}

const NOT_REACHABLE: Finding = {
  level: 'warning',
  code: 'NO_PUBLIC_URL',
  message: 'No webhooks: nobody said under which address the store reaches this installation.',
  remedy:
    'Set TILLBRIDGE_PUBLIC_URL (or --public-url) for orders within seconds; without it they come with each sweep.',
}

function failed(error: unknown): Finding {
  const { code, message, remedy } = asTillbridgeError(error)
  return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
}
