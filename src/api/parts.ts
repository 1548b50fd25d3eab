import { z } from 'zod'
import { typedAmount } from '#lib/typed-amount'

/** Building blocks of requests and answers. Instants are UTC, ISO 8601; money is decimal text beside its currency. */
export const instant = z.iso
  .datetime()
  // There was no year 0, and nobody keeps books of the first thousand.
  .refine((text) => text >= '1', 'This must be a date with its time, such as 2026-11-22T08:00:00Z.')
export const id = z.uuid()
export const decimalText = z.string().regex(/^-?\d+(\.\d+)?$/)
/** A key of an organisation, an integration or a connection. */
export const key = z.string().regex(/^[a-z0-9-]+$/, 'This may have small letters, digits and dashes only.')
/** An amount as people type it: `1299`, `1299.5`, `1 299,00`, `1.299,00`. */
export const typedAmountText = z
  .string()
  .max(40)
  .refine((text) => typedAmount(text) !== null, 'a number, e.g. 1299 or 1 299,00')
export const currency = z.string().regex(/^[A-Z]{3}$/)
export const money = z.object({ amount: decimalText, currency })

const MOST = 200
/** A page of a list: at most so many, from what the page before said is next. */
export const page = {
  limit: z.coerce.number().int().min(1).max(MOST).default(50),
  after: z.string().max(200).optional(),
}

/** A page of a list that is in the order of its ids. */
export const pageById = { ...page, after: id.optional() }

/** A list with where it goes on; `null` = this was the last page. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() })
