import { readFileSync } from 'node:fs'
import { LABELS, titleOf } from './labels.ts'

/** One field of a DocType, as far as the server's behaviour depends on it. */
export interface Field {
  readonly fieldname: string
  readonly fieldtype: string
  readonly label: string
  /** Target of a Link, DocType of a Table, choices of a Select (one a line). */
  readonly options?: string
  readonly reqd?: true
  readonly read_only?: true
  readonly unique?: true
  readonly no_copy?: true
  readonly allow_on_submit?: true
  readonly set_only_once?: true
  readonly search_index?: true
  readonly hidden?: true
  readonly is_virtual?: true
  readonly non_negative?: true
  readonly fetch_if_empty?: true
  readonly default?: string
  readonly mandatory_depends_on?: string
  readonly depends_on?: string
  readonly fetch_from?: string
  readonly length?: string
  readonly precision?: string
  /** Added by a Custom Field of this site. */
  readonly custom?: true
}

export interface Meta {
  readonly name: string
  readonly app: 'erpnext' | 'frappe'
  readonly istable: boolean
  readonly issingle: boolean
  readonly submittable: boolean
  /** Naming rule: `field:item_code`, `naming_series:`, `hash`, `Prompt`, `format:…`, a series; `''` = by code or random. */
  readonly autoname: string
  readonly titleField: string | null
  readonly fields: readonly Field[]
  /** By `fieldname`. */
  readonly byName: ReadonlyMap<string, Field>
  /** Child table fields. */
  readonly tables: readonly Field[]
  /** Fields that hold the name of another document: Link and Dynamic Link. */
  readonly links: readonly Field[]
}

export const TABLE_TYPES: ReadonlySet<string> = new Set(['Table', 'Table MultiSelect'])
const LINK_TYPES: ReadonlySet<string> = new Set(['Link', 'Dynamic Link'])

type MetaFacts = Pick<Meta, 'name' | 'app' | 'istable' | 'issingle' | 'submittable' | 'autoname' | 'titleField'>

export function makeMeta(facts: MetaFacts, fields: readonly Field[]): Meta {
  return {
    ...facts,
    fields,
    byName: new Map(fields.map((field) => [field.fieldname, field])),
    tables: fields.filter((field) => TABLE_TYPES.has(field.fieldtype)),
    links: fields.filter((field) => LINK_TYPES.has(field.fieldtype)),
  }
}

/** The same DocType without a field. */
export function withoutField(meta: Meta, fieldname: string): Meta {
  return makeMeta(
    meta,
    meta.fields.filter((field) => field.fieldname !== fieldname),
  )
}

/** The same DocType with one field more, at its place after `insertAfter` (at the end when that is unknown). */
export function withField(meta: Meta, field: Field, insertAfter: string): Meta {
  const at = meta.fields.findIndex((one) => one.fieldname === insertAfter)
  const fields = at < 0 ? [...meta.fields, field] : meta.fields.toSpliced(at + 1, 0, field)
  return makeMeta(meta, fields)
}

let standard: ReadonlyMap<string, Meta> | null = null

/** The DocTypes of a site without customisation, read once. Format: `meta/NOTICE.md`. */
export function standardMetas(): ReadonlyMap<string, Meta> {
  if (standard !== null) return standard
  const found = new Map<string, Meta>()
  readBlocks('erpnext', 'erpnext', found)
  readBlocks('frappe', 'frappe', found)
  readBlocks('more', 'erpnext', found)
  addBareDoctypes(found)
  standard = found
  return found
}

/** DocTypes that others point at and that nothing here reads: they exist, without fields of their own. */
function addBareDoctypes(found: Map<string, Meta>): void {
  for (const { app, tables, links } of Array.from(found.values())) {
    for (const { fieldtype, options = '' } of [...tables, ...links]) {
      if (fieldtype === 'Dynamic Link' || options === '' || found.has(options)) continue
      const facts: MetaFacts = {
        name: options,
        app,
        autoname: 'hash',
        istable: TABLE_TYPES.has(fieldtype),
        issingle: false,
        submittable: false,
        titleField: null,
      }
      found.set(options, makeMeta(facts, []))
    }
  }
}

function readBlocks(file: string, firstApp: Meta['app'], into: Map<string, Meta>): void {
  let app = firstApp
  let facts: MetaFacts | null = null
  let fields: Field[] = []
  const close = (): void => {
    if (facts !== null) into.set(facts.name, makeMeta(facts, fields))
    fields = []
  }
  for (const line of readFileSync(new URL(`./meta/${file}.txt`, import.meta.url), 'utf8').split('\n')) {
    if (line.startsWith('@')) app = line.slice(1) === 'frappe' ? 'frappe' : 'erpnext'
    else if (line.startsWith('#')) {
      close()
      facts = readHead(line.slice(1).split('\t'), app)
    } else if (line !== '' && facts !== null) fields.push(readField(line.split('\t'), facts.name))
  }
  close()
}

function readHead([name = '', autoname = '', ...rest]: string[], app: Meta['app']): MetaFacts {
  const title = rest.find((word) => word.startsWith('title='))
  return {
    name,
    app,
    autoname,
    istable: rest.includes('table'),
    issingle: rest.includes('single'),
    submittable: rest.includes('submittable'),
    titleField: title === undefined ? null : title.slice('title='.length),
  }
}

function readField([fieldname = '', fieldtype = '', options = '', ...rest]: string[], doctype: string): Field {
  const field: Record<string, unknown> = { fieldname, fieldtype }
  const words = KEY_OR_FLAG.test(options) ? [options, ...rest] : rest
  if (words === rest && options !== '') field['options'] = options.replaceAll('|', '\n')
  for (const word of words) {
    const at = word.indexOf('=')
    if (at < 0) field[word] = true
    else field[word.slice(0, at)] = word.slice(at + 1).replaceAll('|', '\n')
  }
  field['label'] = LABELS[`${doctype}.${fieldname}`] ?? LABELS[fieldname] ?? titleOf(fieldname)
  return field as unknown as Field
}

/** A line whose options are left out altogether starts its flags one column earlier. */
const KEY_OR_FLAG =
  /^(reqd|read_only|unique|no_copy|allow_on_submit|set_only_once|search_index|hidden|is_virtual|non_negative|fetch_if_empty|(default|depends_on|mandatory_depends_on|read_only_depends_on|fetch_from|length|precision)=.*)$/
