import { afterEach, expect, test } from 'vitest'
import { type History, issued, PATIENCE_MS, startHistory } from '#engine/go-live.test-kit'
import { startProcess } from '#testing/own-process'

let history: History
afterEach(() => history[Symbol.asyncDispose]())

const DOCTYPES = ['Sales Order', 'Sales Invoice', 'Payment Entry'] as const
const counts = (): number[] => DOCTYPES.map((doctype) => issued(history, doctype).length)

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`it never came to that: ${counts().join(' ')}`)
    await history.running.bridge.clock.sleep(5)
  }
}

test(
  'an undo whose worker is killed half-way is brought to its end by another, with nothing left and nothing double',
  async () => {
    history = await startHistory({ start: { roles: ['web'] } })
    const { organizationId, integrationId } = history
    const { engine } = history.running.bridge
    for (let number = 0; number < 12; number += 1) history.placed(20)
    const range = { since: history.ago(30), until: history.ago(1) }
    await engine.backfill({ organizationId, integrationId, flow: 'orders', ...range })
    const first = await startProcess(history, 'worker')
    await until(() => counts().every((count) => count === 12))
    await history.settled()

    const scope = { kind: 'range', since: range.since.toISOString(), until: range.until.toISOString() } as const
    const undone = engine.undo({ organizationId, integrationId, scope }, { by: 'Ann' })
    await until(() => (counts()[2] ?? 12) < 9)
    await first.kill()
    expect(counts()[0]).toBeGreaterThan(0)
    // What its lease does when nobody renews it.
    await history.running.bridge.pool.query(
      "update tillbridge.transfers set lease_until = now() where state = 'running'",
    )
    const second = engine.startWorker()
    expect(await undone).toEqual({ undone: 12, open: [], left: 0 })
    expect(counts()).toEqual([0, 0, 0])
    await second.stop()
    expect(history.erp.documents('Sales Invoice')).toHaveLength(12)
    expect(await history.states()).toMatchObject({ skipped: 12 })
  },
  PATIENCE_MS,
)

test(
  'who stops an undo stops it behind the orders that are under way, and the same undo goes on with the rest',
  async () => {
    history = await startHistory({ policies: { documents: 'order', payments: false } })
    const { organizationId, integrationId } = history
    const { engine } = history.running.bridge
    // More than are begun at once.
    for (let number = 0; number < 45; number += 1) history.placed(20)
    const range = { since: history.ago(30), until: history.ago(1) }
    await engine.backfill({ organizationId, integrationId, flow: 'orders', ...range })
    await history.settled()
    const scope = { kind: 'range', since: range.since.toISOString(), until: range.until.toISOString() } as const
    const stop = new AbortController()
    const request = { organizationId, integrationId, scope }
    const onProgress = (): void => stop.abort()
    const { undone, left, open } = await engine.undo(request, { by: 'Ann', signal: stop.signal, onProgress })
    expect([undone + left, open]).toEqual([45, []])
    expect(left).toBeGreaterThan(0)
    expect(issued(history, 'Sales Order')).toHaveLength(left)
    expect(await engine.undo(request, { by: 'Ann' })).toEqual({ undone: left, open: [], left: 0 })
    expect(issued(history, 'Sales Order')).toHaveLength(0)
  },
  PATIENCE_MS,
)
