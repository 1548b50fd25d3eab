import { accessError, userError } from '#sandboxes/odoo/errors'
import type { Row } from './database.ts'
import { type Env, fieldsOf, type Method, modelOf, type Values } from './env.ts'
import { groupName, groupsFor, groupsOf, type Operation } from './groups.ts'
import { displayName, valueOf } from './read.ts'

const OPERATIONS: Readonly<Record<string, Operation>> = {
  search: 'read',
  search_count: 'read',
  search_read: 'read',
  read: 'read',
  read_group: 'read',
  name_search: 'read',
  create: 'create',
  load: 'create',
  name_create: 'create',
  copy: 'create',
  write: 'write',
  unlink: 'unlink',
  toggle_active: 'write',
  action_archive: 'write',
  action_unarchive: 'write',
}

/** A method as it is for whoever calls: with its rights, in the companies of the context, on the records that rules let it see. */
export function guarded(model: string, name: string, method: Method): Method {
  return {
    ...method,
    run(env, ids, args) {
      assertCompanies(env)
      if (name === 'has_access') return mayDo(env, model, String(args['operation']) as Operation)
      if (name === 'check_access_rights') return mayAsk(env, model, args)
      const operation = operationOf(name, ids)
      if (operation !== null) assertMay(env, model, operation)
      const test = ids.length === 0 ? null : visibleTest(env, model)
      const hidden = ids.flatMap((id) => env.site.db.get(model, id) ?? []).some((row) => test !== null && !test(row))
      if (hidden) throw stumbled(env, model, operation === 'unlink' ? 'unlink' : 'read')
      return method.run(env, ids, args)
    },
  }
}

function operationOf(name: string, ids: readonly number[]): Operation | null {
  if (name === 'web_save') return ids.length === 0 ? 'create' : 'write'
  return OPERATIONS[name] ?? (/^(action|button)_/.test(name) ? 'write' : null)
}

function mayDo(env: Env, model: string, operation: Operation): boolean {
  const groups = groupsFor(model, operation)
  const own = groupsOf(env)
  return groups === null || groups.some((group) => own.has(group))
}

function mayAsk(env: Env, model: string, args: Values): boolean {
  const operation = String(args['operation']) as Operation
  if (args['raise_exception'] !== false) assertMay(env, model, operation)
  return mayDo(env, model, operation)
}

const VERBS = { read: 'access', write: 'modify', create: 'create', unlink: 'delete' } as const

function assertMay(env: Env, model: string, operation: Operation): void {
  if (mayDo(env, model, operation)) return
  const groups = (groupsFor(model, operation) ?? []).map((group) => groupName(env, group)).toSorted()
  throw accessError(
    `You are not allowed to ${VERBS[operation]} '${labelOf(env, model)}' (${model}) records.\n\nThis operation is allowed for the following groups:\n${groups.map((name) => `\t- ${name}`).join('\n')}\n\nContact your administrator to request access if necessary.`,
  )
}

const LABELS: Readonly<Record<string, string>> = { 'ir.model.fields': 'Fields' }
const labelOf = (env: Env, model: string): string => LABELS[model] ?? modelOf(env, model).label ?? model

const stumbled = (env: Env, model: string, operation: string): Error =>
  accessError(
    `Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, ${String(env.site.db.get('res.users', env.uid)?.['name'])} (id=${env.uid}) doesn't have '${operation}' access to:\n- ${labelOf(env, model)} (${model})\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.`,
  )

const companiesOf = (env: Env): number[] => (env.site.db.get('res.users', env.uid)?.['company_ids'] ?? []) as number[]

function assertCompanies(env: Env): void {
  const allowed = env.context['allowed_company_ids']
  if (!Array.isArray(allowed)) return
  const own = companiesOf(env)
  if (allowed.some((id) => !own.includes(Number(id)))) throw accessError('Access to unauthorized or invalid companies.')
}

/** Models whose records anybody sees whatever company they belong to. */
const OPEN = new Set(['res.company', 'res.users', 'ir.model.fields', 'stock.location'])

/** What record rules let a user see; `null` = everything. */
export function visibleTest(env: Env, model: string): ((row: Row) => boolean) | null {
  const tests = [companyTest(env, model), ownTest(env, model)].filter((test) => test !== null)
  return tests.length === 0 ? null : (row) => tests.every((test) => test(row))
}

function companyTest(env: Env, model: string): ((row: Row) => boolean) | null {
  const field = COMPANIES.find((name) => fieldsOf(env, model).has(name))
  if (field === undefined || OPEN.has(model) || [...env.site.db.rows('res.company')].length < 2) return null
  const allowed = env.context['allowed_company_ids']
  const seen = new Set(Array.isArray(allowed) ? (allowed as number[]) : companiesOf(env))
  return (row) => {
    const of = valueOf(env, model, row, field)
    return Array.isArray(of)
      ? of.length === 0 || of.some((id) => seen.has(Number(id)))
      : of === false || seen.has(Number(of))
  }
}

const COMPANIES = ['company_id', 'company_ids'] as const

/** Who may only see what is theirs. */
function ownTest(env: Env, model: string): ((row: Row) => boolean) | null {
  if (model !== 'sale.order' || groupsOf(env).has('sale-all')) return null
  return (row) => row['user_id'] === env.uid || row['user_id'] === false
}

/** Fields whose records must be of the same company as the record that names them. */
const CHECKED: Readonly<Record<string, readonly string[]>> = {
  'account.move': ['journal_id', 'partner_id'],
  'account.move.line': ['account_id', 'tax_ids', 'product_id'],
  'account.payment': ['journal_id', 'partner_id'],
  'product.pricelist.item': ['product_id', 'product_tmpl_id'],
  'sale.order': ['warehouse_id', 'pricelist_id', 'partner_id', 'fiscal_position_id'],
  'sale.order.line': ['product_id', 'tax_id', 'tax_ids'],
  'stock.picking': ['picking_type_id', 'location_id', 'location_dest_id', 'partner_id'],
  'stock.move': ['product_id', 'location_id', 'location_dest_id'],
}

/** Refuses a record that names one of another company. */
export function checkCompany(env: Env, model: string, row: Row): void {
  const names = CHECKED[model]
  if (names === undefined || [...env.site.db.rows('res.company')].length < 2) return
  const own = valueOf(env, model, row, 'company_id')
  if (typeof own !== 'number') return
  for (const name of names) {
    const field = fieldsOf(env, model).get(name)
    if (field?.comodel == null) continue
    const { comodel } = field
    const value = row[name]
    const ids = Array.isArray(value) ? (value as number[]) : typeof value === 'number' ? [value] : []
    for (const id of ids) {
      const of = companyOfRecord(env, comodel, id)
      if (of === null || of.includes(own)) continue
      throw userError(
        crossing(env.site.version, {
          name: displayName(env, model, row.id),
          company: displayName(env, 'res.company', own),
          field: field.label,
          value: `(${name}: '${displayName(env, comodel, id)}')`,
        }),
      )
    }
  }
}

interface Crossing {
  readonly name: string
  readonly company: string
  readonly field: string
  readonly value: string
}

/** What each version says of a record that names one of another company. */
function crossing(version: number, { name, company, field, value }: Crossing): string {
  const quoted = (text: string): string => (version <= 17 ? `'${text}'` : `“${text}”`)
  const word = version === 19 ? 'while' : 'and'
  const line = `- ${quoted(name)} belongs to company ${quoted(company)} ${word} ${quoted(field)} ${value} belongs to another company.`
  return version === 19
    ? `Uh-oh! You’ve got some company inconsistencies here:\n${line}\nTo avoid a mess, no company crossover is allowed!`
    : `Incompatible companies on records:\n${line}`
}

/** `null` = it belongs to all of them. */
function companyOfRecord(env: Env, model: string, id: number): readonly number[] | null {
  const row = env.site.db.get(model, id)
  const name = COMPANIES.find((one) => fieldsOf(env, model).has(one))
  if (row === undefined || name === undefined) return null
  const value = valueOf(env, model, row, name)
  if (Array.isArray(value)) return value.length === 0 ? null : (value as number[])
  return typeof value === 'number' ? [value] : null
}
