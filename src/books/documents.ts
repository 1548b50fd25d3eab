import { dateIn } from '#lib/clock'
import type { DocumentKind, Party, PaymentDocument, SalesDocument, TargetDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import type { Facts } from './facts.ts'
import type { MoneyFact } from './money.ts'
import { partyOf } from './party.ts'
import type { Policies } from './policies.ts'
import { type Sheet, sheetOf } from './rows.ts'
import { taxCountry } from './tax-keys.ts'
import { triggeredAt } from './triggers.ts'

export interface DocumentsInput {
  readonly order: Order
  readonly facts: Facts
  readonly policies: Policies
  readonly held: readonly HeldDocument[]
  /** Key of the integration; the first part of every reference. */
  readonly scope: string
}

/**
 * The documents that should exist for an order by now, in the order in which they are written, each with its first reference.
 * A kind that the target already holds stays wanted, whatever the policies say today: issued documents are kept right, not
 * forgotten.
 */
export function documentsOf(input: DocumentsInput): TargetDocument[] {
  const { order, facts, policies } = input
  const sheet = sheetOf(facts, policies, taxCountry(order, policies))
  if (sheet.rows.length === 0) return []
  const dates = datesOf(input)
  const shared = sharedFields(input, sheet)
  const sales: SalesDocument[] = []
  if (dates.order !== null) sales.push(salesDocument('sales-order', dates.order, null, shared, input))
  if (dates.invoice !== null) {
    sales.push(salesDocument('invoice', dates.invoice, sales[0]?.reference ?? null, shared, input))
  }
  const settled = sales.at(-1)?.reference
  return settled === undefined ? [] : [...sales, ...payments(input, shared.party, settled)]
}

/** `scope:kind:id`: derived from the record alone, so that anybody can find the document again. */
const reference = ({ scope }: DocumentsInput, kind: DocumentKind, externalId: string): string =>
  `${scope}:${kind}:${externalId}`

interface Dates {
  /** `null` = not wanted, or not yet. */
  readonly order: string | null
  readonly invoice: string | null
}

function datesOf({ order, facts, policies, held }: DocumentsInput): Dates {
  const day = (instant: string) => dateIn(order.timeZone, new Date(instant))
  const isHeld = (kind: DocumentKind) => held.some((one) => one.kind === kind && one.state === 'issued')
  const invoicedAt = policies.documents === 'order' ? null : triggeredAt(policies.invoiceOn, order, facts)
  const invoice = invoicedAt ?? (isHeld('invoice') ? order.placedAt : null)
  const orderDue = policies.documents !== 'invoice' && triggeredAt(policies.orderOn, order, facts) !== null
  // An invoice that is due does not wait for its order: the order comes with it. But none is written behind an invoice.
  const withInvoice = policies.documents === 'order-and-invoice' && invoice !== null
  const isNew = (orderDue || withInvoice) && !isHeld('invoice')
  return {
    order: isNew || isHeld('sales-order') ? day(order.placedAt) : null,
    invoice: invoice === null ? null : day(invoice),
  }
}

function sharedFields({ order, facts, policies, held }: DocumentsInput, sheet: Sheet) {
  const storeMode = order.taxesIncluded ? 'gross' : 'net'
  return {
    ...sheet,
    orderName: order.name,
    currency: facts.currency,
    // Who bought is decided once: documents of one order never go to two customers.
    party: held.find((one) => one.state === 'issued')?.document.party ?? partyOf(order, policies),
    purchaseOrderNumber: order.purchaseOrderNumber,
    priceMode: policies.priceMode === 'store' ? storeMode : policies.priceMode,
    remarks: order.note,
  } as const
}

function salesDocument(
  kind: 'sales-order' | 'invoice',
  date: string,
  basedOn: string | null,
  shared: ReturnType<typeof sharedFields>,
  input: DocumentsInput,
): SalesDocument {
  const { order, policies } = input
  return {
    ...shared,
    kind,
    reference: reference(input, kind, order.externalId),
    date,
    basedOn,
    dueOn: dueOn(order, policies, date),
  }
}

/** Never before the document itself, which no ledger takes. */
function dueOn(order: Order, policies: Policies, date: string): string | null {
  const agreed = order.paymentTerms?.dueAt ?? (policies.dueDays === null ? null : daysAfter(date, policies.dueDays))
  return agreed !== null && agreed < date ? date : agreed
}

function daysAfter(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}

function payments(input: DocumentsInput, party: Party, settles: string): PaymentDocument[] {
  const { facts, policies, held } = input
  const isHeld = (reference: string) => held.some((one) => one.reference === reference && one.state === 'issued')
  return facts.money
    .map((money) => paymentDocument(money, input, party, settles))
    .filter((payment) => policies.payments || isHeld(payment.reference))
}

const paymentDocument = (money: MoneyFact, input: DocumentsInput, party: Party, settles: string): PaymentDocument => ({
  kind: 'payment',
  reference: reference(input, 'payment', money.externalId),
  orderName: input.order.name,
  date: dateIn(input.order.timeZone, new Date(money.processedAt)),
  currency: input.facts.currency,
  party,
  gateway: money.gateway,
  amount: money.amount,
  rounding: money.rounding,
  providerReference: money.providerReference,
  settles,
})
