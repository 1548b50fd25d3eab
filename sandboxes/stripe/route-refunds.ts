import { refundedAmount } from './charge-view.ts'
import { ApiError, missing } from './errors.ts'
import type { Form } from './form.ts'
import { integer, metadata, text } from './params.ts'
import { refund } from './refunds.ts'
import type { Account, Charge, Refund } from './state.ts'

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const

/** `POST /v1/refunds`. What is wrong with the call is refused before it begins; what is wrong with the charge is kept for the key. */
export function createRefund(account: Account, form: Form): Refund {
  const amount = integer(form, 'amount')
  if (amount !== undefined && amount < 1) {
    throw new ApiError(400, 'This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    })
  }
  const given = text(form, 'reason')
  const reason = REASONS.find((name) => name === given)
  if (given !== undefined && reason === undefined) {
    throw new ApiError(400, `Invalid reason: must be one of ${REASONS.join(', ')}`, { param: 'reason' })
  }
  const notes = metadata(form)
  const charge = chargeOf(account, form)
  const left = leftOf(account, charge)
  if (amount !== undefined && amount > left) {
    throw new ApiError(400, `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, {
      param: 'amount',
      executed: true,
    })
  }
  return refund(account, charge.id, {
    metadata: notes,
    ...(amount === undefined ? {} : { amount }),
    ...(reason === undefined ? {} : { reason }),
  })
}

function chargeOf(account: Account, form: Form): Charge {
  const chargeId = text(form, 'charge')
  const intentId = text(form, 'payment_intent')
  if (chargeId !== undefined) {
    const charge = account.charges.get(chargeId)
    if (charge === undefined) throw missing('charge', chargeId, 'charge')
    return charge
  }
  if (intentId === undefined) {
    throw new ApiError(
      400,
      'One of the following params should be provided for this request: payment_intent or charge.',
      {
        code: 'parameter_missing',
      },
    )
  }
  const intent = account.paymentIntents.get(intentId)
  if (intent === undefined) throw missing('payment_intent', intentId, 'payment_intent')
  const charge = intent.chargeIds.map((id) => account.charges.get(id)).findLast((row) => row?.status === 'succeeded')
  if (charge === undefined) {
    throw new ApiError(400, `PaymentIntent (${intentId}) does not have a successful charge to refund.`, {
      code: 'payment_intent_unexpected_state',
      executed: true,
    })
  }
  return charge
}

function leftOf(account: Account, charge: Charge): number {
  if (charge.status !== 'succeeded' || !charge.captured) {
    throw new ApiError(400, `Charge ${charge.id} cannot be refunded.`, {
      code: 'charge_not_refundable',
      executed: true,
    })
  }
  const disputed = charge.disputeIds.some((id) => {
    const status = account.disputes.get(id)?.status ?? 'won'
    return !status.startsWith('warning') && status !== 'won'
  })
  if (disputed) {
    throw new ApiError(400, `Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
      executed: true,
    })
  }
  const left = charge.capturedAmount - refundedAmount(account, charge)
  if (left <= 0) {
    throw new ApiError(400, `Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
      executed: true,
    })
  }
  return left
}
