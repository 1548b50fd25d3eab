import { valueError } from '#sandboxes/odoo/errors'
import { type Env, fieldsOf, type Values } from './env.ts'
import { OdooError } from '#sandboxes/odoo/errors'
import { createRecord, writeRecords } from './records.ts'

interface Message {
  readonly type: 'error'
  readonly message: string
  readonly record: number
  readonly rows: { readonly from: number; readonly to: number }
  readonly field?: string
}

class RowError extends Error {
  readonly field: string | undefined
  constructor(message: string, field?: string) {
    super(message)
    this.field = field
  }
}

/** `load`: rows with external ids; a known one is changed, and its lines are appended to those it has. */
export function load(
  env: Env,
  model: string,
  columns: readonly string[],
  data: readonly (readonly unknown[])[],
): Values {
  for (const column of columns) {
    const name = column.split('/')[0] ?? ''
    if (name !== 'id' && name !== '.id' && !fieldsOf(env, model).has(name))
      throw valueError(`Invalid field name '${name}'`)
  }
  const ids: number[] = []
  const messages: Message[] = []
  const attempt = { error: null as RowError | null }
  for (const group of grouped(columns, data)) {
    try {
      ids.push(loadOne(env, model, columns, group.rows))
    } catch (error) {
      if (!(error instanceof RowError) && !(error instanceof OdooError)) throw error
      attempt.error = error instanceof RowError ? error : new RowError(error.message)
      const rows = { from: group.from, to: group.from + group.rows.length - 1 }
      messages.push({
        rows,
        type: 'error',
        record: messages.length + ids.length,
        message: attempt.error.message,
        ...(attempt.error.field === undefined ? {} : { field: attempt.error.field }),
      })
    }
  }
  if (messages.length > 0) throw new LoadFailed({ ids: false, messages, nextrow: 0 })
  return { ids, messages: [], nextrow: 0 }
}

/** Carries the answer of a `load` that is rolled back; it is no error for the caller. */
export class LoadFailed extends Error {
  readonly answer: Values
  constructor(answer: Values) {
    super('load failed')
    this.answer = answer
  }
}

interface Group {
  readonly from: number
  readonly rows: (readonly unknown[])[]
}

/** A row whose own columns are all empty continues the record above. */
function grouped(columns: readonly string[], data: readonly (readonly unknown[])[]): Group[] {
  const own = columns.flatMap((column, index) => (isLine(column) ? [] : [index]))
  const groups: Group[] = []
  for (const [from, row] of data.entries()) {
    const last = groups.at(-1)
    if (last !== undefined && own.every((index) => row[index] === '' || row[index] === false)) last.rows.push(row)
    else groups.push({ from, rows: [row] })
  }
  return groups
}

const isLine = (column: string): boolean => {
  const [, second] = column.split('/')
  return second !== undefined && second !== '.id' && second !== 'id'
}

function loadOne(env: Env, model: string, columns: readonly string[], rows: readonly (readonly unknown[])[]): number {
  const [first = []] = rows
  const values: Record<string, unknown> = {}
  let externalId: string | null = null
  let databaseId: number | null = null
  for (const [index, column] of columns.entries()) {
    if (isLine(column)) continue
    if (column === 'id') externalId = String(first[index])
    else if (column === '.id') databaseId = Number(first[index])
    else Object.assign(values, cell(env, model, column.split('/'), first[index]))
  }
  for (const row of rows) {
    const lines = new Map<string, Record<string, unknown>>()
    for (const [index, column] of columns.entries()) {
      if (!isLine(column) || row[index] === '') continue
      const [name = '', ...rest] = column.split('/')
      const comodel = fieldsOf(env, model).get(name)?.comodel ?? ''
      lines.set(name, { ...lines.get(name), ...cell(env, comodel, rest, row[index]) })
    }
    for (const [name, line] of lines) values[name] = [...((values[name] as unknown[] | undefined) ?? []), [0, 0, line]]
  }
  return save(env, model, { externalId, databaseId }, values)
}

function save(
  env: Env,
  model: string,
  known: { externalId: string | null; databaseId: number | null },
  values: Values,
): number {
  const [module = '', ...rest] = (known.externalId ?? '').split('.')
  const name = rest.join('.')
  const data = env.site.db.find('ir.model.data', 'name', name).map((id) => env.site.db.get('ir.model.data', id))
  const found = data.find((one) => one?.['module'] === module && one['model'] === model)
  const id = known.databaseId ?? (found === undefined ? null : Number(found['res_id']))
  if (id !== null && env.site.db.get(model, id) !== undefined) {
    writeRecords(env, model, [id], values)
    return id
  }
  for (const field of fieldsOf(env, model).values())
    if (field.required && field.name === 'partner_id' && values[field.name] === undefined)
      throw new RowError(`Missing required value for the field '${field.label}' (${field.name})`, field.name)
  const made = createRecord(env, model, values, 'caller')
  if (known.externalId !== null && name !== '')
    createRecord(env, 'ir.model.data', { module, name, model, res_id: made, noupdate: false })
  return made
}

function cell(env: Env, model: string, [name = '', how]: readonly string[], value: unknown): Values {
  const field = fieldsOf(env, model).get(name)
  if (field === undefined) throw valueError(`Invalid field name '${name}'`)
  if (field.type !== 'many2one') return { [name]: value === '' ? false : value }
  if (value === '' || value === false) return { [name]: false }
  if (how === '.id') {
    if (env.site.db.get(field.comodel ?? '', Number(value)) === undefined)
      throw new RowError(`No matching record found for database id '${String(value)}' in field '${field.label}'`, name)
    return { [name]: Number(value) }
  }
  const text = String(value)
  const ids =
    how === 'id' ? byExternalId(env, field.comodel ?? '', text) : env.site.db.find(field.comodel ?? '', 'name', text)
  const [id] = ids
  if (id === undefined)
    throw new RowError(
      `No matching record found for ${how === 'id' ? 'external id' : 'name'} '${text}' in field '${field.label}'`,
      name,
    )
  return { [name]: id }
}

function byExternalId(env: Env, model: string, text: string): number[] {
  const [module, ...rest] = text.split('.')
  return env.site.db.find('ir.model.data', 'name', rest.join('.')).flatMap((id) => {
    const row = env.site.db.get('ir.model.data', id)
    return row?.['module'] === module && row?.['model'] === model ? [Number(row['res_id'])] : []
  })
}
