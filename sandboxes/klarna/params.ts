import { ApiError } from './errors.ts'

const DEFAULT_SIZE = 20
const LARGEST_SIZE = 500

interface Page<T> {
  readonly items: readonly T[]
  readonly pagination: {
    readonly count: number
    readonly total: number
    readonly offset: number
    readonly next?: string
    readonly prev?: string
  }
}

/** The part of a list that `size` and `offset` ask for. @throws {ApiError} 400 outside their ranges. */
export function pageOf<T>(all: readonly T[], query: URLSearchParams, address: string): Page<T> {
  const size = wholeNumber(query, 'size', DEFAULT_SIZE)
  const offset = wholeNumber(query, 'offset', 0)
  if (size < 1 || size > LARGEST_SIZE) throw new ApiError(400, 'BAD_VALUE', `size must be from 1 to ${LARGEST_SIZE}.`)
  const items = all.slice(offset, offset + size)
  const at = (other: number): string => {
    const params = new URLSearchParams(query)
    params.set('offset', String(other))
    return `${address}?${params.toString()}`
  }
  return {
    items,
    pagination: {
      count: items.length,
      total: all.length,
      offset,
      ...(offset + size < all.length ? { next: at(offset + size) } : {}),
      ...(offset > 0 ? { prev: at(Math.max(0, offset - size)) } : {}),
    },
  }
}

function wholeNumber(query: URLSearchParams, name: string, absent: number): number {
  const text = query.get(name)
  if (text === null) return absent
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new ApiError(400, 'BAD_VALUE', `${name} must be a whole number.`)
}

/** Milliseconds; a day without a time is its midnight. @throws {ApiError} 400 when it is no ISO 8601 date. */
export function instantParam(query: URLSearchParams, name: string): number | null {
  const text = query.get(name)
  if (text === null) return null
  const at = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/.test(text)
    ? Date.parse(text)
    : Number.NaN
  if (!Number.isNaN(at)) return at
  throw new ApiError(400, 'BAD_VALUE', `${name} must be a date as of ISO 8601.`)
}
