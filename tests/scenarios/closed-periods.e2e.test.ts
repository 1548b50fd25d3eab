import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStory, type Story } from '#testing/story'
import { aMug, booksOf, type Doc, faultsOf, figuresOf, lifeOf, line, type OrderLife, PATIENCE_MS } from './books.ts'

let story: Story

beforeAll(async () => {
  story = await startStory()
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

/** A month that the bookkeeper has closed for everything that moves money. */
const close = (month: string, lastDay: string) =>
  story.erp.insert({
    doctype: 'Accounting Period',
    period_name: month,
    company: 'Acme GmbH',
    start_date: `${month}-01`,
    end_date: lastDay,
    closed_documents: ['Sales Invoice', 'Payment Entry', 'Journal Entry'].map((document_type) => ({
      document_type,
      closed: 1,
    })),
  })

async function open({ name }: { readonly name: string }): Promise<void> {
  const { url, apiKey, apiSecret } = story.erp
  const headers = { authorization: `token ${apiKey}:${apiSecret}` }
  const answer = await fetch(`${url}/api/resource/Accounting%20Period/${encodeURIComponent(name)}`, {
    method: 'DELETE',
    headers,
  })
  if (!answer.ok) throw new Error(await answer.text())
}

const dates = (documents: readonly Doc[]) => figuresOf(documents, 'posting_date').flat()

/** Documents that the ERP refused. */
const refusals = () =>
  story.erp.traffic.filter(({ request, response }) => request.method === 'POST' && (response?.status ?? 0) >= 400)
    .length

test('scenario 23: where the rule says so, a closed period is the named cause, and nothing is dated otherwise', async () => {
  await story.configure({ policies: { closedPeriods: { dating: 'hold' } } })
  const closed = close('2025-10', '2025-10-31')
  const order = story.shop.place(aMug({ placedAt: '2025-10-30T23:50:00+01:00' }))
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'attention', causeCode: 'PERIOD_CLOSED' })
  expect(booksOf(story, order)).toMatchObject({ invoices: [], payments: [] })

  await open(closed)
  story.shop.update(order.id, { note: 'the period is open again' })
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced' })
})

async function inStep(order: { readonly name: string; readonly legacyId: string }): Promise<OrderLife> {
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(await faultsOf(story, order)).toEqual([])
  return lifeOf(story, order)
}

test('scenario 50: what happened in a closed period is dated on the first open day, says so, and is refused once for all orders', async () => {
  await story.configure({ policies: { closedPeriods: { dating: 'next-open-day' } } })
  close('2025-11', '2025-11-30')
  const before = refusals()
  const order = story.shop.place(aMug({ placedAt: '2025-11-28T12:00:00+01:00' }))
  const life = await inStep(order)
  expect(dates([...life.invoice, ...life.payment])).toEqual(['2025-12-01', '2025-12-01'])
  expect(refusals() - before).toBe(1)
  const written = (await story.story(order.name)).links
  expect(written.map(({ kind }) => kind)).toEqual(['sales-order', 'invoice', 'payment'])

  const next = story.shop.place(aMug({ placedAt: '2025-11-29T12:00:00+01:00' }))
  expect(dates((await inStep(next)).invoice)).toEqual(['2025-12-01'])
  expect(refusals() - before).toBe(1)
})

test('scenario 50: a refund in a month that was closed since is dated on the first open day, and the invoice stays in its month', async () => {
  const order = story.shop.place({
    ...aMug({ placedAt: '2025-12-10T12:00:00+01:00' }),
    lines: [line('MUG-1', 2, '12.50')],
  })
  const sold = await inStep(order)
  close('2025-12', '2025-12-31')
  story.shop.refund(order.id, {
    lines: [{ line: 0, quantity: 1, restockType: 'NO_RESTOCK' }],
    at: '2025-12-20T12:00:00+01:00',
  })
  const life = await inStep(order)
  expect(figuresOf(life.invoice, 'name', 'posting_date', 'grand_total')).toEqual(
    figuresOf(sold.invoice, 'name', 'posting_date', 'grand_total'),
  )
  expect(dates([...life['credit-note'], ...life['refund-payment']])).toEqual(['2026-01-01', '2026-01-01'])
})
