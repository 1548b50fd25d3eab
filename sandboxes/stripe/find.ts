import { chargeView, paymentIntentView } from './charge-view.ts'
import { disputeView } from './disputes.ts'
import { payoutView } from './payouts.ts'
import { refundsOf } from './charge-view.ts'
import { refundView } from './refunds.ts'
import { rowView } from './rows.ts'
import type { Account, Charge, Json } from './state.ts'

/** The object behind an id as the API states it; `null` when the account has none. */
export function findView(account: Account, id: string): Json | null {
  const { charges, paymentIntents, refunds, disputes, payouts, rows, others } = account
  const charge = charges.get(id)
  if (charge !== undefined) return chargeView(account, charge)
  const intent = paymentIntents.get(id)
  if (intent !== undefined) return paymentIntentView(account, intent)
  const refund = refunds.get(id)
  if (refund !== undefined) return refundView(account, refund)
  const dispute = disputes.get(id)
  if (dispute !== undefined) return disputeView(account, dispute)
  const payout = payouts.get(id)
  if (payout !== undefined) return payoutView(account, payout)
  const row = rows.get(id)
  if (row !== undefined) return rowView(account, row)
  return others.get(id)?.view ?? (id.startsWith('cus_') ? { id, object: 'customer', email: null, metadata: {} } : null)
}

/** A charge's refunds as the list inside of it, which is there only when it is expanded. */
export const refundsInside = (account: Account, charge: Charge): Json => ({
  object: 'list',
  data: refundsOf(account, charge)
    .toReversed()
    .map((refund) => refundView(account, refund)),
  has_more: false,
  url: `/v1/charges/${charge.id}/refunds`,
})
