import { z } from 'zod'
import type { StockFilter, StockSource } from '#contract/stock'
import { add, type Decimal, ZERO } from '#lib/decimal'
import type { StockFact, StockPlace } from '#model/stock'
import { companyId, type Domain } from './client.ts'
import { codeField } from './item-codes.ts'
import { codesOf } from './item-codes.ts'
import type { OdooContext } from './memory.ts'
import { pages } from './pages.ts'
import { find, link, number, text } from './records.ts'
import type { OdooSettings } from './settings.ts'
import { stamp, utcOf } from './stamps.ts'

/** Stock as Odoo keeps it: quants per item and place, and moves that are still to come. */
export const stock: StockSource<OdooSettings> = { places, facts }

const locationShape = z.object({ id: z.number(), complete_name: z.string(), location_id: link, usage: z.string() })
type Location = z.infer<typeof locationShape>

async function locations(context: OdooContext): Promise<Location[]> {
  const domain = [
    ['usage', 'in', ['internal', 'view', 'transit']],
    ['company_id', 'in', [await companyId(context), false]],
  ]
  return find(context, 'stock.location', locationShape, { domain, order: 'complete_name, id' })
}

/** Places go by their full name, which begins with the warehouse's code: `WH`, `WH/Stock`. */
async function places(context: OdooContext): Promise<readonly StockPlace[]> {
  const all = await locations(context)
  const byId = new Map(all.map((one) => [one.id, one.complete_name]))
  const holds = (location: Location): boolean =>
    location.usage !== 'view' || all.some((one) => one.location_id === location.id)
  return all.filter(holds).map((location) => ({
    externalId: location.complete_name,
    name: location.complete_name,
    parent: location.location_id === null ? null : (byId.get(location.location_id) ?? null),
    isGroup: location.usage === 'view',
    ...(location.usage === 'transit' ? { setApart: true } : {}),
  }))
}

const quantShape = z.object({
  id: z.number(),
  product_id: link,
  location_id: link,
  quantity: number,
  write_date: text,
})
const moveShape = z.object({
  id: z.number(),
  product_id: link,
  location_id: link,
  location_dest_id: link,
  product_uom_qty: number,
})

type Sum = { onHand: Decimal; reserved: Decimal; incoming: Decimal; updatedAt: string | null }

const COMING = ['waiting', 'confirmed', 'partially_available', 'assigned']
const PAGE = 1000

/** Lots, packages and owners of one item at one place count together. What is still to leave is reserved, in stock or not. */
async function* facts(context: OdooContext, filter: StockFilter): AsyncGenerator<readonly StockFact[]> {
  const names = new Set(filter.places)
  const wanted = (await locations(context)).filter(({ complete_name: name }) => names.has(name))
  const ids = wanted.map(({ id }) => id)
  const products = await productDomain(context, ids, filter)
  if (ids.length === 0 || products === null) return
  const sums = new Map<string, Sum>()
  const at = (product: number | null, place: number | null): Sum => {
    const key = `${product} ${place}`
    const known = sums.get(key) ?? { onHand: ZERO, reserved: ZERO, incoming: ZERO, updatedAt: null }
    sums.set(key, known)
    return known
  }
  const quants = { domain: [['location_id', 'in', ids], ...products] }
  for await (const page of pages(context, 'stock.quant', quantShape, quants))
    for (const quant of page) {
      const sum = at(quant.product_id, quant.location_id)
      sum.onHand = add(sum.onHand, quant.quantity)
      const changed = quant.write_date === null ? null : utcOf(quant.write_date)
      if (changed !== null && changed > (sum.updatedAt ?? '')) sum.updatedAt = changed
    }
  const moves = {
    domain: [['state', 'in', COMING], ...products, '|', ['location_id', 'in', ids], ['location_dest_id', 'in', ids]],
  }
  for await (const page of pages(context, 'stock.move', moveShape, moves))
    for (const { product_id: product, location_id: from, location_dest_id: to, product_uom_qty: pieces } of page) {
      const [leaves, comes] = [from !== null && ids.includes(from), to !== null && ids.includes(to)]
      if (leaves && !comes) at(product, from).reserved = add(at(product, from).reserved, pieces)
      if (comes && !leaves) at(product, to).incoming = add(at(product, to).incoming, pieces)
    }
  const found = await factsOf(context, sums, new Map(wanted.map((one) => [one.id, one.complete_name])))
  for (let start = 0; start < found.length; start += PAGE) yield found.slice(start, start + PAGE)
}

async function factsOf(
  context: OdooContext,
  sums: ReadonlyMap<string, Sum>,
  names: ReadonlyMap<number, string>,
): Promise<StockFact[]> {
  const keyed = [...sums].map(([key, sum]) => ({ sum, ids: key.split(' ').map(Number) }))
  const codes = await codesOf(
    context,
    keyed.flatMap(({ ids }) => ids[0] ?? []),
  )
  return keyed.flatMap(({ sum, ids: [product = 0, place = 0] }) => {
    const item = codes.get(product)
    const name = names.get(place)
    return item === undefined || name === undefined
      ? []
      : [{ item, place: name, setAside: ZERO, projected: null, ...sum }]
  })
}

const productShape = z.object({ id: z.number(), product_id: link })

/** Which items are asked for, as a condition; `null` = none. */
async function productDomain(
  context: OdooContext,
  places: readonly number[],
  { items, changedSince }: StockFilter,
): Promise<Domain | null> {
  const field = `product_id.${codeField(context.settings)}`
  const named = items === undefined ? [] : [[field, 'in', items]]
  if (changedSince === undefined) return named
  const since = ['write_date', '>=', stamp(changedSince)]
  const changed = new Set<number>()
  const looks = [
    ['stock.quant', [since, ['location_id', 'in', places]]],
    ['stock.move', [since, '|', ['location_id', 'in', places], ['location_dest_id', 'in', places]]],
  ] as const
  for (const [model, domain] of looks)
    for await (const page of pages(context, model, productShape, { domain: [...domain, ...named] }))
      for (const { product_id: product } of page) if (product !== null) changed.add(product)
  return changed.size === 0 ? null : [['product_id', 'in', [...changed]]]
}
