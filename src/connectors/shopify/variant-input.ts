import type { VariantChanges, VariantOutcome } from '#contract/products'
import { toNumber } from '#lib/decimal'
import { given } from '#lib/given'
import type { Variant } from '#model/product'
import type { UserErrors } from './products-queries.ts'

type Input = Record<string, unknown>

const UNITS = { g: 'GRAMS', kg: 'KILOGRAMS', lb: 'POUNDS', oz: 'OUNCES' } as const

export function variantInput(changes: VariantChanges): Input {
  const { weight } = changes
  const item = given({
    sku: changes.sku,
    cost: changes.cost,
    tracked: changes.tracked,
    requiresShipping: changes.requiresShipping,
    countryCodeOfOrigin: changes.countryOfOrigin,
    harmonizedSystemCode: changes.customsCode,
    measurement:
      weight === undefined
        ? undefined
        : {
            weight:
              weight === null
                ? { value: 0, unit: 'GRAMS' }
                : { value: toNumber(weight.value), unit: UNITS[weight.unit] },
          },
  })
  return given({
    barcode: changes.barcode,
    price: changes.price ?? undefined,
    compareAtPrice: changes.compareAtPrice,
    taxable: changes.taxClass === undefined ? undefined : changes.taxClass !== null,
    inventoryItem: Object.keys(item).length === 0 ? undefined : item,
  })
}

/** Errors name the variant by its place in the input; one without a place is about the whole call. */
export function outcomeOf(
  externalId: string,
  index: number,
  errors: UserErrors,
  shown: Variant | undefined,
): VariantOutcome {
  const own = errors.filter(({ field }) => field?.[0] !== 'variants' || field[1] === String(index))
  const [first] = own
  if (first === undefined)
    return shown === undefined ? { externalId, outcome: 'written' } : { externalId, outcome: 'written', shows: shown }
  const isGone = own.some(({ code }) => code === 'PRODUCT_VARIANT_DOES_NOT_EXIST' || code === 'PRODUCT_DOES_NOT_EXIST')
  if (isGone) return { externalId, outcome: 'gone' }
  return { externalId, outcome: 'refused', code: first.code ?? 'REFUSED', message: messagesOf(own) }
}

export const messagesOf = (errors: UserErrors): string => errors.map(({ message }) => message).join(' ')
