import { z } from 'zod'
import { type OdooContext, remembered } from './memory.ts'
import { pages } from './pages.ts'
import { text } from './records.ts'
import { stamp } from './stamps.ts'
import { REFERENCE } from './vendor.ts'

/** The references of orders that Odoo holds, as far as they were written lately. */
interface Known {
  readonly references: Set<string>
  /** When what was new was last asked for; 0 = never. */
  askedAt: number
  asking: Promise<void> | null
}

const SECONDS_10 = 10_000
const MINUTES_5 = 300_000
const DAYS_30 = 30 * 86_400_000

const knownOf = (context: OdooContext): Promise<Known> =>
  remembered<Known>(context, 'orders', async () => ({ references: new Set(), askedAt: 0, asking: null }))

/**
 * Whether Odoo may hold an order with this reference. Odoo has no field that refuses a second one, and a look for each order would
 * double the calls: so all references of the last thirty days are kept, and the new ones asked for every ten seconds. What this leaves
 * open is an order that another installation wrote in the last seconds.
 */
export async function mayHoldOrder(context: OdooContext, reference: string): Promise<boolean> {
  const known = await knownOf(context)
  const now = context.clock.now().getTime()
  if (now - known.askedAt >= SECONDS_10) known.asking ??= ask(context, known, now).finally(() => (known.asking = null))
  if (known.asking !== null) await known.asking
  return known.references.has(reference)
}

/** The reference was written, or nobody knows whether it was. */
export async function noteOrder(context: OdooContext, reference: string): Promise<void> {
  const known = await knownOf(context)
  known.references.add(reference)
}

const shape = z.object({ id: z.number(), [REFERENCE]: text })

async function ask(context: OdooContext, known: Known, now: number): Promise<void> {
  // A transaction that took long appears with the time at which it began.
  const since = known.askedAt === 0 ? now - DAYS_30 : known.askedAt - MINUTES_5
  const domain = [
    [REFERENCE, '!=', false],
    ['create_date', '>=', stamp(new Date(since))],
  ]
  for await (const page of pages(context, 'sale.order', shape, { domain }))
    for (const { [REFERENCE]: reference } of page) if (reference !== null) known.references.add(reference)
  known.askedAt = now
}
