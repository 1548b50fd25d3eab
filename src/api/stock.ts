import { z } from 'zod'
import { decimalText, instant, key, listOf, page } from './parts.ts'
import { OF_ORGANIZATION, routes } from './route.ts'

/** Why a figure is not what it should be, and what to do. */
const problem = z.object({
  code: z.string(),
  subject: z.string().nullable(),
  message: z.string(),
  remedy: z.string().nullable(),
})

export const stockState = z.enum(['in-step', 'pending', 'waiting', 'attention'])

/** What a store offers of a product at one of its locations, beside what it may. */
const stockLevel = z.object({
  stockItem: z.string(),
  sku: z.string().nullable(),
  /** The store's id of the location. */
  location: z.string(),
  state: stockState,
  /** What it may sell by the ERP's figures; `null` = not managed, or not computed yet. */
  wanted: z.number().int().nullable(),
  /** What it offered when it was last read or told; `null` = not stocked there. */
  known: z.number().int().nullable(),
  /** Promised to open orders, as the store says. */
  committed: z.number().int().nullable(),
  /** What the ERP holds of it in all places together; `null` = it is put together of several items, or of none. */
  onHand: decimalText.nullable(),
  /** Of which the ERP has reserved so many. */
  reserved: decimalText.nullable(),
  cause: problem.nullable(),
  checkedAt: instant.nullable(),
  /** When the store was last told. */
  sentAt: instant.nullable(),
})
export type StockLevel = z.infer<typeof stockLevel>

const place = z.object({
  place: z.string(),
  onHand: decimalText.nullable(),
  reserved: decimalText.nullable(),
  /** Kept for something else, e.g. quality control. */
  setAside: decimalText.nullable(),
  incoming: decimalText.nullable(),
  /** By the rules, before it is shared with other locations. */
  figure: decimalText,
  offered: decimalText,
  readAt: instant.nullable(),
})

/** Every term of the sum, each taken off what stands before it. */
const terms = z.object({
  parts: z.array(
    z.object({
      item: z.string(),
      perPiece: decimalText,
      places: z.array(place),
      available: decimalText,
      /** Sold, and not known to the ERP yet. */
      demand: decimalText,
      pieces: decimalText,
    }),
  ),
  possible: decimalText,
  /** Sold or promised by the store, by orders that have not reached us. */
  unheard: decimalText,
  safetyStock: decimalText,
  buffer: decimalText,
  maximum: z.number().int().nullable(),
  quantity: z.number().int(),
})

const explained = z.object({
  stockItem: z.string(),
  variant: z.string().nullable(),
  location: z.string(),
  level: stockLevel.omit({ stockItem: true, sku: true, location: true, onHand: true, reserved: true }).nullable(),
  /** `null` = the figure is not managed; the level's cause says why. */
  terms: terms.nullable(),
  /** Orders that are taken off because the ERP's figure does not contain them. */
  orders: z.array(
    z.object({
      item: z.string(),
      recordKey: z.string(),
      recordName: z.string().nullable(),
      state: z.string().nullable(),
      units: decimalText,
    }),
  ),
})
export type ExplainedStock = z.infer<typeof explained>

const organization = z.object({ organization: key })
/** Default: the first integration whose stock is kept in step. */
const ofIntegration = { integration: key.optional() }
export const STOCK_VIEWS = ['all', 'differing', 'held', 'attention'] as const
const narrowed = {
  ...ofIntegration,
  /** A part of the SKU. */
  search: z.string().trim().max(200).optional(),
  /** `differing`: the store offers another figure than it may; `held`: it would fall to zero and waits for a person. */
  view: z.enum(STOCK_VIEWS).default('all'),
}
const chosen = z.object({ integration: key })
const levels = z.object({ levels: z.number().int() })
const SWITCHED_OFF = 'STOCK_SWITCHED_OFF'

export const stockRoutes = routes({
  'stock.status': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/stock`,
    summary: 'Tell whether the stock is in step, and what stands in the way',
    permission: 'stock:read',
    params: organization,
    query: z.object(ofIntegration),
    answer: z.object({
      integration: key,
      live: z.boolean(),
      counts: z.object({
        inStep: z.number().int(),
        pending: z.number().int(),
        waiting: z.number().int(),
        attention: z.number().int(),
        differing: z.number().int(),
      }),
      /** What stands in the way of everything. */
      problem: problem.nullable(),
      /** So much would have fallen to zero that a person is asked first. */
      stopped: z.object({ at: instant, zeroing: z.number().int(), of: z.number().int() }).nullable(),
      /** The comparison of everything: asked for, how far, when it last ended. */
      comparison: z.object({
        wantedAt: instant.nullable(),
        startedAt: instant.nullable(),
        finishedAt: instant.nullable(),
        done: z.number().int(),
        total: z.number().int().nullable(),
      }),
      causes: z.array(problem.extend({ levels: z.number().int(), skus: z.array(z.string()) })),
    }),
    failures: [SWITCHED_OFF],
    command: 'stock',
  },
  'stock.list': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/stock/levels`,
    summary: 'List what the store offers beside what it may, by SKU and location',
    permission: 'stock:read',
    params: organization,
    query: z.object({ ...narrowed, ...page, after: z.string().max(1000).optional() }),
    answer: listOf(stockLevel),
    failures: [SWITCHED_OFF],
    command: 'stock',
  },
  'stock.locations': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/stock/locations`,
    summary: 'Name the locations of the store that hold stock, as the store tells now',
    permission: 'stock:read',
    params: organization,
    query: z.object(ofIntegration),
    answer: z.object({ items: z.array(z.object({ location: z.string(), name: z.string() })) }),
    failures: [SWITCHED_OFF],
    command: 'stock',
  },
  'stock.export': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/stock/levels/export`,
    summary: 'Download what the store offers beside what it may as CSV',
    permission: 'stock:read',
    params: organization,
    query: z.object(narrowed),
    answer: 'file',
    failures: [SWITCHED_OFF],
    command: 'stock',
  },
  'stock.explain': {
    method: 'GET',
    path: `${OF_ORGANIZATION}/stock/explain`,
    summary: 'Show every term of the figures of one SKU',
    permission: 'stock:read',
    params: organization,
    query: z.object({ ...ofIntegration, sku: z.string().min(1).max(300) }),
    answer: z.object({ sku: z.string(), items: z.array(explained) }),
    failures: [SWITCHED_OFF, 'STOCK_SKU_UNKNOWN'],
    command: 'stock',
  },
  'stock.sync': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/stock/sync`,
    summary: 'Compare everything with the ERP now, and set what differs',
    permission: 'stock:change',
    params: organization,
    body: chosen,
    answer: null,
    failures: [SWITCHED_OFF, 'STOCK_NOT_LIVE'],
    audit: 'stock.sync-asked',
    command: 'stock sync',
  },
  'stock.confirm': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/stock/confirm`,
    summary: 'Say that the products that wait are really gone: they are set to zero',
    permission: 'stock:change',
    params: organization,
    body: chosen,
    answer: levels,
    failures: [SWITCHED_OFF],
    audit: 'stock.zeroes-confirmed',
    command: 'stock confirm',
  },
  'stock.refuse': {
    method: 'POST',
    path: `${OF_ORGANIZATION}/stock/refuse`,
    summary: 'Say that the ERP was read wrongly: the store keeps its figures, and everything is read again',
    permission: 'stock:change',
    params: organization,
    body: chosen,
    answer: levels,
    failures: [SWITCHED_OFF],
    audit: 'stock.zeroes-refused',
    command: 'stock refuse',
  },
})
