import { plan } from '#books/plan'
import { policiesOf } from '#books/policies'
import { dateIn } from '#lib/clock'
import { randomLife } from '#sandboxes/shopify/random-life'
import { createDirectShop, TIME_ZONE } from '#testing/direct-shop'
import { LEDGER_PROFILES } from '#testing/ledger-profiles'
import { LedgerRefusal } from '#testing/ledger-refusal'
import { createLedger } from '#testing/ledger-target'
import { median } from './ingest.ts'

export interface PlanningResult {
  /** Planning one order at some moment of its life, with all that the target holds of it. */
  readonly planMedianMs: number
  readonly planP99Ms: number
  readonly plans: number
  /** Lives that ended at a write that the target refused; a person would have to look at them. */
  readonly refused: number
}

const POLICIES = policiesOf({ documents: 'order-and-invoice', stock: 'deliveries', homeCountry: 'SE' })
const WARM_UP_LIVES = 30

/** Random lives of orders, planned after each of their steps and carried out in memory; only planning is timed. */
export async function measurePlanning(lives: number): Promise<PlanningResult> {
  const shop = createDirectShop()
  const times: number[] = []
  let refused = 0
  for (let seed = 1; seed <= lives + WARM_UP_LIVES; seed += 1) {
    shop.open(seed)
    const ledger = createLedger(LEDGER_PROFILES.erpnext)
    for (const { orderId } of randomLife(shop.life, { seed, steps: 20, pass: shop.pass })) {
      const order = await shop.read(orderId.slice(orderId.lastIndexOf('/') + 1))
      const today = dateIn(TIME_ZONE, shop.now())
      const begun = performance.now()
      const { writes } = plan({
        order,
        policies: POLICIES,
        held: ledger.held(),
        scope: 'bench',
        capabilities: ledger.capabilities,
        today,
      })
      if (seed > WARM_UP_LIVES) times.push(performance.now() - begun)
      try {
        for (const write of writes) ledger.carryOut(write)
      } catch (error) {
        if (!(error instanceof LedgerRefusal)) throw error
        refused += 1
        break
      }
    }
  }
  const sorted = times.toSorted((a, b) => a - b)
  return {
    planMedianMs: median(times),
    planP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    plans: times.length,
    refused,
  }
}
