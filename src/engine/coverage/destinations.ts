import { explainDocument } from '#books/explain'
import { plan, type Plan, type PlanInput } from '#books/plan'
import { parseDecimal } from '#lib/decimal'
import { tracedReads } from '#lib/traced-reads'
import type { Order } from '#model/order'
import { fieldOf, leavesOf, withLeaf } from './leaves.ts'

/** What becomes of the fields of an order, found by planning it. */
export interface Destinations {
  /** Fields that the planner looks at. */
  readonly read: ReadonlySet<string>
  /** Where a field goes: what changes in the documents when it changes, or which figures are worked out from it. */
  readonly goesTo: ReadonlyMap<string, ReadonlySet<string>>
}

/**
 * Watches the planner at work, asks the explanation of every figure for its sources, and changes one text after the other to see what
 * changes in the documents. So it is the planner that answers, not a list that somebody has to keep.
 *
 * @param known - fields whose way is known already; they are not tried again.
 */
export function destinationsOf(input: PlanInput, known: ReadonlySet<string>): Destinations {
  const watched = tracedReads(input.order)
  const made = plan({ ...input, order: watched.value as Order })
  const read = new Set(watched.reads().map(fieldOf))
  const goesTo = new Map<string, Set<string>>()
  const note = (field: string, to: string): void => {
    goesTo.set(field, (goesTo.get(field) ?? new Set()).add(to))
  }
  for (const { reference, kind } of made.targets) {
    for (const { parts, name, row } of explainDocument(input, reference)?.figures ?? []) {
      for (const { source } of parts)
        if (source.startsWith('order.'))
          note(fieldOf(source.slice('order.'.length)), `${kind} ${row === null ? '' : 'rows '}${name}`)
    }
  }
  const before = contentOf(made)
  for (const [path, value] of leavesOf(input.order)) {
    const field = fieldOf(path)
    if (typeof value !== 'string' || !read.has(field) || known.has(field) || goesTo.has(field)) continue
    for (const to of changedBy(input, path, value, before)) note(field, to)
  }
  return { read, goesTo }
}

function changedBy(input: PlanInput, path: string, value: string, before: Content): string[] {
  // A figure that were changed would only be out of balance.
  if (parseDecimal(value) !== null && !/externalId|sku|code|name|phone|postal/i.test(path)) return []
  try {
    const after = contentOf(plan({ ...input, order: withLeaf(input.order, path, otherThan(value)) as Order }))
    const names = new Set([...before.keys(), ...after.keys()])
    return [...new Set([...names].filter((name) => before.get(name) !== after.get(name)).map(fieldOf))]
  } catch {
    // A value that the planner does not know at all: it decides something, and stands nowhere.
    return []
  }
}

const otherThan = (value: string): string => {
  if (/^\d{4}-\d{2}-\d{2}T/.test(value)) return new Date(Date.parse(value) - 86_400_000).toISOString()
  return /^[A-Z]{2}$/.test(value) ? 'ZZ' : `${value}~`
}

type Content = ReadonlyMap<string, unknown>

/** The texts of all documents: figures are explained, and ids of rows are nothing but names for them. */
function contentOf({ targets }: Plan): Content {
  const all = targets.flatMap((document) =>
    [...leavesOf(document)].map(([path, value]): [string, unknown] => [`${document.kind} ${path}`, value]),
  )
  return new Map(all.filter(([path]) => !/\b(reference|basedOn|id)$/.test(path)))
}
