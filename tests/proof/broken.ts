import { prove } from './prove.ts'
import type { Tally } from './tally.ts'

// Runs in a broken copy of the project: the proof until something shows, which is told in the last line.
const [orders = '100', seed = '1', first = '0'] = process.argv.slice(2)
const from = Number(first)

// What the planner holds because its own figures do not balance, or because its plan is against its own rules.
const OWN_FAULTS = ['ORDER_UNBALANCED', 'WITHOUT_A_NAME']

function shows(tally: Tally): string | null {
  const own = OWN_FAULTS.find((cause) => (tally.everHeldBy[cause] ?? 0) > 0)
  return tally.different[0] ?? tally.double[0] ?? (own === undefined ? null : `held: ${own}`)
}

const tally = await prove({
  seed: Number(seed),
  from,
  to: from + Number(orders),
  until: (tally) => shows(tally) !== null,
})
process.stdout.write(`${JSON.stringify({ noticed: shows(tally), orders: tally.orders })}\n`)
