import type { Doc } from './controller.ts'

/** The last number drawn of each prefix. Numbers drawn by a request that fails are given back. */
export interface Series {
  next(prefix: string): number
  set(prefix: string, last: number): void
  commit(): void
  rollback(): void
  clear(): void
}

export function createSeries(): Series {
  const last = new Map<string, number>()
  const before = new Map<string, number>()
  return {
    next(prefix) {
      const current = last.get(prefix) ?? 0
      if (!before.has(prefix)) before.set(prefix, current)
      last.set(prefix, current + 1)
      return current + 1
    },
    set: (prefix, value) => void last.set(prefix, value),
    commit: () => before.clear(),
    rollback() {
      for (const [prefix, value] of before) last.set(prefix, value)
      before.clear()
    },
    clear() {
      last.clear()
      before.clear()
    },
  }
}

/** Expands `SAL-ORD-.YYYY.-.#####` for a date; a series without `#` gets five digits. `.{field}.` or `.field.` takes a field's value. */
export function expandSeries(
  series: string,
  doc: Readonly<Doc>,
  today: string,
  draw: (prefix: string) => number,
): string {
  const whole = series.includes('#') ? series : `${series}.#####`
  let name = ''
  let drawn = false
  for (const part of whole.split('.')) {
    if (part === '') continue
    if (/^#+$/.test(part)) {
      if (!drawn) name += String(draw(name)).padStart(part.length, '0')
      drawn = true
    } else name += expandPart(part, doc, today)
  }
  return name
}

function expandPart(part: string, doc: Readonly<Doc>, today: string): string {
  if (part === 'YYYY') return today.slice(0, 4)
  if (part === 'YY') return today.slice(2, 4)
  if (part === 'MM') return today.slice(5, 7)
  if (part === 'DD') return today.slice(8, 10)
  const field = part.startsWith('{') && part.endsWith('}') ? part.slice(1, -1) : part
  const value = doc[field]
  return typeof value === 'string' && value !== '' ? value : part.startsWith('{') ? '' : part
}
