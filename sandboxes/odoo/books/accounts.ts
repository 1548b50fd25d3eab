import { constraintError, validationError } from '#sandboxes/odoo/errors'
import { companyOf, type Env, type Model } from '#sandboxes/odoo/orm/env'
import { displayName } from '#sandboxes/odoo/orm/read'
import { createRecord, record } from '#sandboxes/odoo/orm/records'

const isIn = (env: Env, id: number, company: number): boolean => {
  const row = record(env, 'account.account', id)
  return row['company_id'] === company || ((row['company_ids'] ?? []) as number[]).includes(company)
}

/** The first account of a type in the company of the call. */
export const accountOfType = (env: Env, type: string): number | false =>
  env.site.db.find('account.account', 'account_type', type).find((id) => isIn(env, id, companyOf(env))) ?? false

export const accountNamed = (env: Env, name: string, company: number): number | false =>
  env.site.db.find('account.account', 'name', name).find((id) => isIn(env, id, company)) ?? false

export const account: Model = {
  label: 'Account',
  order: 'code, id',
  // 19 shows the code in its own pages only.
  name: (env, row) => (env.site.version === 19 ? String(row['name']) : `${String(row['code'])} ${String(row['name'])}`),
  prepare(env, values) {
    const company = companyOf(env)
    const owner = env.site.version <= 17 ? { company_id: company } : { company_ids: [[6, 0, [company]]] }
    const reconcile = ['asset_receivable', 'liability_payable'].includes(String(values['account_type']))
    return { account_type: 'asset_current', reconcile, ...owner, ...values }
  },
  created(env, id) {
    const { code } = record(env, 'account.account', id)
    const company = companyOf(env)
    if (env.site.db.find('account.account', 'code', code).filter((one) => isIn(env, one, company)).length < 2) return
    throw env.site.version <= 17
      ? constraintError('The code of the account must be unique per company !')
      : validationError(
          `Account codes must be unique. You can't create accounts with these duplicate codes: ${String(code)}`,
        )
  },
}

export const journal: Model = {
  label: 'Journal',
  order: 'sequence, type, code',
  computes: {
    inbound_payment_method_line_ids: (env, row) => methodLines(env, row.id, 'inbound'),
    outbound_payment_method_line_ids: (env, row) => methodLines(env, row.id, 'outbound'),
  },
  prepare: (env, values) => ({
    company_id: companyOf(env),
    invoice_reference_type: 'invoice',
    invoice_reference_model: 'odoo',
    ...values,
  }),
  created(env, id) {
    const row = record(env, 'account.journal', id)
    const twin = env.site.db
      .find('account.journal', 'code', row['code'])
      .some((one) => one !== id && record(env, 'account.journal', one)['company_id'] === row['company_id'])
    if (twin) throw constraintError('Journal codes must be unique per company.')
    if (!['bank', 'cash', 'credit'].includes(String(row['type']))) return
    for (const payment_type of ['inbound', 'outbound'])
      createRecord(env, 'account.payment.method.line', {
        name: env.site.version <= 17 ? 'Manual' : 'Manual Payment',
        code: 'manual',
        payment_type,
        journal_id: id,
        payment_method_id: payment_type === 'inbound' ? 1 : 2,
      })
  },
}

const methodLines = (env: Env, id: number, type: string): number[] =>
  env.site.db
    .find('account.payment.method.line', 'journal_id', id)
    .filter((one) => record(env, 'account.payment.method.line', one)['payment_type'] === type)

export const paymentMethodLine: Model = {
  name: (env, row) =>
    env.site.version <= 17
      ? String(row['name'])
      : `${String(row['name'])} (${displayName(env, 'account.journal', Number(row['journal_id']))})`,
}
