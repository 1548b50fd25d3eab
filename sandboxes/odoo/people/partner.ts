import { constraintError, OdooError, validationError } from '#sandboxes/odoo/errors'
import { accountOfType } from '#sandboxes/odoo/books/accounts'
import type { Row } from '#sandboxes/odoo/orm/database'
import { companyOf, type Env, type Model, type Values } from '#sandboxes/odoo/orm/env'
import { createRecord, record, update } from '#sandboxes/odoo/orm/records'

const ADDRESS_NAMES: Readonly<Record<string, string>> = {
  invoice: 'Invoice Address',
  delivery: 'Delivery Address',
  other: 'Other Address',
}

function nameOf(env: Env, row: Row): string {
  const parent = env.site.db.get('res.partner', Number(row['parent_id']))
  const kind = ADDRESS_NAMES[String(row['type'])] ?? ''
  const own =
    typeof row['name'] === 'string' ? row['name'] : env.site.version === 19 ? kind.replace(' Address', '') : kind
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
  (key: string, type: string) =>
  (env: Env, row: Row): unknown => {
    if (row[key] !== undefined && row[key] !== false) return row[key]
    return accountOfType(env, type)
  }

const PLACE = ['street', 'street2', 'zip', 'city', 'state_id', 'country_id'] as const

/** A contact is where its company is. */
const placeOf = (row: Row): Values =>
  PLACE.some((name) => typeof row[name] === 'string' || typeof row[name] === 'number')
    ? Object.fromEntries(PLACE.map((name) => [name, row[name] ?? false]))
    : {}

export const partner: Model = {
  label: 'Contact',
  order: 'complete_name, id',
  name: nameOf,
  computes: {
    complete_name: nameOf,
    commercial_partner_id: commercial,
    email_normalized: (_env, row) => (typeof row['email'] === 'string' ? row['email'].trim().toLowerCase() : false),
    property_account_receivable_id: property('property_account_receivable_id', 'asset_receivable'),
    property_account_payable_id: property('property_account_payable_id', 'liability_payable'),
    property_product_pricelist: (env, row) =>
      row['property_product_pricelist'] || (env.site.db.rows('product.pricelist').next().value?.id ?? false),
    specific_property_product_pricelist: (_env, row) => row['property_product_pricelist'] ?? false,
    sale_order_ids: (env, row) => env.site.db.find('sale.order', 'partner_id', row.id),
    sale_order_count: (env, row) => env.site.db.find('sale.order', 'partner_id', row.id).length,
  },
  prepare(env, values) {
    const parent = env.site.db.get('res.partner', Number(values['parent_id']))
    const inherited = parent === undefined || values['is_company'] === true ? {} : { vat: parent['vat'] ?? false }
    const isContact = (values['type'] ?? 'contact') === 'contact'
    const place = parent === undefined || !isContact ? {} : placeOf(parent)
    const defaults = { type: 'contact', is_company: false, lang: env.context['lang'] ?? 'en_US', customer_rank: 0 }
    return { ...defaults, ...inherited, ...values, ...place }
  },
  created: (env, id) => check(env, id),
  changed(env, id, values) {
    check(env, id)
    if (!PLACE.some((name) => name in values)) return
    const row = record(env, 'res.partner', id)
    for (const child of env.site.db.find('res.partner', 'parent_id', id))
      if (record(env, 'res.partner', child)['type'] === 'contact') update(env, 'res.partner', child, placeOf(row))
  },
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
    const groups = env.site.version === 19 ? { group_ids: [] } : { groups_id: [] }
    const partner_id =
      values['partner_id'] ??
      createRecord(env, 'res.partner', { name: values['name'], email: values['email'] ?? false, type: 'contact' })
    return { lang: 'en_US', tz: false, ...companies, ...groups, ...values, partner_id }
  },
  methods: {
    context_get: {
      params: [],
      onModel: true,
      run(env) {
        const own = env.site.db.get('res.users', env.uid)
        return { lang: own?.['lang'] ?? false, tz: own?.['tz'] ?? false, uid: env.uid }
      },
    },
  },
}
