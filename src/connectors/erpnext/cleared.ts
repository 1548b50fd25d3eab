import { z } from 'zod'
import { fromFloat } from '#lib/rounding'
import type { Money } from '#model/money'
import { type ErpnextContext, list } from './client.ts'
import { DOCTYPE } from './vendor.ts'

const row = z.object({
  name: z.string(),
  payment_type: z.string(),
  paid_amount: z.number(),
  received_amount: z.number(),
  paid_from_account_currency: z.string().nullish(),
  paid_to_account_currency: z.string().nullish(),
})

/** What Payment Entries moved on the account of their mode of payment, in that account's currency (one read). */
export async function cleared(context: ErpnextContext, names: readonly string[]): Promise<Record<string, Money>> {
  const { companyCurrency } = context.settings
  const rows = await list(context, DOCTYPE.payment, row, {
    fields: Object.keys(row.shape),
    filters: [['name', 'in', names]],
    limit: names.length,
  })
  return Object.fromEntries(
    rows.map((entry): [string, Money] => {
      const received = entry.payment_type === 'Receive'
      const amount = received ? entry.received_amount : entry.paid_amount
      const currency = received ? entry.paid_to_account_currency : entry.paid_from_account_currency
      return [entry.name, { amount: fromFloat(amount), currency: currency || companyCurrency }]
    }),
  )
}
