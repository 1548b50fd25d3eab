import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { connectorsInUse } from '#database/connections'
import type { Scheduler } from '#engine/scheduler'
import { startAlerts } from '#engine/alerts/alert-loop'
import { startScheduler } from '#engine/scheduler'
import type { Worker } from '#engine/worker'
import { TillbridgeError } from '#lib/errors'
import { createApp } from '#server/app'
import { addressOf } from './address.ts'
import { type Bridge, type BridgeOptions, openBridge } from './bridge.ts'
import type { AppSettings } from './settings.ts'
import { webParts } from './web-parts.ts'

export const ROLES = ['web', 'worker', 'scheduler'] as const
export type Role = (typeof ROLES)[number]

export interface StartOptions extends BridgeOptions {
  readonly roles?: readonly Role[]
  readonly concurrency?: number
  readonly leaseSeconds?: number
}

/** A running Tillbridge. */
export interface Running extends AsyncDisposable {
  readonly bridge: Bridge
  /** Where it listens, `null` without the role `web`. */
  readonly url: string | null
  /** Takes nothing new, lets what runs end, commits it, stops its database. */
  stop(): Promise<void>
}

/**
 * Starts Tillbridge in this process.
 *
 * @throws {TillbridgeError} `rejected` with a remedy when a port, the data folder or the database is not usable.
 */
export async function startTillbridge(settings: AppSettings, options: StartOptions = {}): Promise<Running> {
  const roles = options.roles ?? ROLES
  const bridge = await openBridge(settings, { ...options, worker: roles.includes('worker') })
  const stops: (() => Promise<unknown>)[] = [() => bridge.close()]
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each()
  }
  let url: string | null = null
  const address = (): string => addressOf(settings.publicUrl, url ?? `http://${settings.host}:${settings.port}`)
  try {
    // Whoever sends a delivery is not to wait for the code that reads it.
    for (const connector of await connectorsInUse(bridge.pool)) bridge.connectors.get(connector)
    if (bridge.guard === 'copy') {
      bridge.log.warn({}, 'this database is a copy: nothing runs until a person says: tillbridge confirm-live')
    }
    if (roles.includes('worker') && bridge.guard === 'live') {
      const worker = startWorkerOf(bridge, options)
      stops.push(() => worker.stop())
      const stock = bridge.engine.startStock()
      stops.push(() => stock.stop())
      const jobs = bridge.engine.startJobs()
      stops.push(() => jobs.stop())
      const alerts = startAlerts({ ...bridge, random: Math.random, address })
      stops.push(() => alerts.stop())
    }
    if (roles.includes('scheduler') && bridge.guard === 'live') {
      const scheduler = await schedulerOf(bridge)
      stops.push(() => scheduler.stop())
    }
    if (roles.includes('web')) {
      const { trustedProxies } = settings
      const parts = await webParts(bridge, address)
      const app = createApp({ ...bridge, inbox: bridge.engine.inbox }, parts, { trustedProxies })
      url = await listen(app, settings)
      stops.push(() => app.close())
    }
    return { bridge, url, stop, [Symbol.asyncDispose]: stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function startWorkerOf({ engine }: Bridge, { concurrency, leaseSeconds }: StartOptions): Worker {
  return engine.startWorker({
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(leaseSeconds === undefined ? {} : { leaseSeconds }),
  })
}

const schedulerOf = ({ engine, sealer, settings, organizationId, database }: Bridge): Promise<Scheduler> =>
  startScheduler({ engine, sealer, organizationId, database, publicUrl: settings.publicUrl })

async function listen(app: FastifyInstance, { host, port }: AppSettings): Promise<string> {
  try {
    await app.listen({ host, port })
  } catch (cause) {
    const code = (cause as { code?: string }).code
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'PORT_UNUSABLE',
      message: `Port ${port} on ${host} cannot be used: ${code === 'EADDRINUSE' ? 'another program is using it' : String(cause)}.`,
      remedy: 'Stop the other program, or choose another port with --port or TILLBRIDGE_PORT.',
      cause,
    })
  }
  const address = app.server.address() as AddressInfo
  return `http://${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`
}
