import { describe, expect, test } from 'vitest'
import type { Context, HttpRequest } from '#contract/context'
import { systemClock } from '#lib/clock'
import { noWire } from '#testing/no-wire'
import { orderFromSnapshot } from './snapshot.ts'
import { orderRefunded } from './samples/order-refunded.ts'
import { settings as schema, type ShopifySettings } from './settings.ts'

const settings = schema.parse({ shop: 'nordlys', accessToken: 'x', timeZone: 'Europe/Stockholm' })
const bag = (shop: string, presentment: string) => ({
  shopMoney: { amount: shop },
  presentmentMoney: { amount: presentment },
})

/** What Shopify would answer about the sample's order. */
const FACTS = {
  updatedAt: '2026-11-21T07:30:00Z',
  edited: false,
  note: null,
  tags: ['B2C', 'vip'],
  email: 'ann@example.com',
  customAttributes: [{ key: 'gift', value: 'yes' }],
  displayFinancialStatus: 'PARTIALLY_REFUNDED',
  displayFulfillmentStatus: 'UNFULFILLED',
  returnStatus: 'NO_RETURN',
  shippingAddress: {
    firstName: 'Ann',
    lastName: 'Berg',
    address1: 'Storgatan 1',
    zip: '111 22',
    city: 'Stockholm',
    countryCodeV2: 'SE',
  },
  totalPriceSet: bag('407.2', '36.36'),
  currentTotalPriceSet: bag('228.1', '20.37'),
  totalOutstandingSet: bag('0.0', '0.0'),
  refunds: [{ id: 'gid://shopify/Refund/7001' }],
  transactions: [
    {
      id: 'gid://shopify/OrderTransaction/8801',
      kind: 'SALE',
      status: 'SUCCESS',
      gateway: 'shopify_payments',
      amountSet: bag('407.2', '36.36'),
      processedAt: '2026-11-20T09:00:00Z',
    },
    {
      id: 'gid://shopify/OrderTransaction/8802',
      kind: 'REFUND',
      status: 'SUCCESS',
      gateway: 'shopify_payments',
      amountSet: bag('179.1', '15.99'),
      processedAt: '2026-11-21T07:30:00Z',
      parentTransaction: { id: 'gid://shopify/OrderTransaction/8801' },
    },
  ],
}

function read(body: Readonly<Record<string, unknown>>, facts: Readonly<Record<string, unknown>> | null) {
  const sent: HttpRequest[] = []
  const answer = JSON.stringify({ data: { order: facts } })
  const context: Context<ShopifySettings> = {
    settings,
    clock: systemClock,
    signal: new AbortController().signal,
    wire: noWire,
    http: {
      send(request) {
        sent.push(request)
        return Promise.resolve({ status: 200, headers: {}, text: answer, json: () => JSON.parse(answer) as unknown })
      },
    },
  }
  const snapshot = { topic: orderRefunded.topic, body, updatedAt: '2026-11-21T07:30:00.000Z' }
  return { order: orderFromSnapshot(context, '5501', snapshot), sent }
}

test('a body and the few facts that it lacks make the whole order', async () => {
  const { order, sent } = read(orderRefunded.body, FACTS)
  expect(await order).toMatchObject({
    payments: [
      { externalId: '8801', amount: { shop: '407.2', presentment: '36.36' } },
      { externalId: '8802', kind: 'refund' },
    ],
    refunds: [{ payments: [{ externalId: '8802', amount: { shop: '179.1', presentment: '15.99' } }] }],
    totals: { outstanding: { shop: '0', presentment: '0' } },
  })
  expect(sent.map((request) => request.cost)).toEqual([4])
})

test('an order of a company brings its names, its VAT number and its terms', async () => {
  const purchasingEntity = {
    __typename: 'PurchasingCompany',
    company: { id: 'gid://shopify/Company/31', name: 'Nordlys AB', externalId: 'C-10' },
    location: {
      id: 'gid://shopify/CompanyLocation/32',
      name: 'Kiruna',
      taxSettings: { taxRegistrationId: 'SE556677889901' },
    },
  }
  const paymentTerms = {
    paymentTermsName: 'Net 30',
    paymentSchedules: { nodes: [{ dueAt: '2026-12-20T23:30:00Z' }] },
  }
  const body = {
    ...orderRefunded.body,
    company: { id: 31, location_id: 32 },
    payment_terms: { payment_terms_name: 'Net 30' },
  }
  const { order, sent } = read(body, { ...FACTS, purchasingEntity, paymentTerms })
  expect(await order).toMatchObject({
    company: {
      externalId: '31',
      name: 'Nordlys AB',
      customerNumber: 'C-10',
      locationExternalId: '32',
      locationName: 'Kiruna',
      vatNumber: 'SE556677889901',
    },
    // Half past midnight in Stockholm.
    paymentTerms: { name: 'Net 30', dueAt: '2026-12-21' },
  })
  expect(sent).toHaveLength(1)
})

test('a refunded order with two rates on one line is read whole: a body tells the refunded tax in one sum', async () => {
  const lines = orderRefunded.body.line_items as readonly { readonly tax_lines: readonly object[] }[]
  const twice = lines.map((line) => ({ ...line, tax_lines: [...line.tax_lines, ...line.tax_lines] }))
  const body = { ...orderRefunded.body, line_items: twice }
  const { order, sent } = read(body, FACTS)
  expect(await order).toBeNull()
  expect(sent).toEqual([])
})

describe('a body is not trusted', () => {
  test.each([
    ['the order is gone', null],
    ['the stamp moved on', { ...FACTS, updatedAt: '2026-11-21T07:30:01Z' }],
    ['goods came back', { ...FACTS, returnStatus: 'IN_PROGRESS' }],
    ['it was edited in a second that others share', { ...FACTS, edited: true }],
    ['the total differs', { ...FACTS, currentTotalPriceSet: bag('228.0', '20.37') }],
    ['another refund is there', { ...FACTS, refunds: [...FACTS.refunds, { id: 'gid://shopify/Refund/7002' }] }],
    ['it was sent', { ...FACTS, displayFulfillmentStatus: 'FULFILLED' }],
    ['it was cancelled', { ...FACTS, cancelledAt: '2026-11-21T07:30:00Z' }],
    ['it goes to another country', { ...FACTS, shippingAddress: { ...FACTS.shippingAddress, countryCodeV2: 'NO' } }],
    ['a tag was added', { ...FACTS, tags: ['B2C', 'vip', 'new'] }],
  ])('when %s', async (_, facts) => {
    expect(await read(orderRefunded.body, facts).order).toBeNull()
  })
})
