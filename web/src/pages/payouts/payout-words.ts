import { en, type TextId } from '#web/languages/en.ts'

/** The name of a kind of movement; kinds that are new to us have one name together. */
export function categoryText(category: string): TextId {
  const id = `payout.category.${category}`
  return id in en ? (id as TextId) : 'payout.category.unknown'
}

export function ledgerText(ledger: string): TextId | null {
  const id = `payout.ledger.${ledger}`
  return id in en ? (id as TextId) : null
}

/** Decimal text that is nothing, whatever its digits. */
export const isZero = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount)

/** The same amount the other way. */
export function negated(amount: string): string {
  if (isZero(amount)) return amount
  return amount.startsWith('-') ? amount.slice(1) : `-${amount}`
}
