import type { Doc } from './controller.ts'
import { isBlank, text } from './fields.ts'
import type { Field, Meta } from './meta.ts'

export interface DefaultSources {
  readonly today: () => string
  readonly now: () => string
  readonly user: string
  /** A default of the site, e.g. `company`, by field name. */
  readonly siteDefault: (fieldname: string) => unknown
  readonly exists: (doctype: string, name: string) => boolean
}

const NUMERIC: ReadonlySet<string> = new Set(['Int', 'Check', 'Float', 'Currency', 'Percent', 'Duration', 'Rating'])

interface StaticDefault {
  readonly field: Field
  readonly value: unknown
}

const cache = new WeakMap<Meta, readonly StaticDefault[]>()

/** Fills the fields that were not sent (`undefined` or `null`) with the DocType's and the site's defaults; a sent `''` stays. */
export function setDefaults(doc: Doc, meta: Meta, sources: DefaultSources): void {
  for (const { field, value } of defaultsOf(meta)) {
    const { fieldname } = field
    if (doc[fieldname] !== undefined && doc[fieldname] !== null) continue
    const found = value === LINK ? linkDefault(field, sources) : dynamicValue(field, value, sources)
    if (found !== undefined && found !== null) doc[fieldname] = found
  }
}

const LINK = Symbol('link default')

function defaultsOf(meta: Meta): readonly StaticDefault[] {
  const known = cache.get(meta)
  if (known !== undefined) return known
  const made = meta.fields.flatMap((field): StaticDefault[] => {
    if (field.fieldtype === 'Link') return [{ field, value: LINK }]
    const value = staticDefault(field)
    return value === undefined ? [] : [{ field, value }]
  })
  cache.set(meta, made)
  return made
}

function staticDefault(field: Field): unknown {
  if (field.default !== undefined && !field.default.startsWith(':')) {
    return NUMERIC.has(field.fieldtype) ? Number(field.default) : field.default
  }
  if (field.default === undefined && field.fieldtype === 'Select' && field.options !== undefined) {
    return field.options.split('\n')[0] ?? ''
  }
  return undefined
}

function dynamicValue(field: Field, value: unknown, sources: DefaultSources): unknown {
  if (typeof value !== 'string') return value
  if (value === '__user') return sources.user
  if (field.fieldtype === 'Date' && value.toLowerCase() === 'today') return sources.today()
  if (value.toLowerCase() === 'now') {
    if (field.fieldtype === 'Time') return sources.now().slice(11)
    if (field.fieldtype === 'Datetime') return sources.now()
  }
  return value
}

function linkDefault(field: Field, sources: DefaultSources): unknown {
  const own = sources.siteDefault(field.fieldname)
  if (!isBlank(own) && sources.exists(text(field as never, 'options'), String(own))) return own
  if (field.default === undefined || field.default.startsWith(':')) return undefined
  return field.default === '__user' ? sources.user : field.default
}
