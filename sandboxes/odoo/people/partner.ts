import { constraintError, OdooError, validationError } from '#sandboxes/odoo/errors'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model } from '#sandboxes/odoo/orm/env'

const ADDRESS_NAMES: Readonly<Record<string, string>> = {
  invoice: 'Invoice Address',
  delivery: 'Delivery Address',
  other: 'Other Address',
}

function nameOf(env: Env, row: Row): string {
  const parent = env.site.db.get('res.partner', Number(row['parent_id']))
  const own = typeof row['name'] === 'string' ? row['name'] : (ADDRESS_NAMES[String(row['type'])] ?? '')
  return parent === undefined || row['is_company'] === true ? own : `${String(parent['name'])}, ${own}`
}

function commercial(env: Env, row: Row): number {
  const parent = env.site.db.get('res.partner', Number(row['parent_id']))
  return parent === undefined || row['is_company'] === true ? row.id : commercial(env, parent)
}

/** The check digit rule of a Swedish VAT number: ten digits by Luhn, then 01. */
function isSwedishVat(vat: string): boolean {
  const digits = /^SE(\d{10})01$/.exec(vat.replaceAll(/[\s-]/g, ''))?.[1]
  if (digits === undefined) return false
  const sum = [...digits].reduce((total, digit, index) => {
    const doubled = Number(digit) * (index % 2 === 0 ? 2 : 1)
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

function check(env: Env, id: number): void {
  const row = env.site.db.get('res.partner', id)
  if (row === undefined) return
  const named = typeof row['name'] === 'string'
  if (!named && (row['type'] ?? 'contact') === 'contact') throw constraintError('Contacts require a name')
  const vat = row['vat']
  if (typeof vat === 'string' && vat.startsWith('SE') && !isSwedishVat(vat))
    throw validationError(
      `\nThe VAT number [${vat}] for partner [${String(row['name'])}] does not seem to be valid. \nNote: the expected format is SE123456789701`,
    )
}

const property =
  (key: string, model: string, type: string) =>
  (env: Env, row: Row): unknown => {
    if (row[key] !== undefined && row[key] !== false) return row[key]
    return env.site.db.find(model, 'account_type', type)[0] ?? false
  }

export const partner: Model = {
  label: 'Contact',
  order: 'complete_name, id',
  name: nameOf,
  computes: {
    complete_name: nameOf,
    commercial_partner_id: commercial,
    email_normalized: (_env, row) => (typeof row['email'] === 'string' ? row['email'].trim().toLowerCase() : false),
    property_account_receivable_id: property('property_account_receivable_id', 'account.account', 'asset_receivable'),
    property_account_payable_id: property('property_account_payable_id', 'account.account', 'liability_payable'),
    property_product_pricelist: (env, row) =>
      row['property_product_pricelist'] ?? env.site.db.rows('product.pricelist').next().value?.id ?? false,
    sale_order_ids: (env, row) => env.site.db.find('sale.order', 'partner_id', row.id),
    sale_order_count: (env, row) => env.site.db.find('sale.order', 'partner_id', row.id).length,
  },
  prepare(env, values) {
    const parent = env.site.db.get('res.partner', Number(values['parent_id']))
    const inherited = parent === undefined || values['is_company'] === true ? {} : { vat: parent['vat'] ?? false }
    return { type: 'contact', is_company: false, lang: env.context['lang'] ?? 'en_US', ...inherited, ...values }
  },
  created: (env, id) => check(env, id),
  changed: (env, id) => check(env, id),
  deleting(env, id) {
    const users = env.site.db.find('res.users', 'partner_id', id).map((user) => env.site.db.get('res.users', user))
    if (users.length > 0)
      throw new OdooError(
        'odoo.exceptions.RedirectWarning',
        `You cannot delete contacts linked to an active user.\nYou should rather archive them after archiving their associated user.\n\nLinked active users : ${users.map((user) => String(user?.['name'])).join(', ')}`,
      )
    const used = [
      ['sale.order', 'partner_id', 'Sales Order'],
      ['account.move', 'partner_id', 'Journal Entry'],
    ] as const
    for (const [model, field] of used)
      if (env.site.db.find(model, field, id).length > 0)
        throw constraintError(
          `another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${model}\nConstraint: ${model.replaceAll('.', '_')}_${field}_fkey`,
        )
  },
  methods: {
    address_get: {
      params: ['adr_pref?'],
      run(env, [id = 0], args) {
        const children = env.site.db
          .find('res.partner', 'parent_id', id)
          .map((one) => env.site.db.get('res.partner', one))
        const wanted = new Set([...((args['adr_pref'] ?? []) as string[]), 'contact'])
        return Object.fromEntries(
          [...wanted].map((type) => [
            type,
            type === 'contact' ? id : (children.find((one) => one?.['type'] === type)?.id ?? id),
          ]),
        )
      },
    },
  },
}

export const user: Model = {
  label: 'User',
  prepare(env, values) {
    const companies = { company_id: companyOf(env), company_ids: [[6, 0, [companyOf(env)]]] }
    return { lang: 'en_US', tz: false, ...companies, ...values }
  },
}
