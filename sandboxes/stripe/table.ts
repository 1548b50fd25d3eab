/** What every stored object has. */
export interface Stored {
  readonly id: string
  /** Unix seconds. */
  readonly created: number
  /** Order of making, which decides between two of the same second. */
  readonly sequence: number
}

/** The objects of one kind, oldest first, found by id. */
export interface Table<T extends Stored> {
  readonly rows: readonly T[]
  get(id: string): T | undefined
  add(row: T): T
  remove(id: string): void
}

/** True when `a` comes before `b` in time. */
export const isOlder = (a: Stored, b: Stored): boolean =>
  a.created === b.created ? a.sequence < b.sequence : a.created < b.created

export function createTable<T extends Stored>(): Table<T> {
  const rows: T[] = []
  const byId = new Map<string, T>()
  return {
    rows,
    get: (id) => byId.get(id),
    add(row) {
      // Nearly always the newest; objects of the past may be added later, for histories.
      let at = rows.length
      for (let before = rows[at - 1]; before !== undefined && isOlder(row, before); before = rows[at - 1]) at -= 1
      rows.splice(at, 0, row)
      byId.set(row.id, row)
      return row
    },
    remove(id) {
      const at = rows.findIndex((row) => row.id === id)
      if (at >= 0) rows.splice(at, 1)
      byId.delete(id)
    },
  }
}
