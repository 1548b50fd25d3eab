import { expect, test } from 'vitest'
import { startStory } from '#testing/story'

test('a paid order becomes a sales order, an invoice and a payment, once and to the cent', async () => {
  await using story = await startStory()
  const order = story.shop.place({
    lines: [{ sku: 'MUG-1', title: 'Mug', quantity: 3, price: '19.99', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
    shipping: [{ title: 'Standard', price: '4.90', taxRates: [{ title: 'VAT', rate: '0.25' }] }],
    customer: { email: 'ann@example.com', firstName: 'Ann', lastName: 'Example' },
    payments: [{ gateway: 'shopify_payments' }],
  })
  await story.settled()
  expect(await story.transfer(order.name)).toMatchObject({ state: 'synced', causeMessage: null })
  const total = Number(story.shop.totals(order.id).total)
  const issued = (doctype: string) => story.erp.documents(doctype).filter((document) => document.docstatus === 1)
  expect(issued('Sales Order').map((document) => document['grand_total'])).toEqual([total])
  expect(issued('Sales Invoice').map((document) => [document['grand_total'], document['outstanding_amount']])).toEqual([
    [total, 0],
  ])
  expect(issued('Payment Entry').map((document) => document['paid_amount'])).toEqual([total])
})
