import { fulfillmentStatus } from './fulfillment-view.ts'
import { figures, financialStatus } from './figures.ts'
import { compares, compile, dateMatcher, instantIn, lowerBound, parseQuery, type Term } from './search.ts'
import type { OrderState } from './state.ts'

/** Decides whether an order belongs to a search. */
export type Matcher = (order: OrderState) => boolean

export interface ParsedSearch {
  readonly matches: Matcher
  /** Lowest `updated_at` that can match, in ms, when the whole search is narrowed by one; lets the index start there. */
  readonly updatedFrom: number | null
}

export function parseSearch(query: string | null | undefined, zone: string): ParsedSearch {
  const root = parseQuery(query)
  if (root === null) return { matches: () => true, updatedFrom: null }
  return { matches: compile(root, (term) => compileTerm(term, zone)), updatedFrom: lowerBound(root, zone) }
}

const DATES: Readonly<Record<string, (order: OrderState) => Date | null>> = {
  updated_at: (order) => order.updatedAt,
  created_at: (order) => order.createdAt,
  processed_at: (order) => order.processedAt,
}

const TEXTS: Readonly<Record<string, (order: OrderState) => readonly (string | null)[]>> = {
  name: (order) => [order.name, order.name.replace(/^#/, '')],
  id: (order) => [String(order.id)],
  source_identifier: (order) => [order.sourceIdentifier],
  source_name: (order) => [order.sourceName],
  email: (order) => [order.email],
  tag: (order) => order.tags,
  po_number: (order) => [order.poNumber],
  customer_id: (order) => [order.customer === null ? null : String(order.customer.id)],
  financial_status: (order) => [financialStatus(order)],
  fulfillment_status: (order) => [
    fulfillmentStatus(order),
    fulfillmentStatus(order) === 'FULFILLED' ? 'shipped' : null,
  ],
  gateway: (order) => order.transactions.map((entry) => entry.gateway),
  confirmation_number: (order) => [order.confirmationNumber],
  test: (order) => [String(order.test)],
  sku: (order) => order.lines.map((line) => line.sku),
}

function compileTerm({ field, comparator, value }: Term, zone: string): Matcher {
  const wanted = value.toLowerCase()
  if (field === null)
    return (order) =>
      [order.name, order.name.replace(/^#/, ''), order.email].some((text) => text?.toLowerCase() === wanted)
  const date = DATES[field]
  if (date !== undefined) return dateMatcher(date, comparator, instantIn(zone, value))
  if (field === 'status') return statusMatcher(wanted)
  if (field === 'total_price' || field === 'current_total_price') {
    return (order) =>
      compares(
        Number(figures(order)[field === 'total_price' ? 'total' : 'currentTotal'].shop),
        comparator,
        Number(value),
      )
  }
  if (field === 'id' && comparator !== ':') return (order) => compares(order.id, comparator, Number(value))
  const texts = TEXTS[field]
  // Shopify warns about a field it does not know and searches as if the term were not there.
  if (texts === undefined) return () => true
  return (order) => texts(order).some((text) => text !== null && (value === '*' || text.toLowerCase() === wanted))
}

function statusMatcher(status: string): Matcher {
  switch (status) {
    case 'open':
      return (order) => order.closedAt === null && order.cancelledAt === null
    case 'closed':
      return (order) => order.closedAt !== null
    case 'cancelled':
      return (order) => order.cancelledAt !== null
    case 'not_closed':
      return (order) => order.closedAt === null
    default:
      return () => true
  }
}
