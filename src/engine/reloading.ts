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

export interface ReloadingOptions<Value> {
  /** How long a value is used without looking whether it changed. */
  readonly olderThanMs: number
  readonly revisionOf: (value: Value) => number
  /** Whether a remembered value may be used at all now; default always. */
  readonly holds?: (value: Value, now: number) => boolean
}

export function reloading<Value>(clock: Clock, options: ReloadingOptions<Value>): Reloading<Value> {
  const { olderThanMs, revisionOf, holds = () => true } = options
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
      const now = clock.now().getTime()
      const isFresh = entry !== undefined && now - entry.at < olderThanMs && holds(entry.value, now)
      if (isFresh && revisionOf(entry.value) >= revision) return entry.value
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
