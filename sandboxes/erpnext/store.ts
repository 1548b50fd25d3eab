import { collate } from './collate.ts'
import type { Doc } from './controller.ts'
import type { Meta } from './meta.ts'

type Index = Map<string, Set<string>>

interface Table {
  readonly docs: Map<string, Doc>
  readonly indexes: Map<string, Index>
}

interface Undo {
  readonly doctype: string
  readonly key: string
  readonly before: Doc | undefined
}

/**
 * The documents of a site. A stored document is never changed in place: a write replaces it, so that the undo log of the
 * running transaction only has to remember what was there before. Child rows live in their parent and in a table of their own.
 */
export interface Store {
  get(doctype: string, name: string): Doc | undefined
  all(doctype: string): Iterable<Doc>
  count(doctype: string): number
  /** All documents whose `field` equals `value`, from an index that is made on first use. */
  by(doctype: string, field: string, value: string): Doc[]
  /** Stores the document and its rows; rows it had before and has no longer are removed. */
  put(doc: Doc): void
  remove(doctype: string, name: string): void
  /** Replaces single fields of a document or a child row. */
  patch(doctype: string, name: string, values: Readonly<Record<string, unknown>>): void
  /** Forgets the undo log: what was written stays. */
  commit(): void
  rollback(): void
  clear(): void
  /** Position in the undo log, for `rollbackTo`. */
  mark(): number
  rollbackTo(mark: number): void
}

export function createStore(metaOf: (doctype: string) => Meta | undefined): Store {
  const tables = new Map<string, Table>()
  let undo: Undo[] = []

  const tableOf = (doctype: string): Table => {
    const found = tables.get(doctype)
    if (found !== undefined) return found
    const made: Table = { docs: new Map(), indexes: new Map() }
    tables.set(doctype, made)
    return made
  }

  const write = (doctype: string, key: string, doc: Doc | undefined): void => {
    const table = tableOf(doctype)
    const before = table.docs.get(key)
    for (const [field, index] of table.indexes) moveInIndex(index, key, before?.[field], doc?.[field])
    if (doc === undefined) table.docs.delete(key)
    else table.docs.set(key, doc)
    undo.push({ doctype, key, before })
  }

  const rowsOf = (doc: Doc | undefined): Doc[] => {
    const meta = doc === undefined ? undefined : metaOf(doc.doctype)
    if (doc === undefined || meta === undefined) return []
    return meta.tables.flatMap((field) => (doc[field.fieldname] as Doc[] | undefined) ?? [])
  }

  const put = (doc: Doc): void => {
    const key = collate(doc.name)
    const old = rowsOf(tableOf(doc.doctype).docs.get(key))
    write(doc.doctype, key, doc)
    const rows = rowsOf(doc)
    if (old.length > 0) {
      const kept = new Set(rows.map((row) => row.name))
      for (const row of old) if (!kept.has(row.name)) write(row.doctype, collate(row.name), undefined)
    }
    for (const row of rows) write(row.doctype, collate(row.name), row)
  }

  const patch = (doctype: string, name: string, values: Readonly<Record<string, unknown>>): void => {
    const key = collate(name)
    const before = tableOf(doctype).docs.get(key)
    if (before === undefined) return
    const after: Doc = { ...before, ...values }
    write(doctype, key, after)
    const { parenttype, parent, parentfield } = before
    if (typeof parenttype !== 'string' || typeof parent !== 'string' || typeof parentfield !== 'string') return
    const owner = tableOf(parenttype).docs.get(collate(parent))
    const rows = owner?.[parentfield]
    if (owner === undefined || !Array.isArray(rows)) return
    const replaced = (rows as Doc[]).map((row) => (row === before ? after : row))
    write(parenttype, collate(parent), { ...owner, [parentfield]: replaced })
  }

  const remove = (doctype: string, name: string): void => {
    const key = collate(name)
    for (const row of rowsOf(tableOf(doctype).docs.get(key))) write(row.doctype, collate(row.name), undefined)
    write(doctype, key, undefined)
  }

  const by = (doctype: string, field: string, value: string): Doc[] => {
    const table = tableOf(doctype)
    const index = table.indexes.get(field) ?? buildIndex(table, field)
    const keys = index.get(collate(value))
    if (keys === undefined) return []
    return [...keys].flatMap((key) => table.docs.get(key) ?? [])
  }

  const rollbackTo = (mark: number): void => {
    const log = undo
    for (let at = log.length - 1; at >= mark; at -= 1) {
      const entry = log[at]
      if (entry !== undefined) write(entry.doctype, entry.key, entry.before)
    }
    undo = log.slice(0, mark)
  }

  return {
    get: (doctype, name) => tables.get(doctype)?.docs.get(collate(name)),
    all: (doctype) => tables.get(doctype)?.docs.values() ?? [],
    count: (doctype) => tables.get(doctype)?.docs.size ?? 0,
    by,
    put,
    remove,
    patch,
    commit: () => void (undo = []),
    rollback: () => rollbackTo(0),
    clear: () => {
      tables.clear()
      undo = []
    },
    mark: () => undo.length,
    rollbackTo,
  }
}

function buildIndex(table: Table, field: string): Index {
  const index: Index = new Map()
  for (const [key, doc] of table.docs) moveInIndex(index, key, undefined, doc[field])
  table.indexes.set(field, index)
  return index
}

function moveInIndex(index: Index, key: string, from: unknown, to: unknown): void {
  if (from === to) return
  if (from !== undefined && from !== null) {
    const at = collate(String(from))
    const keys = index.get(at)
    keys?.delete(key)
    if (keys?.size === 0) index.delete(at)
  }
  if (to === undefined || to === null) return
  const at = collate(String(to))
  const keys = index.get(at)
  if (keys === undefined) index.set(at, new Set([key]))
  else keys.add(key)
}
