import type { ErpSandbox, PaidOut } from '#cli/sandboxes'
import { listTransfers } from '#database/transfers'
import { add, type Decimal, decimal, equals, negate, sum, ZERO } from '#lib/decimal'
import type { DemoWorld } from './world.ts'

/** What the payment provider sent to the bank, and what the general ledger of the ERP says of it; in the shop's currency. */
export interface PaydayFigures {
  /** Payments and refunds that were paid out together. */
  readonly movements: number
  readonly paidOut: Compared
  readonly fees: Compared
  /** What is left of all card payments on the account where they wait for the provider. */
  readonly leftToClear: Decimal
  readonly closed: boolean
  /** Why it waits for a person, as when an order in it does. */
  readonly held: string | null
}

export interface Compared {
  readonly provider: Decimal
  readonly erp: Decimal
}

const ACCOUNTS = { bank: 'Payout Clearing - NL', fees: 'Payment Fees - NL', clearing: 'Card Clearing - NL' } as const
const LOOK_EVERY_MS = 100
const PATIENCE_MS = 90_000

/** The provider pays out what came in; done when that is booked, held, or takes too long. `null` = nothing was paid by card. */
export async function payday(world: DemoWorld, signal: AbortSignal): Promise<PaydayFigures | null> {
  const payout = world.shop.payouts.run({ status: 'PAID' })
  if (payout === null) return null
  const { bridge } = world.running
  const { organizationId, engine, clock, queries } = bridge
  const { integrationId } = world.integration
  await engine.sweep({ organizationId, integrationId, flow: 'payouts', signal })
  const giveUpAt = performance.now() + PATIENCE_MS
  while (!signal.aborted && performance.now() < giveUpAt) {
    const [found] = await listTransfers(queries, organizationId, { integrationId, flow: 'payouts' })
    if (found?.state === 'synced') break
    if (found?.state === 'attention') return figuresOf(payout, world.erp, found.causeMessage)
    await clock.sleep(LOOK_EVERY_MS, signal)
  }
  return figuresOf(payout, world.erp)
}

function figuresOf(
  { net, rows }: PaidOut,
  erp: Pick<ErpSandbox, 'documents'>,
  held: string | null = null,
): PaydayFigures {
  const paidOut = { provider: net, erp: balanceOf(erp, ACCOUNTS.bank) }
  const fees = { provider: sum(rows.map(({ fee }) => fee)), erp: balanceOf(erp, ACCOUNTS.fees) }
  const leftToClear = balanceOf(erp, ACCOUNTS.clearing)
  const agree = [paidOut, fees].every(({ provider, erp: booked }) => equals(provider, booked))
  // The last row is the transfer to the bank itself.
  const movements = rows.filter(({ type }) => type !== 'TRANSFER').length
  return { movements, paidOut, fees, leftToClear, closed: agree && leftToClear === ZERO, held }
}

/** What an account holds: debit less credit. */
function balanceOf(erp: Pick<ErpSandbox, 'documents'>, account: string): Decimal {
  const entries = erp
    .documents('GL Entry')
    .filter((entry) => entry['account'] === account && Number(entry['is_cancelled'] ?? 0) === 0)
  const side = (name: 'debit' | 'credit'): Decimal => sum(entries.map((entry) => decimal(String(entry[name] ?? 0))))
  return add(side('debit'), negate(side('credit')))
}
