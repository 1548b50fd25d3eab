import { afterEach, beforeEach, expect, test } from 'vitest'
import { aLine } from '#testing/an-order'
import { decimal } from '#lib/decimal'
import { fault, openToys, type Toys } from './engine.test-kit.ts'

let toys: Toys

beforeEach(async () => {
  toys = await openToys()
  await toys.database.pool.query(`update tillbridge.integrations set policies = $1`, [
    { documents: 'order-and-invoice', invoiceOn: 'created' },
  ])
})
afterEach(() => toys[Symbol.asyncDispose]())

const mug = aLine({ externalId: '1', sku: 'MUG', price: '10' })
const CANCELLED = {
  lines: [{ ...mug, currentQuantity: decimal(0) }],
  cancelledAt: '2026-03-12T12:00:00Z',
  cancelReason: 'customer',
}

const links = async () =>
  (await toys.database.pool.query('select kind, state, closed, url from tillbridge.links order by position')).rows

/** Booked, then cancelled in the store. */
async function cancelled(): Promise<void> {
  toys.engine().startWorker()
  await toys.place('1', { lines: [mug], payments: [] })
  await toys.until('1', { state: 'synced' })
  expect(await links()).toMatchObject([{ kind: 'sales-order', closed: null }, { kind: 'invoice' }])
  await toys.place('1', { ...CANCELLED, payments: [] })
}

test('a close is kept with the link, and made once', async () => {
  await cancelled()
  await expect.poll(links).toMatchObject([
    { kind: 'sales-order', state: 'issued', closed: true },
    { kind: 'invoice', state: 'issued', closed: null },
    { kind: 'credit-note', closed: null },
    { kind: 'journal', closed: null },
  ])
  await toys.place('1', { ...CANCELLED, payments: [], note: 'nothing of this concerns the books' })
  await toys.until('1', { state: 'synced' })
  expect(toys.books.closed).toEqual(['DOC-1'])
})

test('a close of which nobody knows whether it was made is asked for again', async () => {
  let failures = 0
  toys.books.onClose = () => {
    failures += 1
    if (failures === 1) throw fault('outcome-unknown')
  }
  await cancelled()
  await expect.poll(() => toys.books.closed, { timeout: 20_000 }).toEqual(['DOC-1'])
  await toys.until('1', { state: 'synced' })
  expect((await links()).map((link) => [link.kind, link.closed])).toEqual([
    ['sales-order', true],
    ['invoice', null],
    ['credit-note', null],
    ['journal', null],
  ])
})
