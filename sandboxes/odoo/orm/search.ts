import { OdooError, valueError } from '#sandboxes/odoo/errors'
import { visibleTest } from './access.ts'
import type { Row } from './database.ts'
import { domainTest } from './domain.ts'
import { type Env, fieldsOf, modelOf } from './env.ts'
import { displayName, valueOf } from './read.ts'

export interface SearchOptions {
  readonly offset?: number
  readonly limit?: number | null
  readonly order?: string | null
}

/** Ids that a domain finds, in the order asked for or the model's own. */
export function search(env: Env, model: string, domain: unknown, options: SearchOptions = {}): number[] {
  const test = domainTest(env, model, domain)
  const active = archivedLeftOut(env, model, domain)
  const seen = visibleTest(env, model)
  const compare = ordering(env, model, options.order ?? modelOf(env, model).order ?? 'id')
  if (typeof options.limit === 'number' && options.limit < 0)
    throw new OdooError('psycopg2.errors.InvalidRowCountInLimitClause', 'LIMIT must not be negative\n')
  const found: Row[] = []
  for (const row of candidates(env, model, domain))
    if ((!active || row['active'] !== false) && test(row) && (seen === null || seen(row))) found.push(row)
  found.sort(compare)
  const offset = options.offset ?? 0
  const limit = options.limit == null || options.limit === 0 ? found.length : options.limit
  return found.slice(offset, offset + limit).map((row) => row.id)
}

function archivedLeftOut(env: Env, model: string, domain: unknown): boolean {
  if (env.context['active_test'] === false || !fieldsOf(env, model).has('active')) return false
  return !(domain as unknown[]).some((part) => Array.isArray(part) && part[0] === 'active')
}

/** Leaves that must all hold and that an index answers make the search short. */
function candidates(env: Env, model: string, domain: unknown): Iterable<Row> {
  const parts = domain as unknown[]
  const { db } = env.site
  const rows = (ids: readonly number[]): Row[] => ids.flatMap((id) => db.get(model, id) ?? [])
  if (parts.includes('|') || parts.includes('!')) return db.rows(model)
  for (const part of parts) {
    if (!Array.isArray(part)) continue
    const [name, operator, value] = part as [string, string, unknown]
    if (name === 'id' && operator === '=' && typeof value === 'number') return rows([value])
    if (name === 'id' && operator === 'in' && Array.isArray(value)) return rows([...new Set(value as number[])])
    const field = fieldsOf(env, model).get(name)
    const indexed =
      field !== undefined &&
      ['char', 'many2one'].includes(field.type) &&
      modelOf(env, model).computes?.[name] === undefined
    if (
      !indexed ||
      field.related !== null ||
      operator !== '=' ||
      (model === 'product.product' && name !== 'product_tmpl_id' && name !== 'default_code' && name !== 'barcode')
    )
      continue
    if (field.type === 'char' ? typeof value === 'string' && value !== '' : typeof value === 'number')
      return rows(db.find(model, name, value))
  }
  return db.rows(model)
}

type Compare = (a: Row, b: Row) => number

function ordering(env: Env, model: string, order: string): Compare {
  const keys = order.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/)
    const field = fieldsOf(env, model).get(name.split('.')[0] ?? '')
    if (field === undefined) throw valueError(`Invalid field '${name}' on model '${model}'`)
    const sign = direction.toLowerCase() === 'desc' ? -1 : 1
    return (a: Row, b: Row): number =>
      sign * compareValues(sortValue(env, model, a, name, field.comodel), sortValue(env, model, b, name, field.comodel))
  })
  return (a, b) => {
    for (const key of keys) {
      const result = key(a, b)
      if (result !== 0) return result
    }
    return 0
  }
}

function sortValue(env: Env, model: string, row: Row, name: string, comodel: string | null): unknown {
  const value = valueOf(env, model, row, name)
  if (comodel === null || typeof value !== 'number') return value
  return modelOf(env, comodel).order === undefined ? value : displayName(env, comodel, value)
}

/** Nothing comes last, as in PostgreSQL; texts by their letters. */
function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0
  if (a === false) return typeof b === 'boolean' ? -1 : 1
  if (b === false) return typeof a === 'boolean' ? 1 : -1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return COLLATE.compare(String(a), String(b))
}

const COLLATE = new Intl.Collator('en', { caseFirst: 'lower' })
