import type { Row } from '#sandboxes/odoo/orm/database'
import { modelOf, type Site } from '#sandboxes/odoo/orm/env'
import { type Capture, type Exchange, isValues } from './odoo-captures.ts'

/** Which record of ours stands for a recorded one. */
export interface Ids {
  /** Our id; the recorded one where nothing is known, unless that is another record here. */
  ours(model: string, recorded: number): number
  known(model: string, recorded: number): number | undefined
  learn(model: string, recorded: number, ours: number): void
}

/** Added to an id that is not known and that another record has here. */
const ELSEWHERE = 1_000_000
/** Records that are there from the installation on; all others are known by what made them. */
const INSTALLED = new Set(
  'account.account account.journal account.tax account.tax.group account.fiscal.position account.payment.term res.currency res.country res.country.state res.groups res.lang uom.uom uom.category product.category product.pricelist stock.location stock.picking.type stock.warehouse crm.team ir.model decimal.precision ir.sequence'.split(
    ' ',
  ),
)

const FOLLOWING = new Set([
  'stock.picking',
  'stock.move',
  'account.move',
  'account.move.line',
  'account.payment',
  'stock.return.picking.line',
  'product.template',
])
const REACH = 20

/** Names by which records were shown, by model and id. */
export type Shown = ReadonlyMap<string, ReadonlySet<string>>

export function createIds(site: Site, shown: Shown): Ids {
  const known = new Map<string, number>()
  const taken = new Set<string>()
  const learn = (model: string, recorded: number, ours: number): void => {
    if (known.has(`${model},${recorded}`)) return
    known.set(`${model},${recorded}`, ours)
    taken.add(`${model},${ours}`)
  }
  const find = (model: string, recorded: number): number | undefined => {
    const direct = known.get(`${model},${recorded}`)
    if (direct !== undefined || !INSTALLED.has(model)) return direct
    const names = shown.get(`${model},${recorded}`)
    if (names === undefined) return undefined
    for (const row of site.db.rows(model))
      if (!taken.has(`${model},${row.id}`) && namesOf(site, model, row).some((name) => names.has(name))) {
        learn(model, recorded, row.id)
        return row.id
      }
    return undefined
  }
  const isFree = (model: string, id: number): boolean =>
    site.db.get(model, id) !== undefined && !taken.has(`${model},${id}`)
  const newest = (model: string, after: number): number | undefined =>
    [...site.db.rows(model)].findLast(({ id }) => id > after && !taken.has(`${model},${id}`))?.id
  // Records that another one's method made are numbered on as there: one that no answer named yet is as far from the last known.
  const follow = (model: string, recorded: number): number | undefined => {
    if (!FOLLOWING.has(model)) return undefined
    for (let before = recorded - 1; before > Math.max(0, recorded - REACH); before -= 1) {
      const ours = known.get(`${model},${before}`)
      if (ours === undefined) continue
      const next = ours + recorded - before
      return isFree(model, next) ? next : newest(model, ours)
    }
    return undefined
  }
  return {
    known: find,
    learn,
    ours(model, recorded) {
      const found = find(model, recorded) ?? follow(model, recorded)
      if (found !== undefined) {
        learn(model, recorded, found)
        return found
      }
      return taken.has(`${model},${recorded}`) ? recorded + ELSEWHERE : recorded
    },
  }
}

function namesOf(site: Site, model: string, row: Row): string[] {
  const env = { site, uid: 2, context: {} }
  const shown = modelOf(env, model).name?.(env, row)
  return [shown, row['code'], row['full_name'], row['model'], row['name']].filter((one) => typeof one === 'string')
}

/** All names that the answers show, so that records of the installation are found by name. */
export function shownNames(site: Site, captures: readonly Capture[]): Shown {
  const shown = new Map<string, Set<string>>()
  const show = (model: string, id: unknown, name: unknown): void => {
    if (typeof id !== 'number' || typeof name !== 'string') return
    const names = shown.get(`${model},${id}`) ?? new Set<string>()
    shown.set(`${model},${id}`, names.add(name))
  }
  for (const exchange of captures.flatMap((one): Exchange[] => [one, ...(one.then ?? [])])) {
    const model = modelOfRequest(exchange)
    const rows = resultOf(exchange.response.body)
    if (model === null || !Array.isArray(rows)) continue
    for (const row of rows as unknown[]) {
      if (!isValues(row)) continue
      for (const key of ['code', 'full_name', 'model', 'name']) show(model, row['id'], row[key])
      for (const [field, value] of Object.entries(row)) {
        const comodel = site.fields.get(model)?.get(field)?.comodel
        if (typeof comodel === 'string' && Array.isArray(value) && value.length === 2) show(comodel, value[0], value[1])
      }
    }
  }
  return shown
}

/** The model that a request is about, in whichever protocol. */
export function modelOfRequest({ request }: Exchange): string | null {
  const [, json, two, model] = request.path.split('/')
  if (json === 'json' && two === '2' && model !== undefined) return model
  const args = isValues(request.body) && isValues(request.body['params']) ? request.body['params']['args'] : null
  return Array.isArray(args) && typeof args[3] === 'string' ? args[3] : null
}

/** What a call answered: the JSON-RPC envelope off, if there is one. */
export const resultOf = (body: unknown): unknown => (isValues(body) && 'jsonrpc' in body ? body['result'] : body)
