import type { Clock } from '#lib/clock'

/** Values that are loaded once for everybody who asks at the same time, and again when they are old or behind. */
export interface Reloading<Value> {
  /** The value of `key`, loaded anew when it is older than the limit or its revision is below `revision`. */
  get(key: string, revision: number, load: (former: Value | undefined) => Promise<Value>): Promise<Value>
  forget(key: string): void
}

interface Entry<Value> {
  readonly at: number
  readonly value: Value
}

/** @param olderThanMs How long a value is used without looking whether it changed. */
export function reloading<Value>(
  clock: Clock,
  olderThanMs: number,
  revisionOf: (value: Value) => number,
): Reloading<Value> {
  const entries = new Map<string, Entry<Value>>()
  const loads = new Map<string, Promise<Value>>()
  const start = (key: string, load: (former: Value | undefined) => Promise<Value>): Promise<Value> => {
    const at = clock.now().getTime()
    const loading = load(entries.get(key)?.value)
      .then((value) => {
        if (loads.get(key) === loading) entries.set(key, { at, value })
        return value
      })
      .finally(() => {
        if (loads.get(key) === loading) loads.delete(key)
      })
    loads.set(key, loading)
    return loading
  }
  return {
    async get(key, revision, load) {
      const entry = entries.get(key)
      const isFresh =
        entry !== undefined && clock.now().getTime() - entry.at < olderThanMs && revisionOf(entry.value) >= revision
      if (isFresh) return entry.value
      const value = await (loads.get(key) ?? start(key, load))
      // A load that began before the change that this caller knows of does not count for it.
      return revisionOf(value) >= revision ? value : start(key, load)
    },
    forget(key) {
      entries.delete(key)
      loads.delete(key)
    },
  }
}
