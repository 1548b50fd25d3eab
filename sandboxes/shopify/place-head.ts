import { decimal, ONE } from '#lib/decimal'
import { findOrAddCompany } from './companies.ts'
import type { Currencies } from './money.ts'
import { address, findOrAddCustomer } from './people.ts'
import type { PlaceOrder } from './place-input.ts'
import { defaultLocation, type Shop } from './shop.ts'
import type { AddressState, CustomerState } from './people-state.ts'
import type { OrderState, PaymentTermsState } from './state.ts'

/** Source name and app of the channels that tests name in plain words. */
const CHANNELS: Readonly<Record<string, { readonly sourceName: string; readonly appId: number }>> = {
  web: { sourceName: 'web', appId: 580_111 },
  pos: { sourceName: 'pos', appId: 129_785 },
  draft: { sourceName: 'shopify_draft_order', appId: 1_354_745 },
  marketplace: { sourceName: '2329312', appId: 2_329_312 },
}

const FIRST_ORDER_NUMBER = 1001
const MS_PER_DAY = 86_400_000

type Head = Omit<
  OrderState,
  | 'discounts'
  | 'lines'
  | 'shipping'
  | 'fees'
  | 'transactions'
  | 'refunds'
  | 'returns'
  | 'fulfillmentOrders'
  | 'fulfillments'
  | 'agreements'
  | 'originalTotal'
>

/** Everything about an order that is not arithmetic. */
export function orderHead(shop: Shop, input: PlaceOrder, currencies: Currencies, taxesIncluded: boolean): Head {
  const at = input.placedAt === undefined ? shop.clock.now() : new Date(input.placedAt)
  const number = FIRST_ORDER_NUMBER + shop.orderCount
  shop.orderCount += 1
  const id = shop.ids.next('Order')
  const channel = CHANNELS[input.channel ?? 'web'] ?? { sourceName: input.channel ?? 'web', appId: null }
  const pos = channel.sourceName === 'pos'
  const customer = customerOf(shop, input, id, pos)
  return {
    id,
    number,
    name: input.name ?? `#${number}`,
    confirmationNumber: shop.ids.token(9),
    revision: 1,
    currencies,
    exchangeRate: input.presentment === undefined ? ONE : decimal(input.presentment.rate),
    taxesIncluded,
    taxExempt: input.taxExempt ?? false,
    dutiesIncluded: input.dutiesIncluded ?? false,
    estimatedTaxes: input.estimatedTaxes ?? false,
    createdAt: at,
    processedAt: at,
    updatedAt: at,
    closedAt: null,
    cancelledAt: null,
    cancelReason: null,
    edited: false,
    test: input.test ?? false,
    email: customer?.email ?? null,
    phone: customer?.phone ?? null,
    note: input.note ?? null,
    tags: input.tags ?? [],
    attributes: input.attributes ?? [],
    poNumber: input.poNumber ?? null,
    sourceName: channel.sourceName,
    sourceIdentifier: input.sourceIdentifier ?? null,
    customerLocale: pos ? null : (input.customerLocale ?? 'sv-SE'),
    appId: channel.appId,
    retailLocationId: pos ? (shop.locations[1]?.id ?? defaultLocation(shop)) : null,
    merchantOfRecordAppId: input.channel === 'marketplace' ? channel.appId : null,
    customer,
    company: input.company === undefined ? null : findOrAddCompany(shop, input.company, customer),
    paymentTerms: paymentTerms(shop, input, at),
    ...addresses(shop, input, customer, pos),
  }
}

function customerOf(shop: Shop, input: PlaceOrder, orderId: number, pos: boolean): CustomerState | null {
  if (input.customer === null || (input.customer === undefined && pos)) return null
  return findOrAddCustomer(shop, input.customer ?? { email: `customer-${orderId}@example.com` })
}

function addresses(shop: Shop, input: PlaceOrder, customer: CustomerState | null, pos: boolean) {
  const made = (given: PlaceOrder['billingAddress']): AddressState | null => {
    if (given === null || (given === undefined && pos)) return null
    if (given === undefined) return customer?.defaultAddress ?? address(shop, {}, customer)
    return address(shop, given, customer)
  }
  const shippingAddress = made(input.shippingAddress)
  const billingAddress =
    input.billingAddress === undefined && input.shippingAddress !== undefined
      ? shippingAddress
      : made(input.billingAddress)
  return { billingAddress, shippingAddress }
}

function paymentTerms(shop: Shop, { paymentTerms: given }: PlaceOrder, at: Date): PaymentTermsState | null {
  if (given === undefined) return null
  const type = given.type ?? 'NET'
  const dueInDays = type === 'NET' ? (given.dueInDays ?? 30) : null
  const dueAt = dueInDays === null ? (type === 'RECEIPT' ? at : null) : new Date(at.getTime() + dueInDays * MS_PER_DAY)
  const name =
    type === 'NET'
      ? `Net ${dueInDays}`
      : type === 'RECEIPT'
        ? 'Due on receipt'
        : type === 'FIXED'
          ? 'Fixed date'
          : 'Due on fulfillment'
  return { id: shop.ids.next('PaymentTerms'), name, type, dueInDays, issuedAt: at, dueAt, completedAt: null }
}
