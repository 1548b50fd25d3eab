import { absolute, decimal } from '#lib/decimal'
import type { Address } from '#model/address'
import type { Company, Customer } from '#model/customer'
import type { DiscountAllocation, DiscountApplication } from '#model/discount'
import { type DualAmount, dual, ZERO_DUAL } from '#model/money'
import type { AdditionalFee, Order, OrderLine, PaymentTerms, ShippingLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { TaxLine } from '#model/tax'
import { fulfillmentOf } from './map-fulfillment.ts'
import { refundOf } from './map-refund.ts'
import { discountsStated, dualOf, type OrderPartsStated, taxStated } from './map-money.ts'
import { dueOn, lineKind, lineLocation } from './map-parts.ts'
import type {
  GraphqlAddress,
  GraphqlAllocation,
  GraphqlDiscount,
  GraphqlFacts,
  GraphqlFee,
  GraphqlLine,
  GraphqlOrder,
  GraphqlPurchasingEntity,
  GraphqlShippingLine,
  GraphqlTaxLine,
  GraphqlTransaction,
  MoneyBag,
} from './vendor-graphql.ts'
import {
  channel,
  discountKind,
  discountTarget,
  financialStatus,
  fulfillmentStatus,
  paymentKind,
  paymentMove,
  paymentStatus,
  percent,
  returnStatus,
  sortedTags,
} from './words.ts'

export interface GraphqlMapping {
  /** IANA zone of the shop. */
  readonly timeZone: string
  /** The lines that are tips, by id. Shopify marks them in the sales ledger only. */
  readonly tipLines: ReadonlySet<string>
}

/** An order as GraphQL states it, all its nested pages read. */
export function orderFromGraphql(source: GraphqlOrder, mapping: GraphqlMapping): Order {
  const fulfillments = source.fulfillments.map(fulfillmentOf)
  const payments = paymentsOf(source.transactions)
  const parts = {
    lines: source.lineItems.nodes.map((line) => lineOf(line, source, mapping.tipLines)),
    shippingLines: (source.shippingLines?.nodes ?? []).map(shippingOf),
    fees: source.additionalFees.map(feeOf),
  }
  return {
    ...headOf(source, mapping),
    ...partyOf(source),
    paymentTerms: termsOf(source.paymentTerms, mapping.timeZone),
    channel: channelOf(source),
    ...parts,
    discounts: (source.discountApplications?.nodes ?? []).map(discountOf),
    payments,
    refunds: source.refunds.map((refund) => refundOf(refund, payments)),
    returns: (source.returns?.nodes ?? []).map((entry) => ({
      externalId: entry.id,
      name: entry.name,
      status: returnStatus(entry.status),
    })),
    fulfillments,
    financialStatus: financialStatus(source.displayFinancialStatus),
    fulfillmentStatus: fulfillmentStatus(source.displayFulfillmentStatus, fulfillments),
    totals: totalsOf(source, parts),
  }
}

function headOf(source: GraphqlOrder, { timeZone }: GraphqlMapping) {
  return {
    externalId: source.id,
    name: source.name,
    placedAt: source.createdAt,
    processedAt: source.processedAt ?? source.createdAt,
    updatedAt: source.updatedAt ?? source.createdAt,
    closedAt: source.closedAt ?? null,
    cancelledAt: source.cancelledAt ?? null,
    cancelReason: source.cancelReason?.toLowerCase() ?? null,
    timeZone,
    test: source.test,
    edited: source.edited,
    currencies: { shop: source.currencyCode, presentment: source.presentmentCurrencyCode ?? source.currencyCode },
    taxesIncluded: source.taxesIncluded,
    dutiesIncluded: source.dutiesIncluded,
    taxesEstimated: source.estimatedTaxes,
    email: source.email,
    phone: source.phone,
    purchaseOrderNumber: source.poNumber,
    tags: sortedTags(source.tags),
    note: source.note,
    attributes: source.customAttributes.map(({ key, value }) => ({ name: key, value: value ?? '' })),
  }
}

function partyOf(source: GraphqlOrder) {
  return {
    customer: source.customer == null ? null : customerOf(source.customer),
    company: companyOf(source.purchasingEntity),
    billingAddress: source.billingAddress == null ? null : graphqlAddress(source.billingAddress),
    shippingAddress: source.shippingAddress == null ? null : graphqlAddress(source.shippingAddress),
  }
}

const customerOf = (source: NonNullable<GraphqlOrder['customer']>): Customer => ({
  externalId: source.id,
  firstName: source.firstName,
  lastName: source.lastName,
  email: source.defaultEmailAddress?.emailAddress ?? null,
  phone: source.defaultPhoneNumber?.phoneNumber ?? null,
  taxExempt: source.taxExempt,
})

/** The company of a B2B order; `null` when a person buys for herself. */
export const companyOf = (source: GraphqlPurchasingEntity | null | undefined): Company | null =>
  source?.company == null
    ? null
    : {
        externalId: source.company.id,
        name: source.company.name,
        customerNumber: source.company.externalId,
        locationExternalId: source.location?.id ?? null,
        locationName: source.location?.name ?? null,
        vatNumber: source.location?.taxSettings?.taxRegistrationId ?? null,
      }

export const graphqlAddress = (source: GraphqlAddress): Address => ({
  firstName: source.firstName,
  lastName: source.lastName,
  company: source.company,
  line1: source.address1,
  line2: source.address2,
  postalCode: source.zip,
  city: source.city,
  province: source.province,
  countryCode: source.countryCodeV2?.toUpperCase() ?? null,
  phone: source.phone,
})

export function termsOf(source: GraphqlFacts['paymentTerms'], timeZone: string): PaymentTerms | null {
  if (source == null) return null
  const schedules = source.paymentSchedules?.nodes ?? []
  const dueAt = dueOn(
    schedules.map((entry) => entry.dueAt),
    timeZone,
  )
  return { name: source.paymentTermsName, dueAt }
}

function channelOf(source: GraphqlOrder) {
  const liable = source.lineItems.nodes.some((line) => line.taxLines.some((tax) => tax.channelLiable))
  return channel(source.sourceName, lineLocation(source.sourceName, source.retailLocation?.id ?? null), liable)
}

const dualOrZero = (bag: MoneyBag | null): DualAmount => (bag === null ? ZERO_DUAL : dualOf(bag))

const taxOf = (source: GraphqlTaxLine): TaxLine => ({
  title: source.title,
  ratePercent: percent(source.rate),
  amount: dualOf(source.priceSet),
  channelLiable: source.channelLiable,
})

const allocationOf = (source: GraphqlAllocation): DiscountAllocation => ({
  applicationIndex: source.discountApplication?.index ?? null,
  amount: dualOf(source.allocatedAmountSet),
})

function lineOf(source: GraphqlLine, order: GraphqlOrder, tipLines: ReadonlySet<string>): OrderLine {
  const variantExternalId = source.variant?.id ?? null
  const productExternalId = source.product?.id ?? null
  const { vendor, variantTitle } = source
  const known = productExternalId ?? variantExternalId ?? vendor ?? variantTitle
  return {
    externalId: source.id,
    kind: lineKind({ tip: tipLines.has(source.id), giftCard: source.isGiftCard, fromCatalogue: known !== null }),
    sku: source.sku,
    productExternalId,
    variantExternalId,
    title: source.title,
    variantTitle,
    quantity: decimal(source.quantity),
    currentQuantity: decimal(source.currentQuantity ?? source.quantity),
    unitPrice: dualOf(source.originalUnitPriceSet),
    discounts: source.discountAllocations.map(allocationOf),
    taxes: source.taxLines.map(taxOf),
    duties: source.duties.map((duty) => ({
      externalId: duty.id,
      amount: dualOf(duty.price),
      taxes: duty.taxLines.map(taxOf),
    })),
    taxable: source.taxable,
    requiresShipping: source.requiresShipping,
    bundle:
      source.lineItemGroup == null ? null : { externalId: source.lineItemGroup.id, title: source.lineItemGroup.title },
    locationExternalId: lineLocation(order.sourceName, order.retailLocation?.id ?? null),
    attributes: source.customAttributes.map(({ key, value }) => ({ name: key, value: value ?? '' })),
  }
}

const shippingOf = (source: GraphqlShippingLine, index: number): ShippingLine => ({
  externalId: source.id ?? `shipping-${index}`,
  title: source.title ?? '',
  code: source.code,
  price: dualOf(source.originalPriceSet),
  discounts: source.discountAllocations.map(allocationOf),
  taxes: source.taxLines.map(taxOf),
  removed: source.isRemoved,
})

export const feeOf = (source: GraphqlFee): AdditionalFee => ({
  externalId: source.id,
  title: source.name,
  price: dualOf(source.price),
  taxes: source.taxLines.map(taxOf),
})

const discountOf = (source: GraphqlDiscount): DiscountApplication => ({
  index: source.index,
  kind: discountKind(source.__typename),
  title: source.code ?? source.title ?? source.description,
  target: discountTarget(source.targetType),
  percent: source.value.percentage ?? null,
  amount: source.value.percentage == null ? (source.value.amount ?? null) : null,
})

/** Movements of money; a mere suggestion of Shopify is none. */
export function paymentsOf(transactions: readonly GraphqlTransaction[]): Payment[] {
  return transactions.flatMap((source) => {
    const kind = paymentKind(source.kind)
    if (kind === null) return []
    const amount = dualOf(source.amountSet)
    return {
      externalId: source.id,
      kind: paymentMove(kind, amount.shop),
      status: paymentStatus(source.status),
      gateway: source.gateway ?? 'manual',
      amount: dual(absolute(amount.shop), absolute(amount.presentment)),
      rounding: dualOrZero(source.amountRoundingSet),
      processedAt: source.processedAt ?? source.createdAt ?? new Date(0).toISOString(),
      providerReference: source.paymentId,
      parentExternalId: source.parentTransaction?.id ?? null,
      test: source.test,
    }
  })
}

function totalsOf(source: GraphqlOrder, parts: OrderPartsStated): Order['totals'] {
  const total = dualOf(source.totalPriceSet)
  const tax = source.totalTaxSet === null ? taxStated(parts) : dualOf(source.totalTaxSet)
  return {
    total,
    currentTotal: source.currentTotalPriceSet === null ? total : dualOf(source.currentTotalPriceSet),
    tax,
    currentTax: source.currentTotalTaxSet === null ? tax : dualOf(source.currentTotalTaxSet),
    ...(source.currentTaxLines == null ? {} : { currentTaxes: source.currentTaxLines.map(taxOf) }),
    discounts: source.totalDiscountsSet === null ? discountsStated(parts) : dualOf(source.totalDiscountsSet),
    outstanding: source.totalOutstandingSet === null ? null : dualOf(source.totalOutstandingSet),
  }
}
