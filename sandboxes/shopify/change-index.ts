import type { Clock } from '#lib/clock'
import { wholeSeconds } from './search.ts'
import type { NumericId } from './state.ts'

interface Entry {
  readonly value: number
  readonly id: NumericId
}

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
    *after(position) {
      const { byTime } = upToDate()
      for (
        let index = placeIn(byTime, { value: position.value, id: position.id + 1 });
        index < byTime.length;
        index += 1
      ) {
        const entry = byTime[index]
        if (entry !== undefined) yield entry
      }
    },
    ids: () => upToDate().byTime.map((entry) => entry.id),
    *above(id) {
      const { byId } = upToDate()
      for (let index = placeIn(byId, { value: 0, id: id + 1 }); index < byId.length; index += 1) {
        const entry = byId[index]
        if (entry !== undefined) yield entry.id
      }
    },
    has: (id) => upToDate().has(id),
    countFrom(value) {
      const { byTime } = upToDate()
      return byTime.length - placeIn(byTime, { value, id: -1 })
    },
  }
}

/** What searches see, in both orders. */
interface Shown {
  readonly byTime: readonly Entry[]
  /** Entries with the value 0, so that they are in the order of their ids. */
  readonly byId: readonly Entry[]
  put(entry: Entry): void
  drop(id: NumericId): void
  has(id: NumericId): boolean
  clear(): void
}

function createShown(): Shown {
  const byTime: Entry[] = []
  const byId: Entry[] = []
  const current = new Map<NumericId, number>()
  return {
    byTime,
    byId,
    put(entry) {
      const { id } = entry
      const before = current.get(id)
      if (before === entry.value) return
      if (before === undefined) byId.splice(placeIn(byId, { value: 0, id }), 0, { value: 0, id })
      else byTime.splice(placeIn(byTime, { value: before, id }), 1)
      byTime.splice(placeIn(byTime, entry), 0, entry)
      current.set(id, entry.value)
    },
    drop(id) {
      const value = current.get(id)
      if (value === undefined) return
      byTime.splice(placeIn(byTime, { value, id }), 1)
      byId.splice(placeIn(byId, { value: 0, id }), 1)
      current.delete(id)
    },
    has: (id) => current.has(id),
    clear() {
      byTime.length = 0
      byId.length = 0
      current.clear()
    },
  }
}

const isBefore = (a: Entry, b: Entry): boolean => a.value < b.value || (a.value === b.value && a.id < b.id)

/** Where an entry is, or would be, among sorted ones. Most are put at the end. */
function placeIn(sorted: readonly Entry[], entry: Entry): number {
  const last = sorted.at(-1)
  if (last === undefined || isBefore(last, entry)) return sorted.length
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const found = sorted[middle]
    if (found !== undefined && isBefore(found, entry)) low = middle + 1
    else high = middle
  }
  return low
}
