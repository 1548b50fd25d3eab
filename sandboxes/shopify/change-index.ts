import type { Clock } from '#lib/clock'
import { wholeSeconds } from './search.ts'
import { createSortedEntries, type Entry, type SortedEntries } from './sorted-entries.ts'
import type { NumericId } from './state.ts'

/** What an index keeps: numbered things that know when they changed last. */
interface Dated {
  readonly id: NumericId
  readonly updatedAt: Date
}

/** The search index: things by the time of their last change, as of `lagMs` ago. */
export interface ChangeIndex {
  /** Notes that the thing changed; searches see it after the lag. */
  changed(item: Dated): void
  removed(id: NumericId): void
  clear(): void
  /** Ids in (updated_at, id) order from `from` (ms) on, or after a cursor position. */
  after(position: { readonly value: number; readonly id: NumericId }): Iterable<Entry>
  /** All ids that searches can see. */
  ids(): NumericId[]
  /** Ids above the given one that searches can see, in their own order. */
  above(id: NumericId): Iterable<NumericId>
  has(id: NumericId): boolean
  /** How many changed at the time (ms) or later. */
  countFrom(value: number): number
}

export function createChangeIndex(clock: Clock, lagMs: number): ChangeIndex {
  const shown = createShown()
  let waiting: { readonly visibleAt: number; readonly entry: Entry }[] = []
  const upToDate = (): Shown => {
    const now = waiting.length === 0 ? 0 : clock.now().getTime()
    const ready = waiting.filter((item) => item.visibleAt <= now)
    if (ready.length > 0) waiting = waiting.filter((item) => item.visibleAt > now)
    for (const { entry } of ready) shown.put(entry)
    return shown
  }
  return {
    changed(item) {
      const entry = { value: wholeSeconds(item.updatedAt), id: item.id }
      if (lagMs <= 0) shown.put(entry)
      else waiting.push({ visibleAt: clock.now().getTime() + lagMs, entry })
    },
    removed(id) {
      waiting = waiting.filter((item) => item.entry.id !== id)
      shown.drop(id)
    },
    clear() {
      waiting = []
      shown.clear()
    },
    after: (position) => upToDate().byTime.from({ value: position.value, id: position.id + 1 }),
    ids: () => [...upToDate().byTime.from(START)].map((entry) => entry.id),
    *above(id) {
      for (const entry of upToDate().byId.from({ value: 0, id: id + 1 })) yield entry.id
    },
    has: (id) => upToDate().has(id),
    countFrom: (value) => upToDate().byTime.countFrom({ value, id: -1 }),
  }
}

const START: Entry = { value: 0, id: -1 }

/** What searches see, in both orders. */
interface Shown {
  readonly byTime: SortedEntries
  /** Entries with the value 0, so that they are in the order of their ids. */
  readonly byId: SortedEntries
  put(entry: Entry): void
  drop(id: NumericId): void
  has(id: NumericId): boolean
  clear(): void
}

function createShown(): Shown {
  const byTime = createSortedEntries()
  const byId = createSortedEntries()
  const current = new Map<NumericId, number>()
  return {
    byTime,
    byId,
    put(entry) {
      const { id } = entry
      const before = current.get(id)
      if (before === entry.value) return
      if (before === undefined) byId.add({ value: 0, id })
      else byTime.remove({ value: before, id })
      byTime.add(entry)
      current.set(id, entry.value)
    },
    drop(id) {
      const value = current.get(id)
      if (value === undefined) return
      byTime.remove({ value, id })
      byId.remove({ value: 0, id })
      current.delete(id)
    },
    has: (id) => current.has(id),
    clear() {
      byTime.clear()
      byId.clear()
      current.clear()
    },
  }
}
