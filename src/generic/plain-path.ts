import { z } from 'zod'

const PATH = /^[\w@$-]+(?:\[\d+\])*(?:\.[\w@$-]+(?:\[\d+\])*)*$/

/**
 * A setting that leads to one value by names and places alone, e.g. `data.lines[0].sku`: for what has to be read at once, before
 * anything that a stranger sent is given to an expression.
 */
export const plainPath = (): z.ZodString =>
  z.string().regex(PATH, 'must be names with dots between them, e.g. data.order.id')

/** What a path leads to; `undefined` when it leads to nothing. */
export function atPath(value: unknown, path: string): unknown {
  let at = value
  for (const name of path.split(/\.|\[|\]\.?/).filter((part) => part !== '')) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) return undefined
    at = (at as Record<string, unknown>)[name]
  }
  return at
}
