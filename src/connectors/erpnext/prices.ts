import { z } from 'zod'
import type { PriceChange, PriceFilter, PriceSource, PriceTarget, VariantOutcome } from '#contract/products'
import type { Change } from '#contract/source'
import { compare, ONE, toNumber } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Price, PriceList } from '#model/product'
import { call, callWith, type ErpnextContext, type Filters, list, listByPost } from './client.ts'
import { instantOf } from './map-product.ts'
import type { ErpnextSettings } from './settings.ts'
import { siteStamp, siteZone } from './site-time.ts'
import { number } from './vendor.ts'

/** Item Prices, as they stand on the price lists. */
export const prices: PriceSource<ErpnextSettings> = { lists, prices: read, changes }

// `insert_many` takes 200 documents, all or nothing.
const LARGEST_BATCH = 100
/** The ordinary prices of a list: for anybody, without an end. What has dates, customers or batches stays as people made it. */
export const priceTarget: PriceTarget<ErpnextSettings> = { largestBatch: LARGEST_BATCH, lists, prices: read, change }

const PAGE = 2_000
const ITEMS_AT_ONCE = 500

const text = z
  .string()
  .nullish()
  .transform((value) => (value == null || value.trim() === '' ? null : value))

const priceRow = z.object({
  name: z.string(),
  item_code: z.string(),
  price_list: z.string(),
  currency: z.string(),
  price_list_rate: number,
  uom: text,
  packing_unit: number.nullish(),
  valid_from: text,
  valid_upto: text,
  customer: text,
  batch_no: text,
  modified: z.string(),
})
type PriceRow = z.output<typeof priceRow>

async function lists(context: ErpnextContext): Promise<readonly PriceList[]> {
  const rows = await list(context, 'Price List', z.object({ name: z.string(), currency: z.string() }), {
    fields: ['name', 'currency'],
    filters: [
      ['selling', '=', 1],
      ['enabled', '=', 1],
    ],
    orderBy: 'name asc',
  })
  return rows.map(({ name, currency }) => ({ externalId: name, name, currency, audience: null }))
}

async function* read(context: ErpnextContext, filter: PriceFilter): AsyncGenerator<readonly Price[]> {
  const zone = await siteZone(context)
  for await (const rows of rowPages(context, filter)) {
    // A price of one batch is nobody's ordinary price.
    const found = rows.filter((row) => row.batch_no === null).map((row) => priceOf(row, zone))
    if (found.length > 0) yield found
  }
}

async function* rowPages(context: ErpnextContext, { lists: names, items }: PriceFilter): AsyncGenerator<PriceRow[]> {
  if (names.length === 0) return
  const base: Filters = [['price_list', 'in', names]]
  for (const codes of chunks(items)) {
    const filters: Filters = codes === null ? base : [...base, ['item_code', 'in', codes]]
    let after: string | null = null
    do {
      const rows: PriceRow[] = await listByPost(context, 'Item Price', priceRow, {
        fields: Object.keys(priceRow.shape),
        filters: after === null ? filters : [...filters, ['name', '>', after]],
        orderBy: 'name asc',
        limit: PAGE,
      })
      if (rows.length > 0) yield rows
      after = rows.length < PAGE ? null : (rows.at(-1)?.name ?? null)
    } while (after !== null)
  }
}

function chunks(items: readonly string[] | undefined): (readonly string[] | null)[] {
  if (items === undefined) return [null]
  const count = Math.ceil(items.length / ITEMS_AT_ONCE)
  return Array.from({ length: count }, (_, index) => items.slice(index * ITEMS_AT_ONCE, (index + 1) * ITEMS_AT_ONCE))
}

const priceOf = (row: PriceRow, zone: string | null): Price => ({
  list: row.price_list,
  item: row.item_code,
  amount: row.price_list_rate,
  currency: row.currency,
  compareAt: null,
  validFrom: row.valid_from,
  validUntil: row.valid_upto,
  // 0 and 1 both mean "from the first piece on".
  minimumQuantity: row.packing_unit != null && compare(row.packing_unit, ONE) > 0 ? row.packing_unit : ONE,
  unit: row.uom,
  customer: row.customer,
  updatedAt: instantOf(row.modified, zone),
})

async function* changes(
  context: ErpnextContext,
  range: { readonly lists: readonly string[]; readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  if (range.lists.length === 0) return
  const zone = await siteZone(context)
  const shape = z.object({ name: z.string(), item_code: z.string(), modified: z.string() })
  for (let start = 0; ; start += PAGE) {
    const rows = await listByPost(context, 'Item Price', shape, {
      fields: ['name', 'item_code', 'modified'],
      filters: [
        ['price_list', 'in', range.lists],
        ['modified', '>=', siteStamp(range.since, zone)],
        ['modified', '<', siteStamp(range.until, zone)],
      ],
      orderBy: 'modified asc, name asc',
      limit: PAGE,
      start,
    })
    if (rows.length > 0)
      yield rows.map((row) => ({
        key: row.item_code,
        name: row.item_code,
        updatedAt: instantOf(row.modified, zone),
        createdAt: null,
      }))
    if (rows.length < PAGE) return
  }
}

const bulkAnswer = z.object({
  failed_docs: z
    .array(z.object({ doc: z.looseObject({ docname: z.string() }), exc: z.string().nullish() }))
    .default([]),
})

/** Changes the ordinary price of each item, or adds one where there is none. */
async function change(
  context: ErpnextContext,
  priceList: string,
  wanted: PriceChange,
): Promise<readonly VariantOutcome[]> {
  const items = [...wanted.set.map(({ item }) => item), ...wanted.remove]
  const present = new Map<string, PriceRow>()
  for await (const rows of rowPages(context, { lists: [priceList], items }))
    for (const row of rows) if (isOrdinary(row)) present.set(row.item_code, newest(present.get(row.item_code), row))
  const about = { doctype: 'Item Price' }
  const updates = wanted.set.flatMap(({ item, amount }) => {
    const row = present.get(item)
    return row === undefined ? [] : [{ item, docname: row.name, price_list_rate: toNumber(amount) }]
  })
  const failed = await bulkUpdate(context, updates)
  const added = wanted.set.filter(({ item }) => !present.has(item))
  if (added.length > 0) {
    const docs = added.map(({ item, amount }) => ({
      doctype: 'Item Price',
      item_code: item,
      price_list: priceList,
      price_list_rate: toNumber(amount),
    }))
    await callWith(context, 'frappe.client.insert_many', { docs }, { about, effect: 'write' })
  }
  for (const item of wanted.remove) {
    const row = present.get(item)
    if (row === undefined) continue
    await call(context, 'frappe.client.delete', { doctype: 'Item Price', name: row.name }, { about, effect: 'write' })
  }
  return items.map((externalId) => failed.get(externalId) ?? { externalId, outcome: 'written' })
}

const isOrdinary = (row: PriceRow): boolean =>
  row.customer === null &&
  row.batch_no === null &&
  row.valid_upto === null &&
  (row.packing_unit == null || compare(row.packing_unit, ONE) <= 0)

/** Of several ordinary prices the one that began last holds. */
const newest = (a: PriceRow | undefined, b: PriceRow): PriceRow =>
  a !== undefined && (a.valid_from ?? '') > (b.valid_from ?? '') ? a : b

async function bulkUpdate(
  context: ErpnextContext,
  updates: readonly { readonly item: string; readonly docname: string; readonly price_list_rate: number }[],
): Promise<ReadonlyMap<string, VariantOutcome>> {
  if (updates.length === 0) return new Map()
  const docs = JSON.stringify(
    updates.map(({ docname, price_list_rate }) => ({ doctype: 'Item Price', docname, price_list_rate })),
  )
  const asked = { about: { doctype: 'Item Price' }, effect: 'write' } as const
  const answer = bulkAnswer.safeParse(await callWith(context, 'frappe.client.bulk_update', { docs }, asked))
  if (!answer.success) throw unreadable()
  return new Map(
    answer.data.failed_docs.map(({ doc, exc }) => {
      const externalId = updates.find(({ docname }) => docname === doc.docname)?.item ?? doc.docname
      const message = (exc ?? '').split('\n').at(-1) ?? ''
      return [externalId, { externalId, outcome: 'refused', code: 'ERPNEXT_REFUSED', message }]
    }),
  )
}

const unreadable = (): TillbridgeError =>
  new TillbridgeError({
    kind: 'outcome-unknown',
    code: 'ANSWER_UNREADABLE',
    message: 'ERPNext answered to a change of prices in a form that is not understood.',
  })
