import type { OrderPreview } from '#api/integrations'
import type { PayoutProof } from '#books/payouts/proof'
import type { Proof } from '#books/proof'
import type { Preview } from '#engine/preview'
import { subtract } from '#lib/decimal'
import { isSalesDocument, isStockDocument, type MappedDocument, type TargetDocument } from '#model/documents'
import { lineAmount } from '#model/invariants'
import type { Order } from '#model/order'
import type { Handler } from '#server/api/call'
import { integrationOf } from './shown.ts'

export const previewOrder: Handler<'integrations.preview'> = async (call) => {
  const { services, organizationId, params, query } = call
  const { integrationId } = await integrationOf(call, params.integration)
  return shown(await services.engine.preview({ organizationId, integrationId, name: query.order }))
}

function shown({ order, plan, documents, missing, held }: Preview): OrderPreview {
  const { proof, outcome, reason } = plan
  // With a code missing, the documents are shown as far as they are known.
  const planned = plan.writes.flatMap((write) => (write.action === 'create' ? [write.document] : []))
  return {
    order: shownOrder(order),
    outcome,
    reason: reason === null ? null : { code: reason.code, message: reason.message, remedy: reason.remedy ?? null },
    documents: (missing.length === 0 ? documents.map(({ document }) => document) : planned).map(shownDocument),
    missing: [...missing],
    held: held.map(({ kind, externalId, state }) => ({ kind, externalId, state })),
    proof: shownProof(proof),
  }
}

/** The figures of both sides with their difference. */
export const shownProof = ({ currency, figures, differences }: Proof | PayoutProof): OrderPreview['proof'] => ({
  balanced: differences.length === 0,
  currency,
  figures: figures.map((figure) => ({ ...figure, difference: subtract(figure.documents, figure.store) })),
})

const shownOrder = (order: Order): OrderPreview['order'] => ({
  name: order.name,
  placedAt: order.placedAt,
  currency: order.currencies.shop,
  total: order.totals.currentTotal.shop,
  pricesWithTax: order.taxesIncluded,
  lines: [
    ...order.lines.map((line) => ({
      title: line.title,
      sku: line.sku,
      quantity: String(line.quantity),
      amount: lineAmount(line, 'shop'),
    })),
    ...order.shippingLines
      .filter(({ removed }) => !removed)
      .map(({ title, price, discounts }) => ({
        title,
        sku: null,
        quantity: null,
        amount: discounts.reduce((rest, { amount }) => subtract(rest, amount.shop), price.shop),
      })),
  ],
})

type Shown = OrderPreview['documents'][number]

/** A document as a person reads it, with the target's codes where they are known. */
export function shownDocument(document: MappedDocument | TargetDocument): Shown {
  const { kind, reference, date, currency } = document
  const base = { kind, reference, date, currency }
  if (isSalesDocument(document)) {
    return {
      ...base,
      total: document.total,
      party: document.party.name,
      rows: document.rows.map((row) => ({
        ...target(row),
        title: row.title,
        sku: row.sku,
        quantity: row.quantity,
        amount: document.priceMode === 'gross' ? row.gross : row.net,
      })),
      taxes: document.taxes.map((tax) => ({
        title: tax.key.title,
        amount: tax.amount,
        account: 'account' in tax ? (tax.account as string | null) : null,
      })),
    }
  }
  if (isStockDocument(document)) {
    const rows = document.rows.map((row) => ({
      ...target(row),
      title: row.title,
      sku: row.sku,
      quantity: row.quantity,
      amount: row.net,
    }))
    return { ...base, total: null, party: document.party.name, rows, taxes: [] }
  }
  if (document.kind === 'journal') return { ...base, total: null, party: null, rows: [], taxes: [] }
  const mode = 'mode' in document ? document.mode : document.gateway
  const paid = { title: mode, sku: null, quantity: null, amount: document.amount }
  return {
    ...base,
    total: document.amount,
    party: document.party.name,
    rows: [{ ...target(document), ...paid }],
    taxes: [],
  }
}

/** The target's codes, where they are known. */
const target = (row: object): Pick<Shown['rows'][number], 'item' | 'account'> => {
  const { item = null, account = null } = row as { item?: string | null; account?: string | null }
  return { item, account }
}
