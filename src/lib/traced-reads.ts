/** A value that notes which of its parts are looked at. */
export interface TracedReads {
  /** To be given to whoever is watched. */
  readonly value: unknown
  /** The paths that were read as far as they go, e.g. `record.note`, `record.lines[0].sku`; sorted. */
  reads(): readonly string[]
}

/**
 * Watches what is read of plain data. Only parts without parts of their own count: who reads a title reads it by way of its line, and
 * the line is no answer.
 */
export function tracedReads(whole: unknown): TracedReads {
  const read = new Set<string>()
  const known = new WeakMap<object, unknown>()
  const watch = (value: unknown, path: string): unknown => {
    if (value === null || typeof value !== 'object') {
      read.add(path)
      return value
    }
    const before = known.get(value)
    if (before !== undefined) return before
    const proxy = new Proxy(value, {
      get(target, name, receiver) {
        const part: unknown = Reflect.get(target, name, receiver)
        if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return part
        if (Array.isArray(target)) return name === 'length' ? part : watch(part, `${path}[${name}]`)
        return watch(part, path === '' ? name : `${path}.${name}`)
      },
    })
    known.set(value, proxy)
    return proxy
  }
  return { value: watch(whole, ''), reads: () => [...read].toSorted() }
}
