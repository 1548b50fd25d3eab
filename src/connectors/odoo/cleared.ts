import { z } from 'zod'
import { absolute, add, type Decimal } from '#lib/decimal'
import type { Money } from '#model/money'
import { currencies } from './facts.ts'
import type { OdooContext } from './memory.ts'
import { find, link, number } from './records.ts'

const lineShape = z.object({
  id: z.number(),
  payment_id: link,
  account_id: link,
  currency_id: link,
  balance: number,
  amount_currency: number,
})
const accountShape = z.object({ id: z.number(), currency_id: link })

/** What payments moved on the accounts where their money waits: in the account's own currency, or the company's. */
export async function cleared(context: OdooContext, ids: readonly string[]): Promise<Record<string, Money>> {
  const { companyCurrency } = context.settings
  const domain = [
    ['payment_id', 'in', ids.map(Number)],
    ['parent_state', '=', 'posted'],
    ['account_type', 'not in', ['asset_receivable', 'liability_payable']],
  ]
  const lines = await find(context, 'account.move.line', lineShape, { domain })
  const accounts = [...new Set(lines.flatMap(({ account_id }) => account_id ?? []))]
  const own = new Map(
    (await find(context, 'account.account', accountShape, { domain: [['id', 'in', accounts]] })).map((one) => [
      one.id,
      one.currency_id,
    ]),
  )
  const codes = new Map((await currencies(context)).map(({ id, name }) => [id, name]))
  const found: Record<string, Money> = {}
  for (const line of lines) {
    if (line.payment_id === null) continue
    const kept = own.get(line.account_id ?? 0) ?? null
    const currency = (kept === null ? undefined : codes.get(kept)) ?? companyCurrency
    const amount: Decimal = currency === companyCurrency ? line.balance : line.amount_currency
    const before = found[String(line.payment_id)]
    found[String(line.payment_id)] = {
      amount: before === undefined ? absolute(amount) : add(before.amount, absolute(amount)),
      currency,
    }
  }
  return found
}
