import { readFileSync } from 'node:fs'

export const VERSIONS = [16, 17, 18, 19] as const
export type Version = (typeof VERSIONS)[number]

export interface Field {
  readonly name: string
  readonly type: string
  readonly comodel: string | null
  /** The many2one of the other model that a one2many turns around. */
  readonly inverse: string | null
  readonly related: string | null
  readonly selection: readonly string[] | null
  readonly required: boolean
  /** Filled by itself when left out. */
  readonly defaulted: boolean
  readonly readonly: boolean
  /** Kept by `copy`. */
  readonly copied: boolean
  readonly label: string
}

export type Fields = Map<string, Field>

const MAGIC = [
  'id 6789 integer',
  'display_name 6789 char',
  'create_date 6789 datetime',
  'write_date 6789 datetime',
  'create_uid 6789 many2one - res.users',
  'write_uid 6789 many2one - res.users',
] as const

/** Labels that stand in messages and differ from the field's name. */
const LABELS: Readonly<Record<string, string>> = {
  'sale.order.partner_id': 'Customer',
  'account.move.partner_id': 'Customer',
  'sale.order.line.order_id': 'Order Reference',
  'sale.order.line.price_unit': 'Unit Price',
  'sale.order.line.product_uom_qty': 'Quantity',
  'sale.order.line.tax_id': 'Taxes',
  'sale.order.line.tax_ids': 'Taxes',
}

/** The first letter of each word in capitals, as Odoo names a field that has no label. */
function labelOf(model: string, name: string): string {
  const words = name.replace(/_ids?$/, '').split('_')
  return LABELS[`${model}.${name}`] ?? words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ')
}

function fieldOf(model: string, line: string): readonly [versions: string, field: Field] {
  const [
    name = '',
    versions = '',
    type = 'char',
    flags = '-',
    comodel = '-',
    inverse = '-',
    related = '-',
    selection = '-',
  ] = line.split(' ')
  const orNull = (text: string): string | null => (text === '-' ? null : text)
  return [
    versions,
    {
      name,
      type,
      comodel: orNull(comodel),
      inverse: orNull(inverse),
      related: orNull(related),
      selection: orNull(selection)?.split(',') ?? null,
      required: flags.includes('r'),
      defaulted: flags.includes('d') || flags.includes('c'),
      readonly: flags.includes('o') || (flags.includes('c') && !flags.includes('s')),
      copied: !flags.includes('n'),
      label: labelOf(model, name),
    },
  ]
}

const tables = new Map<Version, Map<string, Fields>>()

function readTables(version: Version): Map<string, Fields> {
  const models = new Map<string, Fields>()
  for (const file of ['fields.txt', 'more-fields.txt']) {
    let model = ''
    for (const line of readFileSync(new URL(`../data/${file}`, import.meta.url), 'utf8').split('\n')) {
      if (line === '') continue
      if (line.startsWith('# ')) {
        model = line.slice(2)
        if (!models.has(model)) models.set(model, new Map())
        for (const magic of MAGIC) addField(models, model, magic, version)
      } else addField(models, model, line, version)
    }
  }
  for (const [model, fields] of models) if (fields.size <= MAGIC.length) models.delete(model)
  for (const [model, fields] of models)
    for (const field of fields.values())
      if (field.comodel === null && /2one|2many/.test(field.type))
        fields.set(field.name, { ...field, comodel: comodelOf(models, model, field) })
  return models
}

/** Models that have all fields of another one. */
const EXTENDED: Readonly<Record<string, string>> = {
  'product.product': 'product.template',
  'account.payment': 'account.move',
}

/** The model of a relation that is another's: a related field's, a variant's that is its template's. */
function comodelOf(models: ReadonlyMap<string, Fields>, model: string, field: Field): string | null {
  if (field.name === 'create_uid' || field.name === 'write_uid') return 'res.users'
  if (field.related === null) return models.get(EXTENDED[model] ?? '')?.get(field.name)?.comodel ?? null
  if (field.name === 'sale_id') return 'sale.order'
  let at: string | null = model
  for (const name of field.related.split('.')) {
    const next: Field | undefined = at === null ? undefined : models.get(at)?.get(name)
    at = next === undefined || next === field ? null : (next.comodel ?? comodelOf(models, at ?? '', next))
  }
  return at
}

function addField(models: Map<string, Fields>, model: string, line: string, version: Version): void {
  const [versions, field] = fieldOf(model, line)
  if (versions.includes(String(version).slice(1))) models.get(model)?.set(field.name, field)
}

/** The fields of each model of a version; own copies, since a database may get fields of its own. */
export function fieldTables(version: Version): Map<string, Fields> {
  const known = tables.get(version) ?? readTables(version)
  tables.set(version, known)
  return new Map([...known].map(([model, fields]) => [model, new Map(fields)]))
}
