import type { Match, MatchKey } from '#catalog/match'
import type { HeldField } from '#catalog/plan-fields'
import type { VariantOutcome } from '#contract/products'
import { TillbridgeError } from '#lib/errors'
import type { Product, Variant } from '#model/product'

/** Something that keeps a part of a product from being in step; the rest is brought in step all the same. */
export interface CatalogProblem {
  readonly code: string
  readonly subject: string
  readonly message: string
  readonly remedy: string
}

export const nameOf = (variant: Pick<Variant, 'sku' | 'externalId'>): string =>
  variant.sku === null ? `variant ${variant.externalId}` : `${variant.sku} (variant ${variant.externalId})`

type Ambiguous = Extract<Match, { outcome: 'ambiguous' }>

/** Several on one side have the key that a variant and its item are joined by. */
export const ambiguous = (key: MatchKey, value: string, match: Ambiguous): CatalogProblem =>
  key === 'sku' ? skuNotUnique(value, match) : barcodeNotUnique(value, match)

const skuNotUnique = (sku: string, { side, ids }: Ambiguous): CatalogProblem => ({
  code: 'SKU_NOT_UNIQUE',
  subject: `sku:${sku}`,
  message:
    side === 'store'
      ? `Several variants of the store have the SKU ${sku} (${ids.join(', ')}), so none of them is joined with an item.`
      : `Several items of the target have the SKU ${sku} (${ids.join(', ')}), so the variant is joined with none of them.`,
  remedy: 'Give each its own SKU, or name the item of each variant in the mappings file. It is tried again then.',
})

const barcodeNotUnique = (barcode: string, { side, ids }: Ambiguous): CatalogProblem => ({
  code: 'BARCODE_NOT_UNIQUE',
  subject: `barcode:${barcode}`,
  message:
    side === 'store'
      ? `Several variants of the store lay claim to the item with the barcode ${barcode} (${ids.join(', ')}), so none of them is joined with it.`
      : `Several items of the target have the barcode ${barcode} (${ids.join(', ')}), so the variant is joined with none of them.`,
  remedy: 'Give each its own barcode, or name the item of each variant in the mappings file. It is tried again then.',
})

export const taken = (value: string, { item, by }: Extract<Match, { outcome: 'taken' }>): CatalogProblem => ({
  code: 'ITEM_TAKEN',
  subject: `item:${item}`,
  message: `The item ${item}, found by ${value}, belongs to another variant of the store already (${by}).`,
  remedy: `Give the new variant a SKU and a barcode of its own, or part the other one: tillbridge products unlink ${by}`,
})

export const variantGone = (variant: string, item: string): CatalogProblem => ({
  code: 'VARIANT_GONE',
  subject: `variant:${variant}`,
  message: `The variant ${variant} was deleted in the store. Its item ${item} of the target is left as it is.`,
  remedy: `Add a variant with its SKU to the store, which is joined with the item then, or part them: tillbridge products unlink ${variant}`,
})

export const itemGone = (variant: string, item: string): CatalogProblem => ({
  code: 'ITEM_GONE',
  subject: `item:${item}`,
  message: `The item ${item} of the variant ${variant} is no longer in the target. It is not made again by itself.`,
  remedy: `Restore the item, or part them so that the variant is joined anew: tillbridge products unlink ${variant}`,
})

export const bundleNotMade = ({ title }: Product, variant: Variant): CatalogProblem => ({
  code: 'BUNDLE_NOT_MADE',
  subject: `variant:${variant.externalId}`,
  message: `"${title}" (${nameOf(variant)}) is a bundle in the store. No item is made of it: it would be stocked as a piece of its own.`,
  remedy: 'Make the bundle in the target with the same SKU; it is joined then.',
})

export const bundleDiffers = (variant: Variant, item: Variant, store: string, target: string): CatalogProblem => ({
  code: 'BUNDLE_DIFFERS',
  subject: `item:${item.externalId}`,
  message: `The bundle ${nameOf(variant)} consists of ${store} in the store, and of ${target} in the target. Neither is changed.`,
  remedy:
    'Change the one that is wrong by hand: neither system lets another program change the parts of a bundle safely.',
})

export const conflicting = (what: string, { field, store, target }: HeldField): CatalogProblem => ({
  code: 'FIELD_CONFLICT',
  subject: `field:${field}`,
  message: `Both sides changed the ${field} of ${what}: the store has ${shown(store)}, the target ${shown(target)}.`,
  remedy: 'Enter the right value on both sides, or let the owner win (rule onConflict: owner), then retry.',
})

export const refused = (
  side: 'store' | 'target',
  id: string,
  { code, message }: Extract<VariantOutcome, { outcome: 'refused' }>,
): CatalogProblem => ({
  code: 'FIELD_REFUSED',
  subject: `${side}:${code}`,
  message: `The ${side} does not take a change of ${id}: ${message}`,
  remedy: 'Change the value on the side that owns it, or what it collides with, then retry.',
})

const shown = (value: unknown): string =>
  value === null || value === '' ? 'nothing' : typeof value === 'string' ? `"${value}"` : JSON.stringify(value)

/** One failure for all that a person has to look at; the first says what about. */
export function problemError(problems: readonly CatalogProblem[]): TillbridgeError | null {
  const [first, ...others] = problems
  if (first === undefined) return null
  const more =
    others.length === 0
      ? ''
      : ` There ${others.length === 1 ? 'is one more' : `are ${others.length} more`} of this product.`
  return new TillbridgeError({
    kind: 'rejected',
    code: first.code,
    subject: first.subject,
    message: `${first.message}${more}`,
    remedy: first.remedy,
    detail: { problems },
  })
}
