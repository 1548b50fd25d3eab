import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { request } from 'undici'
import { insertApiKey } from '#database/api-keys'
import { LARGE, startFilled } from './filled.ts'
import { type MadeRow, rowOf } from './million.ts'
import { processorClock } from './processor-clock.ts'

/**
 * Lists and searches of the API over a million transfers, through the server itself. Apart from the other measurements: it takes
 * minutes to fill the tables. `--transfers 100000` for a smaller look; `--data folder` keeps the tables there, and finds them the
 * next time; `--only name` measures a part.
 */
const { values } = parseArgs({
  options: {
    transfers: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '40' },
    data: { type: 'string' },
    only: { type: 'string', default: '' },
  },
})
const COUNT = Number(values.transfers)
const ROUNDS = Number(values.rounds)
// The same day for tables that are kept.
const NOW = Date.parse('2026-11-01T12:00:00Z')
const DAY_MS = 86_400_000
const say = (text: string): void => void process.stderr.write(`${text}\n`)

await using filled = await startFilled({ transfers: COUNT, data: values.data, now: NOW, say })
const { pool, organizationId } = filled

const key = { name: 'bench', role: 'owner', createdBy: 'bench', expiresAt: null, now: new Date() } as const
const { secret } = await insertApiKey(pool, organizationId, key)

type Query = Readonly<Record<string, string>>
const day = (ago: number): string => new Date(NOW - ago * DAY_MS).toISOString()
const of = (make: (row: MadeRow) => Query) => (round: number) =>
  make(rowOf(1 + ((round * 7_919_999) % COUNT), COUNT, NOW))
const always = (query: Query) => () => query

const LISTS: readonly (readonly [string, string, (round: number) => Query])[] = [
  ['list: newest', 'transfers', always({})],
  ['list: far behind', 'transfers', of((row) => ({ after: row.transferId }))],
  ['list: attention', 'transfers', always({ state: 'attention' })],
  ['list: attention, far behind', 'transfers', of((row) => ({ state: 'attention', after: row.transferId }))],
  ['list: held (none)', 'transfers', always({ state: 'held' })],
  ['list: a rare kind', 'transfers', always({ flow: 'payouts' })],
  ['list: one store, waiting', 'transfers', always({ integration: 'store-3', state: 'waiting' })],
  ['list: one cause', 'transfers', always({ cause: 'ITEM_UNKNOWN' })],
  [
    'list: one cause and subject',
    'transfers',
    of((row) => ({ cause: 'ITEM_UNKNOWN', subject: `item:SKU-${row.n % 400}` })),
  ],
  ['list: last 7 days', 'transfers', always({ since: day(7) })],
  [
    'list: a month, long ago',
    'transfers',
    of((row) => ({ since: row.at, until: new Date(Date.parse(row.at) + 30 * DAY_MS).toISOString() })),
  ],
  ['list: a month, attention', 'transfers', always({ since: day(400), until: day(370), state: 'attention' })],
  ['list: a month, held (none)', 'transfers', always({ since: day(400), until: day(370), state: 'held' })],
  ['counts by state', 'transfers/counts', always({})],
  ['counts: one kind', 'transfers/counts', always({ flow: 'orders' })],
  ['counts: last 30 days', 'transfers/counts', always({ since: day(30) })],
  ['counts: last 90 days', 'transfers/counts', always({ since: day(90) })],
  ['counts: one cause', 'transfers/counts', always({ cause: 'ITEM_UNKNOWN' })],
  ['attention by cause', 'attention', always({})],
  ['search: order number', 'transfers', of((row) => ({ search: row.name }))],
  ['search: its first digits', 'transfers', of((row) => ({ search: row.name.slice(1, 5) }))],
  ['search: document number', 'transfers', of((row) => ({ search: row.document }))],
  ['search: end of a document number', 'transfers', of((row) => ({ search: row.document.slice(9) }))],
  ['search: e-mail', 'transfers', of((row) => ({ search: row.email }))],
  ['search: name', 'transfers', of((row) => ({ search: row.customer }))],
  ['search: last name, begun', 'transfers', of((row) => ({ search: (row.customer.split(' ')[1] ?? '').slice(0, 4) }))],
  ['search: SKU', 'transfers', of((row) => ({ search: row.sku }))],
  ['search: amount', 'transfers', of((row) => ({ search: row.total.replace('.', ',') }))],
  ['search: name and amount', 'transfers', of((row) => ({ search: `${row.customer} ${row.total}` }))],
  ['search: what everybody has', 'transfers', always({ search: 'acc' })],
  ['search: what many have', 'transfers', always({ search: 'gmail.com' })],
  [
    'search: what everybody has and a rare word',
    'transfers',
    of((row) => ({ search: `acc sinv gmail.com ${row.sku}` })),
  ],
  ['search: two common words nobody has both', 'transfers', always({ search: 'gmail.com hotmail.com' })],
  ['search: one letter', 'transfers', always({ search: 'a' })],
  ['search: nothing fits', 'transfers', always({ search: 'zzzz' })],
  ['search: name, attention', 'transfers', of((row) => ({ search: row.customer, state: 'attention' }))],
  ['search: name, a month', 'transfers', of((row) => ({ search: row.customer, since: day(400), until: day(370) }))],
  ['amount: exactly', 'transfers', of((row) => ({ amountFrom: row.total, amountTo: row.total }))],
  [
    'amount: a narrow range',
    'transfers',
    of((row) => ({ amountFrom: row.total, amountTo: (Number(row.total) + 30).toFixed(2) })),
  ],
  ['amount: a wide range, far behind', 'transfers', of((row) => ({ amountFrom: '1000', after: row.transferId }))],
  ['amount: above all', 'transfers', always({ amountFrom: '3000' })],
  [
    'amount: a narrow range, attention',
    'transfers',
    always({ amountFrom: '99', amountTo: '102,50', state: 'attention' }),
  ],
  [
    'amount: a narrow range, a month',
    'transfers',
    always({ amountFrom: '99', amountTo: '102', since: day(400), until: day(370) }),
  ],
  [
    'amount: and a name',
    'transfers',
    of((row) => ({ search: row.customer, amountFrom: row.total, amountTo: row.total })),
  ],
  ['payouts', 'payouts', always({})],
  ['payouts: search', 'payouts', of((row) => ({ search: row.name.slice(1) }))],
  ['stock', 'stock/levels', always({ integration: 'nordlys' })],
  ['stock: search', 'stock/levels', of((row) => ({ integration: 'nordlys', search: `sku-${row.n % 1000}` }))],
  ['stock: differing', 'stock/levels', always({ integration: 'nordlys', view: 'differing' })],
  ['audit', 'audit', always({})],
  ['audit: one actor', 'audit', always({ actor: 'p7' })],
  ['jobs', 'jobs', always({})],
]

/** One call. A caller that is asked to wait for having asked too much waits, and is measured afterwards. */
async function timed(
  name: string,
  url: string,
): Promise<{ body: { readonly items?: readonly unknown[] }; ms: number }> {
  const begun = performance.now()
  const answer = await request(url, { headers: { authorization: `Bearer ${secret}` } })
  const body = (await answer.body.json()) as { readonly items?: readonly unknown[] }
  if (answer.statusCode === 200) return { body, ms: performance.now() - begun }
  const seconds = Number(answer.headers['retry-after'])
  if (answer.statusCode !== 429 || !(seconds > 0))
    throw new Error(`${name}: ${answer.statusCode} ${JSON.stringify(body)}`)
  await sleep(seconds * 1000)
  return timed(name, url)
}

const rows: (readonly [string, number, number, number])[] = []
const clock = await processorClock(filled.processId, filled.postgresFolder)
for (const [name, path, queryOf] of LISTS.filter(([called]) => called.includes(values.only))) {
  const times: number[] = []
  let items = 0
  let busyFrom = 0
  for (let round = -3; round < ROUNDS; round += 1) {
    const url = `${filled.url}/api/v1/organizations/${LARGE}/${path}?${new URLSearchParams(queryOf(round + 3)).toString()}`
    if (round === 0) busyFrom = await clock()
    const { body, ms } = await timed(name, url)
    if (round >= 0) times.push(ms)
    items = body.items?.length ?? 0
  }
  const busy = ((await clock()) - busyFrom) / ROUNDS
  const sorted = times.toSorted((a, b) => a - b)
  const at = (part: number): number => sorted[Math.floor((sorted.length - 1) * part)] ?? 0
  rows.push([name, at(0.5), at(0.95), busy])
  say(
    `${name.padEnd(46)} p50 ${at(0.5).toFixed(1).padStart(7)} ms  p95 ${at(0.95).toFixed(1).padStart(7)} ms  ${items} items`,
  )
}
for (const [name, p50, p95, busy] of rows)
  process.stdout.write(`| ${name} | ${p50.toFixed(0)} / ${p95.toFixed(0)} ms | ${busy.toFixed(1)} ms |\n`)
