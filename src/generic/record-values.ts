import { z } from 'zod'
import { type Decimal, decimal, parseDecimal } from '#lib/decimal'
import { instant } from './draft-values.ts'

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '')

/** Absent stays absent (not told); what is told and empty is `null` (there is none). */
const orNull = <T>(schema: z.ZodType<T>): z.ZodType<T | null | undefined> =>
  z.preprocess((value) => (value === undefined ? undefined : isNothing(value) ? null : value), schema.nullish())

const plainText = z.union([z.string(), z.number()]).transform((value) => String(value).trim())
const plainNumber = z
  .union([z.string(), z.number()])
  .refine((value) => parseDecimal(value) !== null, 'must be a number such as 12.50')
  .transform((value): Decimal => decimal(value))

/** An id or a name that has to be there. */
export const named = plainText.pipe(z.string().min(1, 'is empty').max(200))
export const optionalText = orNull(plainText)
/** A number that has to be there. */
export const quantity = plainNumber
export const optionalNumber = orNull(plainNumber)

/** Stamps of databases arrive as `Date`s or as texts of ours. */
export const stamp = z.preprocess((value) => (value instanceof Date ? value.toISOString() : value), instant)
export const optionalStamp = orNull(stamp)

/** A day without a time; of an instant its own day. */
export const optionalDay = orNull(
  z.preprocess(
    (value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
    z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}/, 'must be a day such as 2026-11-20')
      .transform((text) => text.slice(0, 10)),
  ),
)

const YES = new Set<unknown>([true, 1, '1', 'true', 'yes', 'y'])
const NO = new Set<unknown>([false, 0, '0', 'false', 'no', 'n'])
const worded = (value: unknown): unknown => (typeof value === 'string' ? value.trim().toLowerCase() : value)

/** Yes or no, as systems write it: `true`, `1`, `yes`. */
export const optionalFlag = orNull(
  z
    .unknown()
    .refine((value) => YES.has(worded(value)) || NO.has(worded(value)), 'must be yes or no, such as true, 1 or yes')
    .transform((value) => YES.has(worded(value))),
)

/** An object, or its JSON as some databases hand it out. */
export const optionalObject = orNull(
  z.preprocess((value) => (typeof value === 'string' ? jsonOf(value) : value), z.record(z.string(), plainText)),
)

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** A list of texts, or one text with commas. */
export const optionalTexts = orNull(
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((text) => text.trim())
            .filter((text) => text !== '')
        : value,
    z.array(plainText),
  ),
)

/** Leaves out what is not told. */
export function toldOnly<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
