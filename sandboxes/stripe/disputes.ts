import { decimal, ONE } from '#lib/decimal'
import { converted, type Minor } from './currencies.ts'
import { emit } from './events.ts'
import { post, rowView } from './rows.ts'
import { type Account, type Dispute, type FeeDetail, type Json, need } from './state.ts'

export interface DisputeInput {
  /** Minor units of the charge's currency; default the whole charge. */
  readonly amount?: Minor
  /** In the settlement currency. Default 2000; 0 for none. */
  readonly fee?: Minor
  /** Tax on the fee. */
  readonly feeTax?: Minor
  readonly reason?: string
  /** True for an early inquiry, which moves no money. */
  readonly inquiry?: boolean
  readonly rate?: string
  readonly at?: Date
}

const DAYS_TO_ANSWER = 9

/** A customer's bank asks the money back. */
export function dispute(account: Account, chargeId: string, input: DisputeInput = {}): Dispute {
  const charge = need(account.charges, chargeId)
  const stamp = account.stamp('du')
  const made = account.disputes.add({
    ...stamp,
    chargeId,
    amount: input.amount ?? charge.capturedAmount,
    currency: charge.currency,
    reason: input.reason ?? 'fraudulent',
    rate: charge.rate !== null && input.rate !== undefined ? decimal(input.rate) : charge.rate,
    dueBy: stamp.created + DAYS_TO_ANSWER * 86_400,
    rowIds: [],
    status: input.inquiry === true ? 'warning_needs_response' : 'needs_response',
    submissions: 0,
  })
  charge.disputeIds.push(made.id)
  if (input.inquiry !== true) withdraw(account, made, input)
  emit(account, 'charge.dispute.created', disputeView(account, made))
  if (input.inquiry !== true) emit(account, 'charge.dispute.funds_withdrawn', disputeView(account, made))
  return made
}

function withdraw(account: Account, made: Dispute, { fee = 2000, feeTax = 0 }: DisputeInput): void {
  const fees: FeeDetail[] = [
    ...(fee === 0 ? [] : [{ type: 'stripe_fee', amount: fee, description: 'Dispute fee' } as const]),
    ...(feeTax === 0 ? [] : [{ type: 'tax', amount: feeTax, description: 'VAT' } as const]),
  ]
  const row = post(account, {
    type: 'adjustment',
    category: 'dispute',
    amount: -converted(made.amount, made.rate ?? ONE),
    currency: need(account.charges, made.chargeId).settlementCurrency,
    fees,
    description: `Chargeback withdrawal for ${made.chargeId}`,
    source: made.id,
    exchangeRate: made.rate,
  })
  made.rowIds.push(row.id)
}

const isOpen = (made: Dispute): boolean => !['won', 'lost', 'warning_closed', 'prevented'].includes(made.status)

function change(account: Account, made: Dispute, status: string, type: string): Dispute {
  const before = made.status
  made.status = status
  emit(account, type, disputeView(account, made), { status: before })
  return made
}

/** The merchant's evidence goes to the bank. */
export function disputeSubmitted(account: Account, id: string): Dispute {
  const made = need(account.disputes, id)
  made.submissions += 1
  const status = made.status.startsWith('warning') ? 'warning_under_review' : 'under_review'
  return change(account, made, status, 'charge.dispute.updated')
}

/** Any other turn that moves no money: `prevented`, `appeal_needs_response`, `appeal_under_review`. */
export const disputeStatus = (account: Account, id: string, status: string): Dispute =>
  change(account, need(account.disputes, id), status, 'charge.dispute.updated')

/** An inquiry becomes a dispute: the money leaves. */
export function disputeEscalates(account: Account, id: string, input: DisputeInput = {}): Dispute {
  const made = need(account.disputes, id)
  if (!made.status.startsWith('warning')) throw new RangeError(`${id} is no inquiry`)
  withdraw(account, made, input)
  change(account, made, 'needs_response', 'charge.dispute.updated')
  emit(account, 'charge.dispute.funds_withdrawn', disputeView(account, made))
  return made
}

export interface DisputeWonInput {
  /** How much of the fee comes back too, as a negative fee of the row. Default none. */
  readonly feeReturned?: Minor
  /** Minor units of the charge's currency that come back; default all. */
  readonly amount?: Minor
}

/** The bank decides for the merchant: the money returns. */
export function disputeWon(account: Account, id: string, input: DisputeWonInput = {}): Dispute {
  const made = need(account.disputes, id)
  if (!isOpen(made) || made.rowIds.length !== 1) throw new RangeError(`${id} cannot be won: it is ${made.status}`)
  const fee = input.feeReturned ?? 0
  const row = post(account, {
    type: 'adjustment',
    category: 'dispute_reversal',
    amount: converted(input.amount ?? made.amount, made.rate ?? ONE),
    currency: need(account.charges, made.chargeId).settlementCurrency,
    fees: fee === 0 ? [] : [{ type: 'stripe_fee', amount: -fee, description: 'Dispute fee' }],
    description: `Chargeback reversal for ${made.chargeId}`,
    source: made.id,
    exchangeRate: made.rate,
  })
  made.rowIds.push(row.id)
  change(account, made, 'won', 'charge.dispute.closed')
  emit(account, 'charge.dispute.funds_reinstated', disputeView(account, made))
  return made
}

export function disputeLost(account: Account, id: string): Dispute {
  const made = need(account.disputes, id)
  if (!isOpen(made)) throw new RangeError(`${id} is ${made.status}`)
  return change(account, made, 'lost', 'charge.dispute.closed')
}

/** An inquiry ends without having become a dispute. */
export function inquiryClosed(account: Account, id: string): Dispute {
  const made = need(account.disputes, id)
  if (!made.status.startsWith('warning')) throw new RangeError(`${id} is no inquiry`)
  return change(account, made, 'warning_closed', 'charge.dispute.closed')
}

export function disputeView(account: Account, made: Dispute): Json {
  const charge = need(account.charges, made.chargeId)
  return {
    id: made.id,
    object: 'dispute',
    amount: made.amount,
    balance_transactions: made.rowIds.map((id) => rowView(account, need(account.rows, id))),
    charge: made.chargeId,
    created: made.created,
    currency: made.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by: made.dueBy,
      enhanced_eligibility: {},
      has_evidence: made.submissions > 0,
      past_due: false,
      submission_count: made.submissions,
      submission_method: made.submissions > 0 ? 'manual' : 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: made.status.startsWith('warning'),
    livemode: account.settings.livemode,
    metadata: {},
    network_reason_code: '10.4',
    payment_intent: charge.paymentIntentId,
    payment_method_details: {
      type: 'card',
      card: {
        brand: 'visa',
        case_type: made.status.startsWith('warning') ? 'inquiry' : 'chargeback',
        network: 'visa',
        network_reason_code: '10.4',
      },
    },
    reason: made.reason,
    status: made.status,
  }
}

const EVIDENCE_FIELDS =
  'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal customer_communication customer_email_address customer_name customer_purchase_ip customer_signature duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text'

const NO_EVIDENCE: Json = {
  ...Object.fromEntries(EVIDENCE_FIELDS.split(' ').map((field) => [field, null])),
  enhanced_evidence: {},
}
