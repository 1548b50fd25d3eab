import { describe, expect, test } from 'vitest'
import { groupOf, hasCaptures, readCaptures } from './erpnext-captures.ts'
import { replay } from './erpnext-replay.ts'

const WANTED_SHARE = 0.99

/** Groups of exchanges that orders, stock, products, customers and shipments use; the others are measured, but not demanded. */
const USED = new Set(
  'auth version time single get method resource path v1 host company account cost warehouse tax item mode price currency fiscal customer territory uom country product address contact custom list count client so total si return pe je journal gl dn closed party http error rate maintenance monitor user sales stock bin webhook deleted batch serial bulk'.split(
    ' ',
  ),
)

describe.skipIf(!hasCaptures)(
  'the ERPNext sandbox answers as the real server did (needs the recorded exchanges beside the repository)',
  () => {
    test('ninety-nine of a hundred recorded exchanges come out the same', () => {
      const results = replay(readCaptures())
      const groups = new Map<string, { all: number; same: number }>()
      for (const { capture, differences } of results) {
        const count = groups.get(groupOf(capture)) ?? { all: 0, same: 0 }
        groups.set(groupOf(capture), { all: count.all + 1, same: count.same + (differences.length === 0 ? 1 : 0) })
      }
      const used = [...groups].filter(([group]) => USED.has(group)).map(([, count]) => count)
      const share = used.reduce((sum, one) => sum + one.same, 0) / used.reduce((sum, one) => sum + one.all, 0)
      const lines = [...groups].toSorted().map(([group, { all, same }]) => `${group} ${same}/${all}`)
      process.stdout.write(`ERPNext parity: ${(share * 100).toFixed(1)} % of the used groups. ${lines.join(', ')}\n`)
      expect(share).toBeGreaterThanOrEqual(WANTED_SHARE)
    })
  },
)
