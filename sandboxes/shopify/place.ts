import { decimal, type Decimal, multiply, ZERO } from '#lib/decimal'
import { recordPlaced } from './agreements.ts'
import { figures } from './figures.ts'
import { fulfillLines } from './fulfillments.ts'
import { type Bag, bagOf, halfUp, ZERO_BAG } from './money.ts'
import { addOrderPayments } from './payments.ts'
import { type Draft, draftOf, priceDraft, type Sides, taxRate } from './place-draft.ts'
import { orderHead } from './place-head.ts'
import type { PlaceLine, PlaceOrder, PlaceShipping } from './place-input.ts'
import type { PricedEntry, PricedSide } from './pricing.ts'
import type { Shop } from './shop.ts'
import { placeWithStock } from './stock-check.ts'
import type { LineGroupState, LineState, OrderState, ShippingLineState, TaxLineState } from './state.ts'
import type { TaxRate } from './taxes.ts'

/** Prices an order as the shop would and keeps it; `adjust` may change it before it is summed. Subscribers are told by the caller. */
export function placeOrder(shop: Shop, input: PlaceOrder, adjust: (order: OrderState) => void = () => {}): OrderState {
  const draft = draftOf(shop, input)
  const order = assemble(shop, draft, priceDraft(draft))
  adjust(order)
  shop.orders.set(order.id, order)
  shop.orderIdByName.set(order.name, order.id)
  order.originalTotal = figures(order).total
  addOrderPayments(shop, order, input)
  recordPlaced(shop, order)
  if (order.sourceName === 'pos') handOver(shop, order)
  return order
}

/** At the till the goods leave at once, and the order is archived. */
function handOver(shop: Shop, order: OrderState): void {
  fulfillLines(shop, order, { locationId: order.retailLocationId ?? 0, at: order.createdAt })
  order.closedAt = order.createdAt
}

function assemble(shop: Shop, draft: Draft, sides: Sides): OrderState {
  const { input } = draft
  const groups = new Map<string, LineGroupState>()
  return {
    ...orderHead(shop, input, draft.currencies, draft.taxesIncluded),
    discounts: draft.discounts.map((discount) => discount.state),
    lines: draft.lines.map((_, index) => lineState(shop, draft, sides, index, groups)),
    shipping: draft.shipping.map((_, index) => shippingState(shop, draft, sides, index)),
    fees: (input.fees ?? []).map((fee, index) => ({
      id: shop.ids.next('AdditionalFee'),
      name: fee.name,
      price: convert(draft, decimal(fee.price)),
      taxLines: taxLines(
        (fee.taxRates ?? []).map((tax) => taxRate(tax, false)),
        sides,
        (side) => side.fees[index],
      ),
    })),
    transactions: [],
    refunds: [],
    returns: [],
    fulfillmentOrders: [],
    fulfillments: [],
    agreements: [],
    originalTotal: ZERO_BAG,
  }
}

const convert = (draft: Draft, amount: Decimal): Bag =>
  bagOf(draft.currencies, (side, places) => (side === 'shop' ? amount : halfUp(multiply(amount, draft.rate), places)))

function taxLines(
  rates: readonly TaxRate[],
  sides: Sides,
  amounts: (side: PricedSide) => readonly Decimal[] | undefined,
): TaxLineState[] {
  const inShop = amounts(sides.shop)
  const inPresentment = amounts(sides.presentment)
  if (inShop === undefined || inShop.length === 0) return []
  return rates.map((rate, index) => ({
    title: rate.title,
    rate: rate.rate,
    share: rate.share ?? null,
    amount: { shop: inShop[index] ?? ZERO, presentment: inPresentment?.[index] ?? ZERO },
    channelLiable: rate.channelLiable,
    source: rate.source,
  }))
}

function allocationStates(shop: PricedEntry | undefined, presentment: PricedEntry | undefined) {
  return (shop?.allocations ?? []).flatMap((amount, discount) => {
    const other = presentment?.allocations[discount] ?? ZERO
    return amount === ZERO && other === ZERO ? [] : [{ discount, amount: { shop: amount, presentment: other } }]
  })
}

export function lineState(
  shop: Shop,
  draft: Draft,
  sides: Sides,
  index: number,
  groups: Map<string, LineGroupState>,
): LineState {
  const entry = draft.lines[index]
  if (entry === undefined) throw new Error(`no line ${index}`)
  const { line, product, price, taxRates } = entry
  const tip = line.tip === true
  const giftCard = line.giftCard ?? product?.giftCard ?? false
  return {
    id: shop.ids.next('LineItem'),
    sku: line.sku ?? product?.sku ?? null,
    title: line.title ?? product?.title ?? (tip ? 'Tip' : (line.sku ?? 'Custom item')),
    variantTitle: line.variantTitle ?? product?.variantTitle ?? null,
    vendor: tip ? null : (line.vendor ?? product?.vendor ?? null),
    productId: product?.productId ?? null,
    variantId: product?.variantId ?? null,
    unitPrice: convert(draft, price),
    quantity: line.quantity,
    currentQuantity: line.quantity,
    fulfilledQuantity: 0,
    sentBackQuantity: 0,
    allocations: allocationStates(sides.shop.lines[index], sides.presentment.lines[index]),
    taxLines: taxLines(taxRates, sides, (side) => side.lines[index]?.taxes),
    duties: (line.duties ?? []).map((duty, at) => ({
      id: shop.ids.next('Duty'),
      harmonizedSystemCode: duty.harmonizedSystemCode ?? null,
      countryCodeOfOrigin: duty.countryCodeOfOrigin ?? null,
      price: convert(draft, decimal(duty.price)),
      taxLines: taxLines(
        (duty.taxRates ?? []).map((tax) => taxRate(tax, false)),
        sides,
        (side) => side.lines[index]?.duties[at],
      ),
    })),
    taxable: tip || giftCard ? false : (line.taxable ?? product?.taxable ?? true),
    requiresShipping: tip || giftCard ? false : (line.requiresShipping ?? product?.requiresShipping ?? true),
    giftCard,
    tip,
    locationId:
      line.locationId ?? (draft.input.channel === 'pos' ? null : placeWithStock(shop, product, line.quantity)),
    group: groupOf(shop, line, groups),
    sellingPlan: line.sellingPlan ?? null,
    attributes: line.attributes ?? [],
  }
}

function groupOf(shop: Shop, line: PlaceLine, groups: Map<string, LineGroupState>): LineGroupState | null {
  if (line.group === undefined) return null
  const known = groups.get(line.group.key)
  if (known !== undefined) return known
  const { title, quantity, sku } = line.group
  const group = { id: shop.ids.next('LineItemGroup'), title, quantity: quantity ?? line.quantity, sku: sku ?? null }
  groups.set(line.group.key, group)
  return group
}

export function shippingState(shop: Shop, draft: Draft, sides: Sides, index: number): ShippingLineState {
  const { entry, taxRates } = draft.shipping[index] ?? { entry: { price: '0' } as PlaceShipping, taxRates: [] }
  const title = entry.title ?? 'Standard'
  return {
    id: shop.ids.next('ShippingLine'),
    title,
    code: entry.code ?? title,
    source: entry.source ?? 'shopify',
    carrierIdentifier: entry.carrierIdentifier ?? null,
    custom: entry.custom ?? false,
    price: convert(draft, decimal(entry.price)),
    allocations: allocationStates(sides.shop.shipping[index], sides.presentment.shipping[index]),
    taxLines: taxLines(taxRates, sides, (side) => side.shipping[index]?.taxes),
    isRemoved: false,
  }
}
