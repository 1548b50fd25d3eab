import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { aLine, aPayment } from '#testing/an-order'
import { type Behaviour, fault, openToys, type Toys } from './engine.test-kit.ts'

let toys: Toys

beforeEach(async () => {
  toys = await openToys()
  await toys.database.pool.query(`update tillbridge.integrations set mappings = mappings || $1, policies = $2`, [
    { payments: [{ gateway: '*', mode: 'Card' }] },
    { documents: 'order-and-invoice', invoiceOn: 'created' },
  ])
})
afterEach(() => toys[Symbol.asyncDispose]())

const PAID = {
  lines: [aLine({ externalId: '1', sku: 'MUG', price: '10' })],
  payments: [aPayment('10')],
  placedAt: '2026-03-10T12:00:00Z',
}

/** The reference that the engine gave to each document, less the scope. */
const written = () => [...toys.books.documents.keys()].map((reference) => reference.split(':').slice(1).join(':'))

test('a write is given every party and every document that it names', async () => {
  toys.engine().startWorker()
  await toys.place('1', PAID)
  await toys.until('1', { state: 'synced' })
  const [order, invoice, payment] = [...toys.books.contexts.values()]
  const [customer] = toys.books.customers.values()
  const named = [order, invoice, payment].map((write) =>
    Object.entries(write?.documents ?? {}).map(([reference, { kind, externalId }]) => [reference, kind, externalId]),
  )
  const [orderReference, invoiceReference] = [...toys.books.documents.keys()]
  expect(named).toEqual([[], [[orderReference, 'sales-order', 'DOC-1']], [[invoiceReference, 'invoice', 'DOC-2']]])
  expect(Object.values(payment?.parties ?? {}).map(({ externalId }) => externalId)).toEqual([customer])
})

describe('books that are closed', () => {
  let closedUntil: string | null
  let asked: number
  const refuse: Behaviour = (commit, document) => {
    if (closedUntil !== null && document.date <= closedUntil) throw fault('rejected', { code: 'PERIOD_CLOSED' })
    return commit()
  }

  beforeEach(() => {
    closedUntil = '2026-03-31'
    asked = 0
    toys.books.behaviours.push(...Array.from({ length: 20 }, () => refuse))
    toys.books.closedUntil = () => {
      asked += 1
      return closedUntil
    }
  })

  test('are asked until when, once, and nothing is written twice', async () => {
    toys.engine().startWorker()
    await toys.place('1', PAID)
    await toys.until('1', { state: 'synced' })
    const documents = [...toys.books.documents.values()].map(({ document }) => document)
    expect(documents.map(({ date }) => date)).toEqual(['2026-04-01', '2026-04-01', '2026-04-01'])
    expect(documents[0]?.happenedOn).toBe('2026-03-10')
    // One refused write for the first order, and none for the next.
    expect({ creates: toys.books.creates, asked }).toEqual({ creates: 4, asked: 1 })
    await toys.place('2', PAID)
    await toys.until('2', { state: 'synced' })
    expect({ creates: toys.books.creates, asked }).toEqual({ creates: 7, asked: 1 })
  })

  test('hold an order where the rule says so, until they are open again', async () => {
    await toys.database.pool.query(`update tillbridge.integrations set policies = policies || $1`, [
      { closedPeriods: { dating: 'hold' } },
    ])
    toys.engine().startWorker()
    await toys.place('1', PAID)
    await toys.until('1', { state: 'attention', causeCode: 'PERIOD_CLOSED' })
    expect(written()).toEqual([])
    closedUntil = null
    await toys.place('1', { ...PAID, note: 'open again' })
    await toys.until('1', { state: 'synced' })
    expect(written()).toHaveLength(3)
  })
})
