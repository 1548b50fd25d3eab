import type { Price, PriceList, Product, Variant } from '#model/product'
import type { Context } from './context.ts'
import type { Change, Source } from './source.ts'

/** A system whose products are read. */
export interface ProductSource<S> extends Source<S, Product> {
  /** The fields that this system tells; of one product it may leave out what it has no words for. Absent = nobody knows. */
  readonly fields?: ProductFields
  /** The keys of `customFields` that it tells, and takes where it takes custom fields at all; absent = none. */
  readonly customFields?: readonly string[]
  /**
   * Every product with all its variants, in pages, by the fastest means the system has (a bulk export where there is one). `total`,
   * when the system tells, is for progress only.
   */
  all(context: Context<S>): AsyncIterable<{ readonly products: readonly Product[]; readonly total: number | null }>
  /** Products that hold a variant with exactly this SKU; more than one where the system allows it. */
  bySku(context: Context<S>, sku: string): Promise<readonly Product[]>
  /** Products that hold a variant with exactly this barcode; absent = the system cannot look for one. */
  byBarcode?(context: Context<S>, barcode: string): Promise<readonly Product[]>
}

/** Names of fields; a name that is missing is a field that the system does not have. */
export interface ProductFields {
  readonly product: readonly (keyof ProductChanges)[]
  readonly variant: readonly (keyof VariantChanges)[]
}

/** The fields of a product that may be written, each on its own. Options and variants are written by calls of their own. */
export type ProductChanges = Partial<Omit<Product, 'externalId' | 'updatedAt' | 'createdAt' | 'options' | 'variants'>>
/** The fields of a variant that may be written, each on its own. */
export type VariantChanges = Partial<Omit<Variant, 'externalId' | 'updatedAt' | 'stockItem' | 'optionValues'>>

/** A system whose products are written. Only the fields that are given are touched. */
export interface ProductTarget<S> {
  /** The fields that this system can be told; the others are never sent to it. Only a new product may get more. */
  readonly fields: ProductFields
  /** How many variants one call takes. */
  readonly largestBatch: number
  /** By our reference, which `create` stored. `null` = there is none. */
  find(context: Context<S>, reference: string): Promise<Product | null>
  /** @throws {TillbridgeError} `conflict`, `REFERENCE_EXISTS`; `rejected` when e.g. the SKU or barcode is taken. */
  create(context: Context<S>, product: NewProduct, reference: string): Promise<Product>
  /** Answers what the system shows of the product now, where it tells: it may keep a value in a form of its own. */
  update(context: Context<S>, externalId: string, changes: ProductChanges): Promise<ProductChanges | null>
  /** Changes variants of one product in one call. */
  updateVariants(
    context: Context<S>,
    productExternalId: string,
    variants: readonly { readonly externalId: string; readonly changes: VariantChanges }[],
  ): Promise<readonly VariantOutcome[]>
  /** Adds variants to a product; answers them in the order given, with their ids. */
  addVariants(
    context: Context<S>,
    productExternalId: string,
    variants: readonly NewVariant[],
  ): Promise<readonly Variant[]>
  /**
   * Many changes of variants by the system's bulk means; absent = there is none. Reports how many are done as it goes.
   * `key`: of this run; one that is asked for again is picked up where it is.
   */
  updateInBulk?(
    context: Context<S>,
    changes: readonly BulkVariantChange[],
    key: string,
  ): AsyncIterable<{ readonly done: number; readonly outcomes: readonly VariantOutcome[] }>
}

export type NewProduct = Omit<Product, 'externalId' | 'updatedAt' | 'createdAt' | 'variants'> & {
  readonly variants: readonly NewVariant[]
}
export type NewVariant = Omit<Variant, 'externalId' | 'updatedAt' | 'stockItem'>

export interface BulkVariantChange {
  readonly productExternalId: string
  readonly externalId: string
  readonly changes: VariantChanges
}

export type VariantOutcome =
  /** `shows`: what the system shows of it now, where it tells. A variant that was renamed has another id by it. */
  | {
      readonly externalId: string
      readonly outcome: 'written'
      readonly shows?: VariantChanges & { readonly externalId?: string }
    }
  | { readonly externalId: string; readonly outcome: 'gone' }
  | { readonly externalId: string; readonly outcome: 'refused'; readonly code: string; readonly message: string }

/** A system whose price lists are read. */
export interface PriceSource<S> {
  lists(context: Context<S>): Promise<readonly PriceList[]>
  /** Prices of these lists, in pages, past and future ones too. `items`: only these. */
  prices(context: Context<S>, filter: PriceFilter): AsyncIterable<readonly Price[]>
  /** Items whose prices changed on these lists, in pages, oldest first; keys are items. */
  changes(
    context: Context<S>,
    range: { readonly lists: readonly string[]; readonly since: Date; readonly until: Date },
  ): AsyncIterable<readonly Change[]>
}

export interface PriceFilter {
  readonly lists: readonly string[]
  readonly items?: readonly string[]
}

/** A store whose price lists are written. The price of the variant itself is a field of `ProductTarget`. */
export interface PriceTarget<S> {
  /** How many prices one call takes. */
  readonly largestBatch: number
  lists(context: Context<S>): Promise<readonly PriceList[]>
  /** The prices that were set on a list (those that follow from a rule are left out), in pages. */
  prices(context: Context<S>, filter: PriceFilter): AsyncIterable<readonly Price[]>
  /** Sets and removes prices of one list in one call. An item must stand in one of the two only. */
  change(context: Context<S>, list: string, change: PriceChange): Promise<readonly VariantOutcome[]>
}

export interface PriceChange {
  readonly set: readonly Pick<Price, 'item' | 'amount' | 'currency' | 'compareAt'>[]
  /** Items whose own price on the list goes away. */
  readonly remove: readonly string[]
}
