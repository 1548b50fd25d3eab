import type { Change } from '#contract/source'
import { TillbridgeError } from '#lib/errors'
import type { FlowName } from '#model/flows'
import { customersFlow } from './accounts/flow.ts'
import { bookOrderTransfer } from './book-order-transfer.ts'
import { bookPayout } from './book-payout.ts'
import { pricesFlow } from './catalog/prices-flow.ts'
import { productsFlow } from './catalog/products-flow.ts'
import { type ChangesRequest, storeChanges } from './changes.ts'
import { payoutChanges } from './payout-changes.ts'
import type { FlowRun } from './reconcile.ts'
import type { EngineServices } from './services.ts'
import { sweepStock } from './stock/stock-sweep.ts'
import { fulfillmentsFlow } from './shipments/flow.ts'
import type { SweepRequest, SweepResult } from './sweep.ts'
import type { Wake } from './wake.ts'

/** How records of one flow are found and brought in step. */
export interface FlowHandler {
  /** What changed in `[since, until)` without our hearing of it, in pages, oldest first; the keys are those of transfers. */
  changes(services: EngineServices, request: ChangesRequest): AsyncIterable<readonly Change[]>
  /**
   * Brings one record in step.
   *
   * @throws {TillbridgeError} what a person has to look at; whatever the systems answer.
   */
  run(run: FlowRun): Promise<void>
  /** In place of `changes`, for flows that raise no transfers. */
  readonly sweep?: (services: EngineServices, wake: Wake, request: SweepRequest) => Promise<SweepResult>
}

const HANDLERS: Readonly<Record<FlowName, FlowHandler>> = {
  orders: { changes: storeChanges, run: bookOrderTransfer },
  payouts: { changes: payoutChanges, run: bookPayout },
  inventory: { changes: nothing, run: nothingToRun, sweep: sweepStock },
  fulfillments: fulfillmentsFlow,
  customers: customersFlow,
  products: productsFlow,
  'price-lists': pricesFlow,
}

// Stock raises no transfers.
async function* nothing(): AsyncGenerator<readonly Change[]> {}
async function nothingToRun(): Promise<void> {}

/** @throws {TillbridgeError} `bug`, `FLOW_UNKNOWN`. */
export function flowOf(flow: string): FlowHandler {
  const handler = (HANDLERS as Readonly<Partial<Record<string, FlowHandler>>>)[flow]
  if (handler !== undefined) return handler
  throw new TillbridgeError({ kind: 'bug', code: 'FLOW_UNKNOWN', message: `Nothing moves the flow "${flow}".` })
}
