import { decimal } from '#lib/decimal'
import { catalogMutations, findPriceCatalog } from './catalog-price-mutations.ts'
import type { View } from './connections.ts'
import { addPrices, deletePrices, findList, findVariant, type PriceInput } from './fixed-prices.ts'
import { refuse } from './graphql-errors.ts'
import { gid } from './ids.ts'
import { checkSize } from './inventory-checks.ts'
import { addList, catalogOf, isLocked, LOCKED } from './price-lists.ts'
import type { PriceCatalogState, PriceListState } from './price-state.ts'
import { listPriceView, priceListView } from './price-view.ts'
import { quantityPricingMutation } from './quantity-pricing.ts'
import type { Shop } from './shop.ts'
import { type UserError, userError } from './user-errors.ts'

interface ListInput {
  readonly name?: string | null
  readonly currency?: string | null
  readonly catalogId?: string | null
  readonly parent?: {
    readonly adjustment: { readonly type: PriceListState['adjustment']['type']; readonly value: number }
    readonly settings?: { readonly compareAtMode?: PriceListState['compareAtMode'] | null } | null
  } | null
}

const MOST = { PERCENTAGE_DECREASE: 100, PERCENTAGE_INCREASE: 1000 } as const
const NAME_LIMIT = 255

/** What an app may do to price lists. Wording and order of checks as recorded. */
export function priceMutations(shop: Shop): View {
  return {
    ...listMutations(shop),
    ...fixedPriceMutations(shop),
    ...catalogMutations(shop),
    ...quantityPricingMutation(shop),
  }
}

function listMutations(shop: Shop): View {
  const failed = (...errors: UserError[]): View => ({ priceList: null, userErrors: errors })
  return {
    priceListCreate: ({ input }: { input: ListInput }) => {
      const errors = listErrors(shop, input, null)
      if (errors.length > 0) return failed(...errors)
      const list = addList(shop, { name: input.name ?? '', currency: input.currency ?? shop.config.currency })
      writeList(shop, list, input)
      return { priceList: priceListView(shop, list), userErrors: [] }
    },
    priceListUpdate: ({ id, input }: { id: string; input: ListInput }) => {
      const list = findList(shop, id)
      if (list === undefined) return failed(notFound(['id']))
      if (isLocked(list)) return failed(userError(['id'], LOCKED, 'PRICE_LIST_LOCKED'))
      const errors = listErrors(shop, input, list)
      // Recorded: a refused change answers with the list as it stands.
      if (errors.length > 0) return { priceList: priceListView(shop, list), userErrors: errors }
      writeList(shop, list, input)
      return { priceList: priceListView(shop, list), userErrors: [] }
    },
    priceListDelete: ({ id }: { id: string }) => {
      const list = findList(shop, id)
      if (list === undefined) return { deletedId: null, userErrors: [notFound(['id'])] }
      if (isLocked(list)) return { deletedId: null, userErrors: [userError(['id'], LOCKED, 'PRICE_LIST_LOCKED')] }
      const catalog = catalogOf(shop, list)
      if (catalog !== undefined) catalog.priceListId = null
      shop.prices.lists.delete(list.id)
      return { deletedId: gid('PriceList', list.id), userErrors: [] }
    },
  }
}

const notFound = (field: readonly string[]): UserError =>
  userError(field, 'Price list does not exist.', 'PRICE_LIST_NOT_FOUND')

function listErrors(shop: Shop, input: ListInput, list: PriceListState | null): UserError[] {
  const catalog = input.catalogId == null ? undefined : findPriceCatalog(shop, input.catalogId)
  if (input.catalogId != null) {
    const kind = /^gid:\/\/shopify\/(\w+)\//.exec(input.catalogId)?.[1] ?? ''
    if (!kind.endsWith('Catalog')) throw refuse('RESOURCE_NOT_FOUND', `Invalid id: ${input.catalogId}`)
    const path = ['input', 'catalogId']
    if (catalog === undefined) return [userError(path, 'Catalog does not exist.', 'CATALOG_DOES_NOT_EXIST')]
    if (catalog.priceListId !== null && catalog.priceListId !== list?.id) {
      return [userError(path, 'Catalog has a price list already assigned.', 'CATALOG_TAKEN')]
    }
  }
  const errors: UserError[] = []
  const name = input.name
  const isTaken = [...shop.prices.lists.values()].some((other) => other !== list && other.name === name)
  if (name != null && isTaken) errors.push(userError(['input', 'name'], 'Name has already been taken', 'TAKEN'))
  if (name?.trim() === '') errors.push(userError(['input', 'name'], "Name can't be blank", 'BLANK'))
  if ((name ?? '').length > NAME_LIMIT) {
    errors.push(userError(['input', 'name'], 'Name is too long (maximum is 255 characters)', 'TOO_LONG'))
  }
  const adjustment = input.parent?.adjustment
  if (adjustment !== undefined && (adjustment.value < 0 || adjustment.value > MOST[adjustment.type])) {
    const message =
      'The adjustment value must be a positive value and not be greater than 100% for PERCENTAGE_DECREASE and not be greater than 1000% for PERCENTAGE_INCREASE.'
    errors.push(userError(['input', 'parent', 'adjustment', 'value'], message, 'INVALID_ADJUSTMENT_VALUE'))
  }
  const mismatch = catalog === undefined ? null : marketMismatch(shop, catalog, input.currency ?? list?.currency)
  return mismatch === null ? errors : [...errors, mismatch]
}

function marketMismatch(shop: Shop, catalog: PriceCatalogState, currency: string | undefined): UserError | null {
  const others = catalog.marketIds.filter((id) => shop.prices.markets.get(id)?.currency !== currency)
  if (others.length === 0) return null
  const message = "The price list's currency must match the market's currency."
  return userError(['input', 'currency'], message, 'CATALOG_MARKET_AND_PRICE_LIST_CURRENCY_MISMATCH')
}

function writeList(shop: Shop, list: PriceListState, input: ListInput): void {
  if (input.name != null) list.name = input.name
  if (input.currency != null && input.currency !== list.currency) {
    // Recorded: prices in the former currency are gone.
    Object.assign(list, { currency: input.currency, fixed: new Map(), breaks: new Map() })
  }
  if (input.parent != null) {
    const { type, value } = input.parent.adjustment
    list.adjustment = { type, value: decimal(String(value)) }
    list.compareAtMode = input.parent.settings?.compareAtMode ?? list.compareAtMode
  }
  if (input.catalogId === undefined) return
  const former = catalogOf(shop, list)
  if (former !== undefined) former.priceListId = null
  const catalog = input.catalogId === null ? undefined : findPriceCatalog(shop, input.catalogId)
  if (catalog !== undefined) catalog.priceListId = list.id
}

function fixedPriceMutations(shop: Shop): View {
  return {
    priceListFixedPricesAdd: (args: { priceListId: string; prices: readonly PriceInput[] }) => {
      checkSize(args.prices, ['priceListFixedPricesAdd', 'prices'])
      const list = findList(shop, args.priceListId)
      const errors = list === undefined ? [notFound(['priceListId'])] : addErrors(shop, list, args.prices, 'prices')
      if (list === undefined || errors.length > 0) return { prices: [], userErrors: errors }
      const added = addPrices(shop, list, args.prices)
      return { prices: added.map((variant) => listPriceView(shop, list, variant)), userErrors: [] }
    },
    priceListFixedPricesDelete: (args: { priceListId: string; variantIds: readonly string[] }) => {
      checkSize(args.variantIds, ['priceListFixedPricesDelete', 'variantIds'])
      const list = findList(shop, args.priceListId)
      const errors =
        list === undefined ? [notFound(['priceListId'])] : deleteErrors(shop, list, args.variantIds, 'variantIds')
      if (list === undefined || errors.length > 0) return { deletedFixedPriceVariantIds: [], userErrors: errors }
      return { deletedFixedPriceVariantIds: deletePrices(shop, list, args.variantIds), userErrors: [] }
    },
    priceListFixedPricesUpdate: (args: {
      priceListId: string
      pricesToAdd: readonly PriceInput[]
      variantIdsToDelete: readonly string[]
    }) => {
      checkSize(args.pricesToAdd, ['priceListFixedPricesUpdate', 'pricesToAdd'])
      checkSize(args.variantIdsToDelete, ['priceListFixedPricesUpdate', 'variantIdsToDelete'])
      const list = findList(shop, args.priceListId)
      const errors =
        list === undefined
          ? [notFound(['priceListId'])]
          : [
              ...addErrors(shop, list, args.pricesToAdd, 'pricesToAdd'),
              ...deleteErrors(shop, list, args.variantIdsToDelete, 'variantIdsToDelete'),
            ]
      if (list === undefined || errors.length > 0) {
        return { priceList: null, pricesAdded: [], deletedFixedPriceVariantIds: [], userErrors: errors }
      }
      const deleted = deletePrices(shop, list, args.variantIdsToDelete)
      const added = addPrices(shop, list, args.pricesToAdd)
      return {
        priceList: priceListView(shop, list),
        pricesAdded: added.map((variant) => listPriceView(shop, list, variant)),
        deletedFixedPriceVariantIds: deleted,
        userErrors: [],
      }
    },
  }
}

/** One wrong price refuses all. */
function addErrors(shop: Shop, list: PriceListState, prices: readonly PriceInput[], field: string): UserError[] {
  // The codes of these mutations know no lock; the vendor's words stand alone.
  if (isLocked(list)) return [userError(['priceListId'], LOCKED)]
  return prices.flatMap(({ variantId, price, compareAtPrice }, index) => {
    const at = [field, String(index)]
    if (findVariant(shop, variantId) === undefined) {
      return [userError([...at, 'variantId'], 'Product variant ID does not exist.', 'VARIANT_NOT_FOUND')]
    }
    const wrong = [
      ...(compareAtPrice == null || compareAtPrice.currencyCode === list.currency ? [] : ['compareAtPrice']),
      ...(price.currencyCode === list.currency ? [] : ['price']),
    ]
    const message = "The specified currency does not match the price list's currency."
    return wrong.map((name) => userError([...at, name, 'currencyCode'], message, 'PRICE_LIST_CURRENCY_MISMATCH'))
  })
}

function deleteErrors(shop: Shop, list: PriceListState, ids: readonly string[], field: string): UserError[] {
  return ids.flatMap((id, index) => {
    const variant = findVariant(shop, id)
    const at = [field, String(index)]
    if (variant === undefined) {
      return [userError(at, 'Product variant ID does not exist.', 'VARIANT_NOT_FOUND')]
    }
    return list.fixed.has(variant.id) ? [] : [userError(at, 'Only fixed prices can be deleted.', 'PRICE_NOT_FIXED')]
  })
}
