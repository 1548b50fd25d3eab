import { isZero } from '#lib/decimal'
import { type MappedTax, type TaxKey, taxKeyText, type TaxTotal } from '#model/documents'
import { fold, type TaxEntry } from './mappings.ts'
import { type MissingMapping, type Resolved, yamlLine } from './missing.ts'

/**
 * Where a tax is booked. Among the entries that apply, one that names the country goes before `*`, then one that names the rate,
 * then one that names the title, then one that says whether it is included.
 */
export function resolveTax(tax: TaxTotal, entries: readonly TaxEntry[]): Resolved<MappedTax> {
  const [best] = entries.filter((entry) => applies(entry, tax.key)).sort((a, b) => specificity(b) - specificity(a))
  if (best === undefined) return { missing: missingTax(tax.key) }
  if (best.account === null && !isZero(tax.amount)) return { missing: nowhereToBook(tax) }
  return { value: { ...tax, account: best.account, template: best.template } }
}

function applies(entry: TaxEntry, key: TaxKey): boolean {
  return (
    (entry.country === (key.country ?? 'none') || entry.country === '*') &&
    (entry.rate === (key.ratePercent ?? 'none') || (entry.rate === '*' && key.ratePercent !== null)) &&
    (entry.title === undefined || fold(entry.title) === fold(key.title)) &&
    (entry.included === undefined || entry.included === key.included) &&
    entry.channelLiable === key.channelLiable
  )
}

/** Distinct for each set of conditions, so that two entries with the same number would be the same entry. */
const specificity = (entry: TaxEntry): number =>
  (entry.country === '*' ? 0 : 8) +
  (entry.rate === '*' ? 0 : 4) +
  (entry.title === undefined ? 0 : 2) +
  (entry.included === undefined ? 0 : 1)

const subjectOf = (key: TaxKey): string =>
  `tax:${key.country ?? 'none'}:${key.ratePercent ?? 'none'}${key.channelLiable ? ':channel' : ''}`

function missingTax(key: TaxKey): MissingMapping {
  const untaxed = key.ratePercent === null
  const line = yamlLine('taxes', {
    country: key.country ?? 'none',
    rate: key.ratePercent ?? 'none',
    ...(key.channelLiable ? { channelLiable: true } : {}),
    account: '…',
  })
  return {
    code: 'TAX_NOT_MAPPED',
    table: 'taxes',
    subject: subjectOf(key),
    message: untaxed
      ? `Something was sold to ${key.country ?? 'an unknown country'} without a stated tax, and the mapping does not say that this may be booked.`
      : `The tax "${key.title}" (${taxKeyText(key)}) has no tax account yet.`,
    remedy: untaxed
      ? `If such sales are right, add: ${line.replace(/account: \S+/, 'account: null')}`
      : `Choose the account for it. In the mappings file: ${line}`,
  }
}

const nowhereToBook = ({ key }: TaxTotal): MissingMapping => ({
  code: 'TAX_NOT_MAPPED',
  table: 'taxes',
  subject: subjectOf(key),
  message: `The tax "${key.title}" (${taxKeyText(key)}) has an amount, but its mapping names no account.`,
  remedy: 'Name the account in that entry; an entry without an account is for taxes of zero.',
})
