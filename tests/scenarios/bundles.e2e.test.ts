import { afterAll, beforeAll, expect, test } from 'vitest'
import { sum } from '#lib/decimal'
import type { MappingsInput } from '#mapping/mappings'
import { ACME_MAPPINGS, startStory, type Story } from '#testing/story'
import { amount, type Doc, faultsOf, lifeOf, line, type OrderLife, PATIENCE_MS, rows } from './books.ts'

const MAPPINGS: MappingsInput = {
  ...ACME_MAPPINGS,
  items: [
    {
      sku: 'GIFT-SET',
      components: [
        { item: 'MUG-1', quantity: 2, share: 60 },
        { item: 'BOOK-7', share: 40 },
      ],
    },
    {
      sku: 'BREAKFAST',
      components: [
        { item: 'MUG-1', share: 1 },
        { item: 'SOCKS', quantity: 3, share: 2 },
      ],
    },
  ],
}

let story: Story

beforeAll(async () => {
  story = await startStory({ policies: { stock: 'deliveries' }, mappings: MAPPINGS })
  story.erp.insert({
    doctype: 'Stock Entry',
    docstatus: 1,
    stock_entry_type: 'Material Receipt',
    company: 'Acme GmbH',
    items: ['MUG-1', 'BOOK-7', 'SOCKS'].map((item_code) => ({
      item_code,
      qty: 100,
      t_warehouse: 'Stores - AC',
      basic_rate: 1,
    })),
  })
}, PATIENCE_MS)
afterAll(() => story[Symbol.asyncDispose]())

/** A figure of each of our rows: an even price may need several rows of the ERP for one of ours. */
function byRow(document: Doc | undefined, field: string): Record<string, string> {
  const ours = (row: Doc) => String(row['tillbridge_row']).replace(/\/\d+$/, '')
  const groups = Map.groupBy(rows(document, 'items'), ours)
  return Object.fromEntries([...groups].map(([row, found]) => [row, sum(found.map((each) => amount(each, field)))]))
}

/** In step, and all but the stock of bundles, which the shop counts otherwise, compared by the third party. */
async function inStep(name: { readonly name: string; readonly legacyId: string }): Promise<OrderLife> {
  await story.settled()
  expect(await story.transfer(name.name)).toMatchObject({ state: 'synced', causeMessage: null })
  expect(await faultsOf(story, name)).toEqual([])
  return lifeOf(story, name)
}

test('scenario 41: two bundles that share a component, and that component alone: revenue, stock and returns stay apart', async () => {
  const order = story.shop.place({
    lines: [line('GIFT-SET', 3, '33.33'), line('BREAKFAST', 2, '19.99', 12), line('MUG-1', 1, '12.50')],
    discounts: [{ kind: 'code', name: 'TEN', percentage: '10' }],
  })
  story.shop.fulfill(order.id)
  const [set, breakfast, mug] = story.shop.order(order.id).lines.map(({ id }) => `line:${id}`)
  const sold = await inStep(order)
  expect(byRow(sold.delivery[0], 'qty')).toEqual({
    [`${set}/MUG-1`]: '6',
    [`${set}/BOOK-7`]: '3',
    [`${breakfast}/MUG-1`]: '2',
    [`${breakfast}/SOCKS`]: '6',
    [`${mug}`]: '1',
  })
  // Each bundle's parts earn what the bundle was sold for, less its own share of the discount.
  expect(byRow(sold.invoice[0], 'net_amount')).toMatchObject({ [`${set}/MUG-1`]: '43.19', [`${set}/BOOK-7`]: '28.79' })

  story.shop.return(order.id, { lines: [{ line: 1, quantity: 1 }] })
  const returned = await inStep(order)
  const back = { [`${breakfast}/MUG-1`]: '-1', [`${breakfast}/SOCKS`]: '-3' }
  expect(byRow(returned['credit-note'][0], 'qty')).toEqual(back)
  expect(byRow(returned['delivery-return'][0], 'qty')).toEqual(back)
})
