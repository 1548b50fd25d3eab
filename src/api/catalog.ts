import { z } from 'zod'
import { instant, key } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

const organization = z.object({ organization: key })
const count = z.number().int()
/** How many products or items are in each state. */
const transfers = z.object({
  pending: count,
  running: count,
  synced: count,
  waiting: count,
  attention: count,
  skipped: count,
  held: count,
})
/** What the newest comparison of both sides found; `null` = none was made yet. */
const last = z.object({ madeAt: instant, result: z.unknown() }).nullable()
const side = z.enum(['store', 'target'])

const override = z.object({
  flow: z.string(),
  storeProduct: z.string(),
  storeVariant: z.string().nullable(),
  targetItem: z.string().nullable(),
  field: z.string(),
  /** Where the value stood that gave way. */
  side,
  lost: z.unknown(),
  won: z.unknown(),
  at: instant,
})

const field = z.object({
  field: z.string(),
  owner: side,
  store: z.unknown(),
  target: z.unknown(),
  /** What the next run would write, and where; `null` = nothing. */
  next: z.object({ side, value: z.unknown() }).nullable(),
  state: z.enum(['in step', 'differs', 'not moved']),
})

/** Products and prices of both sides. */
export const catalogRoutes = routes({
  'products.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/products`,
    summary: 'Show how many variants are joined with items, what needs a person, and which values gave way last',
    permission: 'transfers:read',
    params: organization,
    query: z.object({ integration: key }),
    answer: z.object({
      bindings: z.object({ bound: count, storeGone: count, targetGone: count }),
      transfers,
      causes: z.array(
        z.object({
          code: z.string(),
          subject: z.string().nullable(),
          message: z.string(),
          remedy: z.string().nullable(),
          transfers: count,
        }),
      ),
      overrides: z.array(override),
      last,
    }),
    command: 'products',
  },
  'products.look': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/products/look`,
    summary: 'Show one product as both sides hold it now, field by field',
    permission: 'transfers:read',
    params: organization,
    query: z.object({
      integration: key,
      /** SKU, id or title in the store. */
      name: z.string().trim().min(1).max(200),
    }),
    answer: z.object({
      product: z.string(),
      title: z.string(),
      fields: z.array(field),
      variants: z.array(
        z.object({ variant: z.string(), sku: z.string().nullable(), item: z.string(), fields: z.array(field) }),
      ),
      /** Variants that are joined with no item. */
      unbound: z.array(z.object({ variant: z.string(), sku: z.string().nullable() })),
      problems: z.array(z.string()),
      overrides: z.array(override),
    }),
    failures: ['PRODUCT_NOT_FOUND'],
    command: 'products',
  },
  'products.unlink': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/products/unlink`,
    summary: 'Part a variant of the store from its item; neither is changed',
    permission: 'transfers:change',
    params: organization,
    body: z.object({
      integration: key,
      /** The store's id of it. */
      variant: z.string().trim().min(1).max(200),
    }),
    answer: z.object({ variant: z.string(), item: z.string() }),
    failures: ['NOT_BOUND'],
    audit: 'product.unlinked',
    command: 'products unlink',
  },
  'prices.show': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/prices`,
    summary: 'Show which price list of the ERP feeds which prices of the store, and whether they are in step',
    permission: 'transfers:read',
    params: organization,
    query: z.object({ integration: key }),
    answer: z.object({
      feeds: z.array(
        z.object({
          list: z.string(),
          /** The store's list; `''` = the price of the variant itself. */
          to: z.string(),
          direction: z.string(),
        }),
      ),
      transfers,
      last,
    }),
    command: 'prices',
  },
})
