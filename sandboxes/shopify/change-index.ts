import type { Clock } from '#lib/clock'
import { wholeSeconds } from './search.ts'
import type { NumericId, OrderState } from './state.ts'

interface Entry {
  readonly value: number
  readonly id: NumericId
}

/** The search index: orders by the time of their last change, as of `lagMs` ago. */
export interface OrderIndex {
  /** Notes that the order changed; searches see it after the lag. */
  changed(order: OrderState): void
  removed(id: NumericId): void
  /** Ids in (updated_at, id) order from `from` (ms) on, or after a cursor position. */
  after(position: { readonly value: number; readonly id: NumericId }): Iterable<Entry>
  /** All ids that searches can see. */
  ids(): NumericId[]
}

export function createOrderIndex(clock: Clock, lagMs: number): OrderIndex {
  const sorted: Entry[] = []
  const current = new Map<NumericId, number>()
  let waiting: { readonly visibleAt: number; readonly entry: Entry }[] = []

  const place = (entry: Entry): number => {
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const found = sorted[middle]
      if (found !== undefined && (found.value < entry.value || (found.value === entry.value && found.id < entry.id)))
        low = middle + 1
      else high = middle
    }
    return low
  }
  const drop = (id: NumericId): void => {
    const value = current.get(id)
    if (value === undefined) return
    sorted.splice(place({ value, id }), 1)
    current.delete(id)
  }
  const apply = (entry: Entry): void => {
    drop(entry.id)
    sorted.splice(place(entry), 0, entry)
    current.set(entry.id, entry.value)
  }
  const catchUp = (): void => {
    if (waiting.length === 0) return
    const now = clock.now().getTime()
    const ready = waiting.filter((item) => item.visibleAt <= now)
    if (ready.length === 0) return
    waiting = waiting.filter((item) => item.visibleAt > now)
    for (const { entry } of ready) apply(entry)
  }
  return {
    changed(order) {
      const entry = { value: wholeSeconds(order.updatedAt), id: order.id }
      if (lagMs <= 0) apply(entry)
      else waiting.push({ visibleAt: clock.now().getTime() + lagMs, entry })
    },
    removed(id) {
      waiting = waiting.filter((item) => item.entry.id !== id)
      drop(id)
    },
    *after(position) {
      catchUp()
      for (let index = place({ value: position.value, id: position.id + 1 }); index < sorted.length; index += 1) {
        const entry = sorted[index]
        if (entry !== undefined) yield entry
      }
    },
    ids() {
      catchUp()
      return sorted.map((entry) => entry.id)
    },
  }
}
