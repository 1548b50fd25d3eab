import { absolute, add, type Decimal, decimal, equals, isNegative, isZero, subtract, sum } from '#lib/decimal'
import { dual, ZERO_DUAL } from '#model/money'
import type { Payment } from '#model/payment'
import type { Refund } from '#model/refund'
import { placesOf } from './map-money.ts'
import { refundedItem } from './refund-rows.ts'
import type { WooSettings } from './settings.ts'
import type { WooOrder, WooRefund } from './vendor.ts'

/** What a buyer paid with money that the shop owed: a gift card, a credit. Plug-ins write it as a negative fee without tax. */
interface Credit {
  /** Of the fee. */
  readonly id: string
  readonly gateway: string
  readonly amount: Decimal
}

/** An order as if nothing but money had paid it, with its refunds, and what paid the rest. */
export interface Credited {
  readonly source: WooOrder
  readonly refunds: readonly WooRefund[]
  /** With those that went back, by the refund's id. */
  readonly payments: readonly Payment[]
  readonly given: ReadonlyMap<string, readonly Payment[]>
}

/** A discount lowers what is taxed; what lowers only what is left to pay is a payment. */
export function withoutCredits(source: WooOrder, refunds: readonly WooRefund[], settings: WooSettings): Credited {
  const credits = creditsOf(source, settings)
  if (credits.length === 0) return { source, refunds, payments: [], given: new Map() }
  const ids = new Set(credits.map(({ id }) => id))
  const total = add(decimal(source.total), ...credits.map(({ amount }) => amount))
  const isPaid = source.date_paid_gmt != null
  const back = refunds.map((refund) => ({ refund, credits: givenBack(refund, { source, refunds, credits }) }))
  return {
    source: {
      ...source,
      total: written(total, placesOf(source)),
      fee_lines: source.fee_lines.filter(({ id }) => !ids.has(id)),
    },
    refunds: back.map(({ refund, credits: own }) => ({
      ...refund,
      amount: add(refund.amount, ...own.map(({ amount }) => amount)),
      fee_lines: refund.fee_lines.filter(({ meta_data: meta }) => !ids.has(refundedItem(meta) ?? '')),
    })),
    payments: isPaid ? credits.map((credit) => paymentOf(credit, source.id, source)) : [],
    given: new Map(
      back.map(({ refund, credits: own }) => [refund.id, own.map((one) => refundOf(one, refund, source))]),
    ),
  }
}

/** A refund with what of its money went back as credits. */
export function withCreditsBack(refund: Refund, back: readonly Payment[]): Refund {
  if (back.length === 0) return refund
  const credited = sum(back.map(({ amount }) => amount.shop))
  const payments = refund.payments
    .map((payment) => ({ ...payment, amount: dual(subtract(payment.amount.shop, credited)) }))
    .filter(({ amount }) => !isZero(amount.shop))
  return { ...refund, payments: [...payments, ...back] }
}

/** An amount as WooCommerce writes it, with all its digits. */
function written(amount: Decimal, places: number): string {
  const [whole = '', part = ''] = amount.split('.')
  return places === 0 ? whole : `${whole}.${part.padEnd(places, '0')}`
}

const creditsOf = ({ fee_lines: fees }: WooOrder, { creditFees }: WooSettings): Credit[] =>
  fees.flatMap(({ id, name, total, total_tax: tax }) => {
    const gateway = name !== null && Object.hasOwn(creditFees, name) ? creditFees[name] : undefined
    return gateway !== undefined && isNegative(total) && isZero(tax) ? [{ id, gateway, amount: absolute(total) }] : []
  })

interface Around {
  readonly source: WooOrder
  readonly refunds: readonly WooRefund[]
  readonly credits: readonly Credit[]
}

/** What a refund's rows say of them; one without rows that leaves nothing of the order gives all of them back. */
function givenBack(refund: WooRefund, { source, refunds, credits }: Around): Credit[] {
  const rows = [...refund.line_items, ...refund.shipping_lines, ...refund.fee_lines]
  const stated = credits.flatMap((credit) => {
    const own = refund.fee_lines.filter(({ meta_data: meta }) => refundedItem(meta) === credit.id)
    const amount = absolute(sum(own.map(({ total }) => total)))
    return isZero(amount) ? [] : [{ ...credit, amount }]
  })
  const isLast = refunds.every((one) => Number(one.id) <= Number(refund.id))
  const isCleared = equals(sum(refunds.map(({ amount }) => amount)), decimal(source.total))
  return rows.length === 0 && isLast && isCleared ? [...credits] : stated
}

const paymentOf = ({ id, gateway, amount }: Credit, prefix: string, source: WooOrder): Payment => ({
  externalId: `${prefix}-credit-${id}`,
  kind: 'sale',
  status: 'success',
  gateway,
  amount: dual(amount),
  rounding: ZERO_DUAL,
  processedAt: source.date_paid_gmt ?? source.date_created_gmt,
  providerReference: null,
  parentExternalId: null,
  test: false,
})

const refundOf = (credit: Credit, refund: WooRefund, source: WooOrder): Payment => {
  const paid = paymentOf(credit, source.id, source)
  return {
    ...paid,
    externalId: `${refund.id}-credit-${credit.id}`,
    kind: 'refund',
    processedAt: refund.date_created_gmt,
    parentExternalId: paid.externalId,
  }
}
