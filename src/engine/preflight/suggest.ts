import type { Choice } from '#contract/target'
import type { CountedValue } from './count.ts'

export interface Suggestion extends Choice {
  readonly why: string
}

/** What the target offers, by the kind of value that it is for. */
export type Offered = Readonly<Partial<Record<CountedValue['kind'], readonly Choice[]>>>

const MOST = 3

/** Codes of the target that look like a value. A person chooses; nothing is ever mapped by resemblance. */
export function suggestionsFor({ kind, label, state, entry }: CountedValue, offered: Offered): Suggestion[] {
  const choices = offered[kind] ?? []
  if (state !== 'missing' || choices.length === 0) return []
  if (kind === 'tax') return byRate(String(entry?.values['rate'] ?? ''), choices)
  const [single] = choices
  if (kind === 'location' && choices.length === 1 && single !== undefined)
    return [{ ...single, why: 'the only one there is' }]
  const wanted = words(label)
  return choices
    .map((choice) => ({ choice, shared: words(choice.label).filter((word) => wanted.includes(word)) }))
    .filter(({ shared }) => shared.length > 0)
    .toSorted((a, b) => b.shared.length - a.shared.length)
    .slice(0, MOST)
    .map(({ choice, shared }) => ({ ...choice, why: `both say “${shared.join(' ')}”` }))
}

/** Accounts in whose name the rate stands as a number of its own. */
function byRate(rate: string, choices: readonly Choice[]): Suggestion[] {
  if (!/^[\d.]+$/.test(rate)) return []
  const written = new RegExp(`(^|[^\\d.,])${rate.replace('.', '[.,]')}([^\\d.,]|[.,](?!\\d)|$)`)
  return choices
    .filter(({ label }) => written.test(label))
    .slice(0, MOST)
    .map((choice) => ({ ...choice, why: `its name has ${rate}` }))
}

// `shopify_payments`, `Bank Draft`, `BankDraft`
const words = (text: string): string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2)
