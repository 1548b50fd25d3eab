import type { VariantChanges } from '#contract/products'
import { compare } from '#lib/decimal'
import { given } from '#lib/given'
import { round } from '#lib/rounding'
import { weightIn } from '#model/weight'
import { priceOf, type Reading, STANDARD_CLASS } from './map-product.ts'
import type { WooSold } from './vendor-product.ts'

type Input = Record<string, unknown>

const textOf = (value: string | null | undefined): string | undefined => (value === null ? '' : value)

/** What WooCommerce is told of a variant. `now`: what it shows of it, `null` = it is new. */
export function variantInput(changes: VariantChanges, reading: Reading, now: WooSold | null): Input {
  const { taxClass } = changes
  return given({
    sku: textOf(changes.sku),
    global_unique_id: textOf(changes.barcode),
    ...priceInput(changes, now),
    weight: weightText(changes.weight, reading),
    tax_status: taxClass === undefined ? undefined : taxClass === null ? 'none' : 'taxable',
    tax_class: taxClass == null ? undefined : taxClass === STANDARD_CLASS ? '' : taxClass,
    virtual: changes.requiresShipping === undefined ? undefined : !changes.requiresShipping,
    manage_stock: changes.tracked,
  })
}

/** Whether it depends on what is there already. */
export const dependsOnNow = ({ price, compareAtPrice }: VariantChanges): boolean =>
  (price === undefined) !== (compareAtPrice === undefined)

/**
 * A price that is struck out is the regular one beside a sale. A sale above the regular price is dropped by WooCommerce, so then there
 * is none; and one that we set holds at once, so dates of a former one are taken away.
 */
function priceInput({ price, compareAtPrice }: VariantChanges, now: WooSold | null): Input {
  if (price === undefined && compareAtPrice === undefined) return {}
  const shown = now === null ? { price: null, compareAtPrice: null } : priceOf(now)
  const amount = price === undefined ? shown.price : price
  if (amount === null) return { regular_price: '', sale_price: '' }
  const struck = compareAtPrice === undefined ? shown.compareAtPrice : compareAtPrice
  if (struck === null || compare(struck, amount) <= 0) {
    // A sale that begins later is the shop's own, where nobody spoke of it.
    const isLeft = compareAtPrice === undefined && shown.compareAtPrice === null
    return { regular_price: amount, ...(isLeft ? {} : { sale_price: '' }) }
  }
  if (compareAtPrice === undefined) return { sale_price: amount }
  return { regular_price: struck, sale_price: amount, date_on_sale_from_gmt: '', date_on_sale_to_gmt: '' }
}

function weightText(weight: VariantChanges['weight'], { weightUnit }: Reading): string | undefined {
  if (weight === undefined || weightUnit === null) return undefined
  if (weight === null) return ''
  if (weight.unit === weightUnit) return weight.value
  // To less than a tenth of a gram in every unit.
  return round(weightIn(weight, weightUnit), { places: 4, direction: 'half-even' })
}
