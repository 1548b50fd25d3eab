import { stableJson } from '#lib/hash'
import type { Mappings } from '#mapping/mappings'
import { resolve } from '#mapping/resolve'
import type { MappedDocument, TargetDocument } from '#model/documents'

/** A code of the target on a document, and the entry of the tables that gave it. */
export interface MappedCode {
  /** The row, journal line or tax (`tax:0`, by position) that carries it; `null` = the document itself. */
  readonly on: string | null
  /** What it is: `item`, `account`, `warehouse`, `mode`, `template`. */
  readonly field: string
  /** `null` = the entry says that nothing is booked. */
  readonly value: string | null
  /** `null` = no entry: the item's code is the SKU. */
  readonly entry: MappingEntry | null
}

export interface MappingEntry {
  readonly table: string
  /** Position in the table, from 0; the name of the role in `roles`, the variant in `bound`. */
  readonly at: number | string
  /** As it stood in the configuration. */
  readonly content: unknown
}

const CODES = ['item', 'account', 'mode', 'warehouse', 'template'] as const
const MARK = /^<(\w+)\[(.+)\]>$/

/**
 * Which entry gave each code of a document: mapped once more with tables in which every code is the name of its entry. So it is
 * the mapping itself that answers.
 */
export function mappedCodes(document: TargetDocument, mappings: Mappings): MappedCode[] {
  const real = resolve(document, mappings)
  const marked = resolve(document, markedTables(mappings))
  if (!real.ok || !marked.ok) return []
  return holdersOf(real.document, marked.document).flatMap(({ on, real: own, marked: named }) =>
    CODES.flatMap((field) => codeOf(field, on, own, named, mappings)),
  )
}

type Fields = Readonly<Record<string, unknown>>

interface Holder {
  readonly on: string | null
  readonly real: Fields
  readonly marked: Fields
}

/** What carries codes, paired by position: ids of a bundle's rows contain codes themselves. */
function holdersOf(real: MappedDocument, marked: MappedDocument): Holder[] {
  const lists = (document: MappedDocument): Readonly<Record<string, readonly Fields[]>> =>
    document as unknown as Readonly<Record<string, readonly Fields[]>>
  const pairs = (name: string, nameOf: (own: Fields, index: number) => string): Holder[] =>
    (lists(real)[name] ?? []).map((own, index) => ({
      on: nameOf(own, index),
      real: own,
      marked: lists(marked)[name]?.[index] ?? {},
    }))
  return [
    ...pairs('rows', (row) => String(row['id'])),
    ...pairs('lines', (line) => String(line['id'])),
    ...pairs('taxes', (_, index) => `tax:${index}`),
    { on: null, real: real as unknown as Fields, marked: marked as unknown as Fields },
  ]
}

function codeOf(field: string, on: string | null, real: Fields, marked: Fields, mappings: Mappings): MappedCode[] {
  const value = (real[field] ?? null) as string | null
  const mark = MARK.exec(String(marked[field] ?? ''))
  if (mark === null) return value === null ? [] : [{ on, field, value, entry: null }]
  const entry = entryAt(mappings, mark[1] ?? '', mark[2] ?? '')
  // A tax entry without an account still decided: it says that nothing is booked. Every entry is marked by its template.
  if (field !== 'template') return [{ on, field, value, entry }]
  if (value !== null) return [{ on, field, value, entry }]
  return real['account'] === null ? [{ on, field: 'account', value: null, entry }] : []
}

function entryAt(mappings: Mappings, table: string, at: string): MappingEntry {
  if (table === BOUND) return { table, at, content: { variant: at, item: mappings.bound?.get(at) } }
  const entries = mappings[table as keyof Mappings] as unknown as Readonly<Record<string, unknown>>
  return { table, at: table === 'roles' ? at : Number(at), content: entries[at] }
}

/** Where the items of bound variants stand: a table that nobody wrote, and of which no history is kept. */
export const BOUND = 'bound'

function markedTables({ bound, ...written }: Mappings): Mappings {
  const tables = Object.entries(written).map(([table, entries]): [string, unknown] => [
    table,
    Array.isArray(entries)
      ? entries.map((entry, index) => marked(entry, `<${table}[${index}]>`))
      : Object.fromEntries(
          Object.entries(entries as object).map(([at, entry]) => [at, marked(entry, `<${table}[${at}]>`)]),
        ),
  ])
  const marks = new Map([...(bound ?? [])].map(([variant]) => [variant, `<${BOUND}[${variant}]>`]))
  return { ...(Object.fromEntries(tables) as unknown as Mappings), bound: marks }
}

/** The entry with its name in place of every code. What says "none" stays so, except a template: it changes no figure. */
function marked(entry: unknown, mark: string): unknown {
  if (Array.isArray(entry)) return entry.map((item) => marked(item, mark))
  if (entry === null || typeof entry !== 'object') return entry
  return Object.fromEntries(
    Object.entries(entry).map(([name, value]) => {
      const isCode = (CODES as readonly string[]).includes(name) && (value !== null || name === 'template')
      return [name, isCode ? mark : marked(value, mark)]
    }),
  )
}

/** Whether a table holds this very entry, wherever it stands in it. */
export function hasEntry(mappings: Mappings, { table, at, content }: MappingEntry): boolean {
  const entries = mappings[table as keyof Mappings] as unknown
  const wanted = stableJson(content)
  if (Array.isArray(entries)) return entries.some((entry) => stableJson(entry) === wanted)
  const own = (entries as Readonly<Record<string, unknown>> | undefined)?.[String(at)]
  return own !== undefined && stableJson(own) === wanted
}
