import { describe, expect, test } from 'vitest'
import { lineAmount, orderDifferences } from '#model/invariants'
import type { Order } from '#model/order'
import { orderOf } from './map-order.ts'
import { exampleOrder, exampleRefund, line } from './samples/order.ts'
import { settings } from './settings.ts'
import { order, refund } from './vendor.ts'

const shop = settings.parse({
  siteUrl: 'https://shop.example.test/butik/',
  consumerKey: 'ck_1',
  consumerSecret: 'cs_1',
  timeZone: 'Europe/Stockholm',
})

const mapped = (changes: object = {}, refunds: readonly object[] = []): Order =>
  orderOf(
    order.parse({ ...exampleOrder, ...changes }),
    refunds.map((one) => refund.parse({ ...exampleRefund, ...one })),
    shop,
  )

const sums = (value: Order) => ({
  differences: orderDifferences(value, 'shop'),
  total: value.totals.total.shop,
  current: value.totals.currentTotal.shop,
  currentTax: value.totals.currentTax.shop,
})

describe('an order', () => {
  test('has the prices that the shop shows, the discount on its line, and adds up', () => {
    const value = mapped()
    expect(sums(value)).toEqual({ differences: [], total: '323.7', current: '323.7', currentTax: '57.02' })
    const [mug, pen] = value.lines
    expect(mug).toMatchObject({
      unitPrice: { shop: '99.5' },
      discounts: [{ applicationIndex: 0, amount: { shop: '19.9' } }],
      taxes: [{ title: 'Moms 25%', ratePercent: '25', amount: { shop: '35.82' } }],
      variantExternalId: '7',
      attributes: [{ name: 'colour', value: 'Blue' }],
    })
    expect(pen?.unitPrice.shop).toBe('27.7')
    expect(value.discounts).toEqual([
      { index: 0, kind: 'code', title: 'mug10', target: 'lines', percent: '10', amount: null },
    ])
    expect(value.payments).toMatchObject([
      { kind: 'sale', gateway: 'stripe', providerReference: 'ch_3Q', amount: { shop: '323.7' } },
    ])
  })

  test('tells company, order number and visible fields of plug-ins from its meta fields', () => {
    expect(mapped()).toMatchObject({
      name: '2026-118',
      company: { externalId: 'vat-SE556677889901', name: 'Lind Keramik AB', vatNumber: 'SE556677889901' },
      purchaseOrderNumber: 'PO-77',
      attributes: [{ name: 'po_number', value: 'PO-77' }],
      customer: { externalId: null, email: 'maja@example.test' },
      timeZone: 'Europe/Stockholm',
    })
  })

  test('is of a company by its registration number too, and tells where it is handed over', () => {
    const value = mapped({
      meta_data: [
        { id: 1, key: '_billing_org_nr', value: '556677-8899' },
        { id: 2, key: '_pickup_point', value: { id: 4711, name: 'Visby C', open: null } },
        { id: 3, key: '_secret', value: 'x' },
      ],
      shipping_lines: exampleOrder.shipping_lines.map((one) => ({
        ...one,
        meta_data: [
          { id: 4, key: 'pickup_location', value: 'Visby' },
          { id: 5, key: 'Artiklar', value: 'Mug &times; 2' },
        ],
      })),
    })
    expect(value.company).toMatchObject({ externalId: 'number-5566778899', name: 'Lind Keramik AB', vatNumber: null })
    expect(value.attributes).toEqual([
      { name: '_billing_org_nr', value: '556677-8899' },
      { name: '_pickup_point.id', value: '4711' },
      { name: '_pickup_point.name', value: 'Visby C' },
      { name: 'pickup_location', value: 'Visby' },
    ])
  })

  test.each([
    [
      'the renewal of a subscription',
      { meta_data: [{ id: 1, key: '_subscription_renewal', value: '77' }] },
      'subscription',
    ],
    ['what a subscription made', { created_via: 'subscription' }, 'subscription'],
    ['the first order of a subscription', { created_via: 'checkout' }, 'web'],
    ['what the till sold', { created_via: 'pos-rest-api' }, 'pos'],
    ['what staff entered', { created_via: 'admin' }, 'draft'],
  ])('%s comes by its channel', (_what, changes, kind) => {
    expect(mapped(changes).channel.kind).toBe(kind)
  })

  test('a coupon that only a plug-in knows has no kind and no value, and the order adds up all the same', () => {
    const [coupon] = exampleOrder.coupon_lines
    const {
      discount_type: _kind,
      nominal_amount: _value,
      ...virtual
    } = { discount_type: '', nominal_amount: 0, ...coupon }
    const value = mapped({ coupon_lines: [{ ...virtual, code: 'points-120' }] })
    expect(sums(value).differences).toEqual([])
    expect(value.discounts).toMatchObject([{ title: 'points-120', percent: null, amount: '19.9' }])
  })

  test('a line that a coupon brought a unit below zero costs nothing, and what it gives back is nothing', () => {
    const gone = line({
      quantity: 7,
      subtotal: '2133.13',
      subtotal_tax: '0.00',
      total: '-0.01',
      total_tax: '0.00',
      taxes: [],
    })
    const of = [{ id: 2, key: '_refunded_item_id', value: '31' }]
    const back = { ...exampleRefund.line_items[0], meta_data: of, total: '0.01', total_tax: '0.00', taxes: [] }
    const value = mapped(
      {
        line_items: [gone],
        fee_lines: [],
        tax_lines: [],
        shipping_lines: [{ ...exampleOrder.shipping_lines[0], total: '99.00', total_tax: '0.00', taxes: [] }],
        discount_total: '2133.13',
        discount_tax: '0.00',
        total: '98.99',
        total_tax: '0.00',
      },
      [{ amount: '0.00', line_items: [{ ...back, quantity: -7 }], shipping_lines: [], fee_lines: [] }],
    )
    expect(sums(value).differences).toEqual([])
    expect(value.lines.map((one) => lineAmount(one, 'shop'))).toEqual(['0'])
    expect(value.fees).toMatchObject([{ title: 'Rounding', price: { shop: '-0.01' } }])
    expect(value.refunds[0]).toMatchObject({ lines: [{ quantity: '7', subtotal: { shop: '0' } }], adjustments: [] })
  })

  test('of a line that does not divide, one piece costs a little more and the rest is taken off', () => {
    const odd = line({
      quantity: 3,
      subtotal: '8.00',
      subtotal_tax: '2.00',
      total: '8.00',
      total_tax: '2.00',
      taxes: [],
    })
    const value = mapped({
      line_items: [odd],
      coupon_lines: [],
      fee_lines: [],
      shipping_lines: [],
      tax_lines: [],
      discount_total: '0.00',
      discount_tax: '0.00',
      total: '10.00',
      total_tax: '2.00',
    })
    expect(sums(value).differences).toEqual([])
    expect(value.lines[0]?.unitPrice.shop).toBe('3.333334')
  })

  test('where tax was rounded for the whole order, its lines carry the tax that was paid', () => {
    const cup = (id: number) =>
      line({
        id,
        quantity: 1,
        subtotal: '1.02',
        subtotal_tax: '0.26',
        total: '1.02',
        total_tax: '0.26',
        taxes: [{ id: 4, total: '0.255', subtotal: '0.255' }],
      })
    const value = mapped({
      prices_include_tax: false,
      line_items: [cup(1), cup(2), cup(3)],
      coupon_lines: [],
      fee_lines: [],
      shipping_lines: [],
      tax_lines: [{ ...exampleOrder.tax_lines[0], tax_total: '0.77', shipping_tax_total: '0.00' }],
      discount_total: '0.00',
      discount_tax: '0.00',
      total: '3.83',
      total_tax: '0.77',
    })
    expect(sums(value).differences).toEqual([])
    expect(value.lines.map(({ taxes }) => taxes[0]?.amount.shop)).toEqual(['0.25', '0.26', '0.26'])
    expect(value.fees).toEqual([])
  })

  test('a unit that no tax explains is a fee of its own, more than that is left for people', () => {
    const fee = { title: 'Rounding', price: { shop: '0.02' } }
    expect(mapped({ total: '323.72' }).fees).toMatchObject([{ title: 'Handling' }, fee])
    expect(sums(mapped({ total: '323.72' })).differences).toEqual([])
    expect(sums(mapped({ total: '333.70' })).differences).not.toEqual([])
  })
})

describe('what becomes of it', () => {
  const refunds = [{ id: 4100 }]

  test('a refund takes back what its rows say, and names the line', () => {
    const value = mapped({ refunds }, [{}])
    expect(value.refunds[0]).toMatchObject({
      note: 'Broken',
      lines: [
        { lineExternalId: '32', quantity: '1', subtotal: { shop: '27.7' }, tax: { shop: '2.97' }, restock: 'cancel' },
      ],
      adjustments: [],
      payments: [{ kind: 'refund', amount: { shop: '27.7' } }],
    })
    expect(sums(value)).toMatchObject({ differences: [], current: '296', currentTax: '54.05' })
    expect(value.lines[1]?.currentQuantity).toBe('2')
    expect(value.financialStatus).toBe('partially-refunded')
  })

  test('a row gives back no more than is left of its line, and its tax by rate', () => {
    const row = { ...exampleRefund.line_items[0], total: '-30.00', total_tax: '-3.60' }
    const value = mapped({ refunds }, [{ amount: '33.60', line_items: [row] }])
    const pens = value.refunds[0]
    const whole = value.lines[1]?.taxes[0]?.amount.shop ?? ''
    expect(Number(pens?.lines[0]?.tax.shop)).toBeLessThanOrEqual(Number(whole))
    const stated = { ...exampleRefund.line_items[0], taxes: [{ id: 5, total: '-2.9678', subtotal: '-2.9678' }] }
    expect(mapped({ refunds }, [{ line_items: [stated] }]).refunds[0]?.lines[0]?.taxes).toMatchObject([
      { title: 'Moms 12%', ratePercent: '12', amount: { shop: '2.97' } },
    ])
  })

  test('what was given without goods before a cancellation was given of what is called off', () => {
    const called = mapped({ refunds, status: 'cancelled' }, [{ amount: '50.00', line_items: [] }])
    expect(called.refunds.at(-1)?.adjustments).toMatchObject([{ reason: 'cancellation', amount: { shop: '50' } }])
  })

  test('a completed order whose money went back was sent all the same, one that was taken up again was not', () => {
    const completed = { date_completed_gmt: '2026-11-20T12:00:00' }
    const status = (name: string) => mapped({ ...completed, status: name }).fulfillments.map((one) => one.status)
    expect([status('completed'), status('refunded'), status('processing')]).toEqual([
      ['success'],
      ['success'],
      ['cancelled'],
    ])
  })

  test('a completed order of which nothing was left to send when it was completed once more was not sent', () => {
    const back = (id: string, quantity: number) => ({
      ...exampleRefund.line_items[0],
      meta_data: [{ id: 2, key: '_refunded_item_id', value: id }],
      quantity: -quantity,
    })
    const stated = { status: 'completed', refunds, date_completed_gmt: '2026-11-20T12:00:00' }
    const rest = mapped(stated, [{ date_created_gmt: '2026-11-20T11:00:00', line_items: [back('31', 1)] }])
    expect(rest.fulfillments).toMatchObject([{ status: 'success', lines: [{ quantity: '1' }, { quantity: '3' }] }])
    const rows = [back('31', 2), back('32', 3)]
    const none = mapped(stated, [{ date_created_gmt: '2026-11-20T11:00:00', line_items: rows }])
    expect(none.fulfillments).toMatchObject([{ externalId: '4021-completed', status: 'cancelled', lines: [] }])
  })

  test('an amount beyond the rows is an adjustment, also where there are no rows', () => {
    expect(mapped({ refunds }, [{ amount: '30.00' }]).refunds[0]?.adjustments).toMatchObject([
      { reason: 'refund_discrepancy', amount: { shop: '-2.3' } },
    ])
    const goodwill = mapped({ refunds }, [{ amount: '50.00', line_items: [] }])
    expect(goodwill.refunds[0]?.adjustments).toMatchObject([
      { reason: 'amount_without_lines', amount: { shop: '-50' }, tax: { shop: '0' } },
    ])
    expect(goodwill.totals.currentTotal.shop).toBe('323.7')
  })

  test('a refund of the whole rest without rows takes back all goods and taxes', () => {
    const value = mapped({ status: 'refunded', refunds }, [{ amount: '323.70', line_items: [] }])
    expect(value.refunds[0]?.lines.map(({ lineExternalId, quantity }) => [lineExternalId, quantity])).toEqual([
      ['31', '2'],
      ['32', '3'],
    ])
    expect(value.refunds[0]?.adjustments).toMatchObject([
      { reason: 'refunded_fee', amount: { shop: '-10' }, tax: { shop: '-2.5' } },
    ])
    expect(value).toMatchObject({ financialStatus: 'refunded' })
  })

  test.each([
    ['processing', {}, 'paid', 'unfulfilled', 0],
    ['processing', { date_paid_gmt: null, payment_method: 'cod', transaction_id: '' }, 'pending', 'unfulfilled', 0],
    ['on-hold', { date_paid_gmt: null }, 'authorized', 'unfulfilled', 0],
    ['on-hold', { date_paid_gmt: null, transaction_id: '' }, 'pending', 'unfulfilled', 0],
    ['failed', { date_paid_gmt: null, transaction_id: '' }, 'pending', 'unfulfilled', 0],
    ['completed', { date_completed_gmt: '2026-11-20T07:00:00' }, 'paid', 'fulfilled', 1],
    ['packing', {}, 'paid', 'unknown', 0],
    ['cancelled', { date_paid_gmt: null, transaction_id: '' }, 'voided', 'unknown', 0],
  ])('status %s with %j is %s and %s', (status, changes, financial, fulfillment, sent) => {
    const value = mapped({ status, ...changes })
    expect(value).toMatchObject({ financialStatus: financial, fulfillmentStatus: fulfillment })
    expect(value.fulfillments).toHaveLength(sent)
  })

  test('a cancelled or trashed order takes everything off, without money', () => {
    for (const status of ['cancelled', 'trash']) {
      const value = mapped({ status })
      expect(value.cancelledAt).toBe('2026-11-19T08:14:40.000Z')
      expect(value.lines.map(({ currentQuantity }) => currentQuantity)).toEqual(['0', '0'])
      expect(value.refunds).toMatchObject([{ externalId: '4021-cancelled', payments: [] }])
      expect(value.totals.currentTotal.shop).toBe('0')
    }
  })
})
