import { EventEmitter } from 'node:events'
import type { Pool } from 'pg'
import type { ConnectorRegistry } from '#contract/connector'
import type { Settlement } from '#database/settle'
import type { DriftReport } from '#drift/difference'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import type { Sealer } from '#lib/secrets'
import { closedPeriods } from './closed-periods.ts'
import { type ConnectionCalls, connectionCalls } from './connection-calls.ts'
import { compareSides, type DriftRequest } from './drift/compare.ts'
import { connections as createConnections } from './connections.ts'
import { type GoLive, goLive } from './go-live.ts'
import type { ExportRequest } from './files/export.ts'
import type { ImportProgress, ImportRequest } from './files/import.ts'
import { createInbox, type Inbox } from './inbox.ts'
import { type JobLoop, startJobs } from './jobs/job-loop.ts'
import { integrations as createIntegrations } from './integrations.ts'
import { compareLedger, type ComparedDay, type LedgerRequest } from './ledger.ts'
import { coverage, type Coverage, type CoverageRequest } from './coverage/coverage.ts'
import { type FieldTrial, tryField, type TriedField } from './coverage/try-field.ts'
import { preview, type Preview, type PreviewRequest } from './preview.ts'
import { type PayoutPreview, previewPayout, type PayoutPreviewRequest } from './preview-payout.ts'
import type { EngineServices } from './services.ts'
import { type Preflight, preflight, type PreflightRequest } from './preflight/preflight.ts'
import { startStock, type StockLoop } from './stock/stock-loop.ts'
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
export interface Engine extends ConnectionCalls, GoLive, AsyncDisposable {
  readonly services: EngineServices
  readonly inbox: Inbox
  preview(request: PreviewRequest): Promise<Preview>
  /** What past orders would lack if they came now. */
  preflight(request: PreflightRequest): Promise<Preflight>
  /** What an expression for a field would make of an order. */
  tryField(trial: FieldTrial): Promise<TriedField>
  /** What becomes of every field of recent orders. */
  coverage(request: CoverageRequest): Promise<Coverage>
  previewPayout(request: PayoutPreviewRequest): Promise<PayoutPreview>
  sweep(request: SweepRequest): Promise<SweepResult>
  /** The store's counts per day beside ours. */
  ledger(request: LedgerRequest): Promise<readonly ComparedDay[]>
  /** Both sides beside each other, now; the report is kept. */
  drift(request: DriftRequest): Promise<DriftReport>
  /** Takes a CSV file row by row. */
  importFile(request: ImportRequest): Promise<ImportProgress>
  /** Writes a CSV file; answers how many rows it has. */
  exportFile(request: ExportRequest): Promise<number>
  startWorker(options?: Partial<Pick<WorkerOptions, 'concurrency' | 'leaseSeconds'>>): Worker
  /** Starts keeping stock in step in this process, where no other does. */
  startStock(): StockLoop
  /** Starts doing what people ask for that takes long, in this process. */
  startJobs(): JobLoop
  /** Runs of this process that have been committed. Answers how to stop listening. */
  onSettled(listener: (settlement: Settlement) => void): () => void
}

const DEFAULT_CONCURRENCY = 32

export function createEngine(options: EngineOptions): Engine {
  const { pool, clock, log } = options
  const connections = createConnections(options)
  const services: EngineServices = {
    pool,
    clock,
    log,
    connections,
    integrations: createIntegrations(pool, clock),
    closedPeriods: closedPeriods(clock),
    random: options.random ?? Math.random,
  }
  const wake = createWake({ pool, log, listen: options.listen ?? false })
  const settled = new EventEmitter<{ settled: [Settlement] }>()
  const engine: Engine = {
    services,
    inbox: createInbox(pool, wake),
    ...connectionCalls(services, wake),
    ...goLive(services, wake),
    preview: (request) => preview(services, request),
    preflight: (request) => preflight(services, request),
    tryField: (trial) => tryField(services, trial),
    coverage: (request) => coverage(services, request),
    previewPayout: (request) => previewPayout(services, request),
    sweep: (request) => sweep(services, wake, request),
    ledger: (request) => compareLedger(services, request),
    // Files come seldom, and take code of their own.
    importFile: async (request) => (await import('./files/import.ts')).importFile(services, wake, request),
    exportFile: async (request) => (await import('./files/export.ts')).exportFile(services, request),
    drift: (request) => compareSides(services, request),
    startWorker: (worker = {}) =>
      startWorker(services, {
        concurrency: DEFAULT_CONCURRENCY,
        ...worker,
        wake,
        onSettled: (settlement) => settled.emit('settled', settlement),
      }),
    startStock: () => startStock(services, wake),
    startJobs: () => startJobs(services, engine),
    onSettled(listener) {
      settled.on('settled', listener)
      return () => settled.off('settled', listener)
    },
    async [Symbol.asyncDispose]() {
      await wake[Symbol.asyncDispose]()
      await connections[Symbol.asyncDispose]()
    },
  }
  return engine
}
