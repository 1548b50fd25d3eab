import { stripVTControlCharacters } from 'node:util'
import { isNegative, negate, type Decimal } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { Colors } from './io.ts'

export interface Column {
  readonly title: string
  readonly align?: 'right'
  /** Gives way when the lines are longer than the terminal. One column at most. */
  readonly flexible?: boolean
}

const GAP = '  '
const SHORTEST_FLEXIBLE = 12

/** How many cells a text takes: colours take none. */
export const widthOf = (text: string): number => stripVTControlCharacters(text).length

/** Rows under their titles, columns aligned, indented by two. A table without titles has no head. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: { readonly colors: Colors; readonly width: number },
): string {
  const hasHead = columns.some((column) => column.title !== '')
  const head = columns.map((column) => style.colors.dim(column.title))
  const lines = hasHead ? [head, ...rows] : rows
  const widths = columns.map((_, index) => Math.max(0, ...lines.map((line) => widthOf(line[index] ?? ''))))
  shrink(columns, widths, style.width)
  return lines
    .map((line) => {
      const cells = columns.map((column, index) => cell(line[index] ?? '', widths[index] ?? 0, column))
      return `  ${cells.join(GAP)}`.trimEnd()
    })
    .join('\n')
}

function shrink(columns: readonly Column[], widths: number[], available: number): void {
  const index = columns.findIndex((column) => column.flexible === true)
  const total = 2 + widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1)
  if (index < 0 || total <= available) return
  widths[index] = Math.max(SHORTEST_FLEXIBLE, (widths[index] ?? 0) - (total - available))
}

function cell(text: string, width: number, column: Column): string {
  const shown = widthOf(text) > width ? `${stripVTControlCharacters(text).slice(0, Math.max(0, width - 1))}…` : text
  const space = ' '.repeat(Math.max(0, width - widthOf(shown)))
  return column.align === 'right' ? space + shown : shown + space
}

/** Lines of at most `width` cells, broken between words. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/)) {
    if (line !== '' && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}

/** A text broken to the terminal's width behind `prefix`, later lines under its beginning. */
export function hanging(prefix: string, text: string, width: number): string {
  const indent = ' '.repeat(widthOf(prefix))
  const lines = wrap(text, Math.max(30, Math.min(width, 110) - indent.length))
  return lines.map((line, index) => (index === 0 ? prefix : indent) + line).join('\n')
}

/** `1249.5` in SEK as `1,249.50`. */
export function amount(value: Decimal, currency: string): string {
  if (isNegative(value)) return `-${amount(negate(value), currency)}`
  const [whole = '0', fraction = ''] = value.split('.')
  const places = minorUnits(currency)
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return places === 0 && fraction === '' ? grouped : `${grouped}.${fraction.padEnd(places, '0')}`
}

export const money = (value: Decimal, currency: string): string => `${amount(value, currency)} ${currency}`

/** `1234` as `1,234`. */
export const count = (value: number): string => String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')

const manyOf = (one: string): string => (/[^aeiou]y$/.test(one) ? `${one.slice(0, -1)}ies` : `${one}s`)

/** `1 order`, `2 orders`. */
export const plural = (value: number, one: string, many = manyOf(one)): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** An instant on the shop's clock: `2026-11-21 09:35:12`. */
export const when = (instant: string | Date, timeZone: string): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(new Date(instant))

/** `840 ms`, `1.2 s`, `3 min 20 s`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  const seconds = milliseconds / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`
}

/** A bar of `width` cells, filled to `share` (0 to 1). */
export function bar(share: number, width: number, colors: Colors): string {
  const filled = Math.round(Math.max(0, Math.min(1, share)) * width)
  return colors.green('━'.repeat(filled)) + colors.dim('─'.repeat(width - filled))
}
