import { describe, expect, test } from 'vitest'
import type { Version } from '#sandboxes/odoo/orm/fields'
import { groupOf, hasCaptures, readCaptures } from './odoo-captures.ts'
import { replay, type Replayed } from './odoo-replay.ts'

/** The share of exchanges that came out the same; it may rise, never fall. */
const FLOORS: readonly (readonly [version: Version, protocol: 'rpc' | 'json2', share: number])[] = [
  [17, 'rpc', 0.805],
  [18, 'rpc', 0.838],
  [19, 'rpc', 0.83],
  [19, 'json2', 0.825],
]

interface Count {
  agree: number
  differ: number
  missing: number
}

function countOf(results: readonly Replayed[]): Map<string, Count> {
  const groups = new Map<string, Count>()
  for (const { capture, differences, notOffered } of results) {
    const count = groups.get(groupOf(capture)) ?? { agree: 0, differ: 0, missing: 0 }
    if (notOffered !== null) count.missing += 1
    else if (differences.length > 0) count.differ += 1
    else count.agree += 1
    groups.set(groupOf(capture), count)
  }
  return groups
}

function report(results: readonly Replayed[]): string {
  const groups = [...countOf(results)].map(
    ([group, { agree, differ, missing }]) => `${group} ${agree} agree, ${differ} differ, ${missing} not offered`,
  )
  const lacking = new Set(results.flatMap(({ notOffered }) => notOffered ?? []))
  const names = results.flatMap(({ capture, differences, notOffered }) =>
    differences.length > 0 && notOffered === null ? [capture.name.replace(/^\d\d-/, '')] : [],
  )
  return `${groups.join('; ')}. Not offered: ${[...lacking].join(', ')}. Differ: ${[...new Set(names)].join(', ')}.`
}

/** One line for each exchange that differs; asked for with `ODOO_PARITY=18`. */
const differing = (results: readonly Replayed[]): string =>
  results
    .filter(({ differences }) => differences.length > 0)
    .map(({ capture, exchange, differences, notOffered }) => {
      const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 160)
      const shown = differences
        .slice(0, 4)
        .map((one) => `${one.path} ${short(one.expected)}, here ${short(one.actual)}`)
      return `${capture.name}${exchange === capture ? '' : ' then'} ${notOffered ?? ''} ${shown.join(' | ')}\n`
    })
    .join('')

describe.skipIf(!hasCaptures)(
  'the Odoo sandbox answers as the real servers did (needs the recorded exchanges beside the repository)',
  () => {
    test.each(FLOORS)('version %i through %s', (version, protocol, floor) => {
      const results = replay(version, readCaptures(version, protocol))
      const agreeing = results.filter(({ differences }) => differences.length === 0)
      const share = agreeing.length / results.length
      const head = `Odoo ${version} ${protocol} parity: ${agreeing.length} of ${results.length} (${(share * 100).toFixed(1)} %)`
      process.stdout.write(`${head}. ${report(results)}\n`)
      if (process.env['ODOO_PARITY'] === String(version)) process.stdout.write(differing(results))
      expect(share).toBeGreaterThanOrEqual(floor)
    })
  },
)
