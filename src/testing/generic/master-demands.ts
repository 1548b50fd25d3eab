import { expect } from 'vitest'
import type { Change } from '#contract/source'
import { decimal } from '#lib/decimal'
import { plainContext } from '#testing/plain-context'
import { type ConnectorBench, type Demand, failureOf } from '#testing/conformance/suite'

/** An old system that keeps articles, prices, deliveries and customers, with a way in beside the connector. */
export interface MasterBench<S> extends ConnectorBench<S> {
  /** Keeps an article; with forms, it is sold in those. */
  article(article: ArticleInput): void | Promise<void>
  price(list: string, item: string, amount: string, more?: { readonly from?: string }): void | Promise<void>
  /** Sends all lines of an order; answers the delivery's id. */
  deliver(input: { readonly order: string; readonly row: string; readonly track: string }): string | Promise<string>
  takeBack(delivery: string): void | Promise<void>
  person(person: PersonInput): void | Promise<void>
  /** What the system itself holds of an article. */
  heldArticle(code: string): Held | Promise<Held>
  heldPrices(list: string, item: string): readonly string[] | Promise<readonly string[]>
  heldPerson(no: string): Held | Promise<Held>
}

export interface ArticleInput {
  readonly code: string
  readonly name: string
  readonly ean?: string
  readonly cost?: string
  readonly forms?: readonly { readonly code: string; readonly colour: string; readonly size: string }[]
}

export interface PersonInput {
  readonly no: string
  readonly kind: 'P' | 'C'
  readonly name: string
  readonly mail?: string
  readonly vat?: string
}

type Held = Readonly<Record<string, string>>
type MasterDemand<S> = Demand<MasterBench<S>>

const RANGE = { since: new Date('2000-01-01T00:00:00Z'), until: new Date('2100-01-01T00:00:00Z') }

const there = <T>(part: T | undefined, what: string): T => {
  if (part === undefined) throw new Error(`it has no ${what}`)
  return part
}

const contextOf = <S>({ connector, settings }: MasterBench<S>) => plainContext(connector, settings)

async function collected<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}

const keysOf = async (pages: AsyncIterable<readonly Change[]>): Promise<string[]> =>
  [...new Set((await collected(pages)).map(({ key }) => key))].toSorted()

const SHIRT: ArticleInput = {
  code: 'SHIRT',
  name: 'A shirt',
  forms: [
    { code: 'SHIRT-B-S', colour: 'Blue', size: 'S' },
    { code: 'SHIRT-R-S', colour: 'Red', size: 'S' },
  ],
}
const MUG: ArticleInput = { code: 'MUG', name: 'A mug', ean: '4006381333931', cost: '3.10' }

/** What is asked of every connector that reads an old system's own records. */
export const masterReadDemands = <S>(): MasterDemand<S>[] => [
  ...productDemands<S>(),
  ...priceDemands<S>(),
  ...deliveryDemands<S>(),
]

const productDemands = <S>(): MasterDemand<S>[] => [
  {
    name: 'a product is read whole, in all its forms, by its own key and by that of a form',
    async holds(bench) {
      const products = there(bench.connector.reads.products, 'products')
      await bench.article(MUG)
      await bench.article(SHIRT)
      const context = contextOf(bench)
      expect(await keysOf(products.changes(context, RANGE))).toEqual(['MUG', 'SHIRT'])
      const mug = await products.get(context, 'MUG')
      expect(mug).toMatchObject({
        externalId: 'MUG',
        title: 'A mug',
        status: 'active',
        options: [],
        variants: [{ externalId: 'MUG', sku: 'MUG', barcode: '4006381333931', cost: '3.1' }],
      })
      const shirt = await products.get(context, 'SHIRT-B-S')
      expect(shirt).toMatchObject({
        externalId: 'SHIRT',
        options: [
          { name: 'Colour', values: ['Blue', 'Red'] },
          { name: 'Size', values: ['S'] },
        ],
        variants: [{ sku: 'SHIRT-B-S', optionValues: { Colour: 'Blue', Size: 'S' } }, { sku: 'SHIRT-R-S' }],
      })
      expect((await products.bySku(context, 'SHIRT-B-S')).map(({ externalId }) => externalId)).toEqual(['SHIRT'])
      expect(await products.bySku(context, 'NOBODY')).toEqual([])
      expect(await products.get(context, 'NOBODY')).toBeNull()
      for (const name of (products.fields?.variant ?? []).filter((field) => field !== 'title'))
        expect(Object.keys(mug?.variants[0] ?? {})).toContain(name)
    },
  },
  {
    name: 'all products are listed once, over all pages',
    async holds(bench) {
      const products = there(bench.connector.reads.products, 'products')
      const codes = Array.from({ length: 60 }, (_, index) => `C-${100 + index}`)
      for (const code of codes) await bench.article({ code, name: code })
      const found: string[] = []
      for await (const page of products.all(contextOf(bench)))
        found.push(...page.products.map(({ externalId }) => externalId))
      expect(found.toSorted()).toEqual(codes)
    },
  },
  {
    name: 'a figure that cannot be read is refused with its record and field, never taken for nothing',
    async holds(bench) {
      const products = there(bench.connector.reads.products, 'products')
      await bench.article({ ...MUG, cost: 'plenty' })
      const failure = await failureOf(products.get(contextOf(bench), 'MUG'))
      expect(failure).toMatchObject({ kind: 'rejected', remedy: expect.any(String) })
      expect(failure.message).toMatch(/MUG.*cost/)
    },
  },
]

const priceDemands = <S>(): MasterDemand<S>[] => [
  {
    name: 'prices are told by list and item, with their days; what changed is named by item',
    async holds(bench) {
      const prices = there(bench.connector.reads.prices, 'prices')
      for (const article of [MUG, { ...MUG, code: 'CAP' }]) await bench.article(article)
      await bench.price('RETAIL', 'MUG', '19.95')
      await bench.price('RETAIL', 'MUG', '14.95', { from: '2026-12-01' })
      await bench.price('TRADE', 'MUG', '9.5')
      await bench.price('RETAIL', 'CAP', '11.20')
      const context = contextOf(bench)
      expect((await prices.lists(context)).map(({ externalId, currency }) => `${externalId} ${currency}`)).toEqual([
        'RETAIL EUR',
        'TRADE EUR',
      ])
      const retail = await collected(prices.prices(context, { lists: ['RETAIL'], items: ['MUG'] }))
      expect(retail.map(({ amount, validFrom }) => `${amount} ${validFrom ?? '-'}`).toSorted()).toEqual([
        '14.95 2026-12-01',
        '19.95 -',
      ])
      expect(retail[0]).toMatchObject({ list: 'RETAIL', item: 'MUG', currency: 'EUR', minimumQuantity: '1' })
      expect(await collected(prices.prices(context, { lists: ['RETAIL', 'TRADE'] }))).toHaveLength(4)
      expect(await keysOf(prices.changes(context, { ...RANGE, lists: ['RETAIL'] }))).toEqual(['CAP', 'MUG'])
    },
  },
]

const deliveryDemands = <S>(): MasterDemand<S>[] => [
  {
    name: 'a delivery is read whole, with the order that it is for and its parcel, and so is its end',
    async holds(bench) {
      const shipments = there(bench.connector.reads.shipments, 'deliveries')
      const key = await bench.deliver({ order: 'ORDER-1', row: 'ROW-1', track: '1Z-A' })
      const context = contextOf(bench)
      expect(await keysOf(shipments.changes(context, RANGE))).toEqual([key])
      expect(await shipments.get(context, key)).toMatchObject({
        externalId: key,
        state: 'issued',
        reference: null,
        lines: [
          { item: 'MUG', quantity: '2', place: 'W1', orderedBy: { externalId: 'ORDER-1', rowExternalId: 'ROW-1' } },
        ],
        parcels: [{ carrier: 'Post', number: '1Z-A', url: null }],
      })
      await bench.takeBack(key)
      expect(await shipments.get(context, key)).toMatchObject({ state: 'cancelled' })
      expect(await shipments.get(context, 'NOBODY')).toBeNull()
    },
  },
  {
    name: 'customers and companies are read whole',
    async holds(bench) {
      const accounts = there(bench.connector.reads.accounts, 'customers')
      await bench.person({ no: 'P1', kind: 'P', name: 'Ann Example', mail: 'ann@example.com' })
      await bench.person({ no: 'P2', kind: 'C', name: 'Nordlys AB', vat: 'SE556000000001' })
      const context = contextOf(bench)
      expect(await keysOf(accounts.changes(context, RANGE))).toEqual(['P1', 'P2'])
      expect(await accounts.get(context, 'P1')).toMatchObject({
        kind: 'person',
        name: 'Ann Example',
        email: 'ann@example.com',
        addresses: [{ isDefault: true, address: { line1: 'Street 1', city: 'Lund', countryCode: 'SE' } }],
      })
      expect(await accounts.get(context, 'P2')).toMatchObject({ kind: 'company', vatNumber: 'SE556000000001' })
      expect(await accounts.get(context, 'P9')).toBeNull()
    },
  },
]

const ACCOUNT = { externalId: 'shop-1', updatedAt: '', createdAt: null, addresses: [] }

/** What is asked of those that can be told, too. */
export const masterWriteDemands = <S>(): MasterDemand<S>[] => [...productWriteDemands<S>(), ...otherWriteDemands<S>()]

const productWriteDemands = <S>(): MasterDemand<S>[] => [
  {
    name: 'a product is told only what is given; what is refused or gone is an outcome of its own',
    async holds(bench) {
      const target = there(bench.connector.writes.products, 'products to write')
      await bench.article(MUG)
      const context = contextOf(bench)
      await target.update(context, 'MUG', { title: 'A cup' })
      const outcomes = await target.updateVariants(context, 'MUG', [
        { externalId: 'MUG', changes: { barcode: '4006381333948', price: decimal('1') } },
      ])
      expect(outcomes).toMatchObject([{ externalId: 'MUG', outcome: 'written' }])
      expect(await bench.heldArticle('MUG')).toMatchObject({ name: 'A cup', ean: '4006381333948', cost: '3.10' })
      const refused = await target.updateVariants(context, 'MUG', [{ externalId: 'MUG', changes: { barcode: 'no' } }])
      expect(refused).toMatchObject([{ outcome: 'refused', message: expect.any(String) }])
      const gone = await target.updateVariants(context, 'X', [{ externalId: 'X', changes: { barcode: null } }])
      expect(gone).toMatchObject([{ externalId: 'X', outcome: 'gone' }])
    },
  },
  {
    name: 'a product is made once by its reference, and found by it',
    async holds(bench) {
      const target = there(bench.connector.writes.products, 'products to write')
      const context = contextOf(bench)
      const variant = { sku: 'NEW-1', optionValues: {}, reference: 'acme:variant:1' }
      const product = { title: 'New', status: 'active', options: [], variants: [variant] } as const
      expect(await target.find(context, 'acme:variant:1')).toBeNull()
      const made = await target.create(context, product, 'acme:product:1')
      expect(made).toMatchObject({ title: 'New', variants: [{ sku: 'NEW-1' }] })
      expect(await target.find(context, 'acme:variant:1')).toMatchObject({ externalId: made.externalId })
      const again = await failureOf(target.create(context, product, 'acme:product:1'))
      expect(again).toMatchObject({ kind: 'conflict', code: 'REFERENCE_EXISTS' })
    },
  },
]

const otherWriteDemands = <S>(): MasterDemand<S>[] => [
  {
    name: 'prices are set and removed, each judged alone',
    async holds(bench) {
      const target = there(bench.connector.writes.prices, 'prices to write')
      for (const code of ['MUG', 'CAP']) await bench.article({ code, name: code })
      await bench.price('RETAIL', 'MUG', '19.95')
      await bench.price('RETAIL', 'CAP', '5.00')
      const price = { currency: 'EUR', compareAt: null }
      const set = [
        { ...price, item: 'MUG', amount: decimal('21.50') },
        { ...price, item: 'NOBODY', amount: decimal('1') },
        { ...price, item: 'MUG', amount: decimal('-1') },
      ]
      const outcomes = await target.change(contextOf(bench), 'RETAIL', { set, remove: ['CAP'] })
      expect(outcomes.map(({ outcome }) => outcome)).toEqual(['written', 'gone', 'refused', 'written'])
      expect((await bench.heldPrices('RETAIL', 'MUG')).map(Number)).toEqual([21.5])
      expect(await bench.heldPrices('RETAIL', 'CAP')).toEqual([])
    },
  },
  {
    name: 'a customer is found by a strong key, never by name, and told only what is given',
    async holds(bench) {
      const target = there(bench.connector.writes.accounts, 'customers to write')
      await bench.person({ no: 'P1', kind: 'P', name: 'Ann Example', mail: 'ann@example.com' })
      const context = contextOf(bench)
      const ann = { ...ACCOUNT, kind: 'person', name: 'Ann Example', email: 'Ann@example.com' } as const
      expect(await target.find(context, ann, 'acme:account:1')).toMatchObject({ externalId: 'P1' })
      expect(await target.find(context, { ...ann, email: null }, 'acme:account:1')).toBeNull()
      await target.update(context, 'P1', { phone: '+46 1', tags: ['vip'] })
      expect(await bench.heldPerson('P1')).toMatchObject({ mail: 'ann@example.com', phone: '+46 1' })
      const company = { kind: 'company', name: 'Nordlys AB', vatNumber: 'SE556000000001', addresses: [] } as const
      const made = await target.create(context, company, 'acme:account:2')
      expect(made).toMatchObject({ kind: 'company', vatNumber: 'SE556000000001' })
      const byVat = { ...ACCOUNT, ...company, vatNumber: 'SE 556000000001' }
      expect(await target.find(context, byVat, 'acme:account:2')).toMatchObject({ externalId: made.externalId })
      const again = await failureOf(target.create(context, company, 'acme:account:2'))
      expect(again).toMatchObject({ kind: 'conflict' })
    },
  },
]
