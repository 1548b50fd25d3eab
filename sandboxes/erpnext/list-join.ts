import type { Doc } from './controller.ts'
import { rows } from './fields.ts'
import type { Filter } from './list-filters.ts'
import type { Meta } from './meta.ts'

/** One row of a result: a document with at most one row of each joined child table. */
export interface Joined {
  readonly doc: Readonly<Doc>
  readonly children: ReadonlyMap<string, Readonly<Doc>>
}

const NONE: ReadonlyMap<string, Readonly<Doc>> = new Map()

/** A document without rows of child tables. */
export const alone = (doc: Readonly<Doc>): Joined => ({ doc, children: NONE })

/** All combinations, as a left join makes them. */
export function joinedRows(doc: Readonly<Doc>, meta: Meta, children: ReadonlySet<string>): Joined[] {
  if (children.size === 0) return [alone(doc)]
  let found: Joined[] = [{ doc, children: NONE }]
  for (const doctype of children) {
    const tables = meta.tables.filter((field) => field.options === doctype)
    const list = tables.flatMap((field) => rows(doc, field.fieldname))
    if (list.length === 0) continue
    found = found.flatMap((row) =>
      list.map((child) => ({ doc, children: new Map([...row.children, [doctype, child]]) })),
    )
  }
  return found
}

export function valueOf(row: Joined, filter: Filter): unknown {
  return filter.doctype === row.doc.doctype ? row.doc[filter.field] : row.children.get(filter.doctype)?.[filter.field]
}
