import { z } from 'zod'
import { id } from '#api/parts'
import { figures, range } from './range.ts'

const states = ['doubtful', 'sure', 'adopted'] as const

const pair = z.object({
  transferId: id,
  recordName: z.string().nullable(),
  reference: z.string(),
  /** Of the document. */
  kind: z.string(),
  /** The document in the ERP. */
  externalId: z.string(),
  state: z.enum(states),
  /** Why it is doubtful: `several`, `amount-differs` … */
  reasons: z.array(z.string()),
  planned: figures,
  found: figures,
  decidedBy: z.string().nullable(),
})
export type AdoptPair = z.infer<typeof pair>

const count = z.number().int()

const taken = z.object({
  adopted: count,
  /** Pairs that could not be taken, at most the first of them, and why. */
  failed: z.array(z.object({ orderName: z.string(), externalId: z.string(), message: z.string() })),
  /** Orders about which nothing is left to decide: they are brought in step. */
  released: count,
})

/** What came of a job of the kind `adopt`. */
export const adoptResult = z.object({
  ...range,
  /** Orders of the days of which nothing is linked as yet. */
  orders: count,
  /** Orders that need no adoption. */
  ours: count,
  counts: z.record(z.enum(states), count),
  /** How many pairs there are; `adoptions` holds the first, the doubtful before the sure. */
  found: count,
  adoptions: z.array(pair),
  /** Planned documents that the ERP does not have. */
  missing: count,
  /** `null` = it was only looked for them. */
  taken: taken.nullable(),
})
export type AdoptResult = z.infer<typeof adoptResult>
