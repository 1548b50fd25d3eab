import { ApiError, missingParam } from './errors.ts'
import type { Form, FormValue } from './form.ts'
import type { Metadata } from './state.ts'

const bad = (message: string, param: string, code?: string): ApiError =>
  new ApiError(400, message, code === undefined ? { param } : { param, code })

/** Refuses what the call does not know; a typing error must not be taken for "no filter". */
export function onlyKnown(form: Form, known: readonly string[]): void {
  for (const name of Object.keys(form)) {
    if (!known.includes(name)) throw bad(`Received unknown parameter: ${name}`, name, 'parameter_unknown')
  }
}

export function text(form: Form, name: string): string | undefined {
  const value = form[name]
  if (value === undefined) return undefined
  if (typeof value !== 'string') throw bad('Invalid string', name)
  if (value === '') throw bad(`You passed an empty string for '${name}'.`, name, 'parameter_invalid_empty')
  return value
}

export function needText(form: Form, name: string): string {
  const value = text(form, name)
  if (value === undefined) throw missingParam(name)
  return value
}

function whole(value: FormValue, name: string): number {
  if (typeof value !== 'string' || !/^-?\d{1,15}$/.test(value)) {
    throw bad(`Invalid integer: ${String(value)}`, name, 'parameter_invalid_integer')
  }
  return Number(value)
}

export function integer(form: Form, name: string): number | undefined {
  const value = form[name]
  return value === undefined ? undefined : whole(value, name)
}

export function flag(form: Form, name: string): boolean | undefined {
  const value = form[name]
  if (value === undefined) return undefined
  if (value !== 'true' && value !== 'false') throw bad(`Invalid boolean: ${String(value)}`, name)
  return value === 'true'
}

export function texts(form: Form, name: string): string[] {
  const value = form[name]
  if (value === undefined) return []
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) throw bad('Invalid array', name)
  return value
}

const COMPARISONS = {
  gt: (a: number, b: number) => a > b,
  gte: (a: number, b: number) => a >= b,
  lt: (a: number, b: number) => a < b,
  lte: (a: number, b: number) => a <= b,
} as const

/** `created=…` or `created[gte]=…&created[lt]=…` as a test. */
export function range(form: Form, name: string): ((seconds: number) => boolean) | null {
  const value = form[name]
  if (value === undefined) return null
  if (typeof value === 'string') {
    const exact = whole(value, name)
    return (seconds) => seconds === exact
  }
  const tests = Object.entries(value).map(([key, bound]) => {
    const compare = (COMPARISONS as Readonly<Record<string, (typeof COMPARISONS)['gt']>>)[key]
    if (compare === undefined) throw bad(`Received unknown parameter: ${name}[${key}]`, name, 'parameter_unknown')
    const limit = whole(bound, `${name}[${key}]`)
    return (seconds: number) => compare(seconds, limit)
  })
  return (seconds) => tests.every((test) => test(seconds))
}

const MOST_KEYS = 50
const LONGEST_KEY = 40
const LONGEST_VALUE = 500

export function metadata(form: Form): Metadata {
  const value = form['metadata']
  if (value === undefined || value === '') return {}
  if (typeof value === 'string' || Array.isArray(value)) throw bad('Invalid hash', 'metadata')
  const entries = Object.entries(value).filter(([, inner]) => inner !== '')
  if (entries.length > MOST_KEYS) throw bad('Metadata can have up to 50 keys.', 'metadata')
  return Object.fromEntries(
    entries.map(([key, inner]) => {
      if (typeof inner !== 'string') throw bad('Metadata values must be strings', `metadata[${key}]`)
      if (key.length > LONGEST_KEY) throw bad('Metadata keys can have up to 40 characters.', `metadata[${key}]`)
      if (inner.length > LONGEST_VALUE) throw bad('Metadata values can have up to 500 characters.', `metadata[${key}]`)
      return [key, inner]
    }),
  )
}
