import { z } from 'zod'

const count = z.number().int()
const side = z.enum(['store', 'target'])

export const CATALOG_FINDING_KINDS = [
  'write',
  'conflict',
  'bind',
  'duplicate',
  'only-in-store',
  'only-in-target',
  'gone-in-store',
  'gone-in-target',
] as const
const kind = z.enum(CATALOG_FINDING_KINDS)
export type CatalogFindingKind = z.infer<typeof kind>

/** Something that a comparison of products found. */
export const catalogFinding = z.object({
  kind,
  sku: z.string().nullable(),
  storeProduct: z.string().nullable(),
  storeVariant: z.string().nullable(),
  targetItem: z.string().nullable(),
  title: z.string().nullable(),
  /** Of a write or a conflict. */
  field: z.string().optional(),
  /** Of a write: the side that gets another value. */
  side: side.optional(),
  /** Of a write: what is there; of a conflict: what the ERP holds. */
  from: z.unknown().optional(),
  /** Of a write: what comes; of a conflict: what the store holds. */
  to: z.unknown().optional(),
})
export type ApiCatalogFinding = z.infer<typeof catalogFinding>

const shownPrice = z.object({ amount: z.string().nullable(), compareAt: z.string().nullable() })

/** One price that is not what its list says. */
export const priceFinding = z.object({
  sku: z.string().nullable(),
  storeVariant: z.string(),
  targetItem: z.string(),
  /** The store's list; `''` = the price of the variant itself. */
  list: z.string(),
  side,
  from: shownPrice,
  /** `null` = the price goes away; an absent `compareAt` stays as it is. */
  to: z.object({ amount: z.string(), compareAt: z.string().nullable().optional() }).nullable(),
})
export type ApiPriceFinding = z.infer<typeof priceFinding>

const ofSide = z.object({ products: count, variants: count })
const products = z.object({
  /** It only looked. */
  dryRun: z.boolean(),
  store: ofSide,
  target: ofSide,
  bound: count,
  /** Variants that are not in step, and how many fields of them. */
  differing: count,
  fields: count,
  /** Variants that were written in bulk, and products whose own runs do the rest. */
  written: count,
  raised: count,
})
const prices = z.object({
  dryRun: z.boolean(),
  compared: count,
  differing: count,
  written: count,
  /** Items whose own runs do the rest. */
  raised: count,
})
const kinds = z.record(kind, count)

/** What the newest comparison found, as `last` of `products.show` says it. */
export const lastProducts = products.extend({ found: kinds })

/** The same for `prices.show`. */
export const lastPrices = prices

/** What came of a job of the kind `compare`. */
export const compareResult = z.discriminatedUnion('what', [
  products.extend({
    what: z.literal('products'),
    /** All of them, and how many of each kind; `findings` holds the first of each. */
    found: count,
    kinds,
    findings: z.array(catalogFinding),
  }),
  prices.extend({
    what: z.literal('prices'),
    found: count,
    findings: z.array(priceFinding),
  }),
])
export type CompareResult = z.infer<typeof compareResult>
