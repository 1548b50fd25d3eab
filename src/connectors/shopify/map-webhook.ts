import { type Decimal, decimal, isZero } from '#lib/decimal'
import type { Address } from '#model/address'
import type { Company, Customer } from '#model/customer'
import type { DiscountAllocation, DiscountApplication } from '#model/discount'
import type { DualAmount } from '#model/money'
import type { AdditionalFee, Order, OrderLine, PaymentTerms, ShippingLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { TaxLine } from '#model/tax'
import { discountsStated, dualSet, type OrderPartsStated, taxStated } from './map-money.ts'
import { dueOn, lineKind, lineLocation } from './map-parts.ts'
import { webhookFulfillment, webhookRefund } from './map-webhook-parts.ts'
import type {
  MoneySet,
  WebhookAddress,
  WebhookAllocation,
  WebhookDiscount,
  WebhookLine,
  WebhookOrder,
  WebhookShippingLine,
  WebhookTaxLine,
} from './vendor-webhook.ts'
import {
  channel,
  discountKind,
  discountTarget,
  financialStatus,
  fulfillmentStatus,
  percent,
  sortedTags,
} from './words.ts'

/** What a body leaves out, from another source; absent parts are read as none. */
export interface MissingFacts {
  readonly timeZone: string
  readonly edited: boolean
  readonly financialStatus: string | null
  readonly fulfillmentStatus: string | null
  readonly outstanding: DualAmount | null
  readonly payments: readonly Payment[]
  readonly company: Company | null
  readonly fees: readonly AdditionalFee[]
  readonly tipLines: ReadonlySet<string>
  /** Absent = the body tells them. */
  readonly paymentTerms?: PaymentTerms | null
}

/** An order as a webhook body states it, completed with what the body leaves out. Equal to the same order read by GraphQL. */
export function orderFromWebhook(source: WebhookOrder, facts: MissingFacts): Order {
  const fulfillments = source.fulfillments.map(webhookFulfillment)
  const parts = {
    lines: source.line_items.map((line) => lineOf(line, source, facts.tipLines)),
    shippingLines: source.shipping_lines.map(shippingOf),
    fees: facts.fees,
  }
  return {
    ...headOf(source, facts),
    customer: customerOf(source),
    company: facts.company,
    billingAddress: source.billing_address == null ? null : webhookAddress(source.billing_address),
    shippingAddress: source.shipping_address == null ? null : webhookAddress(source.shipping_address),
    paymentTerms: facts.paymentTerms === undefined ? termsOf(source, facts.timeZone) : facts.paymentTerms,
    channel: channelOf(source),
    ...parts,
    discounts: source.discount_applications.map(discountOf),
    payments: facts.payments,
    refunds: source.refunds.map((refund) => webhookRefund(refund, facts.payments)),
    returns: [],
    fulfillments,
    financialStatus: financialStatus(facts.financialStatus),
    fulfillmentStatus: fulfillmentStatus(facts.fulfillmentStatus, fulfillments),
    totals: totalsOf(source, parts, facts.outstanding),
  }
}

function headOf(source: WebhookOrder, { timeZone, edited }: MissingFacts) {
  return {
    externalId: source.id,
    name: source.name,
    placedAt: source.created_at,
    processedAt: source.processed_at ?? source.created_at,
    updatedAt: source.updated_at ?? source.created_at,
    closedAt: source.closed_at,
    cancelledAt: source.cancelled_at,
    cancelReason: source.cancel_reason?.toLowerCase() ?? null,
    timeZone,
    test: source.test,
    edited,
    currencies: { shop: source.currency, presentment: source.presentment_currency ?? source.currency },
    taxesIncluded: source.taxes_included,
    dutiesIncluded: source.duties_included,
    taxesEstimated: source.estimated_taxes,
    email: source.email ?? source.contact_email,
    phone: source.phone,
    purchaseOrderNumber: source.po_number,
    tags: sortedTags(source.tags),
    note: source.note,
    attributes: source.note_attributes,
  }
}

function customerOf({ customer }: WebhookOrder): Customer | null {
  if (customer == null) return null
  return {
    externalId: customer.id,
    firstName: customer.first_name,
    lastName: customer.last_name,
    email: customer.email,
    phone: customer.phone,
    taxExempt: customer.tax_exempt,
  }
}

export const webhookAddress = (source: WebhookAddress): Address => ({
  firstName: source.first_name,
  lastName: source.last_name,
  company: source.company,
  line1: source.address1,
  line2: source.address2,
  postalCode: source.zip,
  city: source.city,
  province: source.province,
  countryCode: source.country_code?.toUpperCase() ?? null,
  phone: source.phone,
})

const termsOf = ({ payment_terms: terms }: WebhookOrder, timeZone: string): PaymentTerms | null =>
  terms == null
    ? null
    : {
        name: terms.payment_terms_name,
        dueAt: dueOn(
          terms.payment_schedules.map((entry) => entry.due_at),
          timeZone,
        ),
      }

function channelOf(source: WebhookOrder) {
  const liable = source.line_items.some((line) => line.tax_lines.some((tax) => tax.channel_liable))
  return channel(source.source_name, lineLocation(source.source_name, source.location_id), liable)
}

const taxOf = (source: WebhookTaxLine): TaxLine => ({
  title: source.title,
  ratePercent: percent(source.rate),
  amount: dualSet(source.price_set, source.price),
  channelLiable: source.channel_liable,
})

const allocationOf = (source: WebhookAllocation): DiscountAllocation => ({
  applicationIndex: source.discount_application_index ?? null,
  amount: dualSet(source.amount_set, source.amount),
})

/** Bodies from before allocations existed state only a sum per line. */
function allocationsOf(source: WebhookLine): DiscountAllocation[] {
  if (source.discount_allocations != null) return source.discount_allocations.map(allocationOf)
  const total = dualSet(source.total_discount_set, source.total_discount)
  return isZero(total.shop) ? [] : [{ applicationIndex: null, amount: total }]
}

function lineOf(source: WebhookLine, order: WebhookOrder, tipLines: ReadonlySet<string>): OrderLine {
  const gone = source.product_exists === false
  const productExternalId = gone ? null : source.product_id
  const variantExternalId = gone ? null : source.variant_id
  const known = productExternalId ?? variantExternalId ?? source.vendor ?? source.variant_title
  return {
    externalId: source.id,
    kind: lineKind({ tip: tipLines.has(source.id), giftCard: source.gift_card, fromCatalogue: known !== null }),
    sku: source.sku,
    productExternalId,
    variantExternalId,
    title: source.title,
    variantTitle: source.variant_title,
    quantity: decimal(source.quantity),
    currentQuantity: decimal(source.current_quantity ?? source.quantity),
    unitPrice: dualSet(source.price_set, source.price),
    discounts: allocationsOf(source),
    taxes: source.tax_lines.map(taxOf),
    duties: source.duties.map((duty) => ({
      externalId: duty.id,
      amount: dualSet(duty.shop_money == null ? null : { ...duty, shop_money: duty.shop_money }, null),
      taxes: duty.tax_lines.map(taxOf),
    })),
    taxable: source.taxable,
    requiresShipping: source.requires_shipping,
    bundle:
      source.line_item_group == null
        ? null
        : { externalId: source.line_item_group.id, title: source.line_item_group.title },
    locationExternalId: lineLocation(order.source_name, order.location_id),
    attributes: source.properties,
  }
}

const shippingOf = (source: WebhookShippingLine, index: number): ShippingLine => ({
  externalId: source.id ?? `shipping-${index}`,
  title: source.title ?? '',
  code: source.code,
  price: dualSet(source.price_set, source.price),
  discounts: source.discount_allocations.map(allocationOf),
  taxes: source.tax_lines.map(taxOf),
  removed: source.is_removed,
})

const discountOf = (source: WebhookDiscount, index: number): DiscountApplication => ({
  index,
  kind: discountKind(source.type),
  title: source.code ?? source.title ?? source.description,
  target: discountTarget(source.target_type),
  percent: source.value_type === 'percentage' ? source.value : null,
  amount: source.value_type === 'percentage' ? null : source.value,
})

function totalsOf(source: WebhookOrder, parts: OrderPartsStated, outstanding: DualAmount | null): Order['totals'] {
  const total = dualSet(source.total_price_set, source.total_price)
  const tax = statedSet(source.total_tax_set, source.total_tax) ?? taxStated(parts)
  return {
    total,
    currentTotal: statedSet(source.current_total_price_set, source.current_total_price) ?? total,
    tax,
    currentTax: statedSet(source.current_total_tax_set, source.current_total_tax) ?? tax,
    discounts: statedSet(source.total_discounts_set, source.total_discounts) ?? discountsStated(parts),
    outstanding,
  }
}

const statedSet = (set: MoneySet, plain: Decimal | null): DualAmount | null =>
  set == null && plain === null ? null : dualSet(set, plain)
