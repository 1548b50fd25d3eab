import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  HUNDRED,
  isNegative,
  isZero,
  multiply,
  negate,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { halfUp } from './money.ts'
import {
  decimalsOf,
  isOn,
  type LineTax,
  nextId,
  type Order,
  type ProductLine,
  type Refund,
  type Shop,
  type TaxLine,
} from './state.ts'
import { type Place, precisionOf, ratesFor, roundLineTax, roundTax, type Taxes, taxesOf, taxPlace } from './taxes.ts'

const isExempt = (order: Order): boolean =>
  order.meta.some(({ key, value }) => key === 'is_vat_exempt' && value === 'yes')

/** Sums an order up anew: taxes of every line, then the totals. */
export function recalculate(shop: Shop, order: Order): void {
  limitFees(shop, order)
  const place = taxPlace(shop, order.billing, order.shipping)
  const taxed = isOn(shop, 'woocommerce_calc_taxes') && !isExempt(order)
  for (const line of order.lines) setLineTaxes(shop, order, line, taxed ? place : null)
  for (const fee of order.fees.filter(({ total }) => !isNegative(total))) {
    const rates =
      taxed && fee.taxStatus === 'taxable' && fee.taxClass !== '0' ? ratesFor(shop, place, fee.taxClass) : []
    setTaxes(shop, order, fee, taxesOf(fee.total, rates, false, precisionOf(shop)))
  }
  const shippingRates = taxed
    ? ratesFor(shop, place, shippingClass(shop, order)).filter(({ shipping }) => shipping)
    : []
  for (const line of order.shippingLines) {
    setTaxes(
      shop,
      order,
      line,
      taxesOf(line.total, line.taxStatus === 'taxable' ? shippingRates : [], false, precisionOf(shop)),
    )
  }
  for (const fee of order.fees.filter(({ total }) => isNegative(total))) {
    setTaxes(shop, order, fee, taxed ? discountTaxes(shop, order, fee.total, place) : new Map())
  }
  sumUp(shop, order)
}

/**
 * A negative fee takes tax off as if it were spread over all that is sold, whatever it says of itself. The checkout block
 * forgets that when it makes the order.
 */
function discountTaxes(shop: Shop, order: Order, fee: Decimal, place: Place): Taxes {
  if (order.createdVia === 'store-api') return new Map()
  const costs = new Map<string | null, Decimal>()
  const count = (taxClass: string | null, amount: Decimal) =>
    costs.set(taxClass, add(costs.get(taxClass) ?? ZERO, amount))
  for (const line of order.lines) count(isTaxable(shop, line) ? line.taxClass : null, line.total)
  for (const one of order.fees.filter(({ total }) => !isNegative(total))) {
    count(one.taxStatus === 'taxable' && one.taxClass !== '0' ? one.taxClass : null, one.total)
  }
  for (const line of order.shippingLines)
    count(line.taxStatus === 'taxable' ? shippingClass(shop, order) : null, line.total)
  const whole = sum(costs.values())
  const taxes = new Map<number, Decimal>()
  if (isZero(whole)) return taxes
  for (const [taxClass, cost] of costs) {
    if (taxClass === null) continue
    const part = divide(multiply(fee, cost), whole)
    for (const [id, tax] of taxesOf(part, ratesFor(shop, place, taxClass), false, precisionOf(shop))) {
      taxes.set(id, add(taxes.get(id) ?? ZERO, tax))
    }
  }
  return taxes
}

/** A discount as a fee is never larger than what it is taken from. */
function limitFees(shop: Shop, order: Order): void {
  const places = decimalsOf(shop)
  let fees = ZERO
  const goods = add(goodsTotal(shop, order, 'total'), shippingSum(shop, order))
  for (const fee of order.fees) {
    if (isNegative(fee.total)) {
      const most = negate(halfUp(add(goods, fees), places))
      if (compare(fee.total, most) < 0 && isNegative(most)) fee.total = most
    }
    fees = add(fees, fee.total)
  }
}

function setLineTaxes(shop: Shop, order: Order, line: ProductLine, place: Place | null): void {
  const product = shop.products.get(line.variationId === 0 ? line.productId : line.variationId)
  const rates =
    place === null || (product !== undefined && product.taxStatus !== 'taxable')
      ? []
      : ratesFor(shop, place, line.taxClass)
  const totals = taxesOf(line.total, rates, false, precisionOf(shop))
  const subtotals = taxesOf(line.subtotal, rates, false, precisionOf(shop))
  line.taxes = [...totals].map(([id, total]) => ({ id, total, subtotal: subtotals.get(id) ?? ZERO }))
  line.totalTax = lineTax(shop, order, totals.values())
  line.subtotalTax = lineTax(shop, order, subtotals.values())
}

function setTaxes(
  shop: Shop,
  order: Order,
  line: { totalTax: Decimal; taxes: readonly LineTax[] },
  taxes: Taxes,
): void {
  line.taxes = [...taxes].map(([id, total]) => ({ id, total, subtotal: null }))
  line.totalTax = lineTax(shop, order, taxes.values())
}

const lineTax = (shop: Shop, order: Order, taxes: Iterable<Decimal>): Decimal =>
  sum([...taxes].map((tax) => roundLineTax(shop, tax, order.pricesIncludeTax)))

/** Shipping follows the goods: the standard class if any has it, else the first class by the shop's list. */
export function shippingClass(shop: Shop, order: Order): string {
  const chosen = shop.options.get('woocommerce_shipping_tax_class') ?? 'inherit'
  if (chosen !== 'inherit') return chosen
  const classes = new Set(
    order.lines.filter((line) => line.taxes.length > 0 || isTaxable(shop, line)).map(({ taxClass }) => taxClass),
  )
  if (classes.size === 0 || classes.has('')) return ''
  return [...shop.taxClasses.keys()].find((slug) => classes.has(slug)) ?? ''
}

function isTaxable(shop: Shop, line: ProductLine): boolean {
  const status = shop.products.get(line.variationId === 0 ? line.productId : line.variationId)?.taxStatus
  return status === 'taxable' || status === 'shipping'
}

function goodsTotal(shop: Shop, order: Order, what: 'total' | 'subtotal'): Decimal {
  const places = decimalsOf(shop)
  const late = isOn(shop, 'woocommerce_tax_round_at_subtotal')
  return halfUp(sum(order.lines.map((line) => (late ? line[what] : halfUp(line[what], places)))), late ? 12 : places)
}

const shippingSum = (shop: Shop, order: Order): Decimal =>
  sum(order.shippingLines.map(({ total }) => halfUp(total, decimalsOf(shop))))

function sumUp(shop: Shop, order: Order): void {
  const places = decimalsOf(shop)
  const [goods, before] = [goodsTotal(shop, order, 'total'), goodsTotal(shop, order, 'subtotal')]
  updateTaxLines(shop, order, order.pricesIncludeTax)
  order.shippingTotal = shippingSum(shop, order)
  order.cartTax = sum(order.taxLines.map(({ taxTotal }) => taxTotal))
  order.shippingTax = sum(order.taxLines.map(({ shippingTaxTotal }) => shippingTaxTotal))
  const taxes = order.lines.flatMap((line) => line.taxes)
  const saved = subtract(sum(taxes.map(({ subtotal }) => subtotal ?? ZERO)), sum(taxes.map(({ total }) => total)))
  order.discountTotal = halfUp(subtract(before, goods), places)
  order.discountTax = roundTax(shop, saved, order.pricesIncludeTax)
  const fees = sum(order.fees.map(({ total }) => total))
  order.total = halfUp(add(goods, fees, order.shippingTotal, order.cartTax, order.shippingTax), places)
}

/** Taxes the shipping at several rates, each on its part of the price, as plug-ins for Germany do; WooCommerce itself has one class for it. */
export function splitShipping(shop: Shop, order: Order, shares: ReadonlyMap<number, Decimal>): void {
  for (const line of order.shippingLines) {
    const taxes = [...shares].map(([id, share]) => {
      const rate = shop.rates.get(id)
      const part = multiply(line.total, share)
      return [id, divide(multiply(part, decimal(rate?.rate ?? '0')), HUNDRED)] as const
    })
    setTaxes(shop, order, line, new Map(taxes))
  }
  sumUp(shop, order)
}

type TaxedLines = Pick<Order | Refund, 'lines' | 'fees' | 'shippingLines'> & { taxLines: TaxLine[] }

/** One line for each rate that took something. */
export function updateTaxLines(shop: Shop, order: TaxedLines, pricesIncludeTax: boolean): void {
  const places = decimalsOf(shop)
  const goods = perRate(shop, [...order.lines, ...order.fees], pricesIncludeTax)
  const shipping = perRate(shop, order.shippingLines, pricesIncludeTax)
  const known = new Map(order.taxLines.map((line) => [line.rateId, line]))
  order.taxLines = [...new Set([...goods.keys(), ...shipping.keys()])].flatMap((rateId) => {
    const rate = shop.rates.get(rateId)
    const line = known.get(rateId) ?? (rate === undefined ? null : emptyTaxLine(shop, rate))
    if (line === null) return []
    line.taxTotal = halfUp(goods.get(rateId) ?? ZERO, places)
    line.shippingTaxTotal = halfUp(shipping.get(rateId) ?? ZERO, places)
    return [line]
  })
}

function perRate(
  shop: Shop,
  lines: readonly { readonly taxes: readonly LineTax[] }[],
  inside: boolean,
): Map<number, Decimal> {
  const sums = new Map<number, Decimal>()
  for (const { id, total } of lines.flatMap(({ taxes }) => taxes)) {
    sums.set(id, add(sums.get(id) ?? ZERO, roundLineTax(shop, total, inside)))
  }
  return sums
}

function emptyTaxLine(
  shop: Shop,
  rate: { id: number; country: string; state: string; name: string; priority: number; compound: boolean; rate: string },
): TaxLine {
  const parts = [rate.country, rate.state, rate.name, String(rate.priority)].filter((part) => part !== '')
  return {
    id: nextId(shop, 'item'),
    rateId: rate.id,
    rateCode: parts.join('-').toUpperCase(),
    label: rate.name,
    compound: rate.compound,
    ratePercent: Number(rate.rate),
    taxTotal: ZERO,
    shippingTaxTotal: ZERO,
  }
}
