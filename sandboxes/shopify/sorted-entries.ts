import type { NumericId } from './state.ts'

/** A place in an order by value, ids deciding between equal ones. */
export interface Entry {
  readonly value: number
  readonly id: NumericId
}

/** Sorted entries in buckets: one list of a hundred thousand would be moved as a whole with every change. */
export interface SortedEntries {
  readonly size: number
  add(entry: Entry): void
  remove(entry: Entry): void
  /** Those at or behind the place, in order. */
  from(place: Entry): Generator<Entry>
  /** How many are at or behind the place. */
  countFrom(place: Entry): number
  clear(): void
}

const BUCKET_SIZE = 512

const isBefore = (a: Entry, b: Entry): boolean => a.value < b.value || (a.value === b.value && a.id < b.id)

export function createSortedEntries(): SortedEntries {
  const buckets: Entry[][] = []
  let size = 0
  /** The first bucket that does not end before the place; the last one for a place behind all. */
  const bucketOf = (place: Entry): number => {
    const at = firstThat(buckets.length, (index) => !isBefore(buckets[index]?.at(-1) ?? place, place))
    return Math.max(0, Math.min(at, buckets.length - 1))
  }
  const within = (bucket: readonly Entry[], place: Entry): number =>
    firstThat(bucket.length, (index) => !isBefore(bucket[index] ?? place, place))
  return {
    get size() {
      return size
    },
    add(entry) {
      size += 1
      const index = bucketOf(entry)
      const bucket = buckets[index]
      if (bucket === undefined) return void buckets.push([entry])
      bucket.splice(within(bucket, entry), 0, entry)
      if (bucket.length > BUCKET_SIZE) buckets.splice(index + 1, 0, bucket.splice(bucket.length / 2))
    },
    remove(entry) {
      const index = bucketOf(entry)
      const bucket = buckets[index]
      const at = bucket === undefined ? -1 : within(bucket, entry)
      if (bucket?.[at]?.id !== entry.id) return
      size -= 1
      bucket.splice(at, 1)
      if (bucket.length === 0) buckets.splice(index, 1)
    },
    *from(place) {
      const first = bucketOf(place)
      for (const [index, bucket] of buckets.slice(first).entries())
        yield* index === 0 ? bucket.slice(within(bucket, place)) : bucket
    },
    countFrom(place) {
      const first = bucketOf(place)
      const bucket = buckets[first]
      if (bucket === undefined) return 0
      return buckets.slice(first + 1).reduce((sum, next) => sum + next.length, bucket.length - within(bucket, place))
    },
    clear() {
      buckets.length = 0
      size = 0
    },
  }
}

/** The first index below `length` for which the condition holds, which holds for all behind it; `length` for none. */
function firstThat(length: number, holds: (index: number) => boolean): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
