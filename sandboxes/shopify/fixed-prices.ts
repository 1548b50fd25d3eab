import { decimal } from '#lib/decimal'
import type { VariantState } from './catalog-state.ts'
import { gid, numericId } from './ids.ts'
import type { PriceListState } from './price-state.ts'
import type { Shop } from './shop.ts'

/** A price as an app states it. */
export interface PriceInput {
  readonly variantId: string
  readonly price: { readonly amount: string; readonly currencyCode: string }
  readonly compareAtPrice?: { readonly amount: string; readonly currencyCode: string } | null
}

export const findList = (shop: Shop, id: string): PriceListState | undefined =>
  shop.prices.lists.get(numericId(id, 'PriceList') ?? -1)

export const findVariant = (shop: Shop, id: string): VariantState | undefined =>
  shop.catalog.variants.get(numericId(id, 'ProductVariant') ?? -1)

export function addPrices(shop: Shop, list: PriceListState, prices: readonly PriceInput[]): VariantState[] {
  return prices.flatMap(({ variantId, price, compareAtPrice }) => {
    const variant = findVariant(shop, variantId)
    if (variant === undefined) return []
    const compareAt = compareAtPrice == null ? null : decimal(compareAtPrice.amount)
    list.fixed.set(variant.id, { price: decimal(price.amount), compareAt })
    return [variant]
  })
}

export function deletePrices(shop: Shop, list: PriceListState, ids: readonly string[]): string[] {
  return ids.flatMap((id) => {
    const variant = findVariant(shop, id)
    if (variant === undefined || !list.fixed.delete(variant.id)) return []
    list.breaks.delete(variant.id)
    return [gid('ProductVariant', variant.id)]
  })
}
