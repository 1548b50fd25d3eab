import { stableJson } from '#lib/hash'
import { graphqlAddress } from './map-graphql.ts'
import { dualOf, dualSet } from './map-money.ts'
import { webhookAddress } from './map-webhook.ts'
import { webhookFulfillment } from './map-webhook-parts.ts'
import type { GraphqlFacts } from './vendor-graphql.ts'
import type { WebhookOrder } from './vendor-webhook.ts'
import { financialStatus, fulfillmentStatus, shipmentStatus, sortedTags } from './words.ts'

/**
 * Whether a body is of the order's present state. The stamps alone do not tell: they count whole seconds, and an order is often
 * created, paid and changed by apps within one.
 */
export function isStillTrue(body: WebhookOrder, facts: GraphqlFacts): boolean {
  const fulfillments = body.fulfillments.map(webhookFulfillment)
  const statedByBody = {
    updatedAt: body.updated_at,
    closedAt: body.closed_at,
    cancelledAt: body.cancelled_at,
    note: body.note,
    tags: sortedTags(body.tags),
    email: body.email ?? body.contact_email,
    phone: body.phone,
    purchaseOrderNumber: body.po_number,
    attributes: body.note_attributes,
    paid: financialStatus(body.financial_status),
    sent: fulfillmentStatus(body.fulfillment_status, fulfillments),
    total: dualSet(body.total_price_set, body.total_price),
    currentTotal: dualSet(body.current_total_price_set, body.current_total_price),
    refunds: body.refunds.map((entry) => entry.id),
    fulfillments: fulfillments.map((entry) => [entry.externalId, entry.status]),
    shippingAddress: body.shipping_address == null ? null : webhookAddress(body.shipping_address),
  }
  const statedNow: typeof statedByBody = {
    updatedAt: facts.updatedAt,
    closedAt: facts.closedAt ?? null,
    cancelledAt: facts.cancelledAt ?? null,
    note: facts.note,
    tags: sortedTags(facts.tags),
    email: facts.email,
    phone: facts.phone,
    purchaseOrderNumber: facts.poNumber,
    attributes: facts.customAttributes.map(({ key, value }) => ({ name: key, value: value ?? '' })),
    // A body knows no expired authorisation.
    paid:
      facts.displayFinancialStatus === 'EXPIRED' ? statedByBody.paid : financialStatus(facts.displayFinancialStatus),
    sent: fulfillmentStatus(facts.displayFulfillmentStatus, fulfillments),
    total: dualOf(facts.totalPriceSet),
    currentTotal: dualOf(facts.currentTotalPriceSet ?? facts.totalPriceSet),
    refunds: facts.refunds.map((entry) => entry.id),
    fulfillments: facts.fulfillments.map((entry) => [entry.id, shipmentStatus(entry.status)]),
    shippingAddress: facts.shippingAddress == null ? null : graphqlAddress(facts.shippingAddress),
  }
  return stableJson(statedByBody) === stableJson(statedNow)
}
