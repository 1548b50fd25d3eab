import type { View } from './connections.ts'
import { gid, numericId } from './ids.ts'
import { addCatalog } from './price-lists.ts'
import type { CatalogStatus, PriceCatalogState } from './price-state.ts'
import { catalogView } from './price-view.ts'
import type { Shop } from './shop.ts'
import type { NumericId } from './state.ts'
import { type UserError, userError } from './user-errors.ts'

interface Context {
  readonly companyLocationIds?: readonly string[] | null
  readonly marketIds?: readonly string[] | null
}

interface CatalogInput {
  readonly title?: string | null
  readonly status?: CatalogStatus | null
  readonly context?: Context | null
  readonly priceListId?: string | null
}

export function findPriceCatalog(shop: Shop, id: string): PriceCatalogState | undefined {
  const number = numericId(id, 'MarketCatalog') ?? numericId(id, 'CompanyLocationCatalog')
  return number === null ? undefined : shop.prices.catalogs.get(number)
}

/** Catalogues of markets and of companies' locations. */
export function catalogMutations(shop: Shop): View {
  const failed = (...errors: UserError[]): View => ({ catalog: null, userErrors: errors })
  const shown = (catalog: PriceCatalogState): View => ({ catalog: catalogView(shop, catalog), userErrors: [] })
  return {
    catalogCreate: ({ input }: { input: CatalogInput }) => {
      const errors = inputErrors(shop, input, null)
      if (errors.length > 0) return failed(...errors)
      const list = input.priceListId == null ? null : numericId(input.priceListId, 'PriceList')
      return shown(
        addCatalog(shop, {
          title: input.title ?? '',
          status: input.status ?? 'ACTIVE',
          ...contextOf(input.context ?? {}),
          priceListId: list,
        }),
      )
    },
    catalogUpdate: ({ id, input }: { id: string; input: CatalogInput }) => {
      const catalog = findPriceCatalog(shop, id)
      if (catalog === undefined) return failed(notFound())
      const errors = inputErrors(shop, input, catalog)
      if (errors.length > 0) return failed(...errors)
      if (input.title != null) catalog.title = input.title
      if (input.status != null) catalog.status = input.status
      if (input.priceListId != null) catalog.priceListId = numericId(input.priceListId, 'PriceList')
      if (input.context != null) Object.assign(catalog, contextOf(input.context))
      return shown(catalog)
    },
    catalogContextUpdate: (args: {
      catalogId: string
      contextsToAdd?: Context | null
      contextsToRemove?: Context | null
    }) => {
      const catalog = findPriceCatalog(shop, args.catalogId)
      if (catalog === undefined) return failed(notFound('catalogId'))
      const added = contextOf(args.contextsToAdd ?? {})
      const removed = contextOf(args.contextsToRemove ?? {})
      const isAdded = args.contextsToAdd != null || args.contextsToRemove == null
      const errors = isAdded ? contextErrors(shop, args.contextsToAdd ?? {}, ['contextsToAdd']) : []
      if (errors.length > 0) return failed(...errors)
      catalog.marketIds = joined(catalog.marketIds, added.marketIds, removed.marketIds)
      catalog.locationIds = joined(catalog.locationIds, added.locationIds, removed.locationIds)
      return shown(catalog)
    },
    catalogDelete: ({ id }: { id: string }) => {
      const catalog = findPriceCatalog(shop, id)
      if (catalog === undefined) return { deletedId: null, userErrors: [notFound()] }
      shop.prices.catalogs.delete(catalog.id)
      return { deletedId: gid(catalog.kind, catalog.id), userErrors: [] }
    },
  }
}

const notFound = (field = 'id'): UserError => userError([field], 'Catalog does not exist.', 'CATALOG_NOT_FOUND')

const joined = (had: readonly NumericId[], added: readonly NumericId[], removed: readonly NumericId[]): NumericId[] =>
  [...new Set([...had, ...added])].filter((id) => !removed.includes(id))

const contextOf = ({ companyLocationIds, marketIds }: Context) => ({
  locationIds: (companyLocationIds ?? []).flatMap((id) => numericId(id, 'CompanyLocation') ?? []),
  marketIds: (marketIds ?? []).flatMap((id) => numericId(id, 'Market') ?? []),
})

function inputErrors(shop: Shop, input: CatalogInput, catalog: PriceCatalogState | null): UserError[] {
  const context = input.context ?? (catalog === null ? {} : null)
  const isBlank = (input.title ?? (catalog === null ? '' : 'kept')).trim() === ''
  return [
    ...(isBlank ? [userError(['input', 'title'], "Title can't be blank", 'BLANK')] : []),
    ...(context === null ? [] : contextErrors(shop, context, ['input', 'context'])),
    ...listErrors(shop, input, catalog),
  ]
}

function contextErrors(shop: Shop, context: Context, path: readonly string[]): UserError[] {
  const { companyLocationIds, marketIds } = context
  if ((companyLocationIds ?? []).length > 0 === (marketIds ?? []).length > 0) {
    const message = 'Must provide exactly one context type.'
    return [userError(path, message, 'MUST_PROVIDE_EXACTLY_ONE_CONTEXT_TYPE')]
  }
  const known = new Set([...shop.companies.values()].flatMap((company) => company.locations.map(({ id }) => id)))
  const { locationIds, marketIds: markets } = contextOf(context)
  return [
    ...locationIds.flatMap((id, index) =>
      known.has(id)
        ? []
        : [
            userError(
              [...path, 'companyLocationIds', String(index)],
              'Company location could not be found.',
              'COMPANY_LOCATION_NOT_FOUND',
            ),
          ],
    ),
    ...markets.flatMap((id, index) =>
      shop.prices.markets.has(id)
        ? []
        : [userError([...path, 'marketIds', String(index)], 'Market does not exist.', 'MARKET_NOT_FOUND')],
    ),
  ]
}

function listErrors(shop: Shop, input: CatalogInput, catalog: PriceCatalogState | null): UserError[] {
  if (input.priceListId == null) return []
  const path = ['input', 'priceListId']
  const list = shop.prices.lists.get(numericId(input.priceListId, 'PriceList') ?? -1)
  if (list === undefined) return [userError(path, 'Price list does not exist.', 'PRICE_LIST_NOT_FOUND')]
  const taken = [...shop.prices.catalogs.values()].some((other) => other !== catalog && other.priceListId === list.id)
  if (taken) return [userError(path, 'Price list has already been taken', 'TAKEN')]
  const markets = contextOf(input.context ?? {}).marketIds
  const mismatch = markets.some((id) => shop.prices.markets.get(id)?.currency !== list.currency)
  if (!mismatch) return []
  const message = "The price list's currency must match the market's currency."
  return [userError(path, message, 'MARKET_AND_PRICE_LIST_CURRENCY_MISMATCH')]
}
