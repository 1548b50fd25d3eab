import type { Decimal } from '#lib/decimal'
import type { Weight } from './weight.ts'

/**
 * A product with its variants, as one system states it now. An absent property = that system does not tell; `null` = it says that there
 * is none. A product without options has one variant.
 */
export interface Product {
  /** The system's own id, as short text; where that is a code that people rename, `reference` of its variants stays. */
  readonly externalId: string
  readonly title: string
  /** UTC, ISO 8601. */
  readonly updatedAt: string
  readonly createdAt: string | null
  readonly status: 'active' | 'draft' | 'archived'
  /** As HTML. */
  readonly description?: string | null
  readonly vendor?: string | null
  readonly productType?: string | null
  /** The part of the product's address in the store. */
  readonly handle?: string
  readonly tags?: readonly string[]
  readonly seo?: { readonly title: string | null; readonly description: string | null }
  /** The main picture first; addresses that anybody may read. */
  readonly images?: readonly { readonly url: string; readonly alt: string | null }[]
  readonly collections?: readonly string[]
  /** By `namespace.key` or the system's own field name; an absent key is one that the system does not tell. */
  readonly customFields?: Readonly<Record<string, string | null>>
  /** In the order in which a customer chooses. None = one variant without choices. */
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[]
  readonly variants: readonly Variant[]
}

/** What is sold and counted: one row of a price list, one item of a stock. */
export interface Variant {
  readonly externalId: string
  /** What the store counts stock by, where that has an id of its own. */
  readonly stockItem?: string
  readonly title?: string | null
  readonly sku: string | null
  readonly barcode?: string | null
  /** By the option's name. */
  readonly optionValues: Readonly<Record<string, string>>
  /** The price that holds where no price list says otherwise, in the system's currency. */
  readonly price?: Decimal | null
  readonly compareAtPrice?: Decimal | null
  /** What one piece costs the merchant. */
  readonly cost?: Decimal | null
  readonly weight?: Weight | null
  /** The system's word for how it is taxed; `null` = not taxed. */
  readonly taxClass?: string | null
  /** The unit in which it is counted, the system's word. */
  readonly unit?: string | null
  readonly countryOfOrigin?: string | null
  /** Harmonised system code. */
  readonly customsCode?: string | null
  readonly requiresShipping?: boolean
  readonly tracked?: boolean
  readonly disabled?: boolean
  /** A bundle is sold as one and counted in parts; absent or empty = no bundle. */
  readonly components?: readonly { readonly item: string; readonly quantity: Decimal }[]
  readonly updatedAt?: string
  /** Ours, where the system stores one: it stays when an item that is known by its code gets another. `null` = it has none yet. */
  readonly reference?: string | null
}

/** One price of one item on one list. */
export interface Price {
  /** The system's id of the list, e.g. `Standard Selling`; at a store `''` is the price of the variant itself. */
  readonly list: string
  /** The system's id of the item or variant. */
  readonly item: string
  readonly amount: Decimal
  /** ISO 4217. */
  readonly currency: string
  readonly compareAt: Decimal | null
  /** Dates without time, both included; `null` = open. */
  readonly validFrom: string | null
  readonly validUntil: string | null
  /** From how many pieces on; 1 for the ordinary price. */
  readonly minimumQuantity: Decimal
  /** The unit it is for, the system's word; `null` = the item's own. */
  readonly unit: string | null
  /** Only for this customer of the system; `null` = for all of the list. */
  readonly customer: string | null
  readonly updatedAt: string | null
}

export interface PriceList {
  readonly externalId: string
  readonly name: string
  readonly currency: string
  /** For which market or companies it is, in the store's words; `null` = not told. */
  readonly audience: string | null
}
