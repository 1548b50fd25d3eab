import type { BookedPayment, PayoutFacts, PayoutOrder } from '#books/payouts/facts'
import type { Source } from '#contract/source'
import { type LinkedPayment, orderTransfers, paymentsLike, paymentsNamed } from '#database/payout-links'
import { absolute } from '#lib/decimal'
import { isJournal, isPaymentDocument } from '#model/documents'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { type Payout, payoutRows, type PayoutTransaction } from '#model/payout'
import type { OpenConnection, RunScope } from './connections.ts'
import type { LoadedIntegration } from './integrations.ts'
import type { EngineServices } from './services.ts'
import { documentsOf } from './target-documents.ts'

export interface FactsRequest {
  readonly payout: Payout
  readonly integration: LoadedIntegration
  readonly target: OpenConnection
  readonly scope: RunScope
  /** The payout's own documents, and payments that this run has written. */
  readonly held: readonly HeldDocument[]
}

export interface GatheredFacts {
  readonly facts: PayoutFacts
  /** The transfers of the orders among the facts, by the order's key. */
  readonly transferIds: ReadonlyMap<string, string>
  /** Orders that open rows name and whose own run is still to come: they may explain the rows a moment later. */
  readonly unsettled: readonly string[]
}

/** What the books hold that a payout may be about. Orders are read only for rows that no booked payment explains. */
export async function gatherFacts(services: EngineServices, request: FactsRequest): Promise<GatheredFacts> {
  const { payout, held } = request
  const rows = payoutRows(payout).filter((row) => row.category === 'charge' || row.category === 'refund')
  const named = await namedPayments(services, request, rows)
  const isExplained = explainedBy(request, named)
  const open = rows.filter((row) => !isExplained(row))
  const { orders, transferIds, unsettled } = await ordersOf(services, request, open, named)
  const like = await candidates(services, request, open)
  const payments = distinct([...named, ...like, ...ofOrders(orders, transferIds)])
  return {
    facts: {
      held: held.filter(({ document }) => isJournal(document)),
      payments: await withCleared(request, payments, new Set(named.map((payment) => payment.reference))),
      orders,
    },
    transferIds,
    unsettled,
  }
}

const distinct = (payments: readonly LinkedPayment[]): LinkedPayment[] => [
  ...new Map(payments.map((payment) => [payment.reference, payment])).values(),
]

// A payment that was cancelled and booked again has a number behind its reference; more than two of these nobody has.
const spellings = (reference: string): string[] => [reference, `${reference}#2`, `${reference}#3`]

const referenceOf = ({ integration }: FactsRequest, row: PayoutTransaction): string | null =>
  row.orderPaymentExternalId === null
    ? null
    : `${integration.row.key}:${row.category === 'refund' ? 'refund-payment' : 'payment'}:${row.orderPaymentExternalId}`

async function namedPayments(
  services: EngineServices,
  request: FactsRequest,
  rows: readonly PayoutTransaction[],
): Promise<LinkedPayment[]> {
  const references = rows.flatMap((row) => referenceOf(request, row) ?? []).flatMap(spellings)
  const confirmed = request.integration.policies.payouts.matches.map((match) => match.payment)
  const found = await paymentsNamed(services.pool, request.target.connection, {
    references: [...references, ...confirmed],
    providerReferences: [...new Set(rows.flatMap((row) => row.providerReferences))],
  })
  const justWritten = request.held.flatMap(({ document, reference, externalId, state }): LinkedPayment[] =>
    isPaymentDocument(document) && state === 'issued' ? [{ transferId: '', reference, externalId, document }] : [],
  )
  return [...found, ...justWritten]
}

/** Tells whether a booked payment is certainly a row's, with an amount that needs no order to be understood. */
function explainedBy(request: FactsRequest, named: readonly LinkedPayment[]): (row: PayoutTransaction) => boolean {
  const byReference = Map.groupBy(named, (payment) => payment.reference.replace(/#\d+$/, ''))
  const byProvider = Map.groupBy(named, ({ document }) => document.providerReference ?? '')
  return (row) => {
    const kind = row.category === 'refund' ? 'refund-payment' : 'payment'
    const own = [
      ...(byReference.get(referenceOf(request, row) ?? '') ?? []),
      ...row.providerReferences.flatMap((id) => byProvider.get(id) ?? []),
    ]
    return own.some(
      ({ document }) =>
        document.kind === kind &&
        (document.currency !== row.currency || document.amount === absolute(row.amount) || row.presentment !== null),
    )
  }
}

/** The orders that open rows name, themselves or through another payment with the same id of the provider. */
async function ordersOf(
  services: EngineServices,
  { integration, scope }: FactsRequest,
  rows: readonly PayoutTransaction[],
  named: readonly LinkedPayment[],
): Promise<Omit<GatheredFacts, 'facts'> & { readonly orders: PayoutOrder[] }> {
  if (rows.length === 0) return { orders: [], transferIds: new Map(), unsettled: [] }
  const { organizationId, integrationId, storeConnectionId } = integration.row
  const names = rows.flatMap((row) => row.orderName ?? [])
  const found = await orderTransfers(services.pool, integration.row, {
    keys: rows.flatMap((row) => row.orderExternalId ?? []),
    names: [...names, ...names.map((name) => `#${name.replace(/^#/, '')}`)],
    transferIds: relatives(rows, named),
  })
  const store = await services.connections.open(organizationId, storeConnectionId)
  const source = store.connector.reads.orders as Source<never, Order> | undefined
  const orders: PayoutOrder[] = []
  const transferIds = new Map<string, string>()
  for (const { recordKey, transferId, held } of found) {
    const order = (await source?.get(store.context(scope), recordKey)) ?? null
    if (order === null) continue
    orders.push({ order, held })
    transferIds.set(order.externalId, transferId)
  }
  services.log.debug({ integrationId, orders: orders.length }, 'orders were read for a payout')
  const unsettled = found.flatMap(({ isOpen, recordName, recordKey }) => (isOpen ? [recordName ?? recordKey] : []))
  return { orders, transferIds, unsettled }
}

/** A refund rarely has an id that the store knows, but the payment that it gives back has. */
function relatives(rows: readonly PayoutTransaction[], named: readonly LinkedPayment[]): string[] {
  const ids = new Set(rows.flatMap((row) => row.providerReferences))
  return named.flatMap(({ transferId, document }) =>
    transferId !== '' && document.providerReference !== null && ids.has(document.providerReference) ? [transferId] : [],
  )
}

/** The payments of the orders that were read: whoever knows the order knows them all. */
const ofOrders = (orders: readonly PayoutOrder[], transferIds: ReadonlyMap<string, string>): LinkedPayment[] =>
  orders.flatMap(({ order, held }) =>
    held.flatMap(({ document, reference, externalId, state }): LinkedPayment[] =>
      isPaymentDocument(document) && state === 'issued'
        ? [{ transferId: transferIds.get(order.externalId) ?? '', reference, externalId, document }]
        : [],
    ),
  )

const DAY_MS = 24 * 60 * 60_000
const NEAR_DAYS = 7

/** Payments of the same amounts and about the same days, for suggestions. */
async function candidates(
  services: EngineServices,
  { target }: FactsRequest,
  rows: readonly PayoutTransaction[],
): Promise<LinkedPayment[]> {
  const instants = rows.map((row) => Date.parse(row.processedAt))
  if (instants.length === 0) return []
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10)
  return paymentsLike(services.pool, target.connection, {
    amounts: [...new Set(rows.map((row) => absolute(row.amount)))],
    from: day(Math.min(...instants) - NEAR_DAYS * DAY_MS),
    until: day(Math.max(...instants) + NEAR_DAYS * DAY_MS),
  })
}

const ASKED_AT_ONCE = 100

/** Asks the target what the payments moved where they wait, a hundred at once; suggestions are not worth a call. */
async function withCleared(
  { target, scope }: FactsRequest,
  payments: readonly LinkedPayment[],
  named: ReadonlySet<string>,
): Promise<BookedPayment[]> {
  const documents = documentsOf(target)
  const asked = payments.filter(({ reference }) => named.has(reference))
  const known: Record<string, BookedPayment['cleared']> = {}
  for (let at = 0; at < asked.length && documents.cleared !== undefined; at += ASKED_AT_ONCE) {
    const ids = asked.slice(at, at + ASKED_AT_ONCE).map((payment) => payment.externalId)
    Object.assign(known, await documents.cleared(target.context(scope), ids))
  }
  return payments.map(({ reference, externalId, document }) => ({
    reference,
    externalId,
    document,
    cleared: known[externalId] ?? null,
  }))
}
