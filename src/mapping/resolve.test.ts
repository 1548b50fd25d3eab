import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { plan } from '#books/plan'
import { policiesOf } from '#books/policies'
import { decimal } from '#lib/decimal'
import {
  isPaymentDocument,
  isSalesDocument,
  type MappedSalesDocument,
  type SalesDocument,
  type TargetDocument,
} from '#model/documents'
import type { Order } from '#model/order'
import { aLine, amountOf, anOrder, aPayment, aShipping, aTax } from '#testing/an-order'
import { mappingError } from './mapping-error.ts'
import { mappingsOf, mappingsSchema, type MappingsInput } from './mappings.ts'
import { resolve } from './resolve.ts'

const COMPLETE: MappingsInput = {
  taxes: [
    { country: 'SE', rate: 25, account: 'VAT 25' },
    { country: 'SE', rate: 'none', account: null },
  ],
  payments: [{ gateway: 'shopify_payments', mode: 'Card' }],
  shipping: [{ method: '*', item: 'SHIPPING' }],
}

const documentsOf = (order: Order): readonly TargetDocument[] =>
  plan({ order, policies: policiesOf(), held: [], scope: 'nordlys' }).targets

function saleOf(order: Order): SalesDocument {
  const sale = documentsOf(order).find((one): one is SalesDocument => isSalesDocument(one))
  if (sale === undefined) throw new Error('no sales document')
  return sale
}

function mapped(order: Order, input: MappingsInput = COMPLETE): MappedSalesDocument {
  const result = resolve(saleOf(order), mappingsOf(input))
  if (!result.ok || !isSalesDocument(result.document)) throw new Error(JSON.stringify(result))
  return result.document
}

function missing(order: Order, input: MappingsInput = COMPLETE) {
  const result = resolve(saleOf(order), mappingsOf(input))
  return result.ok ? [] : result.missing
}

const subjects = (order: Order, input?: MappingsInput) => missing(order, input).map((one) => one.subject)

const moms = (rate: string | null, amount = '2') => [aTax(rate, amount)]
const sold = (...lines: Order['lines']) => anOrder({ lines })
const soldTo = (countryCode: string, taxes = moms('25')) => {
  const order = sold(aLine({ price: '10', taxes }))
  return order.shippingAddress === null
    ? order
    : { ...order, shippingAddress: { ...order.shippingAddress, countryCode } }
}

test('a document gets the target’s codes and keeps its figures', () => {
  const order = anOrder({
    lines: [aLine({ price: '10', taxes: moms('25') })],
    shippingLines: [aShipping({ price: '5', taxes: moms('25', '1') })],
  })
  const document = mapped(order, { ...COMPLETE, locations: [{ location: '*', warehouse: 'Stores' }] })
  expect(document.rows.map(({ item, account, warehouse }) => ({ item, account, warehouse }))).toEqual([
    { item: 'MUG', account: null, warehouse: 'Stores' },
    { item: 'SHIPPING', account: null, warehouse: null },
  ])
  expect(document.taxes).toMatchObject([{ account: 'VAT 25', template: null, amount: '3' }])
  expect(document.total).toBe('15')
})

test('everything unknown is told at once, each value once', () => {
  const order = anOrder({
    lines: [
      aLine({ price: '10', taxes: moms('12') }),
      aLine({ externalId: '902', price: '10', sku: null, taxes: moms('12') }),
      aLine({ externalId: '903', price: '10', taxes: moms('6') }),
      aLine({ externalId: '904', kind: 'tip', price: '1' }),
      aLine({ externalId: '905', kind: 'tip', price: '1' }),
    ],
    shippingLines: [aShipping({ price: '5' })],
  })
  const found = missing(order, {})
  expect(found.map((one) => one.code)).toEqual([
    'ITEM_NOT_MAPPED',
    'ROLE_NOT_MAPPED',
    'SHIPPING_NOT_MAPPED',
    'TAX_NOT_MAPPED',
    'TAX_NOT_MAPPED',
    'TAX_NOT_MAPPED',
  ])
  const error = mappingError([...found, ...found])
  expect(error).toMatchObject({ kind: 'rejected', code: 'ITEM_NOT_MAPPED', subject: 'item:variant:71' })
  expect(error.message).toContain('5 more values are not mapped')
  expect(error.detail['missing']).toHaveLength(6)
})

test('every remedy is a line that the mappings take', () => {
  const order = anOrder({
    lines: [
      aLine({ price: '10', sku: null, variantExternalId: '4711', locationExternalId: '77', taxes: moms('12.5') }),
      aLine({ externalId: '902', price: '10', sku: null, variantExternalId: null, title: 'Mug: "blue"' }),
      aLine({ externalId: '903', price: '10', variantExternalId: '1' }),
      aLine({ externalId: '904', price: '10', variantExternalId: '2' }),
      aLine({ externalId: '905', price: '1', kind: 'tip' }),
    ],
    shippingLines: [aShipping({ price: '5', code: '1' })],
  })
  for (const { remedy } of missing(order, {})) {
    const yaml = remedy.slice(remedy.search(/(taxes|payments|shipping|locations|items|ledgers|roles): [[{] ?[{]? /))
    expect({ yaml, error: mappingsSchema.safeParse(parse(yaml)).error }).toEqual({ yaml, error: undefined })
  }
})

describe('taxes', () => {
  test('scenario 25: only the destinations that are mapped are booked, each on its own account', () => {
    const countries = 'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' ')
    const taxes = countries.map((country) => ({ country, rate: 21, account: `VAT ${country}` }))
    for (const country of countries) {
      expect(mapped(soldTo(country, moms('21')), { taxes }).taxes[0]?.account).toBe(`VAT ${country}`)
    }
    expect(subjects(soldTo('NO', moms('21')), { taxes })).toEqual(['tax:NO:21'])
    expect(subjects(soldTo('FR', moms('20')), { taxes })).toEqual(['tax:FR:20'])
  })

  test('scenario 25: sales without a stated tax need a decision for their country', () => {
    expect(subjects(soldTo('CH', []), COMPLETE)).toEqual(['tax:CH:none'])
    expect(subjects(soldTo('CH', []), { taxes: [{ country: '*', rate: '*', account: 'A' }] })).toEqual(['tax:CH:none'])
    const exporting = { ...COMPLETE, taxes: [{ country: 'CH', rate: 'none', account: null }] }
    expect(mapped(soldTo('CH', []), exporting).taxes).toMatchObject([{ amount: '0', account: null }])
    expect(missing(soldTo('CH', []))[0]?.remedy).toContain('country: CH, rate: none, account: null')
  })

  test('an order without any address is its own case', () => {
    const order = { ...soldTo('SE'), shippingAddress: null }
    expect(subjects(order)).toEqual(['tax:none:25'])
    expect(mapped(order, { taxes: [{ country: 'none', rate: 25, account: 'A' }] }).taxes[0]?.account).toBe('A')
  })

  test('an amount of tax is never booked nowhere', () => {
    expect(missing(soldTo('SE'), { taxes: [{ country: '*', rate: '*', account: null }] })[0]?.message).toContain(
      'has an amount',
    )
  })

  test('a tax that a marketplace owes needs an entry that says so', () => {
    const order = soldTo('SE', [aTax('25', '2', { channelLiable: true })])
    expect(subjects(order)).toEqual(['tax:SE:25:channel'])
    const taxes = [{ country: 'SE', rate: '25.00', channelLiable: true, account: 'Owed by the channel' }]
    expect(mapped(order, { taxes }).taxes[0]?.account).toBe('Owed by the channel')
  })

  test('the most specific entry decides: country, then rate, then title, then price mode', () => {
    const entries = [
      { country: '*', rate: '*', account: 'anything' },
      { country: '*', rate: '*', included: true, account: 'included' },
      { country: '*', rate: '*', title: 'moms', account: 'title' },
      { country: '*', rate: 25, account: 'rate' },
      { country: 'SE', rate: '*', account: 'country' },
      { country: 'SE', rate: 25, account: 'country and rate' },
      { country: 'SE', rate: 25, title: 'Moms', account: 'all' },
    ]
    const account = (count: number) =>
      mapped(soldTo('SE'), { taxes: entries.slice(0, count).reverse() }).taxes[0]?.account
    expect(entries.map((_, index) => account(index + 1))).toEqual(entries.map((entry) => entry.account))
  })
})

describe('items', () => {
  const entries = {
    ...COMPLETE,
    items: [
      { sku: 'MUG', item: 'BY-SKU' },
      { variant: '71', item: 'BY-VARIANT' },
    ],
  }
  const line = aLine({ price: '10', taxes: moms('25') })

  test('by variant, then by SKU, then the SKU itself', () => {
    expect(mapped(sold(line), entries).rows[0]?.item).toBe('BY-VARIANT')
    expect(mapped(sold({ ...line, variantExternalId: '72' }), entries).rows[0]?.item).toBe('BY-SKU')
    expect(mapped(sold({ ...line, sku: 'CUP', variantExternalId: null }), entries).rows[0]?.item).toBe('CUP')
  })

  test('scenario 44: a renamed SKU still leads to the same item by its variant', () => {
    expect(mapped(sold({ ...line, sku: 'RENAMED' }), entries).rows[0]?.item).toBe('BY-VARIANT')
  })

  test('without a SKU: by title, else the custom item where no product is behind it', () => {
    const custom = { ...line, sku: null, variantExternalId: null }
    expect(subjects(sold(custom))).toEqual(['item:title:Mug'])
    expect(mapped(sold(custom), { ...COMPLETE, items: [{ title: 'mug', item: 'BY-TITLE' }] }).rows[0]?.item).toBe(
      'BY-TITLE',
    )
    expect(mapped(sold(line), { ...COMPLETE, items: [{ title: 'mug', item: 'BY-TITLE' }] }).rows[0]?.item).toBe('MUG')
    const roles = { custom: { item: 'CUSTOM' } }
    expect(mapped(sold(custom), { ...COMPLETE, roles }).rows[0]?.item).toBe('CUSTOM')
    expect(subjects(sold({ ...line, sku: null }), { ...COMPLETE, roles })).toEqual(['item:variant:71'])
  })

  test('scenario 20: of three lines with a deleted product, three are booked or none', () => {
    const deleted = { ...line, externalId: '903', sku: null, variantExternalId: null, productExternalId: null }
    const order = sold(line, { ...line, externalId: '902' }, deleted)
    expect(missing(order)).toHaveLength(1)
    expect(mapped(order, { ...COMPLETE, roles: { custom: { item: 'UNKNOWN' } } }).rows).toHaveLength(3)
  })

  test('scenario 21: a SKU that two variants share is refused, and both are named', () => {
    const order = sold(line, { ...line, externalId: '902', variantExternalId: '72' })
    const [problem] = missing(order)
    expect(problem).toMatchObject({ code: 'SKU_AMBIGUOUS', subject: 'sku:MUG' })
    expect(problem?.message).toContain('71 and 72')
    expect(mapped(order, entries).rows.map((row) => row.item)).toEqual(['BY-VARIANT', 'BY-SKU'])
    expect(missing(sold(line, { ...line, externalId: '902' }))).toEqual([])
  })
})

test('delivery methods: by code, then by title, then any', () => {
  const order = anOrder({
    lines: [],
    shippingLines: [aShipping({ price: '5', code: 'exp', title: 'Express', taxes: moms('25', '1') })],
  })
  const shipping = [
    { method: '*', item: 'ANY' },
    { method: 'express', account: 'Freight' },
    { method: 'EXP', item: 'CODE' },
  ]
  const destination = (count: number) => {
    const [row] = mapped(order, { ...COMPLETE, shipping: shipping.slice(0, count) }).rows
    return row?.item ?? row?.account
  }
  expect([1, 2, 3].map(destination)).toEqual(['ANY', 'Freight', 'CODE'])
  expect(subjects(order, { ...COMPLETE, shipping: [] })).toEqual(['shipping:exp'])
})

test('warehouses: by location, then any; one that is known must be mapped where goods leave it', () => {
  const at = (locationExternalId: string | null, requiresShipping = true) =>
    sold(aLine({ price: '10', taxes: moms('25'), locationExternalId, requiresShipping }))
  const locations = [
    { location: '*', warehouse: 'Main' },
    { location: '77', warehouse: 'Shop' },
  ]
  expect(mapped(at('77'), { ...COMPLETE, locations }).rows[0]?.warehouse).toBe('Shop')
  expect(mapped(at(null), { ...COMPLETE, locations }).rows[0]?.warehouse).toBe('Main')
  expect(subjects(at('77'))).toEqual(['location:77'])
  expect(mapped(at(null)).rows[0]?.warehouse).toBeNull()
  expect(mapped(at('77', false)).rows[0]?.warehouse).toBeNull()
})

test('payments: by method, then any', () => {
  const order = anOrder({ lines: [aLine({ price: '10' })], payments: [aPayment('10', { gateway: 'Klarna' })] })
  const payment = documentsOf(order).find((one) => isPaymentDocument(one))
  if (payment === undefined) throw new Error('no payment')
  const entries = [
    { gateway: 'klarna', mode: 'Invoice', account: 'Klarna' },
    { gateway: '*', mode: 'Other' },
  ]
  const result = (payments: MappingsInput['payments']) => resolve(payment, mappingsOf({ payments }))
  expect(result(entries)).toMatchObject({ ok: true, document: { mode: 'Invoice', account: 'Klarna', amount: '10' } })
  expect(result(entries.slice(1))).toMatchObject({ ok: true, document: { mode: 'Other', account: null } })
  expect(result([])).toMatchObject({ ok: false, missing: [{ code: 'PAYMENT_NOT_MAPPED', subject: 'payment:Klarna' }] })
  const back = { ...payment, kind: 'refund-payment' } as const
  expect(resolve(back, mappingsOf({ payments: entries }))).toMatchObject({ document: { mode: 'Invoice' } })
})

test('roles go to an item or an account', () => {
  const order = anOrder({
    lines: [aLine({ price: '5', kind: 'gift-card' })],
    totals: { currentTotal: amountOf('5.01') },
  })
  const policies = policiesOf({ rounding: { maximum: decimal('0.01') } })
  const [sale] = plan({ order, policies, held: [], scope: 's' }).targets
  if (sale === undefined) throw new Error('no sales document')
  const roles = { 'gift-card': { item: 'CARD' }, rounding: { account: 'Rounding' } }
  expect(resolve(sale, mappingsOf({ roles }))).toMatchObject({
    ok: true,
    document: {
      rows: [
        { item: 'CARD', account: null },
        { item: null, account: 'Rounding' },
      ],
    },
  })
  expect(resolve(sale, mappingsOf())).toMatchObject({
    ok: false,
    missing: [{ subject: 'role:gift-card' }, { subject: 'role:rounding' }],
  })
})
