import type { Payout } from '#model/payout'
import { type AdyenContext, reportOf } from './client.ts'
import { payoutsOf } from './map.ts'

/** What is remembered of a batch between two looks: reports are not listed anywhere and may be large. */
export interface SeenBatch {
  readonly number: number
  readonly payouts: readonly Pick<Payout, 'externalId' | 'name' | 'createdAt' | 'updatedAt'>[]
}

interface Memory extends AsyncDisposable {
  newest: number | null
  readonly seen: Map<number, SeenBatch>
}

const open = (): Memory => ({ newest: null, seen: new Map(), [Symbol.asyncDispose]: async () => {} })

/** Whether numbers are ever left out is not documented: so many may be missing before a batch counts as the last. */
const LARGEST_GAP = 3

/** A batch as it was, or as it is read now; `null` when there is no report of it. */
export async function batch(context: AdyenContext, number: number): Promise<SeenBatch | null> {
  const { seen } = context.wire.kept(open)
  const known = seen.get(number)
  if (known !== undefined) return known
  const rows = number < context.settings.firstBatch ? null : await reportOf(context, number)
  if (rows === null) return null
  const payouts = payoutsOf(rows, number, context.settings).map(({ externalId, name, createdAt, updatedAt }) => ({
    externalId,
    name,
    createdAt,
    updatedAt,
  }))
  const found = { number, payouts }
  seen.set(number, found)
  return found
}

/** The next batch from `number` on that has a report, over a small gap; `null` when there is none. */
export async function nextBatch(context: AdyenContext, number: number): Promise<SeenBatch | null> {
  for (let step = 0; step <= LARGEST_GAP; step += 1) {
    const found = await batch(context, number + step)
    if (found !== null) return found
  }
  return null
}

/** The number of the newest batch, or `null` when there is none from `firstBatch` on. */
export async function newestBatch(context: AdyenContext): Promise<number | null> {
  const memory = context.wire.kept(open)
  let newest = memory.newest ?? (await searched(context))
  while (newest !== null) {
    const next = await nextBatch(context, newest + 1)
    if (next === null) break
    newest = next.number
  }
  memory.newest = newest
  return newest
}

/** A batch near the newest one: by steps that double, then by halves, so that few of many reports are read. */
async function searched(context: AdyenContext): Promise<number | null> {
  const first = await nextBatch(context, context.settings.firstBatch)
  if (first === null) return null
  let [there, step] = [first.number, 1]
  for (let next = await nextBatch(context, there + step); next !== null;) {
    there = next.number
    step *= 2
    next = await nextBatch(context, there + step)
  }
  for (; step > 1; step = Math.floor(step / 2)) {
    const half = await nextBatch(context, there + Math.floor(step / 2))
    if (half !== null) there = half.number
  }
  return there
}

/**
 * The stamp of a batch that has no report though earlier and later ones do, else `null`. It is that of the batch before, so that the report's own is
 * later once it is made.
 */
export async function stampOfMissing(context: AdyenContext, number: number): Promise<string | null> {
  const after = number < context.settings.firstBatch ? null : await nextBatch(context, number + 1)
  if (after === null) return null
  for (let step = 1; step <= LARGEST_GAP + 1; step += 1) {
    const [before] = (await batch(context, number - step))?.payouts ?? []
    if (before !== undefined) return before.updatedAt
  }
  // Reports were not made yet when it was closed.
  return null
}
