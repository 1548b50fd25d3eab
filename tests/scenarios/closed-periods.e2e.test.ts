import { afterAll, beforeAll, expect, test } from 'vitest'
import { startStory, type Story } from '#testing/story'
import { aMug, type Doc, faultsOf, figuresOf, lifeOf, type OrderLife, PATIENCE_MS } from './books.ts'

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

const dates = (documents: readonly Doc[]) => figuresOf(documents, 'posting_date').flat()

/** Documents that the ERP refused. */
const refusals = () =>
  story.erp.traffic.filter(({ request, response }) => request.method === 'POST' && (response?.status ?? 0) >= 400)
    .length

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
