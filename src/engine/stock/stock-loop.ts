import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { listStockFlows, setStockProblem, type StockFlowKey } from '#database/stock-flows'
import type { EngineServices } from '#engine/services'
import type { Wake } from '#engine/wake'
import { startStockRunner, type StockRunner, takeStockFlow } from './runner.ts'

export interface StockLoop {
  /** Takes nothing new, lets the call that runs end, gives the flows back. */
  stop(): Promise<void>
}

// A flow that was switched on, or whose process is gone, is found within this time.
const LOOK_EVERY_MS = 1_000

/** Keeps stock in step beside the worker: one runner for each integration whose lease this process gets. */
export function startStock(services: EngineServices, wake: Wake): StockLoop {
  const stopping = new AbortController()
  const runners = new Map<string, StockRunner>()
  const holder = `${hostname()}:${process.pid}:${randomUUID().slice(0, 8)}`
  const looking = look({ services, wake, stopping, runners, holder })
  return {
    async stop() {
      stopping.abort()
      for (const runner of runners.values()) runner.stop()
      await looking
      await Promise.all([...runners.values()].map((runner) => runner.ended))
    },
  }
}

interface Parts {
  readonly services: EngineServices
  readonly wake: Wake
  readonly stopping: AbortController
  readonly runners: Map<string, StockRunner>
  readonly holder: string
}

async function look(parts: Parts): Promise<void> {
  const { services, stopping } = parts
  while (!stopping.signal.aborted) {
    await follow(parts).catch((error: unknown) =>
      services.log.warn({ error: String(error) }, 'the stock flows could not be read'),
    )
    await services.clock.sleep(LOOK_EVERY_MS, stopping.signal)
  }
}

/** Starts what is new, ends what is gone. */
async function follow({ services, wake, stopping, runners, holder }: Parts): Promise<void> {
  const flows = await listStockFlows(services.pool)
  const wanted = new Set(flows.filter((flow) => !flow.isSecond).map((flow) => flow.integrationId))
  for (const [id, runner] of runners) if (!wanted.has(id)) runner.stop()
  for (const { isSecond, ...key } of flows) {
    if (stopping.signal.aborted) return
    if (isSecond) await refuseSecond(services, key, holder)
    else if (!runners.has(key.integrationId) && (await takeStockFlow(services, key, holder))) {
      const runner = startStockRunner(services, wake, key, holder)
      runners.set(key.integrationId, runner)
      void runner.ended.finally(() => runners.delete(key.integrationId))
    }
  }
}

/** Two targets that set the same figures would undo each other for ever. */
async function refuseSecond(services: EngineServices, key: StockFlowKey, holder: string): Promise<void> {
  if (!(await takeStockFlow(services, key, holder))) return
  await setStockProblem(services.pool, key, {
    code: 'STOCK_TWO_SOURCES',
    subject: null,
    message: 'Another integration of the same store sets its stock already.',
    remedy: 'Switch on the flow "inventory" in one integration of each store only.',
  })
}
