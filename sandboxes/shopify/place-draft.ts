import { decimal, type Decimal, multiply, ONE } from '#lib/decimal'
import { minorUnits } from '#lib/rounding'
import type { DiscountRule } from './discounts.ts'
import { type Currencies, halfUp, type Side } from './money.ts'
import type { DiscountInput, PlaceLine, PlaceOrder, PlaceShipping, TaxInput } from './place-input.ts'
import { priceSide, type PricedSide, type SidePlan } from './pricing.ts'
import { addProduct } from './products.ts'
import { variantOfSku } from './stock.ts'
import { soldVariant } from './catalog.ts'
import type { SoldVariant, VariantState } from './catalog-state.ts'
import type { Shop } from './shop.ts'
import type { DiscountState } from './state.ts'
import type { TaxRate } from './taxes.ts'

interface PlannedDiscount {
  readonly state: DiscountState
  readonly entries: readonly number[]
}

/** Everything needed to price an order on one side; amounts still in the shop's currency. */
export interface Draft {
  readonly input: PlaceOrder
  readonly currencies: Currencies
  readonly rate: Decimal
  readonly taxesIncluded: boolean
  readonly lines: readonly {
    readonly line: PlaceLine
    readonly product: SoldVariant | null
    readonly price: Decimal
    readonly taxRates: readonly TaxRate[]
  }[]
  readonly shipping: readonly { readonly entry: PlaceShipping; readonly taxRates: readonly TaxRate[] }[]
  readonly discounts: readonly PlannedDiscount[]
}

/** Both sides of a priced draft. */
export interface Sides {
  readonly shop: PricedSide
  readonly presentment: PricedSide
}

/** Runs the arithmetic on each side; once when the customer pays in the shop's currency. */
export function priceDraft(draft: Draft): Sides {
  const shop = priceSide(sidePlan(draft, 'shop'))
  const alike = draft.currencies.shop === draft.currencies.presentment
  return { shop, presentment: alike ? shop : priceSide(sidePlan(draft, 'presentment')) }
}

export function draftOf(shop: Shop, input: PlaceOrder): Draft {
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

export const taxRate = (tax: TaxInput, marketplace: boolean): TaxRate => ({
  title: tax.title ?? 'VAT',
  rate: decimal(tax.rate),
  ...(tax.share === undefined ? {} : { share: decimal(tax.share) }),
  channelLiable: tax.channelLiable ?? marketplace,
  source: tax.source ?? (marketplace ? 'marketplace' : 'Shopify'),
})

function productOf(shop: Shop, line: PlaceLine): SoldVariant | null {
  if (line.custom === true || line.tip === true) return null
  const variant = variantOf(shop, line)
  return variant === undefined ? null : soldVariant(variant)
}

function variantOf(shop: Shop, line: PlaceLine): VariantState | undefined {
  if (line.variantId !== undefined) return shop.catalog.variants.get(Number(line.variantId.split('/').at(-1)))
  if (line.sku === undefined) return undefined
  return (
    variantOfSku(shop.catalog, line.sku) ??
    addProduct(shop, {
      sku: line.sku,
      title: line.title ?? line.sku,
      price: line.price ?? '0',
      ...(line.vendor === undefined ? {} : { vendor: line.vendor }),
      ...(line.giftCard === undefined ? {} : { giftCard: line.giftCard }),
      ...(line.requiresShipping === undefined ? {} : { requiresShipping: line.requiresShipping }),
    })
  )
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
