import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bookByHand, type History, issued, PATIENCE_MS, startHistory } from '#engine/go-live.test-kit'
import { type Ended, startCli } from './child.ts'
import { runHere } from './run-here.ts'

let history: History
beforeAll(async () => {
  history = await startHistory({ start: { roles: ['web'] } })
}, PATIENCE_MS)
afterAll(() => history[Symbol.asyncDispose]())

function environment(): Record<string, string> {
  const { databaseUrl, dataFolder } = history.running.bridge.settings
  return { DATABASE_URL: databaseUrl ?? '', TILLBRIDGE_DATA: dataFolder, USER: 'ann' }
}
const cli = (...args: readonly string[]): Promise<Ended> => runHere(args, environment())

async function json<T>(...args: readonly string[]): Promise<T> {
  const { stdout, stderr, code } = await cli(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout) as T
}

const from = (hours: number): string[] => ['--from', history.ago(hours).toISOString()]

// One story, in the order in which a person goes through it.
describe('a merchant moves to Tillbridge', { timeout: PATIENCE_MS }, () => {
  test('shadow shows what would differ, also as a file, and writes nothing', async () => {
    const order = history.placed(3)
    bookByHand(history, order.name, { rate: 11, withoutPayment: true })
    const file = join(history.running.bridge.settings.dataFolder, 'shadow.csv')
    const { code, stdout } = await cli('shadow', 'acme', ...from(5), '--csv', file)
    expect(code).toBe(0)
    expect(stdout).toContain('total: 25 → 27.5')
    expect(stdout).toMatch(/1 order: 0 equal, 1 different, 2 missing, 0 extra, 0 held\. Nothing was written\./)
    const [head, ...lines] = (await readFile(file, 'utf8')).trim().split('\r\n')
    expect(head).toContain('order,kind,verdict,document')
    expect(lines).toHaveLength(3)
    expect(await json('shadow', ...from(5))).toMatchObject({ orders: 1, counts: { different: 1 } })
  })

  test('adopt shows what is there, waits for a decision, and takes it', async () => {
    const order = history.placed(3)
    const { invoice } = bookByHand(history, order.name)
    const shown = await cli('adopt', ...from(5))
    expect(shown.stdout).toContain('Doubtful: you decide')
    expect(shown.stdout).toContain('another amount')
    expect(shown.stdout).toContain('2 orders: 2 sure, 1 doubtful')
    const taken = await json<{ taken: number; doubtful: { externalId: string; recordName: string }[] }>(
      'adopt',
      ...from(5),
      '--yes',
    )
    expect(taken).toMatchObject({ taken: 2, released: 1, failed: [] })
    const [pair] = taken.doubtful
    const { stdout } = await cli('adopt', 'confirm', pair?.recordName ?? '', pair?.externalId ?? '', '--by', 'Ann')
    expect(stdout).toContain(`${pair?.externalId} belongs to ${pair?.recordName}`)
    expect(stdout).toContain('total 27.5 instead of 25 EUR')
    expect((await cli('adopt', 'reject', order.name)).stdout).toBe('Nothing is open for this order.\n')
    expect(await json('sync')).toMatchObject({ transfers: { synced: 1, attention: 1 } })
    expect(issued(history, 'Sales Invoice').map((one) => one['name'])).toContain(invoice)
    expect(issued(history, 'Sales Invoice')).toHaveLength(2)
  })

  test('import brings in a range and says how to take it back; again it raises nothing', async () => {
    const orders = [30, 28, 26].map((hours) => history.placed(hours))
    const range = [...from(40), '--to', history.ago(20).toISOString()]
    const imported = await json<{ run: string }>('import', 'acme', ...range)
    expect(imported).toMatchObject({
      resumed: false,
      complete: true,
      flow: 'orders',
      records: 3,
      found: 3,
      transfers: { synced: 3 },
    })
    const again = await cli('import', ...range)
    expect(again.stdout).toContain('3 orders of the range, 0 new, 0 changed')
    expect(again.stdout).toContain('tillbridge undo --run')
    expect((await cli('import', '--list')).stdout).toContain(imported.run)

    const preview = await cli('undo', '--run', imported.run)
    expect(preview.stdout).toContain('3 orders: 9 documents cancelled')
    expect(preview.stdout).toContain('Nothing was done yet')
    expect(issued(history, 'Sales Order')).toHaveLength(3)
    expect(await json('undo', '--run', imported.run, '--yes')).toEqual({ undone: 3, open: [], left: 0 })
    expect(issued(history, 'Sales Order')).toHaveLength(0)
    expect((await cli('undo', '--run', imported.run, '--yes')).stdout).toContain('0 orders undone')
    expect((await history.transfer(orders[0]?.name ?? '')).causeMessage).toMatch(/by ann\.$/)

    expect(await json('transfers', 'retry', '--cause', 'UNDONE')).toEqual({ retried: 3 })
    expect(await json('sync')).toMatchObject({ transfers: { synced: 4 } })
    expect(issued(history, 'Sales Order')).toHaveLength(3)
    expect(await json('undo', '--order', orders[0]?.name ?? '', '--yes', '--by', 'Bea')).toMatchObject({ undone: 1 })
  })

  test('an import that is killed goes on when the command is given again', async () => {
    for (let number = 0; number < 25; number += 1) history.placed(60 - number / 60)
    const range = [...from(70), '--to', history.ago(50).toISOString()]
    const before = issued(history, 'Sales Order').length
    const child = startCli(['import', ...range], environment())
    await until(() => issued(history, 'Sales Order').length > before + 5)
    await child.kill()
    // What half a minute does: nobody renews the leases of a process that is dead.
    await history.running.bridge.pool.query(
      "update tillbridge.transfers set lease_until = now() where state = 'running'",
    )
    const resumed = await json<{ records: number; transfers: { synced: number } }>('import', ...range)
    expect(resumed).toMatchObject({ complete: true, records: 25, transfers: { synced: 25, pending: 0, running: 0 } })
    expect(issued(history, 'Sales Order')).toHaveLength(before + 25)
  })

  test.each([
    [['undo'], 'name one of --from'],
    [['undo', '--order', '#1', '--run', 'x'], 'name one of --from'],
    [['import'], 'name the first day'],
    [['import', '--from', '2026-01-01', '--flow', 'inventory'], 'Allowed choices are orders, payouts'],
    [['adopt'], 'name the first day'],
    [['shadow'], '--from'],
  ])('%s is refused with a hint', async (args, hint) => {
    const { code, stderr } = await cli(...args)
    expect(code).toBe(2)
    expect(stderr).toContain(hint)
  })

  test('a range that is turned round, an import and a document that nobody knows are told with a remedy', async () => {
    expect((await cli('import', '--from', '2026-02-02', '--to', '2026-01-01')).stderr).toContain(
      'There is nothing from',
    )
    expect((await cli('import', '--from', '2026-01-01', '--flow', 'payouts')).stderr).toContain('Switch the flow on')
    expect((await cli('undo', '--run', 'nonsense')).stderr).toContain('import --list')
    expect((await cli('shadow', '--from', 'yesterday')).stderr).toContain('is no day')
    const turned = ['promote', 'acme', '--to', 'live', '--store', 'erp', '--target', 'shop', '--go-live-on', 'all']
    expect((await cli(...turned)).stderr).toContain('store: ERPNext has no orders to read.')
    expect((await cli('people', 'rename-organization', ' ')).stderr).toContain('1 to 100 characters')
  })
})

/** A condition, not a time: looked at every few milliseconds, for at most a minute. */
async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it never came to that')
    await history.running.bridge.clock.sleep(5)
  }
}
