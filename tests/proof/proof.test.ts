import { expect, test } from 'vitest'
import { PROFILES } from './draw.ts'
import { prove } from './prove.ts'

const SEED = 20_261_121
const ORDERS_PER_PROFILE = 60
const LIMIT_MS = 60_000

// The long form is `npm run proof -- --orders 100000`. A difference names the seed and the order to repeat it with.
test.each(PROFILES)(
  'whatever happens to an order, the books of a target like "%s" say what the shop says, once',
  async (profile) => {
    const tally = await prove({ seed: SEED, from: 0, to: ORDERS_PER_PROFILE, profile, readShare: 0.4 })
    expect({ different: tally.different, double: tally.double }).toEqual({ different: [], double: [] })
    expect(tally.everHeldBy).not.toHaveProperty('WITHOUT_A_NAME')
    expect(tally.documents).toBeGreaterThan(ORDERS_PER_PROFILE)
  },
  LIMIT_MS,
)

// Found by runs of 100,000: goods taken off between a shipment and its end; pieces whose money was given back before they were; a fee
// kept of goods so cheap that their tax is mostly rounding.
test.each([13_874, 20_086, 25_983, 27_186, 32_324, 37_610, 46_458, 74_188, 77_399])(
  'the life of order %i, whose books were once wrong, ends right',
  async (order) => {
    const tally = await prove({ seed: 2026, from: order, to: order + 1, profile: 'erpnext' })
    expect({ different: tally.different, double: tally.double }).toEqual({ different: [], double: [] })
  },
  LIMIT_MS,
)
