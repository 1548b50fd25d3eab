import { parseDecimal } from '#lib/decimal'
import { startOfDay } from '#lib/clock'
import type { CellType } from './columns.ts'
import type { FileMapping } from './mapping.ts'

type Spelling = Pick<FileMapping, 'decimal' | 'dates' | 'timeZone'>

export type ReadCell = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly problem: string }

const good = (value: string): ReadCell => ({ ok: true, value })
const bad = (problem: string): ReadCell => ({ ok: false, problem })

/**
 * The canonical spelling of a cell that is not empty: plain decimals, instants in UTC (ISO 8601), dates as YYYY-MM-DD, flags as `true` and
 * `false`, codes in upper case.
 */
export function readCell(type: CellType, text: string, spelling: Spelling): ReadCell {
  const trimmed = text.trim()
  if (trimmed.includes('\0')) return bad('holds a character that cannot be kept: U+0000')
  switch (type) {
    case 'text':
      return good(trimmed)
    case 'number':
      return readNumber(trimmed, spelling)
    case 'date':
      return readDate(trimmed, spelling)
    case 'instant':
      return readInstant(trimmed, spelling)
    case 'flag':
      return readFlag(trimmed)
    case 'currency':
      return readCode(trimmed, /^[A-Z]{3}$/, 'a currency such as SEK')
    case 'country':
      return readCode(trimmed, /^[A-Z]{2}$/, 'a country in two letters such as SE')
  }
}

const THOUSANDS = { '.': ',', ',': '.' } as const

function readNumber(text: string, { decimal }: Spelling): ReadCell {
  const other = THOUSANDS[decimal]
  const whole = text.replace(/^[-+]/, '').split(decimal)[0] ?? ''
  const groups = whole.split(new RegExp(`[${other === '.' ? '\\.' : other}\\s'’]`))
  // Groups of three, or what looks like thousands is a decimal point of another spelling.
  const isGrouped = groups.length === 1 || groups.slice(1).every((group) => /^\d{3}$/.test(group))
  const plain = `${text.startsWith('-') ? '-' : ''}${groups.join('')}${text.includes(decimal) ? `.${text.split(decimal).slice(1).join('?')}` : ''}`
  const parsed = isGrouped && /^-?\d+(\.\d+)?$/.test(plain) ? parseDecimal(plain) : null
  return parsed === null ? bad(`is no number (decimals are written with "${decimal}")`) : good(parsed)
}

const PARTS = {
  'YYYY-MM-DD': /^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})/,
  'DD.MM.YYYY': /^(?<day>\d{1,2})\.(?<month>\d{1,2})\.(?<year>\d{4})/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})\/(?<month>\d{1,2})\/(?<year>\d{4})/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})\/(?<day>\d{1,2})\/(?<year>\d{4})/,
} as const

/** The date at the beginning of a text, as YYYY-MM-DD, and what follows it. */
function datePart(text: string, dates: Spelling['dates']): { readonly day: string; readonly rest: string } | null {
  const found = PARTS[dates].exec(text) ?? PARTS['YYYY-MM-DD'].exec(text)
  const { year = '', month = '', day = '' } = found?.groups ?? {}
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  // A date without a year is often written with the first one: `0001-01-01`.
  const isDay = found !== null && date >= '1' && new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) === date
  return isDay ? { day: date, rest: text.slice(found[0].length).trim() } : null
}

function readDate(text: string, { dates }: Spelling): ReadCell {
  const found = datePart(text, dates)
  return found === null || found.rest !== '' ? bad(`is no date (${dates})`) : good(found.day)
}

const TIME = /^T?\s*(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2}(?:\.\d+)?))?$/

// Years of four digits, the first of which is not zero.
const [FIRST_MS, LAST_MS] = [Date.UTC(1000), Date.UTC(10_000)] as const

function readInstant(text: string, { dates, timeZone }: Spelling): ReadCell {
  const exact = /^\d{4}-\d{2}-\d{2}[T ].*(?:Z|[+-]\d{2}:?\d{2})$/.test(text)
    ? Date.parse(text.replace(/ (?=[+-]\d)/, '').replace(' ', 'T'))
    : Number.NaN
  if (exact >= FIRST_MS && exact < LAST_MS) return good(new Date(exact).toISOString())
  const found = datePart(text, dates)
  const time =
    found === null ? null : found.rest === '' ? { hour: '0', minute: '0' } : (TIME.exec(found.rest)?.groups ?? null)
  if (found === null || time === null) return bad(`is no point in time (${dates} HH:MM)`)
  const { hour = '0', minute = '0', second = '0' } = time as Record<string, string | undefined>
  const ms = ((Number(hour) * 60 + Number(minute)) * 60 + Number(second)) * 1000
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) >= 60) return bad('is no time of the day')
  return good(atWallClock(found.day, ms, timeZone).toISOString())
}

/** The instant at which the clocks of a zone show this; on days that change their offset, by the offset of that moment. */
function atWallClock(day: string, ms: number, timeZone: string): Date {
  const guess = new Date(startOfDay(day, timeZone).getTime() + ms)
  const shown = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(guess)
  const wanted = Date.parse(`${day}T00:00:00Z`) + ms
  const off = Math.floor(wanted / 1000) * 1000 - Date.parse(`${shown.replace(' ', 'T')}Z`)
  return new Date(guess.getTime() + off)
}

const FLAGS: Readonly<Record<string, string>> = {
  true: 'true', yes: 'true', y: 'true', 1: 'true', ja: 'true',
  false: 'false', no: 'false', n: 'false', 0: 'false', nej: 'false', nein: 'false',
} // prettier-ignore

function readFlag(text: string): ReadCell {
  const value = FLAGS[text.toLowerCase()]
  return value === undefined ? bad('is neither yes nor no') : good(value)
}

function readCode(text: string, form: RegExp, what: string): ReadCell {
  const code = text.toUpperCase()
  return form.test(code) ? good(code) : bad(`is not ${what}`)
}

/** A canonical value as the file spells it. */
export function writeCell(type: CellType, value: string, { decimal, dates }: Spelling): string {
  if (type === 'number') return decimal === '.' ? value : value.replace('.', ',')
  if (type !== 'date' || dates === 'YYYY-MM-DD') return value
  const [year = '', month = '', day = ''] = value.split('-')
  return dates.replace('YYYY', year).replace('MM', month).replace('DD', day)
}
