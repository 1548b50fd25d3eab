import { add, compare, type Decimal, decimal, multiply, negate, subtract, ZERO } from '#lib/decimal'
import { minorUnits, round } from '#lib/rounding'
import { type BatchOptions, closeBatch } from './batches.ts'
import { reportItem } from './notification.ts'
import type { Notices } from './notices.ts'
import { type Batch, type Costs, drawReference, type Entry, type Merchant, type Payment } from './state.ts'

export interface PaymentInput {
  /** In the payment's currency, e.g. `250.00`. */
  readonly amount: string
  /** Default the settlement currency. */
  readonly currency?: string
  /** Units of the settlement currency for one of `currency`. Default 1. */
  readonly rate?: string
  /** Cards have interchange++, others a commission. Default `visa`. */
  readonly method?: string
  /** What the store's plugin calls the order. */
  readonly reference?: string
}

/** What happens in the shop and at Adyen. */
export interface Life {
  /** A buyer pays and the shop captures. */
  pay(input: PaymentInput): Payment
  refund(payment: Payment, amount?: string, reference?: string): { readonly pspReference: string }
  /** The buyer's bank takes the money back, for a fee. */
  chargeback(payment: Payment, fee?: string): void
  chargebackReversed(payment: Payment): void
  /** Any other row, with a net amount only. */
  book(entry: {
    readonly type: string
    readonly amount: string
    readonly text?: string
    readonly currency?: string
  }): void
  /** Closes the batch: its report can be fetched, and webhooks are told. */
  closeBatch(options?: BatchOptions): Batch
  /** Tells webhooks of a report once more, in the same words. */
  tellAgain(batch: Batch): void
}

interface Parts {
  readonly merchant: Merchant
  post(entry: Omit<Entry, 'at' | 'currency'> & { readonly currency?: string }): void
  tell(eventCode: string, payment: Payment, pspReference: string, amount: Decimal, reference: string): void
}

export function createLife(merchant: Merchant, notices: Notices): Life {
  const parts: Parts = {
    merchant,
    post: (entry) => void merchant.pending.push({ currency: merchant.currency, at: merchant.clock.now(), ...entry }),
    tell: (eventCode, payment, pspReference, amount, merchantReference) =>
      notices.send({
        eventCode,
        pspReference,
        originalReference: pspReference === payment.pspReference ? '' : payment.pspReference,
        merchantReference,
        amount: { currency: payment.currency, value: minorOf(amount, payment.currency) },
        paymentMethod: payment.method,
        reason: '',
      }),
  }
  return {
    pay: (input) => pay(parts, input),
    refund: (payment, amount, reference) => refund(parts, payment, amount, reference),
    chargeback: (payment, fee = '15.00') => dispute(parts, payment, { type: 'Chargeback', fee: decimal(fee) }),
    chargebackReversed: (payment) => dispute(parts, payment, { type: 'ChargebackReversed', fee: ZERO }),
    book: ({ type, amount, text = '', currency }) =>
      parts.post({
        type,
        net: decimal(amount),
        modificationReference: text,
        ...(currency === undefined ? {} : { currency }),
      }),
    closeBatch(options) {
      const batch = closeBatch(merchant, options)
      notices.send(reportItem(merchant, batch.number))
      return batch
    },
    tellAgain: ({ number }) => notices.send(reportItem(merchant, number)),
  }
}

function pay({ merchant, post, tell }: Parts, input: PaymentInput): Payment {
  const payment = paymentOf(merchant, input)
  const { pspReference, amount, merchantReference } = payment
  merchant.payments.push(payment)
  const gross = inSettlement(merchant, payment, amount)
  const costs = costsOf(payment.method, gross)
  const net = subtract(gross, totalOf(costs))
  post({ ...aboutOf(payment, amount), type: 'Settled', modificationReference: pspReference, net, costs })
  tell('AUTHORISATION', payment, pspReference, amount, merchantReference)
  return payment
}

function refund(
  { merchant, post, tell }: Parts,
  payment: Payment,
  text: string = subtract(payment.amount, payment.refunded),
  reference = '',
): { readonly pspReference: string } {
  const amount = decimal(text)
  if (compare(add(payment.refunded, amount), payment.amount) > 0) throw new Error('more than was captured')
  payment.refunded = add(payment.refunded, amount)
  const pspReference = drawReference(merchant)
  const net = negate(inSettlement(merchant, payment, amount))
  const ids = { modificationReference: pspReference, modificationMerchantReference: reference }
  post({ ...aboutOf(payment, negate(amount)), ...ids, type: 'Refunded', net, costs: { commission: ZERO } })
  tell('REFUND', payment, pspReference, amount, reference)
  return { pspReference }
}

/** The buyer's bank takes a payment back, or gives it again. */
function dispute(
  { merchant, post, tell }: Parts,
  payment: Payment,
  { type, fee }: { readonly type: 'Chargeback' | 'ChargebackReversed'; readonly fee: Decimal },
): void {
  const isTaken = type === 'Chargeback'
  const signed = (amount: Decimal): Decimal => (isTaken ? negate(amount) : amount)
  const modificationReference = drawReference(merchant)
  const net = subtract(signed(inSettlement(merchant, payment, payment.amount)), fee)
  const about = aboutOf(payment, signed(payment.amount))
  post({ ...about, type, modificationReference, net, costs: { markup: fee } })
  const eventCode = isTaken ? 'CHARGEBACK' : 'CHARGEBACK_REVERSED'
  tell(eventCode, payment, modificationReference, payment.amount, payment.merchantReference)
}

const paymentOf = (
  merchant: Merchant,
  { amount, currency, rate = '1', method = 'visa', reference = '' }: PaymentInput,
) => ({
  pspReference: drawReference(merchant),
  merchantReference: reference,
  method,
  amount: decimal(amount),
  currency: currency ?? merchant.currency,
  rate,
  refunded: ZERO,
})

const aboutOf = ({ pspReference, merchantReference, method, currency, rate }: Payment, amount: Decimal) => ({
  pspReference,
  merchantReference,
  method,
  gross: { amount, currency },
  rate,
})

const inSettlement = ({ currency }: Merchant, { rate }: Payment, amount: Decimal): Decimal =>
  round(multiply(amount, decimal(rate)), { places: minorUnits(currency), direction: 'half-up' })

const CARDS = new Set(['visa', 'mc', 'amex'])

function costsOf(method: string, gross: Decimal): Costs {
  const share = (rate: string): Decimal => round(multiply(gross, decimal(rate)), { places: 2, direction: 'half-up' })
  if (!CARDS.has(method)) return { commission: share('0.03') }
  return { markup: share('0.0024'), scheme: share('0.00116'), interchange: share('0.006') }
}

const totalOf = ({ commission = ZERO, markup = ZERO, scheme = ZERO, interchange = ZERO }: Costs): Decimal =>
  add(commission, markup, scheme, interchange)

const minorOf = (amount: Decimal, currency: string): number =>
  Number(multiply(amount, decimal(10 ** minorUnits(currency))))
