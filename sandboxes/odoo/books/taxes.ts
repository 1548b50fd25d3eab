import { validationError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { displayName } from '#sandboxes/odoo/orm/read'
import { record, update } from '#sandboxes/odoo/orm/records'
import { createRecord } from '#sandboxes/odoo/orm/records'
import { asDecimal, type Tax, type TaxRules } from './tax-engine.ts'

/** Taxes of a line, groups opened up. */
export function taxesOf(env: Env, ids: unknown): Tax[] {
  return (Array.isArray(ids) ? (ids as number[]) : []).flatMap((id) => {
    const row = record(env, 'account.tax', id)
    if (row['amount_type'] === 'group') return taxesOf(env, row['children_tax_ids'])
    return [
      {
        id,
        sequence: Number(row['sequence']),
        kind: row['amount_type'] as Tax['kind'],
        amount: asDecimal(row['amount'] ?? 0),
        included: isIncluded(env, row),
        inBase: row['include_base_amount'] === true,
        baseAffected: row['is_base_affected'] !== false,
      },
    ]
  })
}

function isIncluded(env: Env, row: Row): boolean {
  if (env.site.version <= 17) return row['price_include'] === true
  const own = row['price_include_override']
  if (typeof own === 'string') return own === 'tax_included'
  return env.site.db.get('res.company', Number(row['company_id']))?.['account_price_include'] === 'tax_included'
}

export function taxRules(env: Env, company: number, currency: number): TaxRules {
  return {
    version: env.site.version,
    perLine: record(env, 'res.company', company)['tax_calculation_rounding_method'] !== 'round_globally',
    places: Number(record(env, 'res.currency', currency)['decimal_places'] ?? 2),
  }
}

const HALVES = ['invoice', 'refund'] as const

export const tax: Model = {
  label: 'Tax',
  order: 'sequence, id',
  computes: {
    price_include: (env, row) => (env.site.version <= 17 ? row['price_include'] === true : isIncluded(env, row)),
    invoice_repartition_line_ids: (env, row) => halfIds('invoice')(env, row),
    refund_repartition_line_ids: (env, row) => halfIds('refund')(env, row),
  },
  prepare(env, values) {
    const company = record(env, 'res.company', companyOf(env))
    const defaults = {
      amount_type: 'percent',
      type_tax_use: 'sale',
      sequence: 1,
      include_base_amount: false,
      is_base_affected: true,
      tax_exigibility: 'on_invoice',
      company_id: company.id,
      country_id: company['account_fiscal_country_id'],
      tax_group_id: env.site.db.rows('account.tax.group').next().value?.id ?? false,
      amount: 0,
    }
    return { ...defaults, ...values, ...Object.fromEntries(HALVES.flatMap((half) => halved(half, values))) }
  },
  created(env, id, values) {
    const row = record(env, 'account.tax', id)
    for (const other of env.site.db.find('account.tax', 'name', row['name'])) {
      const twin = record(env, 'account.tax', other)
      if (
        other !== id &&
        twin['company_id'] === row['company_id'] &&
        twin['type_tax_use'] === row['type_tax_use'] &&
        twin['active'] !== false
      )
        throw validationError(
          `Tax names must be unique!\n- ${String(row['name'])} in ${displayName(env, 'res.company', Number(row['company_id']))}`,
        )
    }
    checkHalves(env, id, values)
  },
}

/** Commands of one half say which half they are of. */
function halved(half: string, values: Values): [string, unknown][] {
  const field = `${half}_repartition_line_ids`
  const commands = values[field]
  if (!Array.isArray(commands)) return []
  return [
    [
      field,
      (commands as unknown[][]).map(([code, target, line]) => [
        code,
        target,
        { ...(line as Values), document_type: half },
      ]),
    ],
  ]
}

const halfIds =
  (half: string) =>
  (env: Env, row: Row): readonly number[] =>
    env.site.db
      .find('account.tax.repartition.line', 'tax_id', row.id)
      .filter((id) => record(env, 'account.tax.repartition.line', id)['document_type'] === half)

/** Where the tax is booked: a base and a tax line for invoices and for credit notes. */
function checkHalves(env: Env, id: number, values: Values): void {
  for (const half of HALVES) {
    const field = `${half}_repartition_line_ids`
    const lines = env.site.db
      .find('account.tax.repartition.line', 'tax_id', id)
      .map((one) => record(env, 'account.tax.repartition.line', one))
    const given = values[field]
    if (given === undefined && lines.every((line) => line['document_type'] !== half))
      for (const repartition_type of ['base', 'tax'])
        createRecord(env, 'account.tax.repartition.line', { tax_id: id, document_type: half, repartition_type })
  }
  const count = (half: string): number =>
    env.site.db
      .find('account.tax.repartition.line', 'tax_id', id)
      .filter((one) => record(env, 'account.tax.repartition.line', one)['document_type'] === half).length
  if (count('invoice') !== count('refund'))
    throw validationError('Invoice and credit note distribution should have the same number of lines.')
}

export const repartitionLine: Model = {
  prepare: (_env, values) => ({ factor_percent: 100, sequence: 1, document_type: 'invoice', ...values }),
  created(env, id) {
    const row = record(env, 'account.tax.repartition.line', id)
    if (typeof row['tax_id'] === 'number')
      update(env, 'account.tax.repartition.line', id, {
        company_id: record(env, 'account.tax', row['tax_id'])['company_id'],
      })
  },
}
