import type { Site } from '#sandboxes/erpnext/controller'
import { text } from '#sandboxes/erpnext/fields'
import { flt } from '#sandboxes/erpnext/numbers'

/** A day as `2026-11-21`, whatever form it was sent in; unreadable text stays, the database refuses it later. */
export function toDay(value: unknown): string {
  const given = value === undefined || value === null ? '' : String(value)
  const german = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(given)
  if (german !== null)
    return `${german[3] ?? ''}-${(german[2] ?? '').padStart(2, '0')}-${(german[1] ?? '').padStart(2, '0')}`
  return given.slice(0, 10)
}

/** A day in the site's `date_format`. */
export function formatDay(site: Site, value: unknown): string {
  const [year = '', month = '', day = ''] = toDay(value).split('-')
  const pattern = text(site.single('System Settings'), 'date_format') || 'yyyy-mm-dd'
  return pattern.replace('yyyy', year).replace('mm', month).replace('dd', day)
}

/** Money as messages show it: `€ 12,00`. */
export function formatMoney(site: Site, amount: number, currency: string): string {
  const format = text(site.single('System Settings'), 'number_format') || '#,###.##'
  const symbol = text(site.read('Currency', currency) ?? {}, 'symbol') || currency
  const [whole = '0', cents = '00'] = Math.abs(flt(amount, 2)).toFixed(2).split('.')
  const thousands = format[1] ?? ','
  const point = format.startsWith('#.') ? ',' : '.'
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, thousands === '#' ? '' : thousands)
  return `${symbol} ${amount < 0 ? '-' : ''}${grouped}${point}${cents}`
}

/** A link to a document as the server puts it in messages; `{{base}}` stands for the address that was called. */
export function formLink(doctype: string, name: string, label = name): string {
  return `<a href="{{base}}/app/${doctype.toLowerCase().replaceAll(' ', '-')}/${encodeURIComponent(name).replaceAll('%2F', '/')}">${label}</a>`
}

export function strong(value: string): string {
  return `<strong>${value}</strong>`
}

/** The day `days` after another one. */
export function addDays(day: string, days: number): string {
  const date = new Date(`${toDay(day)}T00:00:00Z`)
  if (Number.isNaN(date.getTime())) return day
  date.setUTCDate(date.getUTCDate() + days)
  return date.toISOString().slice(0, 10)
}

/** The last day of the month that lies `months` after the day's month. */
export function endOfMonth(day: string, months: number): string {
  const [year = 1970, month = 1] = toDay(day).split('-').map(Number)
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10)
}
