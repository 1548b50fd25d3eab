import { type Env, type Model, withContext } from '#sandboxes/odoo/orm/env'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'

/** A further company: whoever makes it may work in it, and it has a warehouse. Accounts and journals are added by people. */
export const company: Model = {
  label: 'Companies',
  order: 'sequence, name',
  prepare(env, values) {
    const partner =
      values['partner_id'] ??
      createRecord(env, 'res.partner', { name: values['name'], is_company: true, type: 'contact' })
    return {
      tax_calculation_rounding_method: env.site.version === 19 ? 'round_globally' : 'round_per_line',
      account_price_include: 'tax_excluded',
      account_fiscal_country_id: values['country_id'] ?? false,
      [env.site.version === 19 ? 'stock_text_confirmation' : 'stock_move_sms_validation']: true,
      has_received_warning_stock_sms: false,
      ...values,
      partner_id: partner,
    }
  },
  created(env, id) {
    const user = record(env, 'res.users', env.uid)
    update(env, 'res.users', env.uid, { company_ids: [...((user['company_ids'] ?? []) as number[]), id] })
    const name = String(record(env, 'res.company', id)['name'])
    const code = name.slice(0, 5).toUpperCase()
    createRecord(inCompany(env, id), 'stock.warehouse', { name, code, company_id: id })
  },
}

const inCompany = (env: Env, id: number): Env => withContext(env, { allowed_company_ids: [id] })
