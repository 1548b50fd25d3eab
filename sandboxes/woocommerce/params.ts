import { isRestDate } from './dates.ts'
import { WpError } from './wp-error.ts'

export type Values = Readonly<Record<string, unknown>>

/** What a parameter may be. `items` is a list of objects with rules for the properties that are named. */
export type Rule =
  | { readonly kind: 'integer'; readonly min?: number; readonly max?: number; readonly nullable?: boolean }
  | { readonly kind: 'string' | 'boolean' | 'date' | 'object' | 'ids' | 'address' | 'list' | 'any' }
  | { readonly kind: 'enum' | 'enums'; readonly values: readonly string[] }
  | { readonly kind: 'items'; readonly properties: Rules }

export type Rules = Readonly<Record<string, Rule>>

interface Fault {
  readonly code: string
  readonly message: string
  readonly data: unknown
}

const typeFault = (name: string, type: string): Fault => ({
  code: 'rest_invalid_type',
  message: `${name} is not of type ${type}.`,
  data: { param: name },
})

/** `a, b, and c`; `a and b`. */
export function listed(values: readonly string[]): string {
  if (values.length < 3) return values.join(' and ')
  return `${values.slice(0, -1).join(', ')}, and ${values.at(-1) ?? ''}`
}

const BOOLEANS = ['true', 'false', '1', '0', '']
export const isTrue = (given: unknown): boolean =>
  given === true || given === 1 || ['true', '1'].includes(String(given ?? '').toLowerCase())

export const listOf = (given: unknown): string[] =>
  Array.isArray(given)
    ? given.map(String)
    : String(given ?? '')
        .split(',')
        .map((one) => one.trim())
        .filter((one) => one !== '')

export const isObject = (given: unknown): given is Values =>
  typeof given === 'object' && given !== null && !Array.isArray(given)

function faultOf(name: string, rule: Rule, given: unknown): Fault | null {
  switch (rule.kind) {
    case 'integer':
      return integerFault(name, rule, given)
    case 'string':
      return typeof given === 'string' ? null : typeFault(name, 'string')
    case 'boolean':
      return typeof given === 'boolean' || BOOLEANS.includes(String(given).toLowerCase())
        ? null
        : typeFault(name, 'boolean')
    case 'date':
      if (given === null) return null
      return isRestDate(String(given)) ? null : { code: 'rest_invalid_date', message: 'Invalid date.', data: null }
    case 'enum':
      return enumFault(name, rule.values, given)
    case 'enums':
      return (
        listOf(given)
          .map((one, index) => enumFault(`${name}[${index}]`, rule.values, one))
          .find((one) => one !== null) ?? null
      )
    case 'object':
      return isObject(given) || (Array.isArray(given) && given.length === 0) ? null : typeFault(name, 'object')
    case 'address':
      return addressFault(name, given)
    case 'list':
      return Array.isArray(given) ? null : typeFault(name, 'array')
    case 'items':
      return itemsFault(name, rule.properties, given)
    case 'ids':
    case 'any':
      return null
  }
}

function integerFault(
  name: string,
  rule: { readonly min?: number; readonly max?: number; readonly nullable?: boolean },
  given: unknown,
) {
  if (given === null && rule.nullable === true) return null
  const isNumber = typeof given === 'number' || (typeof given === 'string' && /^\s*-?\d+(\.\d+)?\s*$/.test(given))
  if (!isNumber || !Number.isInteger(Number(given))) return typeFault(name, 'integer')
  const value = Number(given)
  const { min, max } = rule
  const low = min !== undefined && value < min
  const high = max !== undefined && value > max
  if (!low && !high) return null
  const bounds =
    max === undefined ? `greater than or equal to ${min}` : `between ${min} (inclusive) and ${max} (inclusive)`
  return { code: 'rest_out_of_bounds', message: `${name} must be ${bounds}`, data: null }
}

const enumFault = (name: string, values: readonly string[], given: unknown): Fault | null =>
  values.includes(String(given))
    ? null
    : { code: 'rest_not_in_enum', message: `${name} is not one of ${listed(values)}.`, data: null }

function addressFault(name: string, given: unknown): Fault | null {
  if (!isObject(given)) return typeFault(name, 'object')
  const email = given['email']
  if (email === undefined || email === null || email === '' || /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(String(email)))
    return null
  return { code: 'rest_invalid_email', message: 'Invalid email address.', data: null }
}

function itemsFault(name: string, properties: Rules, given: unknown): Fault | null {
  if (!Array.isArray(given)) return typeFault(name, 'array')
  for (const [index, item] of (given as unknown[]).entries()) {
    if (!isObject(item)) return typeFault(`${name}[${index}]`, 'object')
    for (const [key, rule] of Object.entries(properties)) {
      if (!(key in item)) continue
      const fault = faultOf(`${name}[${index}][${key}]`, rule, item[key])
      if (fault !== null) return fault
    }
  }
  return null
}

/** @throws {WpError} that names every parameter that is wrong. */
export function check(rules: Rules, values: Values): void {
  const faults = Object.entries(rules).flatMap(([name, rule]) => {
    const fault = name in values ? faultOf(name, rule, values[name]) : null
    return fault === null ? [] : [[name, fault] as const]
  })
  if (faults.length === 0) return
  throw new WpError(400, 'rest_invalid_param', `Invalid parameter(s): ${faults.map(([name]) => name).join(', ')}`, {
    status: 400,
    params: Object.fromEntries(faults.map(([name, { message }]) => [name, message])),
    details: Object.fromEntries(faults),
  })
}

/** @throws {WpError} that names every parameter that is missing. */
export function demand(names: readonly string[], values: Values): void {
  const missing = names.filter((name) => values[name] === undefined)
  if (missing.length === 0) return
  throw new WpError(400, 'rest_missing_callback_param', `Missing parameter(s): ${missing.join(', ')}`, {
    status: 400,
    params: missing,
  })
}

/** The query as PHP reads it: `a[]=1&a[]=2` is a list, the last of several wins. */
export function queryValues(query: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [key, value] of query) {
    const list = /^(.+?)\[\d*\]$/.exec(key)?.[1]
    if (list === undefined) values[key] = value
    else values[list] = [...(Array.isArray(values[list]) ? (values[list] as unknown[]) : []), value]
  }
  return values
}
