import { z } from 'zod'
import { decimalText, id, instant } from '#api/parts'
import { figures, range } from './range.ts'

/**
 * `equal`: the ERP holds just what would be written. `different`: it holds a document for it that says something else. `missing`: it
 * holds none. `extra`: it holds one that would not be written. `held`: nothing would be written.
 */
export const SHADOW_VERDICTS = ['equal', 'different', 'missing', 'extra', 'held'] as const

const sides = figures.extend({
  /** Per account of the ERP; `null` = one side does not tell. */
  taxes: z.record(z.string(), decimalText).nullable(),
  customer: z.string().nullable(),
})

const difference = z.object({
  /** `total`, `tax on VAT 25%`, `date`, `quantity of MUG` … */
  what: z.string(),
  planned: z.string().nullable(),
  found: z.string().nullable(),
  /** Of a tax: in percent; `null` = none, or several. */
  rate: decimalText.nullable().optional(),
  /** Of a row: the ERP's item. */
  item: z.string().optional(),
})
export type ShadowDifference = z.infer<typeof difference>

const entry = z.object({
  verdict: z.enum(SHADOW_VERDICTS).exclude(['equal']),
  /** The order in the store; `null` = the document belongs to none. */
  orderKey: z.string().nullable(),
  orderName: z.string().nullable(),
  placedAt: instant.optional(),
  /** `null` = the order has none as yet. */
  transferId: id.nullable(),
  /** Of the document; `null` for an order of which nothing would be written. */
  kind: z.string().nullable(),
  reference: z.string().nullable(),
  /** The document in the ERP. */
  externalId: z.string().nullable(),
  planned: sides.nullable(),
  found: sides.nullable(),
  differences: z.array(difference),
  /** Why nothing would be written. */
  reason: z.string().nullable(),
  /** A rule leaves the order out, or it was cancelled before anything was booked. */
  leftOut: z.literal(true).optional(),
})
export type ShadowEntry = z.infer<typeof entry>

const count = z.number().int()

/** What came of a job of the kind `shadow`. */
export const shadowResult = z.object({
  ...range,
  orders: count,
  counts: z.record(z.enum(SHADOW_VERDICTS), count),
  /** How many are not equal; `entries` holds the first of them. */
  found: count,
  entries: z.array(entry),
})
export type ShadowResult = z.infer<typeof shadowResult>
