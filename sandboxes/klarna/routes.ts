import type { SandboxRequest } from '#sandboxes/kit/server'
import { ApiError } from './errors.ts'
import type { HttpParts } from './http.ts'
import { instantParam, pageOf } from './params.ts'
import type { Entry, SettledPayout } from './state.ts'

const BASE = '/settlements/v1'

/** The settlements API. @throws {ApiError} as Klarna refuses. */
export function answerTo(parts: HttpParts, request: SandboxRequest): unknown {
  const { path, query } = request
  if (path === `${BASE}/payouts`) return listPayouts(parts, query)
  if (path === `${BASE}/payouts/summary`) return summary(parts, query)
  if (path === `${BASE}/transactions`) return listTransactions(parts, query)
  const [, reference] = /^\/settlements\/v1\/payouts\/([^/]+)$/.exec(path) ?? []
  if (reference !== undefined) return shown(parts, one(parts, decodeURIComponent(reference)))
  throw new ApiError(404, 'NOT_FOUND', `There is nothing at ${path}.`)
}

function one({ merchant }: HttpParts, reference: string): SettledPayout {
  const found = merchant.payouts.find((payout) => payout.payment_reference === reference)
  if (found !== undefined) return found
  throw new ApiError(404, 'NOT_FOUND', `No payout has the reference ${reference}.`)
}

function matching({ merchant }: HttpParts, query: URLSearchParams): SettledPayout[] {
  const [from, to] = [instantParam(query, 'start_date'), instantParam(query, 'end_date')]
  const currency = query.get('currency_code')
  return merchant.payouts.filter((payout) => {
    const at = Date.parse(payout.payout_date)
    const isOther = currency !== null && payout.currency_code !== currency
    return !isOther && (from === null || at >= from) && (to === null || at <= to)
  })
}

// Klarna promises no order; nobody should lean on one.
const listPayouts = (parts: HttpParts, query: URLSearchParams): unknown => {
  const { items, pagination } = pageOf(matching(parts, query).toReversed(), query, `${parts.origin()}${BASE}/payouts`)
  return { payouts: items.map((payout) => shown(parts, payout)), pagination }
}

function listTransactions(parts: HttpParts, query: URLSearchParams): unknown {
  const [reference, orderId] = [query.get('payment_reference'), query.get('order_id')]
  if (reference === null && orderId === null) {
    throw new ApiError(400, 'BAD_VALUE', 'payment_reference or order_id is needed.')
  }
  const payouts = parts.merchant.payouts.filter((one) => reference === null || one.payment_reference === reference)
  const entries = payouts.flatMap((payout) =>
    payout.entries
      .filter((entry) => orderId === null || entry.order_id === orderId)
      .map((entry) => ({ ...signed(parts, entry), payment_reference: payout.payment_reference })),
  )
  const { items, pagination } = pageOf(entries.toReversed(), query, `${parts.origin()}${BASE}/transactions`)
  return { transactions: items, pagination }
}

const signed = ({ unsigned }: HttpParts, entry: Entry): Entry =>
  unsigned ? { ...entry, amount: Math.abs(entry.amount) } : entry

const shown = ({ merchant, origin }: HttpParts, { entries: _entries, ...payout }: SettledPayout): object => ({
  ...payout,
  merchant_id: merchant.merchantId,
  currency_code_of_registration_country: 'EUR',
  transactions: `${origin()}${BASE}/transactions?payment_reference=${payout.payment_reference}`,
})

function summary(parts: HttpParts, query: URLSearchParams): unknown {
  const groups = Map.groupBy(matching(parts, query), (payout) => payout.currency_code)
  return [...groups].map(([currency, payouts]) => ({
    summary_settlement_currency: currency,
    summary_payout_date_start: query.get('start_date'),
    summary_payout_date_end: query.get('end_date'),
    summary_total_settlement_amount: payouts.reduce((sum, { totals }) => sum + (totals['settlement_amount'] ?? 0), 0),
    summary_total_sale_amount: payouts.reduce((sum, { totals }) => sum + (totals['sale_amount'] ?? 0), 0),
    summary_total_fee_amount: payouts.reduce((sum, { totals }) => sum + (totals['fee_amount'] ?? 0), 0),
  }))
}
