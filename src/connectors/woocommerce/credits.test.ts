import { describe, expect, test } from 'vitest'
import { orderDifferences } from '#model/invariants'
import type { Order } from '#model/order'
import { orderOf } from './map-order.ts'
import { exampleOrder, exampleRefund } from './samples/order.ts'
import { settings } from './settings.ts'
import { order, refund } from './vendor.ts'

const shop = settings.parse({
  siteUrl: 'https://shop.example.test',
  consumerKey: 'ck_1',
  consumerSecret: 'cs_1',
  creditFees: { 'Gift card': 'gift_card' },
})

const GIFT_CARD = { id: 77, name: 'Gift card', total: '-23.70', total_tax: '0.00', taxes: [], meta_data: [] }

/** The example, of which 23.70 was paid by gift card. */
const mapped = (fee: object = {}, refunds: readonly object[] = []): Order =>
  orderOf(
    order.parse({ ...exampleOrder, total: '300.00', fee_lines: [...exampleOrder.fee_lines, { ...GIFT_CARD, ...fee }] }),
    refunds.map((one) => refund.parse({ ...exampleRefund, line_items: [], shipping_lines: [], fee_lines: [], ...one })),
    shop,
  )

const moved = ({ payments }: Order) => payments.map(({ kind, gateway, amount }) => [kind, gateway, amount.shop])

describe('a negative fee that is a gift card', () => {
  test('is a payment: the order is worth what was sold', () => {
    const value = mapped()
    expect(orderDifferences(value, 'shop')).toEqual([])
    expect(value.totals.total.shop).toBe('323.7')
    expect(value.fees).toHaveLength(1)
    expect(moved(value)).toEqual([
      ['sale', 'stripe', '300'],
      ['sale', 'gift_card', '23.7'],
    ])
  })

  test('stays a fee where it lowers the tax, or has another name: then it is a discount', () => {
    expect(moved(mapped({ name: 'Friends' }))).toEqual([['sale', 'stripe', '300']])
    expect(mapped({ name: 'Friends' }).fees[1]).toMatchObject({ title: 'Friends', price: { shop: '-23.7' } })
    expect(mapped({ total: '-18.96', total_tax: '-4.74' }).fees).toHaveLength(2)
  })

  test('goes back with all the rest, and by itself where a refund names it', () => {
    expect(moved(mapped({}, [{ amount: '300.00' }]))).toEqual([
      ['sale', 'stripe', '300'],
      ['sale', 'gift_card', '23.7'],
      ['refund', 'stripe', '300'],
      ['refund', 'gift_card', '23.7'],
    ])
    const partly = mapped({}, [{ amount: '10.00' }])
    expect(moved(partly).slice(2)).toEqual([['refund', 'stripe', '10']])
  })
})
