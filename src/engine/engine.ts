import { EventEmitter } from 'node:events'
import type { Pool } from 'pg'
import type { CheckResult, Finding } from '#contract/check'
import type { ConnectorRegistry } from '#contract/connector'
import type { Choice, ChoiceList } from '#contract/target'
import type { SubscriptionFinding, Webhooks } from '#contract/webhooks'
import { type Connection, CREDENTIAL_PAUSES, resumeConnection } from '#database/connections'
import type { Settlement } from '#database/settle'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Sealer } from '#lib/secrets'
import { connections as createConnections, type RunScope } from './connections.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { integrations as createIntegrations } from './integrations.ts'
import { compareLedger, type ComparedDay, type LedgerRequest } from './ledger.ts'
import { preview, type Preview, type PreviewRequest } from './preview.ts'
import type { EngineServices } from './services.ts'
import { sweep, type SweepRequest, type SweepResult } from './sweep.ts'
import { createWake } from './wake.ts'
import { startWorker, type Worker, type WorkerOptions } from './worker.ts'

export interface EngineOptions {
  readonly pool: Pool
  readonly sealer: Sealer
  readonly clock: Clock
  readonly log: Log
  readonly connectors: ConnectorRegistry
  /** Whether this process must hear of work that other processes raise (workers do). */
  readonly listen?: boolean
  readonly random?: () => number
  /** `false` for a copy of another installation: it may look and must not touch. Default `true`. */
  readonly mayWrite?: boolean
}

/** Everything that Tillbridge does with records, in one process. Knows the contract, never a vendor. */
export interface Engine extends AsyncDisposable {
  readonly services: EngineServices
  readonly inbox: Inbox
  check(connection: Connection): Promise<CheckResult>
  prepare(connection: Connection): Promise<readonly Finding[]>
  choices(connection: Connection, list: ChoiceList): Promise<readonly Choice[]>
  /** Registers and repairs the webhooks of a connection. `publicUrl` is where the vendor reaches this installation. */
  subscribe(connection: Connection, publicUrl: string): Promise<readonly SubscriptionFinding[]>
  preview(request: PreviewRequest): Promise<Preview>
  sweep(request: SweepRequest): Promise<SweepResult>
  /** The store's counts per day beside ours. */
  ledger(request: LedgerRequest): Promise<readonly ComparedDay[]>
  startWorker(options?: Partial<Pick<WorkerOptions, 'concurrency' | 'leaseSeconds'>>): Worker
  /** Runs of this process that have been committed. Answers how to stop listening. */
  onSettled(listener: (settlement: Settlement) => void): () => void
}

const DEFAULT_CONCURRENCY = 32

/** The path under which a connection's webhooks arrive. */
export const webhookPath = (connectionId: string): string => `/webhooks/${connectionId}`

export function createEngine(options: EngineOptions): Engine {
  const { pool, clock, log } = options
  const connections = createConnections(options)
  const services: EngineServices = {
    pool,
    clock,
    log,
    connections,
    integrations: createIntegrations(pool, clock),
    random: options.random ?? Math.random,
  }
  const wake = createWake({ pool, log, listen: options.listen ?? false })
  const settled = new EventEmitter<{ settled: [Settlement] }>()
  const contextOf = (connection: Connection) => connections.openLoaded(connection).context(scope())
  return {
    services,
    inbox: createInbox(pool, wake),
    async check(connection) {
      const { connector } = connections.openLoaded(connection)
      const result = await connector.check(contextOf(connection))
      const works = result.findings.every((finding) => finding.level !== 'error')
      if (works && CREDENTIAL_PAUSES.includes(connection.pauseCode ?? '')) {
        await resumeConnection(pool, connection.organizationId, connection.connectionId)
        wake.raise()
      }
      return result
    },
    async prepare(connection) {
      const { connector } = connections.openLoaded(connection)
      return (await connector.prepare?.(contextOf(connection))) ?? []
    },
    async choices(connection, list) {
      const { connector } = connections.openLoaded(connection)
      return (await connector.choices?.(contextOf(connection), list)) ?? []
    },
    async subscribe(connection, publicUrl) {
      const webhooks = connections.openLoaded(connection).connector.webhooks as Webhooks<never> | undefined
      if (webhooks === undefined) return []
      const url = `${publicUrl.replace(/\/+$/, '')}${webhookPath(connection.connectionId)}`
      return webhooks.subscribe(contextOf(connection), { url })
    },
    preview: (request) => preview(services, request),
    sweep: (request) => sweep(services, wake, request),
    ledger: (request) => compareLedger(services, request),
    startWorker: (worker = {}) =>
      startWorker(services, {
        concurrency: DEFAULT_CONCURRENCY,
        ...worker,
        wake,
        onSettled: (settlement) => settled.emit('settled', settlement),
      }),
    onSettled(listener) {
      settled.on('settled', listener)
      return () => settled.off('settled', listener)
    },
    async [Symbol.asyncDispose]() {
      await wake[Symbol.asyncDispose]()
      await connections[Symbol.asyncDispose]()
    },
  }
}

const scope = (): RunScope => ({ signal: new AbortController().signal, record() {}, beforeWrite() {} })
