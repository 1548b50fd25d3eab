/** A stored record. Values are as Odoo answers them: numbers, texts, `false` for nothing, ids of relations. */
export interface Row {
  readonly id: number
  readonly [field: string]: unknown
}

type Undo = () => void

/** Records of all models with indexes made on demand; what happened in a transaction can be taken back. */
export interface Database {
  get(model: string, id: number): Row | undefined
  rows(model: string): IterableIterator<Row>
  put(model: string, row: Row): void
  remove(model: string, id: number): void
  nextId(model: string): number
  /** The next record of the model gets this id, if it is higher than those before. */
  reserve(model: string, next: number): void
  /** Ids of the records whose field has this value. */
  find(model: string, field: string, value: unknown): readonly number[]
  transaction<T>(work: () => T): T
}

type Index = Map<unknown, Set<number>>

export function createDatabase(): Database {
  const tables = new Map<string, Map<number, Row>>()
  const sequences = new Map<string, number>()
  const indexes = new Map<string, Map<string, Index>>()
  let undo: Undo[] | null = null

  const table = (model: string): Map<number, Row> => {
    const known = tables.get(model) ?? new Map<number, Row>()
    tables.set(model, known)
    return known
  }
  const place = (model: string, id: number, row: Row | undefined): void => {
    const before = table(model).get(id)
    for (const [field, index] of indexes.get(model) ?? []) {
      if (before !== undefined) index.get(before[field])?.delete(id)
      if (row !== undefined) entry(index, row[field]).add(id)
    }
    if (row === undefined) table(model).delete(id)
    else table(model).set(id, row)
  }
  const indexOf = (model: string, field: string): Index => {
    const ofModel = indexes.get(model) ?? new Map<string, Index>()
    indexes.set(model, ofModel)
    const known = ofModel.get(field)
    if (known !== undefined) return known
    const index: Index = new Map()
    for (const row of table(model).values()) entry(index, row[field]).add(row.id)
    ofModel.set(field, index)
    return index
  }
  const change = (model: string, id: number, row: Row | undefined): void => {
    const before = table(model).get(id)
    undo?.push(() => place(model, id, before))
    place(model, id, row)
  }
  return {
    get: (model, id) => table(model).get(id),
    rows: (model) => table(model).values(),
    put: (model, row) => change(model, row.id, row),
    remove: (model, id) => change(model, id, undefined),
    nextId(model) {
      const next = (sequences.get(model) ?? 0) + 1
      sequences.set(model, next)
      return next
    },
    reserve: (model, next) => void sequences.set(model, Math.max(sequences.get(model) ?? 0, next - 1)),
    find: (model, field, value) => [...(indexOf(model, field).get(value) ?? [])].sort((a, b) => a - b),
    transaction(work) {
      if (undo !== null) return work()
      undo = []
      try {
        return work()
      } catch (error) {
        for (const step of undo.reverse()) step()
        throw error
      } finally {
        undo = null
      }
    },
  }
}

function entry(index: Index, value: unknown): Set<number> {
  const known = index.get(value) ?? new Set<number>()
  index.set(value, known)
  return known
}
