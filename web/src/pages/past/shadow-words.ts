import type { ShadowDifference } from '#api/job-results/shadow'
import { en, type TextId } from '#web/languages/en.ts'
import type { Say } from '#web/languages/use-text.ts'

export const VERDICT_TONES = { equal: 'good', different: 'bad', missing: 'info', extra: 'warn', held: 'warn' } as const

type Named = Pick<ShadowDifference, 'what' | 'item'>

/** What differs, in words; what has none yet is called as the server calls it. */
export function differenceText(text: Say, { what, item }: Named): string {
  if (item !== undefined) return text(what.startsWith('quantity') ? 'past.what.quantity' : 'past.what.net', { item })
  const account = /^tax on (.+)$/.exec(what)?.[1]
  if (account !== undefined) return text('past.what.tax-on', { account })
  const id = what.startsWith('further') ? 'past.what.further' : `past.what.${what}`
  return id in en ? text(id as TextId) : what
}

/** How the values of a difference are shown. */
export function valueKind({ what, item }: Named): 'amount' | 'count' | 'day' | 'state' | 'text' {
  if (item !== undefined) return what.startsWith('quantity') ? 'count' : 'amount'
  if (what === 'date') return 'day'
  if (what === 'state') return 'state'
  return what === 'total' || what === 'tax' || what.startsWith('tax on ') ? 'amount' : 'text'
}
