import type { Row } from './controller.ts'

type Values = Readonly<Record<string, unknown>>

/** A field as text; `''` for what is missing. */
export function text(values: Values, field: string): string {
  const value = values[field]
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : String(value)
}

/** A field as a number; 0 for what is missing or no number. */
export function number(values: Values, field: string): number {
  return toFloat(values[field])
}

/** A field as the framework sees truth: not empty and not zero. */
export function truthy(values: Values, field: string): boolean {
  const value = values[field]
  return value !== undefined && value !== null && value !== '' && value !== 0 && value !== false && value !== '0'
}

/** The rows of a child table; a fresh empty list when there is none. */
export function rows(values: Values, field: string): Row[] {
  const value = values[field]
  return Array.isArray(value) ? (value as Row[]) : []
}

export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

/**
 * Reads a number as the framework's `flt` does: commas are dropped ("19,99" is 1999), what is not a number is 0.
 * A text must be a number as a whole ("12 pcs" is 0).
 */
export function toFloat(value: unknown): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return 0
  const plain = value.replaceAll(',', '').trim()
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : 0
}

/** Reads a whole number as the framework's `cint` does: decimals are cut off. */
export function toInt(value: unknown): number {
  return Math.trunc(toFloat(value))
}
