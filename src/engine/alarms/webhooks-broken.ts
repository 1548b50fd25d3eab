import type { SubscriptionFinding } from '#contract/webhooks'
import { clearAlarm, raiseAlarm } from '#database/alarms'
import { connectionActivity } from '#database/connection-activity'
import { type Connection, listConnections } from '#database/connections'
import type { Engine } from '#engine/engine'
import { asTillbridgeError } from '#lib/errors'
import type { Sealer } from '#lib/secrets'

const CODE = 'WEBHOOKS_BROKEN'
const MENDED = 'WEBHOOKS_MENDED'

interface Audit {
  readonly engine: Engine
  readonly sealer: Sealer
  readonly publicUrl: string
  readonly organizationId: string
}

/** A system drops subscriptions after failed deliveries, without a word: look on both sides, mend, and say so where it cannot be mended. */
export async function auditWebhooks(audit: Audit): Promise<void> {
  const { engine, sealer, organizationId } = audit
  const { pool, connections } = engine.services
  for (const connection of await listConnections(pool, sealer, organizationId)) {
    if (connection.pausedAt !== null) continue
    if (connections.openLoaded(connection).connector.webhooks === undefined) continue
    await auditOne(audit, connection)
  }
}

async function auditOne({ engine, publicUrl }: Audit, connection: Connection): Promise<void> {
  const { log, pool } = engine.services
  try {
    const findings = await engine.subscribe(connection, publicUrl)
    const mended = findings.filter(({ state }) => state === 'created' || state === 'repaired').map(({ topic }) => topic)
    // Of a connection that never told of anything they are set up for the first time.
    const hasTold = mended.length > 0 && (await connectionActivity(pool, connection)).lastDeliveryAt !== null
    if (hasTold) log.warn({ connection: connection.key, mended }, 'webhooks were missing and have been set up again')
    await tellMended(engine, connection, hasTold ? mended : [])
    await tell(
      engine,
      connection,
      findings.filter(({ state }) => state === 'failed'),
    )
  } catch (error) {
    const { kind, message } = asTillbridgeError(error)
    log.warn({ connection: connection.key, error: String(error) }, 'the webhooks could not be checked')
    // What passes by itself says nothing about the subscriptions; and refused credentials have an alarm of their own.
    if (kind === 'rejected') await tell(engine, connection, [{ topic: 'all', state: 'failed', message }])
  }
}

/** Stands until the next audit finds everything as it should be. */
async function tellMended(
  { services: { pool, clock } }: Engine,
  { organizationId, connectionId, key }: Connection,
  mended: readonly string[],
): Promise<void> {
  if (mended.length === 0) {
    await clearAlarm(pool, organizationId, { code: MENDED, subject: key }, clock.now())
    return
  }
  const found = {
    code: 'WEBHOOKS_MENDED',
    subject: key,
    integrationId: null,
    connectionId,
    severity: 'warning',
    message: `"${key}" had stopped telling of ${mended.join(', ')}; its webhooks have been set up again.`,
    remedy:
      'Nothing is lost: what was not told meanwhile is found by searching. Systems stop after some deliveries that were not answered, so see that the address for deliveries can be reached from the internet.',
    count: mended.length,
  } as const
  await raiseAlarm(pool, organizationId, found, clock.now())
}

async function tell(
  { services }: Engine,
  { organizationId, connectionId, key }: Connection,
  failed: readonly SubscriptionFinding[],
): Promise<void> {
  const { pool, clock } = services
  const [first] = failed
  if (first === undefined) {
    await clearAlarm(pool, organizationId, { code: CODE, subject: key }, clock.now())
    return
  }
  const found = {
    code: 'WEBHOOKS_BROKEN',
    subject: key,
    integrationId: null,
    connectionId,
    severity: 'warning',
    message: `"${key}" does not tell of ${failed.map(({ topic }) => topic).join(', ')}, and its webhooks could not be set up: ${first.message ?? 'no reason was given'}`,
    remedy:
      'Nothing is lost, but changes are found later, by searching. Give the connection the right to set up webhooks, or set them up by hand with the address that the connection shows.',
    count: failed.length,
  } as const
  await raiseAlarm(pool, organizationId, found, clock.now())
}
