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
  /** Position in the undo log, for `rollbackTo`. */
  mark(): number
  rollbackTo(mark: number): void
}

export function createStore(metaOf: (doctype: string) => Meta | undefined): Store {
  return new MemoryStore(metaOf)
}

class MemoryStore implements Store {
  readonly #tables = new Map<string, Table>()
  readonly #metaOf: (doctype: string) => Meta | undefined
  #undo: Undo[] = []

  constructor(metaOf: (doctype: string) => Meta | undefined) {
    this.#metaOf = metaOf
  }

  get(doctype: string, name: string): Doc | undefined {
    return this.#tables.get(doctype)?.docs.get(collate(name))
  }

  all(doctype: string): Iterable<Doc> {
    return this.#tables.get(doctype)?.docs.values() ?? []
  }

  count(doctype: string): number {
    return this.#tables.get(doctype)?.docs.size ?? 0
  }

  by(doctype: string, field: string, value: string): Doc[] {
    const table = this.#table(doctype)
    const index = table.indexes.get(field) ?? buildIndex(table, field)
    const keys = index.get(collate(value))
    if (keys === undefined) return []
    return [...keys].flatMap((key) => table.docs.get(key) ?? [])
  }

  put(doc: Doc): void {
    const key = collate(doc.name)
    const old = this.#rowsOf(this.#table(doc.doctype).docs.get(key))
    this.#write(doc.doctype, key, doc)
    const rows = this.#rowsOf(doc)
    if (old.length > 0) {
      const kept = new Set(rows.map((row) => row.name))
      for (const row of old) if (!kept.has(row.name)) this.#write(row.doctype, collate(row.name), undefined)
    }
    for (const row of rows) this.#write(row.doctype, collate(row.name), row)
  }

  remove(doctype: string, name: string): void {
    const key = collate(name)
    for (const row of this.#rowsOf(this.#table(doctype).docs.get(key)))
      this.#write(row.doctype, collate(row.name), undefined)
    this.#write(doctype, key, undefined)
  }

  patch(doctype: string, name: string, values: Readonly<Record<string, unknown>>): void {
    const key = collate(name)
    const before = this.#table(doctype).docs.get(key)
    if (before === undefined) return
    const after: Doc = { ...before, ...values }
    this.#write(doctype, key, after)
    const { parenttype, parent, parentfield } = before
    if (typeof parenttype !== 'string' || typeof parent !== 'string' || typeof parentfield !== 'string') return
    const owner = this.get(parenttype, parent)
    const rows = owner?.[parentfield]
    if (owner === undefined || !Array.isArray(rows)) return
    const replaced = (rows as Doc[]).map((row) => (row === before ? after : row))
    this.#write(parenttype, collate(parent), { ...owner, [parentfield]: replaced })
  }

  commit(): void {
    this.#undo = []
  }

  rollback(): void {
    this.rollbackTo(0)
  }

  mark(): number {
    return this.#undo.length
  }

  rollbackTo(mark: number): void {
    const log = this.#undo
    for (let at = log.length - 1; at >= mark; at -= 1) {
      const entry = log[at]
      if (entry !== undefined) this.#write(entry.doctype, entry.key, entry.before)
    }
    this.#undo = log.slice(0, mark)
  }

  #table(doctype: string): Table {
    const found = this.#tables.get(doctype)
    if (found !== undefined) return found
    const made: Table = { docs: new Map(), indexes: new Map() }
    this.#tables.set(doctype, made)
    return made
  }

  #write(doctype: string, key: string, doc: Doc | undefined): void {
    const table = this.#table(doctype)
    const before = table.docs.get(key)
    for (const [field, index] of table.indexes) moveInIndex(index, key, before?.[field], doc?.[field])
    if (doc === undefined) table.docs.delete(key)
    else table.docs.set(key, doc)
    this.#undo.push({ doctype, key, before })
  }

  #rowsOf(doc: Doc | undefined): Doc[] {
    const meta = doc === undefined ? undefined : this.#metaOf(doc.doctype)
    if (doc === undefined || meta === undefined) return []
    return meta.tables.flatMap((field) => (doc[field.fieldname] as Doc[] | undefined) ?? [])
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
