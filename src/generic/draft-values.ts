import { z } from 'zod'
import { decimal, parseDecimal, ZERO } from '#lib/decimal'
import { type DualAmount, dual } from '#model/money'

/** A decimal number as text or number. */
export const number = z
  .union([z.string(), z.number()])
  .refine((value) => parseDecimal(value) !== null, 'must be a number such as 12.50')
  .transform((value) => decimal(value))

/** One figure in the currency of the order, or both where the buyer saw another one. */
export const amount = z
  .union([number, z.strictObject({ shop: number, presentment: number })])
  .transform((value): DualAmount => (typeof value === 'string' ? dual(value) : value))

export const noAmount: DualAmount = dual(ZERO)

/** A text that may be absent, `null` or empty, all of which mean that there is none. */
export const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => {
    const trimmed = value === null || value === undefined ? '' : String(value).trim()
    return trimmed === '' ? null : trimmed
  })

/** An id or a name that has to be there. */
export const name = z
  .union([z.string(), z.number()])
  .transform((value) => String(value).trim())
  .pipe(z.string().min(1).max(200))

/** An instant with its zone, as UTC. */
export const instant = z
  .string()
  .refine(
    (value) =>
      /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:?\d{2})$/.test(value) && !Number.isNaN(Date.parse(value)),
    'must be an instant with its zone, e.g. 2026-11-20T10:00:00Z',
  )
  .transform((value) => new Date(value).toISOString())

export const address = z
  .strictObject({
    firstName: text,
    lastName: text,
    company: text,
    line1: text,
    line2: text,
    postalCode: text,
    city: text,
    province: text,
    countryCode: z
      .string()
      .regex(/^[A-Za-z]{2}$/, 'must be a country code such as SE')
      .transform((code) => code.toUpperCase())
      .nullable()
      .default(null),
    phone: text,
  })
  .nullable()
  .default(null)

export const taxes = z
  .array(
    z
      .strictObject({
        title: z.string().default('Tax'),
        /** Percent; `null` = none is stated. */
        rate: number.nullable(),
        amount,
        channelLiable: z.boolean().default(false),
      })
      .transform(({ rate, ...tax }) => ({ ...tax, ratePercent: rate })),
  )
  .default([])
