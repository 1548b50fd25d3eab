import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { LEDGER_PROFILES, type LedgerProfile } from '#testing/ledger-profiles'
import { prove, type ProveInput } from './prove.ts'
import { type PairName, PAIRS } from './stores.ts'
import { emptyTally, medianPlanMs, merge, type Tally } from './tally.ts'

const { values } = parseArgs({
  options: {
    orders: { type: 'string', default: '2000' },
    /** The first order of the seed, to go on where a run was ended. */
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1_000_000)) },
    /** The store in which orders live, and the target that holds their books. */
    pair: { type: 'string', default: 'shopify-erpnext' },
    /** Another target than the pair's, for all orders; `each` takes several in turn. */
    profile: { type: 'string' },
    /** Replays one order of the seed and tells everything. */
    order: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    /** Share of the steps after which the books are compared. */
    read: { type: 'string', default: '0.6' },
    json: { type: 'boolean', default: false },
  },
})
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const seed = Number(values.seed)
const pair = pairOf(values.pair)
const profile = profileOf(values.profile ?? PAIRS[pair].profile)
const SHOWN = 40

say(`${pair}, seed ${seed} (repeat with --seed ${seed}, one order with --order N)`)
const begun = performance.now()
const tally =
  values.order === undefined
    ? await everywhere(Number(values.from), Number(values.orders))
    : await replay(Number(values.order))
const seconds = (performance.now() - begun) / 1000
report(tally, seconds)
process.exitCode = tally.different.length + tally.double.length === 0 ? 0 : 1

function pairOf(name: string): PairName {
  if (name in PAIRS) return name as PairName
  throw new Error(`There is no pair ${name}; there are ${Object.keys(PAIRS).join(', ')}`)
}

function profileOf(name: string): LedgerProfile | undefined {
  if (name === 'each') return undefined
  if (name in LEDGER_PROFILES) return name as LedgerProfile
  throw new Error(`There is no profile ${name}; there are ${Object.keys(LEDGER_PROFILES).join(', ')}`)
}

function replay(order: number): Promise<Tally> {
  return prove({ pair, seed, from: order, to: order + 1, profile, readShare: Number(values.read), say })
}

/** So many orders from the first on, shared out over the cores. */
async function everywhere(first: number, orders: number): Promise<Tally> {
  const stride = Math.max(1, Math.min(Number(values.workers), orders))
  let done = 0
  let told = 0
  const parts = await Promise.all(
    Array.from({ length: stride }, (_, core) =>
      inWorker(
        { pair, seed, from: first + core, to: first + orders, stride, profile, readShare: Number(values.read) },
        (count) => {
          done += count
          if (done - told < 5000) return
          told = done
          say(`${done} orders, ${(done / ((performance.now() - begun) / 1000)).toFixed(0)}/s`)
        },
      ),
    ),
  )
  const tally = emptyTally()
  for (const part of parts) merge(tally, part)
  return tally
}

interface WorkerMessage {
  /** Done since the last message, with what was found in them. */
  readonly orders?: number
  readonly found?: number
  readonly example?: string
  /** The last message: what was counted in all. */
  readonly done?: Tally
}

function inWorker(input: ProveInput, progress: (orders: number) => void): Promise<Tally> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: input })
    worker.on('error', reject)
    worker.on('message', ({ orders, found = 0, example = '', done }: WorkerMessage) => {
      if (orders !== undefined) progress(orders)
      if (found > 0) say(`${found} differences, such as ${example}`)
      if (done !== undefined) resolve(done)
    })
  })
}

/** One example of each kind first, with how many there are of it; figures and ids make no kind. */
function tell(what: string, found: readonly string[]): void {
  const kinds = new Map<string, { readonly example: string; count: number }>()
  for (const example of found) {
    const kind = example
      .replace(/^[^:]*: /, '')
      .replace(/ \[.*$/, '')
      .replace(/^(CHANGED_AFTER_POSTING).*\((\w+ \w+) .*$/, '$1 $2')
      .replaceAll(/[\d.#/-]+/g, '#')
      .slice(0, 60)
    const known = kinds.get(kind)
    if (known === undefined) kinds.set(kind, { example, count: 1 })
    else known.count += 1
  }
  const sorted = [...kinds.values()].sort((a, b) => b.count - a.count)
  for (const { example, count } of sorted.slice(0, SHOWN)) say(`${what} (${count}): ${example}`)
  if (sorted.length > SHOWN) say(`… and ${sorted.length - SHOWN} more kinds`)
}

function report(tally: Tally, seconds: number): void {
  tell('different', tally.different)
  tell('double', tally.double)
  tell('held', tally.heldTexts)
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .sort(([, a], [, b]) => b - a)
      .map(([name, number]) => `${name} ${number}`)
      .join(', ') || 'none'
  say(`ended: ${counts(tally.outcomes)}; held by: ${counts(tally.heldBy)}; at some time: ${counts(tally.everHeldBy)}`)
  say(
    `${tally.documents} documents, ${tally.plans} plans (median ${medianPlanMs(tally).toFixed(2)} ms), ${tally.differentOrders} orders differ; ${seconds.toFixed(1)} s, ${(tally.orders / seconds).toFixed(1)} orders/s`,
  )
  const share = (part: number) => Number((part / Math.max(1, tally.orders)).toFixed(4))
  const figures = {
    orders: tally.orders,
    steps: tally.steps,
    different: tally.different.length,
    double: tally.double.length,
    heldShare: share(tally.held),
    automaticShare: share(tally.orders - tally.held),
  }
  process.stdout.write(
    values.json
      ? `${JSON.stringify(figures)}\n`
      : `${Object.entries(figures)
          .map(([name, value]) => `${name} ${value}`)
          .join(', ')}\n`,
  )
}
