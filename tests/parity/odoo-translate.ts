import type { Field } from '#sandboxes/odoo/orm/fields'
import type { Site } from '#sandboxes/odoo/orm/env'
import { isValues, type Refs, type Values } from './odoo-captures.ts'
import type { Ids } from './odoo-ids.ts'

/** What recorded requests are put into our ids with. */
export interface Terms {
  readonly site: Site
  readonly ids: Ids
}

/** Fields that context and wizards name beside those of the model. */
const CONTEXT_MODELS: Readonly<Record<string, string>> = {
  allowed_company_ids: 'res.company',
  pricelist: 'product.pricelist',
  warehouse: 'stock.warehouse',
  warehouse_id: 'stock.warehouse',
  location: 'stock.location',
  button_validate_picking_ids: 'stock.picking',
  picking_ids_not_to_backorder: 'stock.picking',
  default_pick_ids: 'stock.picking',
}

/** One id, a list of them, or something else that stays as it is. */
function oursOf({ ids }: Terms, model: string, value: unknown): unknown {
  if (typeof value === 'number') return value <= 0 ? value : ids.ours(model, value)
  return Array.isArray(value) ? value.map((one: unknown) => oursOf({ ids } as Terms, model, one)) : value
}

const fieldOf = ({ site }: Terms, model: string, name: string): Field | undefined => site.fields.get(model)?.get(name)

/** The values of a record to be written, with our ids in the relations. */
export function translateValues(terms: Terms, model: string, values: unknown): unknown {
  if (Array.isArray(values)) return values.map((one: unknown) => translateValues(terms, model, one))
  if (!isValues(values)) return values
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const comodel = fieldOf(terms, model, name)?.comodel
      if (name === 'analytic_distribution' && isValues(value)) return [name, translateKeys(terms, value)]
      if (name === 'tax_totals') return [name, value]
      if (comodel === undefined || comodel === null) return [name, value]
      return [
        name,
        Array.isArray(value) ? value.map((one) => command(terms, comodel, one)) : oursOf(terms, comodel, value),
      ]
    }),
  )
}

const translateKeys = ({ ids }: Terms, value: Values): Values =>
  Object.fromEntries(
    Object.entries(value).map(([id, share]) => [String(ids.ours('account.analytic.account', Number(id))), share]),
  )

/** `[0, 0, values]`, `[1, id, values]`, `[6, 0, ids]` and the like. */
function command(terms: Terms, comodel: string, given: unknown): unknown {
  if (!Array.isArray(given)) return oursOf(terms, comodel, given)
  const [kind, id, rest] = given as unknown[]
  const head = [kind, oursOf(terms, comodel, id)]
  if (given.length < 3) return head
  return [...head, isValues(rest) ? translateValues(terms, comodel, rest) : oursOf(terms, comodel, rest)]
}

/** A domain with our ids where a leaf ends at a relation or at `id`. */
export function translateDomain(terms: Terms, model: string, domain: unknown): unknown {
  if (!Array.isArray(domain)) return domain
  return domain.map((leaf: unknown) => {
    if (!Array.isArray(leaf) || typeof leaf[0] !== 'string') return leaf
    const [path, operator, value] = leaf as [string, unknown, unknown]
    const end = endOf(terms, model, path)
    const rest: unknown[] = leaf.slice(3)
    return leaf.length < 3 || end === null ? leaf : [path, operator, oursOf(terms, end, value), ...rest]
  })
}

function endOf(terms: Terms, model: string, path: string): string | null {
  let at: string | null = model
  for (const name of path.split('.')) {
    if (at === null) return null
    if (name !== 'id') at = fieldOf(terms, at, name)?.comodel ?? null
  }
  return at
}

export function translateContext(terms: Terms, context: Values): Values {
  const active = context['active_model']
  return Object.fromEntries(
    Object.entries(context).map(([name, value]) => {
      if (typeof active === 'string' && (name === 'active_ids' || name === 'active_id'))
        return [name, oursOf(terms, active, value)]
      const model = CONTEXT_MODELS[name]
      return [name, model === undefined ? value : oursOf(terms, model, value)]
    }),
  )
}

/** Arguments by name, as `/json/2` and the writes in between have them. */
export function translateNamed(terms: Terms, model: string, method: string, named: Values): Values {
  return Object.fromEntries(
    Object.entries(named).map(([name, value]) => {
      if (name === 'ids') return [name, oursOf(terms, model, value)]
      if (name === 'vals_list' || name === 'vals' || name === 'values')
        return [name, translateValues(terms, model, value)]
      if (name === 'domain' || name === 'args') return [name, translateDomain(terms, model, value)]
      if (name === 'context' && isValues(value)) return [name, translateContext(terms, value)]
      if (name === 'line_id') return [name, oursOf(terms, 'account.move.line', value)]
      if (name === 'data' && method === 'load') return [name, translateRows(terms, model, named['fields'], value)]
      return [name, value]
    }),
  )
}

/** Arguments by position: ids or a domain first, as the method has it. */
export function translatePositional(terms: Terms, model: string, method: string, given: unknown): unknown {
  if (!Array.isArray(given)) return given
  const [first, ...rest] = given as unknown[]
  if (given.length === 0) return given
  if (method === 'create') return [translateValues(terms, model, first), ...rest]
  if (method === 'load') return [first, translateRows(terms, model, first, rest[0]), ...rest.slice(1)]
  if (/^(search|read_group|formatted_read_group)/.test(method)) return [translateDomain(terms, model, first), ...rest]
  if (method === 'fields_get' || method === 'default_get' || method.startsWith('name_')) return given
  const [second, ...others] = rest
  const written =
    method === 'write'
      ? translateValues(terms, model, second)
      : method === 'js_assign_outstanding_line'
        ? oursOf(terms, 'account.move.line', second)
        : second
  return [oursOf(terms, model, first), ...(rest.length === 0 ? [] : [written, ...others])]
}

/** Rows of `load`: columns that end in `.id` hold ids as text. */
function translateRows(terms: Terms, model: string, header: unknown, rows: unknown): unknown {
  if (!Array.isArray(header) || !Array.isArray(rows)) return rows
  return rows.map((row: unknown) =>
    Array.isArray(row)
      ? row.map((cell: unknown, index) => {
          const column = String(header[index])
          const end = column.endsWith('.id')
            ? endOf(terms, model, column.replace(/\/?\.id$/, '').replaceAll('/', '.'))
            : null
          return end === null || cell === '' ? cell : String(oursOf(terms, end, Number(cell)))
        })
      : row,
  )
}

/** Ids that only the list of references tells: the rest is already ours. */
export function translateRefs(terms: Terms, refs: Refs, recorded: unknown, translated: unknown): unknown {
  const copy = structuredClone(translated)
  for (const { model, id, at } of Object.values(refs))
    for (const pointer of at) {
      const keys = pointer.split('/').slice(1)
      if (valueAt(recorded, keys) === id) setAt(copy, keys, terms.ids.ours(model, id))
    }
  return copy
}

const valueAt = (value: unknown, keys: readonly string[]): unknown =>
  keys.reduce<unknown>((at, key) => (typeof at === 'object' && at !== null ? (at as Values)[key] : undefined), value)

function setAt(value: unknown, keys: readonly string[], to: number): void {
  const holder = valueAt(value, keys.slice(0, -1))
  const last = keys.at(-1) ?? ''
  if (typeof holder === 'object' && holder !== null && last in holder) (holder as Record<string, unknown>)[last] = to
}
