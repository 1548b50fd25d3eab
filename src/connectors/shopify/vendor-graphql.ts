import { z } from 'zod'
import { amount, flag, gid, instant, listOf, optionalGid, text } from './vendor-values.ts'

// What we read of GraphQL answers, in Shopify's spelling.

const money = z.object({ amount })

const moneyBag = z.object({ shopMoney: money, presentmentMoney: money.nullish() })
export type MoneyBag = z.output<typeof moneyBag>

const optionalBag = moneyBag.nullish().transform((bag) => bag ?? null)

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullish() })

export const connection = <T extends z.ZodType>(node: T) =>
  z.object({ nodes: z.array(node), pageInfo: pageInfo.nullish() }).nullish()

/** A page of a nested list, absent pages read as empty and last. */
export interface Page<T> {
  readonly nodes: readonly T[]
  readonly next: string | null
}

export const page = <T>(
  list:
    | { readonly nodes: readonly T[]; readonly pageInfo?: z.output<typeof pageInfo> | null | undefined }
    | null
    | undefined,
): Page<T> => ({
  nodes: list?.nodes ?? [],
  next: list?.pageInfo?.hasNextPage === true ? (list.pageInfo.endCursor ?? '') : null,
})

const taxLine = z.object({
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ''),
  rate: z
    .number()
    .nullish()
    .transform((rate) => rate ?? null),
  channelLiable: flag,
  priceSet: moneyBag,
})

const address = z.object({
  firstName: text,
  lastName: text,
  company: text,
  address1: text,
  address2: text,
  zip: text,
  city: text,
  province: text,
  countryCodeV2: text,
  phone: text,
})

const attribute = z.object({ key: z.string(), value: z.string().nullish() })

const allocation = z.object({
  allocatedAmountSet: moneyBag,
  discountApplication: z.object({ index: z.number().int() }).nullish(),
})

const duty = z.object({ id: gid, price: moneyBag, taxLines: listOf(taxLine) })

export const line = z.object({
  id: gid,
  sku: text,
  title: z.string(),
  variantTitle: text,
  vendor: text,
  quantity: z.number(),
  currentQuantity: z.number().nullish(),
  isGiftCard: flag,
  requiresShipping: flag,
  taxable: flag,
  product: z.object({ id: gid }).nullish(),
  variant: z.object({ id: gid }).nullish(),
  lineItemGroup: z.object({ id: gid, title: z.string() }).nullish(),
  customAttributes: listOf(attribute),
  originalUnitPriceSet: moneyBag,
  discountAllocations: listOf(allocation),
  taxLines: listOf(taxLine),
  duties: listOf(duty),
})
export type GraphqlLine = z.output<typeof line>

export const shippingLine = z.object({
  id: optionalGid,
  title: z.string().nullish(),
  code: text,
  isRemoved: flag,
  originalPriceSet: moneyBag,
  discountAllocations: listOf(allocation),
  taxLines: listOf(taxLine),
})
export type GraphqlShippingLine = z.output<typeof shippingLine>

export const discountApplication = z.object({
  __typename: z.string().nullish(),
  index: z.number().int(),
  targetType: z.string(),
  value: z.object({ amount: amount.nullish(), percentage: amount.nullish() }),
  code: text,
  title: text,
  description: text,
})
export type GraphqlDiscount = z.output<typeof discountApplication>

const transaction = z.object({
  id: gid,
  kind: z.string(),
  status: z.string(),
  gateway: text,
  test: flag,
  createdAt: instant.nullish(),
  processedAt: instant.nullish(),
  paymentId: text,
  parentTransaction: z.object({ id: gid }).nullish(),
  amountSet: moneyBag,
  amountRoundingSet: optionalBag,
})
export type GraphqlTransaction = z.output<typeof transaction>

export const refundLine = z.object({
  id: optionalGid,
  quantity: z.number(),
  restockType: z.string().nullish(),
  location: z.object({ id: gid }).nullish(),
  lineItem: z.object({ id: gid }),
  subtotalSet: moneyBag,
  totalTaxSet: moneyBag,
})

const refundShippingLine = z.object({
  id: gid,
  shippingLine: z.object({ id: optionalGid }).nullish(),
  subtotalAmountSet: moneyBag,
  taxAmountSet: moneyBag,
})

const adjustment = z.object({ id: gid, reason: text, amountSet: moneyBag, taxAmountSet: moneyBag })

const refund = z.object({
  id: gid,
  createdAt: instant.nullish(),
  processedAt: instant.nullish(),
  note: text,
  return: z.object({ id: gid }).nullish(),
  duties: listOf(z.object({ amountSet: moneyBag, originalDuty: z.object({ id: gid }).nullish() })),
  refundLineItems: connection(refundLine),
  refundShippingLines: connection(refundShippingLine),
  orderAdjustments: connection(adjustment),
  transactions: connection(z.object({ id: gid })),
})
export type GraphqlRefund = z.output<typeof refund>

const fulfillmentLine = z.object({ quantity: z.number().nullish(), lineItem: z.object({ id: gid }) })

export const fulfillment = z.object({
  id: gid,
  status: z.string(),
  createdAt: instant,
  updatedAt: instant.nullish(),
  location: z.object({ id: gid }).nullish(),
  trackingInfo: listOf(z.object({ company: text, number: text, url: text })),
  fulfillmentLineItems: connection(fulfillmentLine),
})
export type GraphqlFulfillment = z.output<typeof fulfillment>

export const orderReturn = z.object({ id: gid, name: z.string(), status: z.string() })

/** What a webhook body does not tell about an order, and what shows that the body is still true. */
export const orderFacts = z.object({
  updatedAt: instant,
  closedAt: instant.nullish(),
  cancelledAt: instant.nullish(),
  edited: flag,
  note: text,
  tags: listOf(z.string()),
  email: text,
  phone: text,
  poNumber: text,
  customAttributes: listOf(attribute),
  displayFinancialStatus: z.string().nullish(),
  displayFulfillmentStatus: z.string().nullish(),
  returnStatus: z.string().nullish(),
  shippingAddress: address.nullish(),
  totalPriceSet: moneyBag,
  currentTotalPriceSet: optionalBag,
  totalOutstandingSet: optionalBag,
  transactions: listOf(transaction),
  additionalFees: listOf(z.object({ id: gid, name: z.string(), price: moneyBag, taxLines: listOf(taxLine) })),
  purchasingEntity: z
    .object({
      __typename: z.string().nullish(),
      company: z.object({ id: gid, name: z.string(), externalId: text }).nullish(),
      location: z
        .object({ id: gid, name: text, taxSettings: z.object({ taxRegistrationId: text }).nullish() })
        .nullish(),
    })
    .nullish(),
  paymentTerms: z
    .object({ paymentTermsName: text, paymentSchedules: connection(z.object({ dueAt: instant.nullish() })) })
    .nullish(),
  fulfillments: listOf(z.object({ id: gid, status: z.string() })),
  refunds: listOf(z.object({ id: gid })),
})

export const order = orderFacts.extend({
  id: gid,
  name: z.string(),
  test: flag,
  createdAt: instant,
  updatedAt: instant.nullish(),
  processedAt: instant.nullish(),
  cancelReason: text,
  currencyCode: z.string(),
  presentmentCurrencyCode: z.string().nullish(),
  taxesIncluded: flag,
  dutiesIncluded: flag,
  estimatedTaxes: flag,
  sourceName: text,
  customer: z
    .object({
      id: gid,
      firstName: text,
      lastName: text,
      taxExempt: flag,
      defaultEmailAddress: z.object({ emailAddress: text }).nullish(),
      defaultPhoneNumber: z.object({ phoneNumber: text }).nullish(),
    })
    .nullish(),
  billingAddress: address.nullish(),
  retailLocation: z.object({ id: gid }).nullish(),
  totalTaxSet: optionalBag,
  currentTotalTaxSet: optionalBag,
  currentTaxLines: z.array(taxLine).nullish(),
  totalDiscountsSet: optionalBag,
  totalTipReceivedSet: optionalBag,
  lineItems: z.object({ nodes: z.array(line), pageInfo: pageInfo.nullish() }),
  shippingLines: connection(shippingLine),
  discountApplications: connection(discountApplication),
  refunds: listOf(refund),
  returns: connection(orderReturn),
  fulfillments: listOf(fulfillment),
})
export type GraphqlFacts = z.output<typeof orderFacts>
export type GraphqlOrder = z.output<typeof order>
export type GraphqlAddress = z.output<typeof address>
export type GraphqlTaxLine = z.output<typeof taxLine>
export type GraphqlAllocation = z.output<typeof allocation>
export type GraphqlFee = GraphqlOrder['additionalFees'][number]
export type GraphqlPurchasingEntity = NonNullable<GraphqlOrder['purchasingEntity']>
