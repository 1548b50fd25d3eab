import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { holdConnection } from '#database/connections'
import { heldDocuments } from '#database/links'
import type { Settlement } from '#database/settle'
import { claimTransfers, type ClaimedTransfer, expireLeases, renewLeases } from '#database/transfer-queue'
import { TillbridgeError } from '#lib/errors'
import type { HeldDocument } from '#model/held'
import type { Batcher } from './batcher.ts'
import { parties as createParties } from './parties.ts'
import { pauseRefused } from './pause.ts'
import { reconcile, type RunResult } from './reconcile.ts'
import type { EngineServices } from './services.ts'
import { settler } from './settler.ts'
import type { Wake } from './wake.ts'

export interface WorkerOptions {
  /** How many records this process works on at once. */
  readonly concurrency: number
  /** Default 30. A worker that is gone is replaced after this time. */
  readonly leaseSeconds?: number
  readonly wake: Wake
  onSettled?(settlement: Settlement): void
}

export interface Worker {
  readonly name: string
  /** Takes no more work, lets what runs end (at most `graceMs`), commits it. */
  stop(graceMs?: number): Promise<void>
}

const LARGEST_CLAIM = 64
const GATHER_MS = 6
const IDLE_MS = 500
const EXPIRE_EVERY_MS = 1_000
const DEFAULT_LEASE_SECONDS = 30
const DEFAULT_GRACE_MS = 10_000

interface Running {
  readonly claimed: ClaimedTransfer
  leaseUntil: number
  readonly abort: AbortController
}

interface Crew {
  readonly services: EngineServices
  readonly options: WorkerOptions
  readonly name: string
  readonly leaseSeconds: number
  readonly running: Map<string, Running>
  readonly stopping: AbortController
  readonly ended: AbortController
  readonly settle: Batcher<Settlement, void>
  readonly parties: ReturnType<typeof createParties>
  /** Wakes the claim loop, or keeps it from going to sleep when it is just looking for work. */
  wake: () => void
}

/** Starts claiming and running transfers in this process. */
export function startWorker(services: EngineServices, options: WorkerOptions): Worker {
  const ended = new AbortController()
  const name = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const crew: Crew = {
    services,
    options,
    name,
    leaseSeconds: options.leaseSeconds ?? DEFAULT_LEASE_SECONDS,
    running: new Map(),
    stopping: new AbortController(),
    ended,
    settle: settler(services, name, ended.signal),
    parties: createParties(services.pool),
    wake: () => {},
  }
  const loops = [claimLoop(crew), leaseLoop(crew), expiryLoop(crew)]
  return {
    name,
    async stop(graceMs = DEFAULT_GRACE_MS) {
      crew.stopping.abort()
      crew.wake()
      const deadline = services.clock.now().getTime() + graceMs
      while (crew.running.size > 0 && services.clock.now().getTime() < deadline) await services.clock.sleep(20)
      for (const { abort } of crew.running.values()) abort.abort()
      while (crew.running.size > 0 && services.clock.now().getTime() < deadline + graceMs)
        await services.clock.sleep(20)
      ended.abort()
      await Promise.all(loops)
    },
  }
}

async function claimLoop(crew: Crew): Promise<void> {
  const { services, options, stopping } = crew
  const off = options.wake.onWork(() => crew.wake())
  while (!stopping.signal.aborted) {
    // Before the claim: what is raised while it runs may have come too late for it, and is claimed by the next one.
    const woken = new AbortController()
    crew.wake = () => woken.abort()
    const free = Math.min(LARGEST_CLAIM, options.concurrency - crew.running.size)
    // Before the claim, not after it: our idea of the lease may only be shorter than the database's.
    const askedAt = services.clock.now().getTime()
    const claimed = free <= 0 ? [] : await claim(crew, free)
    if (claimed.length === 0) await idle(crew, woken.signal)
    else await startRuns(crew, claimed, askedAt)
    // While others run, a claim a moment later takes more at once; a single record is claimed without delay.
    if (crew.running.size > 1) await services.clock.sleep(GATHER_MS, stopping.signal)
  }
  off()
  services.log.debug({ worker: crew.name }, 'takes no more work')
}

async function claim(crew: Crew, limit: number): Promise<ClaimedTransfer[]> {
  try {
    return await claimTransfers(crew.services.pool, { worker: crew.name, limit, leaseSeconds: crew.leaseSeconds })
  } catch (error) {
    crew.services.log.warn({ error: String(error) }, 'the database does not answer; work waits')
    return []
  }
}

/** Until a record is raised, a place becomes free or half a second has passed. */
const idle = ({ services, stopping }: Crew, woken: AbortSignal): Promise<void> =>
  services.clock.sleep(IDLE_MS, AbortSignal.any([woken, stopping.signal]))

async function startRuns(crew: Crew, claimed: readonly ClaimedTransfer[], askedAt: number): Promise<void> {
  const leaseUntil = askedAt + crew.leaseSeconds * 1000
  const runs = claimed.map((transfer) => ({ claimed: transfer, leaseUntil, abort: new AbortController() }))
  for (const run of runs) crew.running.set(run.claimed.transferId, run)
  const held = await heldOf(crew, claimed)
  for (const run of runs) void runOne(crew, run, held?.get(run.claimed.transferId) ?? null)
}

async function heldOf(crew: Crew, claimed: readonly ClaimedTransfer[]): Promise<Map<string, HeldDocument[]> | null> {
  try {
    return await heldDocuments(crew.services.pool, claimed)
  } catch (error) {
    crew.services.log.warn({ error: String(error) }, 'links could not be read; the transfers run again')
    return null
  }
}

async function runOne(crew: Crew, run: Running, held: readonly HeldDocument[] | null): Promise<void> {
  const { claimed } = run
  try {
    // Without its links a run would not know what is booked already; its lease ends and it is claimed again.
    if (held === null) return
    const result = await reconcile(crew.services, crew.parties, {
      claimed,
      held,
      signal: run.abort.signal,
      beforeWrite: () => assertLease(crew, run),
    })
    // Before the slot is free, so that the next claim meets the pause; without it the run still has to be stored.
    await applyConnectionEffects(crew, claimed, result).catch((error: unknown) =>
      crew.services.log.warn({ error: String(error) }, 'a pause could not be stored'),
    )
    await crew.settle.add(result.settlement)
    crew.options.onSettled?.(result.settlement)
  } catch (error) {
    crew.services.log.warn({ transfer: claimed.transferId, error: String(error) }, 'a run ended without being stored')
  } finally {
    crew.running.delete(claimed.transferId)
    crew.wake()
  }
}

// A process that was frozen longer than its lease may not write: another one has the record now.
function assertLease(crew: Crew, run: Running): void {
  const now = crew.services.clock.now().getTime()
  if (now < run.leaseUntil && !run.abort.signal.aborted) return
  throw new TillbridgeError({
    kind: 'transient',
    code: 'LEASE_LOST',
    message: 'This run took too long and was handed to another worker.',
  })
}

async function applyConnectionEffects(crew: Crew, claimed: ClaimedTransfer, { pause, hold }: RunResult): Promise<void> {
  const { pool, connections } = crew.services
  if (hold !== null) {
    await holdConnection(pool, claimed.organizationId, hold.connectionId, hold.seconds)
    connections.forget(hold.connectionId)
  }
  if (pause === null) return
  await pauseRefused(crew.services, pause.connection.connection, pause.error)
}

async function leaseLoop(crew: Crew): Promise<void> {
  const { services, ended } = crew
  while (!ended.signal.aborted) {
    await services.clock.sleep((crew.leaseSeconds * 1000) / 3, ended.signal)
    const transfers = [...crew.running.values()].map((run) => run.claimed)
    if (transfers.length === 0 || ended.signal.aborted) continue
    await renew(crew, transfers).catch((error: unknown) =>
      services.log.warn({ error: String(error) }, 'leases could not be renewed'),
    )
  }
}

async function renew(crew: Crew, transfers: readonly ClaimedTransfer[]): Promise<void> {
  const asked = crew.services.clock.now().getTime()
  const { name: worker, leaseSeconds } = crew
  const kept = await renewLeases(crew.services.pool, { worker, transfers, leaseSeconds })
  for (const { transferId } of transfers) {
    const run = crew.running.get(transferId)
    if (run === undefined) continue
    if (kept.has(transferId)) run.leaseUntil = asked + leaseSeconds * 1000
    else run.abort.abort()
  }
}

async function expiryLoop(crew: Crew): Promise<void> {
  const { services, ended } = crew
  while (!ended.signal.aborted) {
    const expired = await expireLeases(services.pool).catch(() => 0)
    if (expired > 0) services.log.info({ expired }, 'took over the work of a process that is gone')
    await services.clock.sleep(EXPIRE_EVERY_MS, ended.signal)
  }
}
