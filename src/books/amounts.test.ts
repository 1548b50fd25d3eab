import { describe, expect, test } from 'vitest'
import { sum } from '#lib/decimal'
import { isSalesDocument, type PaymentDocument, type SalesDocument } from '#model/documents'
import type { Order } from '#model/order'
import { aLine, amountOf, anOrder, aPayment, aRemoval, aShipping, aTax } from '#testing/an-order'
import { bareOrder } from '#testing/arbitraries/bare-order'
import { plan } from './plan.ts'
import { policiesOf, type PoliciesInput } from './policies.ts'

/** The planned documents of an order that must be writable. */
function written(order: Order, input: PoliciesInput = {}) {
  const { outcome, reason, targets } = plan({ order, policies: policiesOf(input), held: [], scope: 'nordlys' })
  expect(reason).toBeNull()
  expect(outcome).toBe('write')
  const sale = targets.find((one): one is SalesDocument => isSalesDocument(one))
  if (sale === undefined) throw new Error('no sales document')
  return { sale, payments: targets.filter((one): one is PaymentDocument => !isSalesDocument(one)) }
}

const taxesOf = (sale: SalesDocument) =>
  Object.fromEntries(sale.taxes.map((tax) => [tax.key.ratePercent ?? 'none', tax.amount]))

const rowsOf = (sale: SalesDocument) => sale.rows.map(({ id, quantity, net, gross }) => [id, quantity, net, gross])

describe('prices and taxes', () => {
  test('scenario 13: tax-inclusive prices that do not divide evenly keep the store’s total, and nothing stays due', () => {
    const order = anOrder({
      lines: [aLine({ price: '33.33', quantity: 3, discount: '10', taxes: [aTax('25', '18')] })],
      payments: [aPayment('89.99')],
    })
    const { sale, payments } = written(order)
    expect(rowsOf(sale)).toEqual([['line:901', '3', '71.99', '89.99']])
    expect(sale.total).toBe('89.99')
    expect(sum(payments.map((payment) => payment.amount))).toBe(sale.total)
  })

  test('scenario 15: line, order and shipping discounts stand where the store put them', () => {
    const order = anOrder({
      discounts: [{ index: 0, kind: 'code', title: 'SPRING', target: 'lines', percent: null, amount: null }],
      lines: [
        aLine({ price: '100', discount: '25.01', taxes: [aTax('25', '15')] }),
        aLine({ externalId: '902', price: '50', taxes: [aTax('12', '5.36')] }),
      ],
      shippingLines: [aShipping({ price: '49', discount: '49', taxes: [aTax('25', '0')] })],
    })
    const inPrice = written(order).sale
    expect(rowsOf(inPrice)).toEqual([
      ['line:901', '1', '59.99', '74.99'],
      ['line:902', '1', '44.64', '50'],
      ['shipping:12', '1', '0', '0'],
    ])
    const inLines = written(order, { discounts: 'line' }).sale
    expect(rowsOf(inLines)).toEqual([
      ['line:901', '1', '80', '100'],
      ['line:901:discount', '1', '-20.01', '-25.01'],
      ['line:902', '1', '44.64', '50'],
      ['shipping:12', '1', '49', '49'],
      ['shipping:12:discount', '1', '-49', '-49'],
    ])
    expect(inLines.rows[1]?.title).toBe('SPRING')
    expect(taxesOf(inLines)).toEqual(taxesOf(inPrice))
    expect(inLines.total).toBe(inPrice.total)
    expect(inLines.taxes.map((tax) => tax.base)).toEqual(['44.64', '59.99'])
  })

  test('scenario 16: mixed rates with shipping split over two of them', () => {
    const order = anOrder({
      taxesIncluded: false,
      lines: [
        aLine({ price: '100', taxes: [aTax('25', '25')] }),
        aLine({ externalId: '902', price: '100', taxes: [aTax('12', '12')] }),
        aLine({ externalId: '903', price: '100', taxes: [aTax('6', '6')] }),
      ],
      shippingLines: [aShipping({ price: '40', taxes: [aTax('25', '5'), aTax('12', '2.4')] })],
    })
    const { sale } = written(order)
    expect(taxesOf(sale)).toEqual({ '6': '6', '12': '14.4', '25': '30' })
    expect(sale.total).toBe('390.4')
  })

  test('scenario 17: a rate is the one that the store states, however small the amounts', () => {
    const { sale } = written(anOrder({ lines: [aLine({ price: '0.11', taxes: [aTax('20.98', '0.02')] })] }))
    expect(sale.taxes).toMatchObject([{ key: { ratePercent: '20.98' }, amount: '0.02', base: '0.09' }])
  })

  test('scenario 18: a free gift keeps its line and quantity', () => {
    const gift = aLine({ externalId: '902', price: '0', quantity: 2, taxes: [aTax('25', '0')] })
    const { sale } = written(anOrder({ lines: [aLine({ price: '10', taxes: [aTax('25', '2')] }), gift] }))
    expect(rowsOf(sale)).toEqual([
      ['line:901', '1', '8', '10'],
      ['line:902', '2', '0', '0'],
    ])
  })

  test('scenario 19: between two products only the tip is a tip', () => {
    const order = anOrder({
      lines: [
        aLine({ price: '10' }),
        aLine({ externalId: '902', kind: 'tip', price: '2' }),
        aLine({ externalId: '903', price: '10' }),
      ],
    })
    expect(written(order).sale.rows.map((row) => row.role)).toEqual(['item', 'tip', 'item'])
  })

  test('scenario 20: a line whose product was deleted is booked like the others', () => {
    const deleted = { sku: null, productExternalId: null, variantExternalId: null }
    const order = anOrder({
      lines: [
        aLine({ price: '1' }),
        aLine({ externalId: '902', price: '2' }),
        aLine({ externalId: '903', price: '3', ...deleted }),
      ],
    })
    expect(written(order).sale.rows).toHaveLength(3)
  })

  test('delivery that an edit took off the order counts for nothing', () => {
    const removed = aShipping({ price: '5', removed: true, taxes: [aTax('25', '1')] })
    const order = anOrder({ lines: [aLine({ price: '10', taxes: [aTax('25', '2')] })], shippingLines: [removed] })
    expect(rowsOf(written(order).sale)).toEqual([['line:901', '1', '8', '10']])
  })

  test('goods sold at a till leave from there, unless the line says otherwise', () => {
    const channel = { kind: 'pos', name: 'pos', locationExternalId: '77' } as const
    const lines = [aLine({ price: '1' }), aLine({ externalId: '902', price: '1', locationExternalId: '78' })]
    const { sale } = written(anOrder({ channel, lines }))
    expect(sale.rows.map((row) => row.locationExternalId)).toEqual(['77', '78'])
  })

  test('taxes belong to where the goods go: the address, or the country of the till', () => {
    const country = (fields: Partial<Order>) =>
      written(anOrder({ lines: [aLine({ price: '10', taxes: [aTax('25', '2')] })], ...fields }), { homeCountry: 'SE' })
        .sale.taxes[0]?.key.country
    const dane = { ...bareOrder.shippingAddress, countryCode: 'DK' } as Order['billingAddress']
    const pos = { kind: 'pos', name: 'pos', locationExternalId: null } as const
    expect(country({ shippingAddress: dane })).toBe('DK')
    expect(country({ shippingAddress: null, billingAddress: dane })).toBe('DK')
    expect(country({ shippingAddress: null, billingAddress: dane, channel: pos })).toBe('SE')
    expect(country({ shippingAddress: null })).toBe('SE')
  })

  test('one variant on two lines at two prices stays two rows', () => {
    const order = anOrder({ lines: [aLine({ price: '10' }), aLine({ externalId: '902', price: '8' })] })
    expect(written(order).sale.rows.map((row) => row.gross)).toEqual(['10', '8'])
  })

  test('scenario 24: every amount is in the one chosen currency', () => {
    const order = anOrder({
      currencies: { shop: 'SEK', presentment: 'EUR' },
      lines: [aLine({ price: ['113.7', '10'], taxes: [aTax('25', ['22.74', '2'])] })],
      shippingLines: [aShipping({ price: ['56.85', '5'], taxes: [aTax('25', ['11.37', '1'])] })],
      payments: [aPayment(['170.55', '15'])],
    })
    const shop = written(order)
    expect([shop.sale.currency, shop.sale.total, shop.payments[0]?.amount]).toEqual(['SEK', '170.55', '170.55'])
    const buyer = written(order, { currency: 'presentment' })
    expect([buyer.sale.currency, buyer.sale.total, buyer.payments[0]?.amount]).toEqual(['EUR', '15', '15'])
    expect(buyer.payments[0]?.currency).toBe('EUR')
  })

  test('a tax that a marketplace owes keeps its own key', () => {
    const liable = aTax('25', '2', { channelLiable: true })
    const { sale } = written(anOrder({ lines: [aLine({ price: '10', taxes: [liable] })] }))
    expect(sale.taxes).toMatchObject([{ key: { channelLiable: true }, amount: '2' }])
  })

  test('goods sold without a stated tax say so in the taxes, tips and gift cards do not', () => {
    const cards = [
      aLine({ externalId: '902', kind: 'gift-card', price: '50' }),
      aLine({ externalId: '903', kind: 'tip', price: '5' }),
    ]
    expect(written(anOrder({ lines: cards })).sale.taxes).toEqual([])
    const { sale } = written(anOrder({ lines: [aLine({ price: '10' }), ...cards] }))
    expect(sale.taxes).toMatchObject([{ key: { country: 'SE', ratePercent: null }, amount: '0', base: '10' }])
  })

  test('duties that a price contains are booked apart from it', () => {
    const duties = [{ externalId: '41', amount: amountOf('3'), taxes: [] }]
    const included = anOrder({ dutiesIncluded: true, lines: [aLine({ price: '20', duties })] })
    expect(rowsOf(written(included).sale)).toEqual([
      ['line:901', '1', '17', '17'],
      ['duty:41', '1', '3', '3'],
    ])
    const added = anOrder({ lines: included.lines })
    expect(written(added).sale.total).toBe('23')
  })

  test('a negative fee is a discount', () => {
    const fee = { externalId: '31', title: 'Voucher', price: amountOf('-5'), taxes: [] }
    expect(written(anOrder({ lines: [aLine({ price: '20' })], fees: [fee] })).sale.rows[1]).toMatchObject({
      role: 'discount',
      gross: '-5',
    })
  })

  test('a rounding row takes up a small difference where the merchant allows it', () => {
    const order = anOrder({
      lines: [aLine({ price: '10' })],
      totals: { currentTotal: amountOf('10.01') },
    })
    const { sale } = written(order, { rounding: { maximum: '0.01' } })
    expect(sale.rows[1]).toMatchObject({ role: 'rounding', gross: '0.01', net: '0.01' })
    const strict = plan({ order, policies: policiesOf({ rounding: { maximum: 0.009 } }), held: [], scope: 's' })
    expect(strict.reason?.code).toBe('ORDER_UNBALANCED')
    expect(strict.reason?.message).toContain('the store says 10.01 SEK, its parts make 10.00 SEK')
  })
})

describe('what was taken off before it was booked', () => {
  test('scenario 26: a discounted line reduced in quantity keeps the discount that the store left on it', () => {
    const order = anOrder({
      lines: [aLine({ price: '100', quantity: 3, currentQuantity: 2, discount: '30', taxes: [aTax('25', '54')] })],
      refunds: [aRemoval({ id: '901', quantity: 1, subtotal: '90', tax: '18' })],
    })
    const { sale } = written(order, { discounts: 'line' })
    expect(sale.rows.map(({ quantity, gross }) => [quantity, gross])).toEqual([
      ['2', '200'],
      ['1', '-20'],
    ])
    expect([sale.total, sale.taxTotal]).toEqual(['180', '36'])
  })

  test('scenario 27: a line removed before the first write is absent', () => {
    const order = anOrder({
      lines: [
        aLine({ price: '10', taxes: [aTax('25', '2')] }),
        aLine({ externalId: '902', price: '20', currentQuantity: 0, taxes: [aTax('25', '4')] }),
      ],
      refunds: [aRemoval({ id: '902', quantity: 1, subtotal: '20', tax: '4' })],
    })
    expect(rowsOf(written(order).sale)).toEqual([['line:901', '1', '8', '10']])
  })

  test('a removal without any refund line takes its share, and the store’s total judges it', () => {
    const line = aLine({ price: '10', quantity: 3, currentQuantity: 2, taxes: [aTax('25', '6')] })
    const totals = (total: string, tax: string) => ({ currentTotal: amountOf(total), currentTax: amountOf(tax) })
    expect(rowsOf(written(anOrder({ lines: [line], totals: totals('20', '4') })).sale)).toEqual([
      ['line:901', '2', '16', '20'],
    ])
    const other = anOrder({ lines: [line], totals: totals('21', '4') })
    expect(plan({ order: other, policies: policiesOf(), held: [], scope: 's' }).reason?.code).toBe('ORDER_UNBALANCED')
  })

  test('the removed tax of a line with two rates is spread over both', () => {
    const order = anOrder({
      taxesIncluded: false,
      lines: [aLine({ price: '10', quantity: 2, currentQuantity: 1, taxes: [aTax('8', '1.6'), aTax('4.5', '0.9')] })],
      refunds: [aRemoval({ id: '901', quantity: 1, subtotal: '10', tax: '1.25' })],
    })
    expect(taxesOf(written(order).sale)).toEqual({ '8': '0.8', '4.5': '0.45' })
  })

  test('a duty that was taken off again takes its share of the tax with it', () => {
    const duties = [{ externalId: '41', amount: amountOf('8'), taxes: [aTax('25', '2')] }]
    const removal = aRemoval({ id: '901', quantity: 1, subtotal: '20', tax: '4' })
    const order = anOrder({
      taxesIncluded: false,
      lines: [aLine({ price: '20', quantity: 2, currentQuantity: 1, taxes: [aTax('25', '8')], duties })],
      refunds: [{ ...removal, duties: [{ dutyExternalId: '41', amount: amountOf('4') }] }],
      totals: { currentTotal: amountOf('29'), currentTax: amountOf('5') },
    })
    expect(rowsOf(written(order).sale)).toEqual([
      ['line:901', '1', '20', '24'],
      ['duty:41', '1', '4', '5'],
    ])
  })

  test('shipping that was taken off again is absent, and a part of it leaves the rest', () => {
    const shipping = (subtotal: string, tax: string) =>
      anOrder({
        lines: [aLine({ price: '10', taxes: [aTax('25', '2')] })],
        shippingLines: [aShipping({ price: '5', taxes: [aTax('25', '1')] })],
        refunds: [
          {
            ...aRemoval({ id: 'none', quantity: 0, subtotal: '0', tax: '0' }),
            shipping: [
              {
                shippingExternalId: null,
                subtotal: amountOf(subtotal),
                tax: amountOf(tax),
              },
            ],
          },
        ],
      })
    expect(rowsOf(written(shipping('5', '1')).sale)).toHaveLength(1)
    expect(rowsOf(written(shipping('2.5', '0.5'), { discounts: 'line' }).sale).slice(1)).toEqual([
      ['shipping:12', '1', '2', '2.5'],
    ])
  })
})

describe('payments', () => {
  const paidBy = (...payments: Order['payments']) => anOrder({ lines: [aLine({ price: '100' })], payments })

  test('scenario 22: gift card, card and store credit are three payments', () => {
    const order = paidBy(
      aPayment('30', { externalId: '1', gateway: 'gift_card' }),
      aPayment('50', { externalId: '2', gateway: 'shopify_payments' }),
      aPayment('20', { externalId: '3', gateway: 'shopify_store_credit' }),
    )
    const { payments } = written(order, { documents: 'invoice' })
    expect(
      payments.map((one) => [one.gateway, one.amount, one.allocations.map((part) => part.reference).join()]),
    ).toEqual([
      ['gift_card', '30', 'nordlys:invoice:5501'],
      ['shopify_payments', '50', 'nordlys:invoice:5501'],
      ['shopify_store_credit', '20', 'nordlys:invoice:5501'],
    ])
  })

  test('scenario 23: a payment of 31 December 23:50 in the store is booked on that day, whenever it is synced', () => {
    const order = paidBy(aPayment('100', { processedAt: '2026-12-31T22:50:00Z' }))
    const { sale, payments } = written({ ...order, updatedAt: '2027-01-02T08:00:00Z' }, { documents: 'invoice' })
    expect([sale.date, payments[0]?.date]).toEqual(['2026-12-31', '2026-12-31'])
  })

  test('only money that moved is booked', () => {
    const order = paidBy(
      aPayment('100', { externalId: '1', kind: 'authorization' }),
      aPayment('100', { externalId: '2', status: 'pending' }),
      aPayment('100', { externalId: '3', status: 'failure' }),
      aPayment('100', { externalId: '4', test: true }),
      aPayment('100', { externalId: '5', kind: 'void' }),
      aPayment('100', { externalId: '6', kind: 'capture' }),
    )
    expect(written(order).payments.map((one) => one.reference)).toEqual(['nordlys:payment:6'])
  })

  test('change lowers the cash it was given for, and cash rounding stays with the payment', () => {
    const rounding = amountOf('0.5')
    const order = paidBy(
      aPayment('120.5', { externalId: '1', gateway: 'cash', rounding }),
      aPayment('20', { externalId: '2', gateway: 'cash', kind: 'change', parentExternalId: '1' }),
    )
    expect(written(order).payments).toMatchObject([{ amount: '100.5', rounding: '0.5' }])
  })

  test('change goes to the payment it was given for, and takes its own rounding along', () => {
    const cash = { gateway: 'cash', rounding: amountOf('0.5') }
    const order = paidBy(
      aPayment('50.5', { ...cash, externalId: '1' }),
      aPayment('60.3', { ...cash, externalId: '2' }),
      aPayment('10', { ...cash, externalId: '3', kind: 'change', parentExternalId: '2', rounding: amountOf('0.2') }),
    )
    expect(written(order).payments).toMatchObject([
      { amount: '50.5', rounding: '0.5' },
      { amount: '50.3', rounding: '0.3' },
    ])
  })

  test('cash that was rounded down pays the order in full', () => {
    const order = paidBy(aPayment('99.6', { gateway: 'cash', rounding: amountOf('-0.4') }))
    expect(written(order, { documents: 'invoice' }).payments).toMatchObject([{ amount: '99.6', rounding: '-0.4' }])
  })

  test('change without the cash it was given for is not ignored', () => {
    const order = paidBy(aPayment('100'), aPayment('20', { externalId: '2', gateway: 'cash', kind: 'change' }))
    expect(plan({ order, policies: policiesOf(), held: [], scope: 's' }).reason?.code).toBe('ORDER_UNBALANCED')
  })
})
