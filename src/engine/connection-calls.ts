import type { CheckResult, Finding } from '#contract/check'
import type { Choice, ChoiceList } from '#contract/target'
import type { SubscriptionFinding, Webhooks } from '#contract/webhooks'
import { type Connection, CREDENTIAL_PAUSES, resumeConnection } from '#database/connections'
import { listFlows, listIntegrations } from '#database/integrations'
import type { Sql } from '#database/pool'
import { lookAtConnections } from './alarms/look.ts'
import type { RunScope } from './connections.ts'
import type { EngineServices } from './services.ts'
import type { Wake } from './wake.ts'

/** What is asked of a connection outside of any run: at set-up, from time to time, or by a person. */
export interface ConnectionCalls {
  check(connection: Connection): Promise<CheckResult>
  prepare(connection: Connection): Promise<readonly Finding[]>
  choices(connection: Connection, list: ChoiceList): Promise<readonly Choice[]>
  /** Registers and repairs the webhooks of a connection. `publicUrl` is where the vendor reaches this installation. */
  subscribe(connection: Connection, publicUrl: string): Promise<readonly SubscriptionFinding[]>
}

/** The flows that are switched on for a connection, in any integration that it is a part of. */
async function flowsOf(pool: Sql, { organizationId, connectionId }: Connection): Promise<string[]> {
  const integrations = await listIntegrations(pool, organizationId)
  const used = (await listFlows(pool, organizationId)).filter(({ integrationId, flow, enabled }) => {
    const of = integrations.find((one) => one.integrationId === integrationId)
    const isSide = of?.storeConnectionId === connectionId || of?.targetConnectionId === connectionId
    return enabled && (isSide || (flow === 'payouts' && of?.paymentConnectionIds.includes(connectionId) === true))
  })
  // One that is a part of nothing yet is looked at as if it were for orders.
  return used.length === 0 ? ['orders'] : [...new Set(used.map(({ flow }) => flow))]
}

/** Where the deliveries of a connection arrive. The path of `#server/webhooks/receive`. */
export const webhookAddress = ({ connectionId }: Pick<Connection, 'connectionId'>, publicUrl: string): string =>
  `${publicUrl.replace(/\/+$/, '')}/webhooks/${connectionId}`

const scope = (): RunScope => ({ signal: new AbortController().signal, record() {}, beforeWrite() {} })

export function connectionCalls(services: EngineServices, wake: Wake): ConnectionCalls {
  const { pool, connections } = services
  const open = (connection: Connection) => {
    const { connector, context } = connections.openLoaded(connection)
    return { connector, context: context(scope()) }
  }
  return {
    async check(connection) {
      const { connector, context } = open(connection)
      const result = await connector.check(context, { flows: await flowsOf(pool, connection) })
      const works = result.findings.every((finding) => finding.level !== 'error')
      if (works && CREDENTIAL_PAUSES.includes(connection.pauseCode ?? '')) {
        await resumeConnection(pool, connection.organizationId, connection.connectionId)
        connections.forget(connection.connectionId)
        wake.raise()
        await lookAtConnections(services, connection.organizationId)
      }
      return result
    },
    async prepare(connection) {
      const { connector, context } = open(connection)
      return (await connector.prepare?.(context)) ?? []
    },
    async choices(connection, list) {
      const { connector, context } = open(connection)
      return (await connector.choices?.(context, list)) ?? []
    },
    async subscribe(connection, publicUrl) {
      const { connector, context } = open(connection)
      const webhooks = connector.webhooks as Webhooks<never> | undefined
      if (webhooks === undefined) return []
      return webhooks.subscribe(context, { url: webhookAddress(connection, publicUrl) })
    },
  }
}
