import type { Minor } from './currencies.ts'
import { type Account, type Charge, type Json, need, type PaymentIntent, type Refund } from './state.ts'

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

export const refundsOf = (account: Account, charge: Charge): Refund[] =>
  charge.refundIds.map((id) => need(account.refunds, id))

/** What has gone back or is on its way back to the customer; failed and cancelled refunds do not count. */
export const refundedAmount = (account: Account, charge: Charge): Minor =>
  refundsOf(account, charge)
    .filter((refund) => refund.status !== 'failed' && refund.status !== 'canceled')
    .reduce((sum, refund) => sum + refund.amount, 0)

export function chargeView(account: Account, charge: Charge): Json {
  const refunded = refundedAmount(account, charge)
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.capturedAmount,
    amount_refunded: refunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: charge.rowId,
    billing_details: { address: NO_ADDRESS, email: charge.email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'SANDBOX STORE',
    captured: charge.captured,
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
    description: charge.description,
    disputed: charge.disputeIds.length > 0,
    failure_balance_transaction: charge.failureRowId,
    failure_code: charge.failure?.code ?? null,
    failure_message: charge.failure?.message ?? null,
    fraud_details: {},
    livemode: account.settings.livemode,
    metadata: charge.metadata,
    on_behalf_of: null,
    outcome: outcomeOf(charge),
    paid: charge.status !== 'failed',
    payment_intent: charge.paymentIntentId,
    payment_method: `pm_${charge.id.slice(3)}`,
    payment_method_details: { type: charge.method, [charge.method]: methodDetails(charge.method) },
    ...(charge.presentment === null
      ? {}
      : {
          presentment_details: {
            presentment_amount: charge.presentment.amount,
            presentment_currency: charge.presentment.currency,
          },
        }),
    receipt_email: charge.email,
    receipt_number: null,
    receipt_url: charge.status === 'failed' ? null : `${account.baseUrl}/receipts/${charge.id}`,
    refunded: charge.capturedAmount > 0 && refunded >= charge.capturedAmount,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: charge.status,
    transfer_data: null,
    transfer_group: charge.transferGroup,
  }
}

function outcomeOf(charge: Charge): Json {
  const failed = charge.status === 'failed'
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: failed ? 'declined_by_network' : 'approved_by_network',
    reason: failed ? (charge.failure?.code ?? null) : null,
    risk_level: 'normal',
    seller_message: failed ? 'The bank declined the payment.' : 'Payment complete.',
    type: failed ? 'issuer_declined' : 'authorized',
  }
}

const methodDetails = (method: string): Json => DETAILS[method] ?? {}

/** What the contract wants to be there for each method; those not named may be empty. */
const nulls = (names: string): Json => Object.fromEntries(names.split(' ').map((name) => [name, null]))

const DETAILS: Readonly<Record<string, Json>> = {
  bancontact: nulls(
    'bank_code bank_name bic generated_sepa_debit generated_sepa_debit_mandate iban_last4 preferred_language verified_name',
  ),
  card: {
    amount_authorized: null,
    authorization_code: null,
    brand: 'visa',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'SE',
    electronic_commerce_indicator: null,
    exp_month: 8,
    exp_year: 2030,
    fingerprint: 'SandboxCard00001',
    funding: 'credit',
    installments: null,
    last4: '4242',
    mandate: null,
    network: 'visa',
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  },
  ideal: nulls('bank bic generated_sepa_debit generated_sepa_debit_mandate iban_last4 transaction_id verified_name'),
  klarna: { ...nulls('payer_details preferred_locale'), payment_method_category: 'pay_later' },
  link: nulls('country'),
  paypal: nulls('country payer_email payer_id payer_name seller_protection transaction_id'),
  sepa_debit: nulls('bank_code branch_code country fingerprint last4 mandate'),
}

export function paymentIntentView(account: Account, intent: PaymentIntent): Json {
  const latest = account.charges.get(intent.chargeIds.at(-1) ?? '')
  const uncaptured = latest?.status === 'succeeded' && !latest.captured
  return {
    id: intent.id,
    object: 'payment_intent',
    amount: intent.amount,
    amount_capturable: uncaptured ? latest.amount : 0,
    amount_details: { tip: {} },
    amount_received: latest?.status === 'succeeded' ? latest.capturedAmount : 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: uncaptured ? 'manual' : 'automatic',
    client_secret: `${intent.id}_secret_sandbox`,
    confirmation_method: 'automatic',
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    last_payment_error: latest?.failure == null ? null : { type: 'card_error', ...latest.failure },
    latest_charge: latest?.id ?? null,
    livemode: account.settings.livemode,
    metadata: intent.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: latest === undefined ? null : `pm_${latest.id.slice(3)}`,
    payment_method_options: {},
    payment_method_types: [latest?.method ?? 'card'],
    processing: null,
    receipt_email: latest?.email ?? null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: intentStatus(latest),
    transfer_data: null,
    transfer_group: latest?.transferGroup ?? null,
  }
}

function intentStatus(latest: Charge | undefined): string {
  if (latest === undefined || latest.status === 'failed') return 'requires_payment_method'
  if (latest.status === 'pending') return 'processing'
  return latest.captured ? 'succeeded' : 'requires_capture'
}
