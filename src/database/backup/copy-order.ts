/** `table` has a foreign key to `references`; `name` is the constraint's. */
export interface ForeignKey {
  readonly name: string
  readonly table: string
  readonly references: string
}

export interface CopyOrder {
  /** All tables; each after those that it refers to, except by the keys in `circular`. */
  readonly tables: readonly string[]
  /** Keys that no order can satisfy, since their tables refer to each other: checked at the end instead. */
  readonly circular: readonly ForeignKey[]
}

/** In which order tables are filled so that foreign keys hold. A table that refers to itself is filled by one statement. */
export function copyOrder(tables: readonly string[], foreignKeys: readonly ForeignKey[]): CopyOrder {
  const done = new Set<string>()
  const waiting = new Set([...tables].sort())
  const circular: ForeignKey[] = []
  const missing = (table: string) =>
    foreignKeys.filter((key) => key.table === table && key.references !== table && waiting.has(key.references))
  while (waiting.size > 0) {
    // When every table waits for another, the one with the fewest open references goes first.
    const next = [...waiting].reduce((best, table) => (missing(table).length < missing(best).length ? table : best))
    circular.push(...missing(next))
    waiting.delete(next)
    done.add(next)
  }
  return { tables: [...done], circular }
}
