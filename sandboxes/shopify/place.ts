import { decimal, type Decimal, multiply, ONE, ZERO } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import { recordPlaced } from './agreements.ts'
import type { DiscountRule } from './discounts.ts'
import { figures } from './figures.ts'
import { type Bag, bagOf, type Currencies, halfUp, type Side, ZERO_BAG } from './money.ts'
import { addOrderPayments } from './payments.ts'
import { orderHead } from './place-head.ts'
import type { DiscountInput, PlaceLine, PlaceOrder, PlaceShipping, TaxInput } from './place-input.ts'
import { type PricedEntry, priceSide, type PricedSide, type SidePlan } from './pricing.ts'
import { addProduct } from './products.ts'
import type { ProductState, Shop } from './shop.ts'
import type { DiscountState, LineGroupState, LineState, OrderState, ShippingLineState, TaxLineState } from './state.ts'
import type { TaxRate } from './taxes.ts'

interface PlannedDiscount {
  readonly state: DiscountState
  readonly entries: readonly number[]
}

/** Everything needed to price an order on one side; amounts still in the shop's currency. */
interface Draft {
  readonly input: PlaceOrder
  readonly currencies: Currencies
  readonly rate: Decimal
  readonly taxesIncluded: boolean
  readonly lines: readonly {
    readonly line: PlaceLine
    readonly product: ProductState | null
    readonly price: Decimal
    readonly taxRates: readonly TaxRate[]
  }[]
  readonly shipping: readonly { readonly entry: PlaceShipping; readonly taxRates: readonly TaxRate[] }[]
  readonly discounts: readonly PlannedDiscount[]
}

/** Prices an order as the shop would and keeps it. Subscribers are told by the caller. */
export function placeOrder(shop: Shop, input: PlaceOrder): OrderState {
  const draft = draftOf(shop, input)
  const shopSide = priceSide(sidePlan(draft, 'shop'))
  const presentmentSide =
    draft.currencies.shop === draft.currencies.presentment ? shopSide : priceSide(sidePlan(draft, 'presentment'))
  const order = assemble(shop, draft, { shop: shopSide, presentment: presentmentSide })
  shop.orders.set(order.id, order)
  shop.orderIdByName.set(order.name, order.id)
  order.originalTotal = figures(order).total
  addOrderPayments(shop, order, input)
  recordPlaced(shop, order)
  return order
}

function draftOf(shop: Shop, input: PlaceOrder): Draft {
  const { config } = shop
  if (input.currency !== undefined && input.currency !== config.currency) {
    throw new Error(
      `The shop sells in ${config.currency}; say presentment for a customer who pays in ${input.currency}`,
    )
  }
  const exempt = input.taxExempt === true
  const marketplace = input.channel === 'marketplace'
  const rates = (taxes: readonly TaxInput[] | undefined): TaxRate[] =>
    exempt ? [] : (taxes ?? []).map((tax) => taxRate(tax, marketplace))
  const lines = input.lines.map((line) => {
    const product = productOf(shop, line)
    const taxable = line.taxable ?? product?.taxable ?? true
    const untaxed = line.tip === true || (line.giftCard ?? product?.giftCard ?? false) || !taxable
    return {
      line,
      product,
      price: decimal(line.price ?? product?.price ?? '0'),
      taxRates: untaxed ? [] : rates(line.taxRates),
    }
  })
  const entries =
    input.shipping === undefined
      ? []
      : Array.isArray(input.shipping)
        ? (input.shipping as PlaceShipping[])
        : [input.shipping as PlaceShipping]
  const shipping = entries.map((entry) => ({ entry, taxRates: rates(entry.taxRates) }))
  return {
    input,
    currencies: { shop: config.currency, presentment: input.presentment?.currency ?? config.currency },
    rate: input.presentment === undefined ? ONE : decimal(input.presentment.rate),
    taxesIncluded: input.taxesIncluded ?? config.taxesIncluded,
    lines,
    shipping,
    discounts: planDiscounts(
      input,
      lines.map(({ line, product }) => line.tip === true || (line.giftCard ?? product?.giftCard ?? false)),
      entries,
    ),
  }
}

const taxRate = (tax: TaxInput, marketplace: boolean): TaxRate => ({
  title: tax.title ?? 'VAT',
  rate: decimal(tax.rate),
  ...(tax.share === undefined ? {} : { share: decimal(tax.share) }),
  channelLiable: tax.channelLiable ?? marketplace,
  source: tax.source ?? (marketplace ? 'marketplace' : 'Shopify'),
})

function productOf(shop: Shop, line: PlaceLine): ProductState | null {
  if (line.custom === true || line.tip === true) return null
  if (line.variantId !== undefined) return shop.products.get(Number(line.variantId.split('/').at(-1))) ?? null
  if (line.sku === undefined) return null
  const known = shop.variantsBySku.get(line.sku)?.[0]
  if (known !== undefined) return known
  return addProduct(shop, {
    sku: line.sku,
    title: line.title ?? line.sku,
    price: line.price ?? '0',
    ...(line.vendor === undefined ? {} : { vendor: line.vendor }),
    ...(line.giftCard === undefined ? {} : { giftCard: line.giftCard }),
    ...(line.requiresShipping === undefined ? {} : { requiresShipping: line.requiresShipping }),
  })
}

/** Line discounts first (in line order), then order discounts, then shipping discounts: the order in which they stack. */
function planDiscounts(
  input: PlaceOrder,
  excluded: readonly boolean[],
  shipping: readonly PlaceShipping[],
): PlannedDiscount[] {
  const allowed = excluded.flatMap((no, index) => (no ? [] : [index]))
  const onLines = input.lines.flatMap((line, index) =>
    (line.discounts ?? []).map((discount) =>
      planned({ allocation: 'each', selection: 'explicit', ...discount }, 'line', [index]),
    ),
  )
  const onOrder = (input.discounts ?? []).map((discount) =>
    discount.target === 'shipping'
      ? planned(
          discount,
          'shipping',
          shipping.map((_, index) => index),
        )
      : planned(
          { selection: discount.lines === undefined ? 'all' : 'entitled', ...discount },
          'line',
          discount.lines ?? allowed,
        ),
  )
  const onShipping = shipping.flatMap((entry, index) =>
    (entry.discounts ?? []).map((discount) =>
      planned({ allocation: 'each', selection: 'explicit', ...discount }, 'shipping', [index]),
    ),
  )
  return [...onLines, ...onOrder, ...onShipping]
}

function planned(discount: DiscountInput, target: 'line' | 'shipping', entries: readonly number[]): PlannedDiscount {
  const kind = discount.kind ?? 'code'
  const value =
    discount.percentage === undefined
      ? { amount: decimal(discount.amount ?? '0') }
      : { percentage: decimal(discount.percentage) }
  const state: DiscountState = {
    kind,
    name: discount.name ?? (kind === 'code' ? 'SAVE' : 'Discount'),
    target,
    allocation: discount.allocation ?? 'across',
    selection: discount.selection ?? 'all',
    value,
  }
  return { state, entries }
}

function sidePlan(draft: Draft, side: Side): SidePlan {
  const places = minorUnits(draft.currencies[side])
  const money = (amount: Decimal): Decimal => (side === 'shop' ? amount : halfUp(multiply(amount, draft.rate), places))
  const rules = (target: 'line' | 'shipping'): (DiscountRule | null)[] =>
    draft.discounts.map(({ state, entries }) => {
      if (state.target !== target) return null
      const value = 'amount' in state.value ? { amount: money(state.value.amount) } : state.value
      return { value, allocation: state.allocation, entries }
    })
  const extra = (entry: { price: string; taxRates?: readonly TaxInput[] }) => ({
    price: money(decimal(entry.price)),
    taxRates: draft.input.taxExempt === true ? [] : (entry.taxRates ?? []).map((tax) => taxRate(tax, false)),
  })
  return {
    lines: draft.lines.map(({ line, price, taxRates }) => ({
      unitPrice: money(price),
      quantity: line.quantity,
      taxRates,
      duties: (line.duties ?? []).map(extra),
    })),
    shipping: draft.shipping.map(({ entry, taxRates }) => ({ price: money(decimal(entry.price)), taxRates })),
    fees: (draft.input.fees ?? []).map(extra),
    lineRules: rules('line'),
    shippingRules: rules('shipping'),
    taxesIncluded: draft.taxesIncluded,
    places,
  }
}

/** Puts the two priced sides together into what the shop remembers. */
interface Sides {
  readonly shop: PricedSide
  readonly presentment: PricedSide
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

function lineState(
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

function shippingState(shop: Shop, draft: Draft, sides: Sides, index: number): ShippingLineState {
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
