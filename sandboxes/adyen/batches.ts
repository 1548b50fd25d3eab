import { type Decimal, isNegative, isZero, negate, sum } from '#lib/decimal'
import type { Batch, Entry, Merchant } from './state.ts'

export interface BatchOptions {
  /** `false`: below the least amount that is paid out; the balance goes to the next batch. Default true. */
  readonly payout?: boolean
  /** `false`: its report is not made. Default true. */
  readonly report?: boolean
}

/** Closes the batch of everything pending: each currency is paid out, or its balance carried to the next batch. */
export function closeBatch(merchant: Merchant, { payout = true, report = true }: BatchOptions = {}): Batch {
  const entries = merchant.pending.splice(0)
  const number = merchant.batches.length + 1
  const at = merchant.clock.now()
  const paid: Record<string, Decimal> = {}
  const ends = [...Map.groupBy(entries, (entry) => entry.currency)].flatMap(([currency, own]): Entry[] => {
    const balance = sum(own.map((entry) => entry.net))
    if (isZero(balance)) return []
    const end = { net: negate(balance), currency, at }
    if (payout && !isNegative(balance)) {
      paid[currency] = balance
      return [{ ...end, type: 'MerchantPayout', modificationReference: `TX-BATCH-${number}, ${merchant.company}` }]
    }
    const text = `Balance of batch ${number}`
    merchant.pending.push({ type: 'Balancetransfer', net: balance, currency, at, modificationReference: text })
    return [{ ...end, type: 'Balancetransfer', modificationReference: text }]
  })
  const batch: Batch = { number, entries: [...entries, ...ends], paid, hasReport: report }
  merchant.batches.push(batch)
  return batch
}
