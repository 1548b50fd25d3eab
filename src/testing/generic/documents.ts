import { sampleCredit, sampleGoods, sampleJournal, samplePayment, sampleSale, taxKey } from '#testing/sample-documents'
import { decimal } from '#lib/decimal'
import type { MappedDocument, MappedSalesDocument } from '#model/documents'

const key = taxKey('25')
const tax = (amount: string) => [{ key, amount: decimal(amount), account: 'VAT 25%' }]

/** An ordinary order. */
export function orderOf(reference: string): MappedSalesDocument {
  const rows = [{ quantity: '3', net: '47.98', tax: '12', key }]
  return { ...sampleSale(rows, tax('12')), reference, orderName: reference }
}

/** One document of every kind, each after those that it names. */
export function lifeOf(prefix: string): MappedDocument[] {
  const named = { orderName: prefix }
  const order = { ...orderOf(`${prefix}:order`), ...named }
  const invoice = { ...order, kind: 'invoice' as const, reference: `${prefix}:invoice`, basedOn: order.reference }
  const credited = [{ quantity: '1', net: '15.99', tax: '4', key }]
  const credit = sampleCredit(credited, tax('4'), {
    ...named,
    reference: `${prefix}:credit`,
    basedOn: invoice.reference,
  })
  const offset = [
    { amount: '9.99', settles: credit.reference },
    { amount: '-9.99', settles: invoice.reference },
  ]
  const delivery = sampleGoods([{ quantity: '3' }], { ...named, reference: `${prefix}:out`, basedOn: order.reference })
  const back = { ...named, kind: 'delivery-return' as const, reference: `${prefix}:back`, basedOn: delivery.reference }
  const paid = { reference: invoice.reference, amount: decimal('49.99') }
  const refund = { reference: credit.reference, amount: decimal('10') }
  const refunded = { ...named, kind: 'refund-payment' as const, reference: `${prefix}:refund`, amount: decimal('10') }
  return [
    order,
    invoice,
    delivery,
    samplePayment({ ...named, reference: `${prefix}:paid`, amount: decimal('49.99'), allocations: [paid] }),
    sampleGoods([{ quantity: '1' }], back),
    credit,
    sampleJournal(offset, { ...named, reference: `${prefix}:offset` }),
    samplePayment({ ...refunded, allocations: [refund] }),
  ]
}
