import { afterEach, expect, test } from 'vitest'
import { listTransfers } from '#database/transfers'
import { listBackfills } from '#database/backfills'
import { type History, issued, PATIENCE_MS, startHistory } from './go-live.test-kit.ts'

let history: History
afterEach(() => history[Symbol.asyncDispose]())

const range = ({ organizationId, integrationId, ago }: History, from: number, to: number) => ({
  organizationId,
  integrationId,
  flow: 'orders',
  since: ago(from),
  until: ago(to),
})

test(
  'a range is imported by when orders were placed, whatever changed later, and a second time raises nothing',
  async () => {
    history = await startHistory()
    const { engine } = history.running.bridge
    const before = history.placed(30)
    const inside = [history.placed(20), history.placed(16)]
    const edited = history.placed(12)
    history.placed(4)
    // Changed today: the search by stamps alone would find them outside of the range, or inside of it, wrongly.
    history.shop.update(edited.id, { note: 'call first' })
    history.shop.update(before.id, { note: 'call first' })

    const wanted = range(history, 24, 8)
    const first = await engine.backfill(wanted)
    expect(first).toMatchObject({ resumed: false, share: 1, backfill: { found: 3, raised: 0 } })
    await history.settled()
    const { queries } = history.running.bridge
    const transfers = await listTransfers(queries, history.organizationId, {})
    expect(transfers.map((one) => one.recordName).toSorted()).toEqual(
      [...inside, edited].map((one) => one.name).toSorted(),
    )
    expect(transfers.every((one) => one.state === 'synced' && one.lane === 1)).toBe(true)
    expect(issued(history, 'Sales Invoice')).toHaveLength(3)

    const second = await engine.backfill(wanted)
    expect(second.backfill).toMatchObject({ found: 0, raised: 0 })
    expect(second.backfill.backfillId).not.toBe(first.backfill.backfillId)
    await history.settled()
    expect(issued(history, 'Sales Invoice')).toHaveLength(3)
  },
  PATIENCE_MS,
)

test(
  'an import that breaks off goes on where it was',
  async () => {
    // Nobody books what is listed, so that nobody else reads the shop when the fault comes.
    history = await startHistory({ start: { roles: ['web'] } })
    const { engine, pool } = history.running.bridge
    for (let number = 0; number < 300; number += 1) history.placed(20 - number / 60)
    const wanted = range(history, 24, 1)
    // The second page of the list never arrives.
    let pages = 0
    const stop = new AbortController()
    const broken = await engine.backfill({
      ...wanted,
      signal: stop.signal,
      onProgress: ({ share }) => {
        pages += 1
        expect(share).toBeGreaterThan(0)
        expect(share).toBeLessThan(1)
        stop.abort()
      },
    })
    expect(pages).toBe(1)
    expect(broken.backfill.finishedAt).toBeNull()
    const listed = broken.backfill.found
    expect(listed).toBeLessThan(300)

    history.shop.faults.next('graphql.json', { kind: 'status', status: 500 }, 1)
    await expect(engine.backfill(wanted)).rejects.toMatchObject({ kind: 'transient' })
    const resumed = await engine.backfill(wanted)
    expect(resumed).toMatchObject({ resumed: true, share: 1, backfill: { found: 300, raised: 0 } })
    expect(await listBackfills(pool, history.organizationId, history.integrationId)).toHaveLength(1)
  },
  PATIENCE_MS,
)

test(
  'an empty range, and one that is turned round, are refused',
  async () => {
    history = await startHistory()
    const { engine } = history.running.bridge
    await expect(engine.backfill(range(history, 1, 2))).rejects.toMatchObject({ code: 'RANGE_EMPTY' })
  },
  PATIENCE_MS,
)

test(
  'an import of payouts brings in the payouts of the days, and not their orders',
  async () => {
    history = await startHistory({ flows: ['orders', 'payouts'] })
    const { engine, queries } = history.running.bridge
    history.placed(20)
    history.shop.payouts.run({ status: 'PAID' })
    const imported = await engine.backfill({ ...range(history, 48, -1), flow: 'payouts' })
    expect(imported.backfill).toMatchObject({ flow: 'payouts', found: 1 })
    const transfers = await listTransfers(queries, history.organizationId, {})
    expect(transfers).toMatchObject([{ flow: 'payouts', recordName: expect.stringMatching(/^Payout/) }])
  },
  PATIENCE_MS,
)
