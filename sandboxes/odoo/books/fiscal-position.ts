import type { Row } from '#sandboxes/odoo/orm/database'
import type { Env } from '#sandboxes/odoo/orm/env'
import { record } from '#sandboxes/odoo/orm/records'

/** The position that a customer gets by itself: by VAT number, country, group of countries, anywhere. */
export function fiscalPositionFor(env: Env, partner: Row, company: number): number | false {
  const own = partner['property_account_position_id']
  if (typeof own === 'number') return own
  const country = partner['country_id']
  if (typeof country !== 'number') return false
  const hasVat = typeof partner['vat'] === 'string'
  const positions = env.site.db
    .find('account.fiscal.position', 'company_id', company)
    .map((id) => record(env, 'account.fiscal.position', id))
  const found = positions.find((one) => {
    if (one['auto_apply'] !== true || (one['vat_required'] === true && !hasVat)) return false
    if (typeof one['country_id'] === 'number') return one['country_id'] === country
    const group = env.site.db.get('res.country.group', Number(one['country_group_id']))
    return group === undefined || ((group['country_ids'] ?? []) as number[]).includes(country)
  })
  return found?.id ?? false
}
