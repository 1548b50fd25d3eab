import type { Row } from '#sandboxes/odoo/orm/database'
import { type Env, today } from '#sandboxes/odoo/orm/env'
import { record } from '#sandboxes/odoo/orm/records'

/** The accounting date that an entry gets: its own, or when that is locked a later one. */
export function allowedDate(env: Env, move: Row): string {
  const date = String(move['date'])
  const lock = lockDate(env, move)
  if (lock === null || date > lock) return date
  if (move['move_type'] !== 'entry') return today(env)
  const [year = 0, month = 0] = lock.split('-').map(Number)
  return new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10)
}

function lockDate(env: Env, move: Row): string | null {
  const company = record(env, 'res.company', Number(move['company_id']))
  const sale = String(move['move_type']).startsWith('out') ? [company['sale_lock_date']] : []
  const dates = [company['fiscalyear_lock_date'], ...sale].filter((one) => typeof one === 'string')
  return dates.toSorted().at(-1) ?? null
}
