import { z } from 'zod'
import type { VariantChanges, VariantOutcome } from '#contract/products'
import { equals } from '#lib/decimal'
import type { Variant } from '#model/product'
import { change, fetchIfThere, PAGE_SIZE, type WooContext } from './client.ts'
import { type Reading, soldAs, variationOf } from './map-product.ts'
import { readingOf } from './products.ts'
import { routeOf } from './stock-items.ts'
import { dependsOnNow, variantInput } from './variant-input.ts'
import { key } from './vendor.ts'
import { product, variation, type WooSold } from './vendor-product.ts'

interface Row {
  readonly externalId: string
  readonly changes: VariantChanges
}

/** A row of a batch holds what there is now, or why nothing changed, under one answer 200. */
const row = z.looseObject({ id: key, error: z.object({ code: z.string(), message: z.string() }).optional() })
const answered = z.object({ update: z.array(row) })

/** Variations of one product, or products themselves (`parent` is `null`), up to a hundred in one call; each is judged alone. */
export async function writeVariants(
  context: WooContext,
  parent: string | null,
  rows: readonly Row[],
): Promise<readonly VariantOutcome[]> {
  const reading = await readingOf(context)
  const asking = rows.filter(({ changes }) => dependsOnNow(changes)).map(({ externalId }) => externalId)
  const now = await present(context, parent, asking)
  const isThere = ({ externalId }: Row): boolean => !asking.includes(externalId) || now.has(externalId)
  const update = rows.filter(isThere).map(({ externalId, changes }) => ({
    id: Number(externalId),
    ...variantInput(changes, reading, now.get(externalId) ?? null),
  }))
  const route = `${routeOf(parent)}/batch`
  const answers =
    update.length === 0 ? [] : (await change(context, { method: 'POST', route, json: { update } }, answered)).update
  const byId = new Map(answers.map((answer) => [answer.id, answer]))
  return rows.map((wanted) =>
    isThere(wanted) ? outcomeOf(wanted, byId.get(wanted.externalId), reading, parent) : gone(wanted),
  )
}

async function present(
  context: WooContext,
  parent: string | null,
  ids: readonly string[],
): Promise<ReadonlyMap<string, WooSold>> {
  if (ids.length === 0) return new Map()
  const query = { include: ids.join(','), per_page: String(PAGE_SIZE) }
  const rows: readonly WooSold[] =
    parent === null
      ? ((await fetchIfThere(context, routeOf(null), z.array(product), { ...query, status: 'any' })) ?? [])
      : ((await fetchIfThere(context, routeOf(parent), z.array(variation), query)) ?? [])
  return new Map(rows.map((one) => [one.id, one]))
}

const gone = ({ externalId }: Row): VariantOutcome => ({ externalId, outcome: 'gone' })

function outcomeOf(
  wanted: Row,
  answer: z.output<typeof row> | undefined,
  reading: Reading,
  parent: string | null,
): VariantOutcome {
  const { externalId, changes } = wanted
  const refused = (code: string, message: string): VariantOutcome => ({ externalId, outcome: 'refused', code, message })
  if (answer === undefined) return refused('REFUSED', 'WooCommerce did not answer for this product.')
  if (answer.error?.code.endsWith('invalid_id') === true) return gone(wanted)
  if (answer.error !== undefined) return refused(answer.error.code, answer.error.message)
  const shows = shownOf(answer, reading, parent)
  const why = objection(changes, shows)
  return why === null ? { externalId, outcome: 'written', shows } : refused('WOOCOMMERCE_KEEPS_ANOTHER', why)
}

/** A SKU that was taken away cannot be told from that of the product, so it is left out. */
function shownOf(answer: unknown, reading: Reading, parent: string | null): Omit<Variant, 'stockItem'> {
  if (parent === null) return { ...soldAs(product.parse(answer), reading, null), optionValues: {} }
  return variationOf(variation.parse(answer), reading, null)
}

/** What was taken without an error and is not there: WooCommerce drops classes that it lacks and sales that it finds odd. */
function objection(changes: VariantChanges, shows: Omit<Variant, 'stockItem'>): string | null {
  const { price, taxClass } = changes
  if (price != null && (shows.price == null || !equals(price, shows.price)))
    return `WooCommerce shows the price ${shows.price ?? 'none'} after ${price} was set: look at the dates of its sale.`
  if (taxClass !== undefined && shows.taxClass !== undefined && shows.taxClass !== taxClass)
    return `WooCommerce has no tax class "${taxClass ?? 'none'}" for this product.`
  return null
}
