import { decimal, divide, isZero } from '#lib/decimal'
import type { View } from './connections.ts'
import { announcePlaced } from './life.ts'
import type { Bag } from './money.ts'
import { orderView } from './order-view.ts'
import { placeOrder } from './place.ts'
import type { AddressInput, AttributeInput, DiscountInput, PlaceOrder, PlacePayment, TaxInput } from './place-input.ts'
import type { Shop } from './shop.ts'
import type { OrderState, TaxLineState } from './state.ts'
import { type UserError, userError } from './user-errors.ts'

interface MoneyBagInput {
  readonly shopMoney: { readonly amount: string; readonly currencyCode: string }
  readonly presentmentMoney?: { readonly amount: string; readonly currencyCode: string } | null
}

interface TaxLineInput {
  readonly title: string
  readonly rate: string
  readonly priceSet?: MoneyBagInput | null
  readonly channelLiable?: boolean | null
}

interface LineInput {
  readonly title?: string | null
  readonly sku?: string | null
  readonly variantId?: string | null
  readonly variantTitle?: string | null
  readonly vendor?: string | null
  readonly quantity: number
  readonly priceSet?: MoneyBagInput | null
  readonly taxLines?: readonly TaxLineInput[] | null
  readonly taxable?: boolean | null
  readonly requiresShipping?: boolean | null
  readonly giftCard?: boolean | null
  readonly properties?: readonly { readonly name: string; readonly value: string }[] | null
}

interface OrderCreateInput {
  readonly currency?: string | null
  readonly presentmentCurrency?: string | null
  readonly email?: string | null
  readonly phone?: string | null
  readonly note?: string | null
  readonly name?: string | null
  readonly poNumber?: string | null
  readonly tags?: readonly string[] | null
  readonly test?: boolean | null
  readonly processedAt?: string | null
  readonly sourceName?: string | null
  readonly sourceIdentifier?: string | null
  readonly taxesIncluded?: boolean | null
  readonly financialStatus?: string | null
  readonly customAttributes?: readonly AttributeInput[] | null
  readonly customer?: unknown
  readonly customerId?: string | null
  readonly billingAddress?: AddressInput | null
  readonly shippingAddress?: AddressInput | null
  readonly lineItems?: readonly LineInput[] | null
  readonly shippingLines?:
    | readonly {
        readonly title: string
        readonly code?: string | null
        readonly source?: string | null
        readonly priceSet: MoneyBagInput
        readonly taxLines?: readonly TaxLineInput[] | null
      }[]
    | null
  readonly discountCode?: {
    readonly itemFixedDiscountCode?: { readonly code: string; readonly amountSet?: MoneyBagInput | null } | null
    readonly itemPercentageDiscountCode?: { readonly code: string; readonly percentage?: number | null } | null
    readonly freeShippingDiscountCode?: { readonly code: string } | null
  } | null
  readonly transactions?:
    | readonly {
        readonly kind?: string | null
        readonly status?: string | null
        readonly gateway?: string | null
        readonly amountSet: MoneyBagInput
        readonly test?: boolean | null
      }[]
    | null
}

/** `orderCreate`: an order from outside. Taxes are the caller's, not computed. */
export function createOrderMutation(shop: Shop): View {
  return {
    orderCreate: ({ order: input }: { order: OrderCreateInput }) => {
      const errors = createErrors(shop, input)
      if (errors.length > 0) return { order: null, userErrors: errors }
      const order = placeOrder(shop, placeInput(shop, input), (placed) => stateTaxes(placed, input))
      announcePlaced(shop, order)
      return { order: orderView(shop, order), userErrors: [] }
    },
  }
}

function createErrors(shop: Shop, input: OrderCreateInput): UserError[] {
  if ((input.lineItems ?? []).length === 0)
    return [userError(['order', 'lineItems'], 'Line items must have at least one line item', 'INVALID')]
  if (input.processedAt != null && new Date(input.processedAt) > shop.clock.now()) {
    return [userError(['order', 'processedAt'], 'Processed at must not be in the future', 'PROCESSED_AT_INVALID')]
  }
  if (input.customer != null && input.customerId != null) {
    return [userError(['order'], 'Cannot specify both customerId and customer', 'REDUNDANT_CUSTOMER_FIELDS')]
  }
  const currency = input.currency ?? shop.config.currency
  return currency === shop.config.currency
    ? []
    : [userError(['order', 'currency'], `Currency must be ${shop.config.currency}.`, 'INVALID')]
}

const given = <Key extends string, Value>(key: Key, value: Value | null | undefined): { [K in Key]?: Value } =>
  (value == null ? {} : { [key]: value }) as { [K in Key]?: Value }

const taxes = (lines: readonly TaxLineInput[] | null | undefined): TaxInput[] =>
  (lines ?? []).map((tax) => ({
    title: tax.title,
    rate: decimal(String(tax.rate)),
    channelLiable: tax.channelLiable ?? false,
  }))

function placeInput(shop: Shop, input: OrderCreateInput): PlaceOrder {
  return {
    lines: (input.lineItems ?? []).map((line) => ({
      quantity: line.quantity,
      taxRates: taxes(line.taxLines),
      custom: line.variantId == null,
      ...given('variantId', line.variantId),
      ...given('sku', line.sku),
      ...given('title', line.title),
      ...given('variantTitle', line.variantTitle),
      ...given('vendor', line.vendor),
      ...given('price', line.priceSet?.shopMoney.amount),
      ...given('taxable', line.taxable),
      ...given('requiresShipping', line.requiresShipping),
      ...given('giftCard', line.giftCard),
      attributes: (line.properties ?? []).map(({ name, value }) => ({ key: name, value })),
    })),
    shipping: (input.shippingLines ?? []).map((line) => ({
      title: line.title,
      price: line.priceSet.shopMoney.amount,
      taxRates: taxes(line.taxLines),
      ...given('code', line.code),
      ...given('source', line.source),
    })),
    discounts: discountOf(input),
    taxesIncluded: input.taxesIncluded ?? false,
    ...presentmentOf(shop, input),
    ...paymentsOf(input),
    customer: input.email == null ? null : { email: input.email, ...given('phone', input.phone) },
    ...given('billingAddress', input.billingAddress),
    ...given('shippingAddress', input.shippingAddress),
    ...given('note', input.note),
    ...given('name', input.name),
    ...given('poNumber', input.poNumber),
    ...given('tags', input.tags),
    ...given('test', input.test),
    ...given('attributes', input.customAttributes),
    ...given('placedAt', input.processedAt),
    ...given('channel', input.sourceName),
    ...given('sourceIdentifier', input.sourceIdentifier),
  }
}

function presentmentOf(shop: Shop, input: OrderCreateInput): Pick<PlaceOrder, 'presentment'> {
  const bag = input.lineItems?.find((line) => line.priceSet?.presentmentMoney != null)?.priceSet
  const other = bag?.presentmentMoney
  if (bag == null || other == null || other.currencyCode === shop.config.currency) return {}
  const amount = decimal(bag.shopMoney.amount)
  return isZero(amount)
    ? {}
    : { presentment: { currency: other.currencyCode, rate: divide(decimal(other.amount), amount) } }
}

function discountOf({ discountCode: code }: OrderCreateInput): DiscountInput[] {
  if (code?.itemFixedDiscountCode != null) {
    return [
      { name: code.itemFixedDiscountCode.code, amount: code.itemFixedDiscountCode.amountSet?.shopMoney.amount ?? '0' },
    ]
  }
  if (code?.itemPercentageDiscountCode != null) {
    return [
      {
        name: code.itemPercentageDiscountCode.code,
        percentage: String(code.itemPercentageDiscountCode.percentage ?? 0),
      },
    ]
  }
  if (code?.freeShippingDiscountCode == null) return []
  return [{ name: code.freeShippingDiscountCode.code, percentage: '100', target: 'shipping' }]
}

function paymentsOf(input: OrderCreateInput): Pick<PlaceOrder, 'payments' | 'financial' | 'gateway'> {
  if (input.transactions != null) {
    const payments = input.transactions.map((entry): PlacePayment => ({
      gateway: entry.gateway ?? 'manual',
      kind: entry.kind === 'AUTHORIZATION' ? 'authorization' : 'sale',
      status:
        entry.status === 'PENDING'
          ? 'pending'
          : entry.status === 'FAILURE' || entry.status === 'ERROR'
            ? 'failure'
            : 'success',
      amount: entry.amountSet.shopMoney.amount,
      ...given('test', entry.test),
    }))
    return { payments }
  }
  return input.financialStatus === 'PAID' ? { financial: 'paid', gateway: 'manual' } : { financial: 'pending' }
}

/** Puts the caller's tax amounts in place of the computed ones. */
function stateTaxes(order: OrderState, input: OrderCreateInput): void {
  const state = (lines: readonly TaxLineState[], stated: readonly TaxLineInput[] | null | undefined): void =>
    lines.forEach((line, index) => {
      const set = stated?.[index]?.priceSet
      if (set != null) line.amount = bagFrom(set)
    })
  order.lines.forEach((line, index) => state(line.taxLines, input.lineItems?.[index]?.taxLines))
  order.shipping.forEach((line, index) => state(line.taxLines, input.shippingLines?.[index]?.taxLines))
}

const bagFrom = ({ shopMoney, presentmentMoney }: MoneyBagInput): Bag => ({
  shop: decimal(shopMoney.amount),
  presentment: decimal((presentmentMoney ?? shopMoney).amount),
})
