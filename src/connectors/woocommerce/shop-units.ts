import { z } from 'zod'
import { asTillbridgeError } from '#lib/errors'
import type { Weight } from '#model/weight'
import { fetchOne, type WooContext } from './client.ts'

type Unit = Weight['unit']

const UNITS: Readonly<Record<string, Unit>> = { kg: 'kg', g: 'g', lbs: 'lb', oz: 'oz' }

// Whoever changes the unit of a shop has every weight to change; one that is minutes old does no harm.
const KEEP_MS = 10 * 60_000

interface Memory extends AsyncDisposable {
  last: { readonly unit: Unit | null; readonly readAt: number } | null
}

const open = (): Memory => ({ last: null, [Symbol.asyncDispose]: async () => {} })

/** The unit of the shop's weights, which are bare numbers; `null` = the key may not ask, and weights are not told. */
export async function weightUnit(context: WooContext): Promise<Unit | null> {
  const memory = context.wire.kept(open)
  const now = context.clock.now().getTime()
  if (memory.last !== null && now - memory.last.readAt < KEEP_MS) return memory.last.unit
  const unit = await readUnit(context)
  memory.last = { unit, readAt: now }
  return unit
}

async function readUnit(context: WooContext): Promise<Unit | null> {
  try {
    const route = '/wc/v3/settings/products/woocommerce_weight_unit'
    const { value } = await fetchOne(context, route, z.object({ value: z.string() }))
    return UNITS[value] ?? null
  } catch (error) {
    const { kind } = asTillbridgeError(error)
    if (kind === 'rejected' || kind === 'unauthorized') return null
    throw error
  }
}
