import type { PayoutLine } from '#api/payouts'
import { type LinkedPayment, orderTransfers, paymentsNamed } from '#database/payout-links'
import { readPayout } from '#database/payouts'
import type { LoadedIntegration } from '#engine/integrations'
import type { PayoutPreview } from '#engine/preview-payout'
import { isPaymentDocument } from '#model/documents'
import { payoutRows, type PayoutTransaction } from '#model/payout'
import { missing } from '#server/api/failures'
import type { ServerServices } from '#server/services'

export interface ReadPayout {
  readonly preview: PayoutPreview
  readonly integration: LoadedIntegration
  /** What it consists of, in the provider's order. */
  readonly lines: readonly PayoutLine[]
}

/**
 * Reads a payout from its provider, and finds what each line of it belongs to.
 *
 * @throws {TillbridgeError} `NOT_FOUND`, `PAYOUT_NOT_FOUND`; whatever the provider answers.
 */
export async function readPayoutLines(
  services: ServerServices,
  organizationId: string,
  transferId: string,
): Promise<ReadPayout> {
  const row = await readPayout(services.pool, organizationId, transferId)
  if (row === null) throw missing('payout')
  const { integrationId, recordKey } = row
  const { engine } = services
  const integration = await engine.services.integrations.load(organizationId, integrationId)
  // Providers other than the store stand before the key of their payouts.
  const name = recordKey.slice(recordKey.indexOf('/') + 1)
  const preview = await engine.previewPayout({ organizationId, integrationId, name })
  const rows = payoutRows(preview.payout)
  const known = await matchesOf(services, integration, rows)
  return { preview, integration, lines: rows.map((one) => lineOf(one, preview, known)) }
}

interface Known {
  paymentOf(row: PayoutTransaction): LinkedPayment | null
  transferOf(row: PayoutTransaction): string | null
}

/** The payments that the ERP holds and the orders that we know, for all rows together. */
async function matchesOf(
  { pool }: ServerServices,
  { row, policies }: LoadedIntegration,
  rows: readonly PayoutTransaction[],
): Promise<Known> {
  const confirmed = new Map(policies.payouts.matches.map((match) => [match.transaction, match.payment]))
  const referenceOf = (one: PayoutTransaction): string | null =>
    confirmed.get(one.externalId) ??
    (one.orderPaymentExternalId === null ? null : `${row.key}:${kindOf(one)}:${one.orderPaymentExternalId}`)
  const target = { organizationId: row.organizationId, connectionId: row.targetConnectionId }
  const payments = await paymentsNamed(pool, target, {
    references: rows.flatMap((one) => referenceOf(one) ?? []),
    providerReferences: [...new Set(rows.flatMap((one) => one.providerReferences))],
  })
  const names = rows.flatMap(({ orderName }) => orderName ?? [])
  const orders = await orderTransfers(pool, row, {
    keys: rows.flatMap(({ orderExternalId }) => orderExternalId ?? []),
    names: [...names, ...names.map((name) => `#${name.replace(/^#/, '')}`)],
    transferIds: [],
  })
  const paymentOf = (one: PayoutTransaction): LinkedPayment | null => {
    const own = payments.filter(({ document }) => document.kind === kindOf(one))
    return (
      own.find(({ reference }) => reference === referenceOf(one)) ??
      own.find(({ document }) => one.providerReferences.includes(document.providerReference ?? '')) ??
      null
    )
  }
  const bare = (name: string | null): string => (name ?? '').replace(/^#/, '')
  return {
    paymentOf,
    transferOf: (one) =>
      paymentOf(one)?.transferId ??
      orders.find(({ recordKey }) => recordKey === one.orderExternalId)?.transferId ??
      orders.find(({ recordName }) => one.orderName !== null && bare(recordName) === bare(one.orderName))?.transferId ??
      null,
  }
}

const kindOf = ({ category }: PayoutTransaction): 'payment' | 'refund-payment' =>
  category === 'refund' ? 'refund-payment' : 'payment'

function lineOf(row: PayoutTransaction, preview: PayoutPreview, known: Known): PayoutLine {
  const isBuyers = row.category === 'charge' || row.category === 'refund'
  const payment = isBuyers ? known.paymentOf(row) : null
  return {
    externalId: row.externalId,
    category: row.category,
    type: row.type,
    description: row.description,
    processedAt: row.processedAt,
    amount: row.amount,
    fee: row.fee,
    feeTax: row.feeTax,
    withheldTax: row.withheldTax,
    net: row.net,
    orderName: row.orderName ?? payment?.document.orderName ?? null,
    transferId: known.transferOf(row),
    document: payment?.externalId ?? null,
    match: matchOf(row, preview, payment),
  }
}

const ASKS = new Set(['PAYOUT_LINES_UNMATCHED', 'PAYOUT_TYPE_UNKNOWN'])

/** Only the plan knows whether something is left to ask; which line it is follows from what was found of each. */
function matchOf(row: PayoutTransaction, { plan }: PayoutPreview, payment: LinkedPayment | null): PayoutLine['match'] {
  const isAsked = ASKS.has(plan.reason?.code ?? '')
  if (row.category === 'unknown' || row.category === 'charge-failure') return isAsked ? 'open' : 'own'
  if (row.category !== 'charge' && row.category !== 'refund') return 'own'
  if (payment !== null) return 'booked'
  const isPlanned = plan.writes.some(
    ({ document }) =>
      isPaymentDocument(document) &&
      document.kind === kindOf(row) &&
      (document.reference.endsWith(`:${row.orderPaymentExternalId ?? ''}`) ||
        row.providerReferences.includes(document.providerReference ?? '')),
  )
  if (isPlanned) return 'to-book'
  return isAsked ? 'open' : 'own'
}
