import { decimal } from '#lib/decimal'
import type { Payment } from '#model/payment'
import type { Refund } from '#model/refund'
import { dualOf } from './map-money.ts'
import type { GraphqlRefund } from './vendor-graphql.ts'
import { restockType } from './words.ts'

/** A refund as GraphQL states it. Its movements of money are those of the order that it names. */
export function refundOf(source: GraphqlRefund, payments: readonly Payment[]): Refund {
  const own = new Set((source.transactions?.nodes ?? []).map((entry) => entry.id))
  return {
    externalId: source.id,
    createdAt: source.createdAt ?? source.processedAt ?? new Date(0).toISOString(),
    note: source.note,
    returnExternalId: source.return?.id ?? null,
    lines: (source.refundLineItems?.nodes ?? []).map((line, index) => ({
      externalId: line.id ?? `${source.id}-${index}`,
      lineExternalId: line.lineItem.id,
      quantity: decimal(line.quantity),
      subtotal: dualOf(line.subtotalSet),
      tax: dualOf(line.totalTaxSet),
      restock: restockType(line.restockType),
      locationExternalId: line.location?.id ?? null,
    })),
    shipping: (source.refundShippingLines?.nodes ?? []).map((line) => ({
      shippingExternalId: line.shippingLine?.id ?? null,
      subtotal: dualOf(line.subtotalAmountSet),
      tax: dualOf(line.taxAmountSet),
    })),
    adjustments: (source.orderAdjustments?.nodes ?? []).map((entry) => ({
      externalId: entry.id,
      reason: entry.reason?.toLowerCase() ?? 'other',
      amount: dualOf(entry.amountSet),
      tax: dualOf(entry.taxAmountSet),
    })),
    duties: source.duties.map((duty) => ({
      dutyExternalId: duty.originalDuty?.id ?? '',
      amount: dualOf(duty.amountSet),
    })),
    payments: payments.filter((payment) => own.has(payment.externalId)),
  }
}
