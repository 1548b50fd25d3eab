import { z } from 'zod'
import type { Context } from '#contract/context'
import type { PriceChange, PriceFilter, PriceTarget, VariantOutcome } from '#contract/products'
import { ONE } from '#lib/decimal'
import { TillbridgeError } from '#lib/errors'
import type { Price, PriceList } from '#model/product'
import { graphql, type Operation, pagesOf } from './client.ts'
import { variantGid } from './products.ts'
import { userErrors } from './products-queries.ts'
import type { ShopifySettings } from './settings.ts'
import { pageInfo } from './vendor-graphql.ts'
import { amount, gid, instant } from './vendor-values.ts'

type ShopifyContext = Context<ShopifySettings>

// Arrays in an input hold 250 entries at most.
const LARGEST_BATCH = 250
// Conditions of one search; a longer one is refused.
const VARIANTS_IN_QUERY = 25

/** Price lists of markets and companies. Only prices that were set on a list are told; those that follow from a rule are not. */
export const priceTarget: PriceTarget<ShopifySettings> = { largestBatch: LARGEST_BATCH, lists, prices, change }

const money = z.object({ amount, currencyCode: z.string() })
const priceNode = z.object({
  price: money,
  compareAtPrice: money.nullish(),
  variant: z.object({ id: gid, updatedAt: instant.nullish() }),
})
type PriceNode = z.output<typeof priceNode>

export const PRICE_LISTS: Operation<{
  shop: { currencyCode: string }
  priceLists: {
    pageInfo: z.output<typeof pageInfo>
    nodes: { id: string; name: string; currency: string; catalog?: { title: string } | null | undefined }[]
  }
}> = {
  name: 'PriceLists',
  text: `query PriceLists($after: String) {
  shop { currencyCode }
  priceLists(first: 100, after: $after) { pageInfo { hasNextPage endCursor } nodes { id name currency catalog { title } } }
}`,
  cost: 22,
  effect: 'read',
  data: z.object({
    shop: z.object({ currencyCode: z.string() }),
    priceLists: z.object({
      pageInfo,
      nodes: z.array(
        z.object({
          id: gid,
          name: z.string(),
          currency: z.string(),
          catalog: z.object({ title: z.string() }).nullish(),
        }),
      ),
    }),
  }),
}

export const FIXED_PRICES: Operation<{
  priceList: { prices: { pageInfo: z.output<typeof pageInfo>; nodes: PriceNode[] } } | null
}> = {
  name: 'FixedPrices',
  text: `query FixedPrices($id: ID!, $query: String, $after: String) {
  priceList(id: $id) {
    prices(first: 250, after: $after, originType: FIXED, query: $query) {
      pageInfo { hasNextPage endCursor }
      nodes { price { amount currencyCode } compareAtPrice { amount currencyCode } variant { id updatedAt } }
    }
  }
}`,
  cost: 25,
  effect: 'read',
  data: z.object({
    priceList: z.object({ prices: z.object({ pageInfo, nodes: z.array(priceNode) }) }).nullable(),
  }),
}

const changed = z.object({ userErrors }).nullable()
export const CHANGE_PRICES: Operation<{ priceListFixedPricesUpdate: z.output<typeof changed> }> = {
  name: 'ChangePrices',
  text: `mutation ChangePrices($id: ID!, $add: [PriceListPriceInput!]!, $remove: [ID!]!) {
  priceListFixedPricesUpdate(priceListId: $id, pricesToAdd: $add, variantIdsToDelete: $remove) { userErrors { field message code } }
}`,
  cost: 10,
  effect: 'write',
  data: z.object({ priceListFixedPricesUpdate: changed }),
}

const listGid = (id: string): string => `gid://shopify/PriceList/${id}`

/** The first is that of the variants themselves, in the shop's currency. */
async function lists(context: ShopifyContext): Promise<readonly PriceList[]> {
  const found: PriceList[] = []
  let after: string | null = null
  do {
    const data: z.output<typeof PRICE_LISTS.data> = await graphql(context, PRICE_LISTS, { after })
    if (found.length === 0) found.push({ externalId: '', name: '', currency: data.shop.currencyCode, audience: null })
    found.push(
      ...data.priceLists.nodes.map(({ id, name, currency, catalog }) => ({
        externalId: id,
        name,
        currency,
        audience: catalog?.title ?? null,
      })),
    )
    const { hasNextPage, endCursor } = data.priceLists.pageInfo
    after = hasNextPage ? (endCursor ?? null) : null
  } while (after !== null)
  return found
}

async function* prices(context: ShopifyContext, filter: PriceFilter): AsyncGenerator<readonly Price[]> {
  for (const list of filter.lists) {
    for (const query of queriesOf(filter.items)) {
      const pages = pagesOf(context, FIXED_PRICES, { id: listGid(list), query }, ({ priceList }) => {
        if (priceList === null) throw listGone(list)
        return priceList.prices
      })
      for await (const nodes of pages) if (nodes.length > 0) yield nodes.map((node) => priceOf(list, node))
    }
  }
}

function queriesOf(items: readonly string[] | undefined): (string | null)[] {
  if (items === undefined) return [null]
  const count = Math.ceil(items.length / VARIANTS_IN_QUERY)
  return Array.from({ length: count }, (_, index) =>
    items
      .slice(index * VARIANTS_IN_QUERY, (index + 1) * VARIANTS_IN_QUERY)
      .map((item) => `variant_id:${item}`)
      .join(' OR '),
  )
}

const priceOf = (list: string, { price, compareAtPrice, variant }: PriceNode): Price => ({
  list,
  item: variant.id,
  amount: price.amount,
  currency: price.currencyCode,
  compareAt: compareAtPrice?.amount ?? null,
  validFrom: null,
  validUntil: null,
  minimumQuantity: ONE,
  unit: null,
  customer: null,
  updatedAt: variant.updatedAt ?? null,
})

/** All or nothing: an answer with errors has changed no price. */
async function change(context: ShopifyContext, list: string, wanted: PriceChange): Promise<readonly VariantOutcome[]> {
  const { priceListFixedPricesUpdate: answer } = await graphql(context, CHANGE_PRICES, {
    id: listGid(list),
    add: wanted.set.map(({ item, amount: value, currency, compareAt }) => ({
      variantId: variantGid(item),
      price: { amount: value, currencyCode: currency },
      compareAtPrice: compareAt === null ? null : { amount: compareAt, currencyCode: currency },
    })),
    remove: wanted.remove.map(variantGid),
  })
  const items = [...wanted.set.map(({ item }) => item), ...wanted.remove]
  const errors = answer?.userErrors ?? []
  const [first] = errors
  if (first === undefined) return items.map((externalId) => ({ externalId, outcome: 'written' }))
  if (first.code === 'PRICE_LIST_LOCKED') throw locked(first.message)
  if (first.code === 'PRICE_LIST_NOT_FOUND') throw listGone(list)
  return items.map((externalId) => ({
    externalId,
    outcome: 'refused',
    code: first.code ?? 'REFUSED',
    message: errors.map(({ message }) => message).join(' '),
  }))
}

const locked = (message: string): TillbridgeError =>
  new TillbridgeError({ kind: 'transient', code: 'SHOPIFY_PRICE_LIST_LOCKED', message })

const listGone = (list: string): TillbridgeError =>
  new TillbridgeError({
    kind: 'rejected',
    code: 'PRICE_LIST_UNKNOWN',
    message: `The shop has no price list ${list} any more.`,
    remedy: 'Name another price list in the rules of price-lists, or take the entry out.',
    subject: `price-list:${list}`,
  })
