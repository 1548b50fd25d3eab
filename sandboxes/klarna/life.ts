import { settle } from './settle.ts'
import { type Captured, drawId, type Entry, type Merchant, type SettledPayout, stamp } from './state.ts'

export interface SaleInput {
  /** Minor units. */
  readonly amount: number
  readonly currency?: string
  /** What the store's plugin calls the order. */
  readonly reference1?: string
  readonly reference2?: string
}

/** What happens in the shop and at Klarna. Amounts are in minor units. */
export interface Life {
  /** A buyer pays with Klarna and the shop captures: a sale with its fees. A second capture names the order of the first. */
  sale(input: SaleInput, order?: Captured): Captured
  refund(captured: Captured, amount?: number): { readonly refundId: string }
  /** A buyer disputes: the money goes back, with a fee. */
  dispute(captured: Captured, fee?: number): { readonly reference: string }
  disputeWon(captured: Captured, reference: string): void
  /** Kept back as a reserve; released with `release`. */
  hold(amount: number, currency?: string): void
  release(amount: number, currency?: string): void
  /** Any other entry. */
  book(entry: {
    readonly type: string
    readonly amount: number
    readonly detailedType?: string
    readonly currency?: string
  }): void
  /** Pays out what is pending in one currency. `null`: nothing is. */
  payout(options?: { readonly currency?: string; readonly date?: Date }): SettledPayout | null
}

export function createLife(merchant: Merchant): Life {
  const now = () => stamp(merchant.clock.now())
  const add = (type: string, amount: number, more: Partial<Entry> = {}): void => {
    const at = now()
    const entry = { type, amount, currency_code: 'EUR', sale_date: at, capture_date: at, ...more }
    merchant.pending.push(entry)
  }
  return {
    sale: (input, order) => sale(merchant, input, order, add),
    refund(captured, amount = captured.amount - captured.refunded) {
      if (amount <= 0 || amount > captured.amount - captured.refunded) throw new Error('more than was captured')
      captured.refunded += amount
      const refundId = drawId(merchant)
      const { capture_id: _capture, ...about } = aboutOf(captured)
      add('RETURN', -amount, { ...about, detailed_type: 'PURCHASE_RETURN', refund_id: refundId })
      return { refundId }
    },
    dispute(captured, fee = 1500) {
      const reference = drawId(merchant)
      const about = { ...aboutOf(captured), reversal_reference: reference }
      add('REVERSAL', -captured.amount, { ...about, detailed_type: 'REVERSAL' })
      if (fee > 0) add('CHARGE', -fee, { ...about, detailed_type: 'DISPUTE_FEE' })
      return { reference }
    },
    disputeWon: (captured, reference) =>
      add('REVERSAL_MERCHANT_PROTECTION', captured.amount, { ...aboutOf(captured), reversal_reference: reference }),
    hold: (amount, currency = 'EUR') =>
      add('HOLDBACK', -amount, { currency_code: currency, detailed_type: 'ROLLING_RESERVE' }),
    release: (amount, currency = 'EUR') =>
      add('RELEASE', amount, { currency_code: currency, detailed_type: 'ROLLING_RESERVE' }),
    book: ({ type, amount, detailedType, currency = 'EUR' }) =>
      add(type, amount, {
        currency_code: currency,
        ...(detailedType === undefined ? {} : { detailed_type: detailedType }),
      }),
    payout: ({ currency = 'EUR', date = merchant.clock.now() } = {}) => settle(merchant, currency, date),
  }
}

const aboutOf = ({ orderId, captureId, currency, reference1, reference2, saleDate }: Captured): Partial<Entry> => ({
  order_id: orderId,
  short_order_id: orderId.slice(-8).toUpperCase(),
  capture_id: captureId,
  currency_code: currency,
  purchase_country: 'DE',
  sale_date: saleDate,
  ...(reference1 === undefined ? {} : { merchant_reference1: reference1 }),
  ...(reference2 === undefined ? {} : { merchant_reference2: reference2 }),
})

function sale(
  merchant: Merchant,
  { amount, currency = 'EUR', reference1, reference2 }: SaleInput,
  order: Captured | undefined,
  add: (type: string, amount: number, more: Partial<Entry>) => void,
): Captured {
  const captured: Captured = {
    orderId: order?.orderId ?? drawId(merchant),
    captureId: drawId(merchant),
    amount,
    currency,
    reference1: reference1 ?? order?.reference1,
    reference2: reference2 ?? order?.reference2,
    saleDate: order?.saleDate ?? stamp(merchant.clock.now()),
    refunded: 0,
  }
  merchant.captures.push(captured)
  const about = aboutOf(captured)
  add('SALE', amount, { ...about, detailed_type: 'PURCHASE' })
  if (merchant.settlementType === 'NET') feesOf(merchant, captured, about, add)
  return captured
}

/** The percentage and the fixed part, each with its tax, which is a row of its own. */
function feesOf(
  { fees }: Merchant,
  { amount }: Captured,
  about: Partial<Entry>,
  add: (type: string, amount: number, more: Partial<Entry>) => void,
): void {
  const parts = [
    ['PURCHASE_FEE_PERCENTAGE', Math.round((amount * fees.basisPoints) / 10_000)],
    ['PURCHASE_FEE_FIXED', fees.fixed],
  ] as const
  let tax = 0
  for (const [detailed_type, fee] of parts) {
    if (fee === 0) continue
    const vat = Math.round((fee * fees.vatRate) / 10_000)
    tax += vat
    add('FEE', -fee, { ...about, detailed_type, vat_rate: fees.vatRate, vat_amount: -vat })
  }
  if (tax > 0) add('TAX', -tax, about)
}
