import { z } from 'zod'
import { parseDecimal } from '#lib/decimal'

// How Shopify writes single values, in GraphQL answers and in webhook bodies alike.

const refuse = (context: z.RefinementCtx, message: string): never => {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}

/** `"15.0"`, `"15.00"`, or a JSON number in older payloads. */
export const amount = z
  .union([z.string(), z.number()])
  .transform((value, context) => parseDecimal(value) ?? refuse(context, 'is not a decimal number'))

// Far dates are valid to JavaScript and to nobody else: they cannot be shown on a calendar, stored or compared as text.
const FIRST_YEAR = 1970
const LAST_YEAR = 9998

/** An instant with any offset, as UTC. */
export const instant = z.string().transform((value, context) => {
  const parsed = new Date(value)
  const year = parsed.getUTCFullYear()
  return year >= FIRST_YEAR && year <= LAST_YEAR ? parsed.toISOString() : refuse(context, 'is not a date and time')
})

/** A text whose absence Shopify writes as `null` or `""`, depending on the age of the record. */
export const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value.trim() === '' ? null : value))

/** A number that names a record: JSON number or text. Beyond 2^53 a number has lost digits and cannot name anything. */
export const numericId = z
  .union([z.string().regex(/^\d+$/), z.number().int().positive()])
  .transform((value) => String(value))

/** `gid://shopify/Order/5501` → `5501`. */
export const gid = z
  .string()
  .regex(/^gid:\/\/shopify\/[A-Za-z]+\/[^/?]+/, 'is not a Shopify id')
  .transform((value) => value.replace(/^gid:\/\/shopify\/[A-Za-z]+\//, '').replace(/\?.*$/, ''))

/** The same for an id that may be missing. */
export const optionalGid = gid.nullish().transform((value) => value ?? null)

/** An absent, `null` or given list. */
export const listOf = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((list) => list ?? [])

export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false)

/**
 * A body whose `id` has more digits than a JSON number keeps, mended from the text form beside it. Shopify's test notifications
 * have such ids.
 */
export function withExactId(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('id' in body) || !('admin_graphql_api_id' in body)) return body
  if (typeof body.id !== 'number' || Number.isSafeInteger(body.id)) return body
  const exact = gid.safeParse(body.admin_graphql_api_id)
  return exact.success ? { ...body, id: exact.data } : body
}
