import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  HUNDRED,
  isPositive,
  isZero,
  maximum,
  minimum,
  multiply,
  negate,
  ONE,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { round, smallestUnit } from '#lib/rounding'
import type { PackedParcel } from '#sandboxes/woocommerce/random-life-state'
import type { FeeLine, Order, ProductLine, Refund, ShippingLine, Shop } from '#sandboxes/woocommerce/state'
import type { Expected, OrderFacts, Pieces, RateBounds, StatedAmount } from './facts.ts'

/** One order of the WooCommerce sandbox, as it stands. */
interface Told {
  readonly order: Order
  /** Oldest first. */
  readonly refunds: readonly Refund[]
  readonly parcels: readonly PackedParcel[]
  readonly places: number
  readonly hasGoods: boolean
  /** Refunds that were deleted: whether their goods came back, and were booked so, the shop no longer says. */
  readonly gone: readonly Refund[]
  /** The order was called off before, and taken up again. */
  readonly isRevived: boolean
  /** Taxes are rounded when the order is summed up. */
  readonly isLate: boolean
  /** What was completed more than once was sent nobody knows when. */
  readonly isSentOnce: boolean
  /** Whether the shop puts pieces that it counts back into stock when their money goes back. */
  readonly restocks: boolean
}

type Manner = Pick<Told, 'parcels' | 'isSentOnce' | 'gone' | 'isRevived' | 'restocks'>

/** An order of the WooCommerce sandbox, counted from its own state. */
export function wooFacts(shop: Shop, order: Order, manner: Manner): OrderFacts {
  const told: Told = {
    ...manner,
    order,
    isLate: shop.options.get('woocommerce_tax_round_at_subtotal') === 'yes',
    refunds: [...shop.refunds.values()].filter(({ orderId }) => orderId === order.id).sort((a, b) => a.id - b.id),
    places: Number(shop.options.get('woocommerce_price_num_decimals')),
    hasGoods: order.shippingLines.length > 0 || order.lines.some((line) => isGoods(shop, line)),
  }
  return {
    currencies: { shop: order.currency, presentment: order.currency },
    expected: () => expectedOf(told),
    rates: ratesOf(told),
    isOnePlace: true,
    happenedAt: (kind, id) => (kind === 'money' ? moneyMoved(told, id) : goodsLeft(told, id)),
  }
}

const isGoods = (shop: Shop, { productId }: ProductLine): boolean => {
  const product = shop.products.get(productId)
  return product !== undefined && !(product.virtual && product.downloadable)
}

const moneyMoved = ({ order, refunds }: Told, id: string): Date | undefined =>
  id === `${order.id}-sale` ? (order.paid ?? undefined) : refunds.find((one) => id === `${one.id}-refund`)?.created

const goodsLeft = ({ order, parcels, isSentOnce }: Told, id: string): Date | undefined =>
  id === `${order.id}-completed`
    ? isSentOnce
      ? (order.completed ?? undefined)
      : undefined
    : parcels.find((one) => one.id === id)?.at

const isCancelled = ({ status }: Order): boolean => status === 'cancelled' || status === 'trash'

function expectedOf(told: Told): Expected {
  const { order, refunds } = told
  const given = sum(refunds.map(({ amount }) => amount))
  const rest = subtract(order.total, given)
  const worth = isCancelled(order) ? ZERO : rest
  const isPaid = order.paid !== null && isPositive(order.total)
  const kept = isPaid ? rest : ZERO
  const isUntold = isCancelled(order) || clearedWithoutRows(told) !== null
  return {
    net: worth,
    isOver: isUntold || isZero(rest),
    isReopened: told.gone.length > 0 && compare(add(given, ...told.gone.map(({ amount }) => amount)), order.total) >= 0,
    slack: slackOf(told),
    taxes: isUntold ? null : taxesOf(told),
    adjustments: isUntold ? null : subtract(sum(refunds.flatMap(goodsRows).map((row) => goodsOf(told, row))), given),
    money: new Map(isZero(kept) ? [] : [[order.paymentMethod === '' ? 'manual' : order.paymentMethod, kept]]),
    receivable: subtract(worth, kept),
    stock: stockOf(told),
    refunds: refunds.map(({ id, amount }) => ({
      id: String(id),
      isOpen: false,
      given: givenBy(told, id),
      stated: statedOf(told, id),
      paidBack: isPaid && isPositive(amount) ? [`${id}-refund`] : [],
    })),
  }
}

/** What a refund gave back at most, whatever was kept of it; `null` where it does not say of what. */
function givenBy(told: Told, id: number): Decimal | null {
  const refund = told.refunds.find((one) => one.id === id)
  if (refund === undefined || refund === clearedWithoutRows(told)) return null
  // Where one refund is gone, another may have cleared the order before and does not any more.
  if (told.gone.length > 0 && isWithoutRows(refund)) return null
  return maximum(refund.amount, negate(sum([...goodsRows(refund), ...refund.fees].map((row) => grossOf(told, row)))))
}

/** Fees are given back as amounts without goods, and their tax is stated. */
function statedOf(told: Told, id: number): StatedAmount | null {
  const refund = told.refunds.find((one) => one.id === id)
  if (refund === undefined || refund.fees.length === 0) return null
  return {
    whole: subtract(sum(goodsRows(refund).map((row) => goodsOf(told, row))), refund.amount),
    gross: sum(refund.fees.map((row) => grossOf(told, row))),
    tax: sum(refund.fees.map((row) => shown(told, row.totalTax))),
  }
}

/**
 * Of each part that was given back, a unit where the order's taxes are rounded at the end: WooCommerce then rounds the sum of a rate and
 * shows the parts as if each had been rounded by itself, so that one of them was sold at a unit more or less. Besides, what rows give
 * back of the tax beyond what the order states of the part: nobody can give back more than there is.
 */
function slackOf(told: Told): Decimal {
  const { order, refunds, isLate, places } = told
  const each = [...order.lines, ...order.shippingLines].map((part) => {
    const rows = refunds.flatMap(goodsRows).filter((row) => itemOf(row) === part.id)
    if (rows.length === 0) return ZERO
    const back = negate(sum(rows.map((row) => shown(told, row.totalTax))))
    const beyond = maximum(ZERO, subtract(back, shown(told, part.totalTax)))
    return isLate ? add(beyond, smallestUnit(places)) : beyond
  })
  return sum(each)
}

const itemOf = ({ meta }: Row): number => Number(meta.find(({ key }) => key === '_refunded_item_id')?.value)

type Row = ProductLine | ShippingLine | FeeLine

/** What a refund says of goods and their delivery; fees that are given back are no goods. */
const goodsRows = ({ lines, shippingLines }: Refund): Row[] => [...lines, ...shippingLines]

const shown = ({ places }: Told, amount: Decimal): Decimal => round(amount, { places, direction: 'half-up' })

/** As shown: negative in a refund. The sign is turned here, so that what was given back is positive. */
const grossOf = (told: Told, { total, totalTax }: Row): Decimal => add(shown(told, total), shown(told, totalTax))

/** A row of a line that coupons brought a unit below zero gives back no goods, and nobody owes that unit for goods. */
const goodsOf = (told: Told, row: Row): Decimal => maximum(ZERO, negate(grossOf(told, row)))

const isWithoutRows = ({ lines, shippingLines, fees }: Refund): boolean =>
  lines.length + shippingLines.length + fees.length === 0

/** The refund that gave back all that was left and names nothing of it. */
function clearedWithoutRows({ order, refunds }: Told): Refund | null {
  let given = ZERO
  for (const refund of refunds) {
    given = add(given, refund.amount)
    if (compare(given, order.total) === 0 && isWithoutRows(refund)) return refund
  }
  return null
}

/** What the order states of each rate, less what its refunds state of goods and delivery. */
function taxesOf(told: Told): Map<string, Decimal> {
  const { order, refunds } = told
  const taxes = new Map<string, Decimal>()
  for (const line of order.taxLines) {
    const back = refunds
      .flatMap(goodsRows)
      .flatMap((row) => row.taxes)
      .filter(({ id }) => id === line.rateId)
    const name = `${decimal(line.ratePercent)}|${line.label}|false`
    const left = add(line.taxTotal, line.shippingTaxTotal, ...back.map(({ total }) => shown(told, total)))
    taxes.set(name, add(taxes.get(name) ?? ZERO, left))
  }
  return new Map([...taxes].filter(([, amount]) => !isZero(amount)))
}

function ratesOf({ order, refunds, places }: Told): RateBounds {
  const known = new Map(order.taxLines.map((line) => [line.rateId, line]))
  const parts = [...order.lines, ...order.shippingLines, ...order.fees]
  const rates = parts.map(({ taxes }) => {
    const own = taxes.flatMap(({ id }) => known.get(id) ?? [])
    const share = ({ ratePercent }: { readonly ratePercent: number }) => divide(decimal(ratePercent), HUNDRED)
    const plain = add(ONE, ...own.filter(({ compound }) => !compound).map(share))
    const whole = own
      .filter(({ compound }) => compound)
      .reduce((all, line) => multiply(all, add(ONE, share(line))), plain)
    return subtract(whole, ONE)
  })
  const dearest = rates.reduce(maximum, ZERO)
  return {
    lowest: rates.reduce(minimum, dearest),
    dearest,
    roundings: parts.length * 2 + refunds.length * Math.max(1, order.taxLines.length),
    unit: () => smallestUnit(places),
  }
}

interface Happening {
  readonly at: Date
  /** How many of a line's pieces move. */
  move(line: ProductLine, pieces: Moving): void
}

interface Moving {
  out: Decimal
  /** Ordered and not given back. */
  wanted: Decimal
}

/**
 * Goods that left and stayed away, by line: what is certain, or between which counts it lies. WooCommerce keeps nothing of a refund that
 * was deleted, though its goods stay back, and puts them into no count; an order that was called off and taken up again does not say
 * whether its goods came back meanwhile; and of a line that was edited after its pieces were counted `_restock_refunded_items` no longer
 * tells which refunds put theirs back.
 */
function stockOf(told: Told): Map<string, Pieces> {
  const ways = subsetsOf(told.gone).map((gone) => ({
    ...told,
    refunds: [...told.refunds, ...gone].sort((a, b) => a.id - b.id),
  }))
  return new Map(
    told.order.lines.map((line): [string, Pieces] => {
      const restocks = isMiscounted(line) ? [true, false] : [told.restocks]
      const counts = ways.flatMap((way) => restocks.map((restocked) => outOf({ ...way, restocks: restocked }, line)))
      if (told.isRevived) counts.push(ZERO)
      return [`line:${line.id}`, { least: negate(counts.reduce(maximum)), most: negate(counts.reduce(minimum)) }]
    }),
  )
}

const subsetsOf = <T>([first, ...others]: readonly T[]): T[][] => {
  if (first === undefined) return [[]]
  return subsetsOf(others).flatMap((subset) => [subset, [first, ...subset]])
}

/**
 * Pieces of a line that are out. "Completed" sends what is left to send; what was given back before is taken from what had not left yet,
 * what was given back afterwards comes back.
 */
function outOf(told: Told, line: ProductLine): Decimal {
  const happenings = [...parcelsOf(told), ...completionOf(told), ...refundsOf(told)]
  happenings.sort((a, b) => a.at.getTime() - b.at.getTime())
  const pieces = { out: ZERO, wanted: line.quantity }
  for (const happening of happenings) happening.move(line, pieces)
  // Of an order that was called off comes back what was not paid back before.
  return isCancelled(told.order) ? subtract(pieces.out, minimum(pieces.out, pieces.wanted)) : pieces.out
}

const parcelsOf = ({ parcels }: Told): Happening[] =>
  parcels
    .filter(({ cancelledAt }) => cancelledAt === null)
    .map(({ at, lines }) => ({
      at,
      move(line, pieces) {
        const own = lines.filter(({ lineId }) => lineId === line.id)
        pieces.out = add(pieces.out, ...own.map((one) => decimal(one.pieces)))
      },
    }))

function completionOf({ order, hasGoods }: Told): Happening[] {
  const { completed, status } = order
  if (completed === null || !hasGoods || !['completed', 'refunded'].includes(status)) return []
  return [{ at: completed, move: (_, pieces) => void (pieces.out = maximum(pieces.out, pieces.wanted)) }]
}

const isCounted = ({ meta }: ProductLine): boolean => meta.some(({ key }) => key === '_reduced_stock')

function isMiscounted({ meta, quantity }: ProductLine): boolean {
  const counts = meta.filter(({ key }) => key === '_reduced_stock' || key === '_restock_refunded_items')
  return counts.length > 0 && compare(sum(counts.map(({ value }) => decimal(String(value)))), quantity) !== 0
}

function refundsOf(told: Told): Happening[] {
  const { order, refunds, restocks } = told
  const clearing = clearedWithoutRows(told)
  return refunds.map((refund) => ({
    at: refund.created,
    move(line, pieces) {
      const all = refund === clearing
      const quantity = all ? pieces.wanted : quantityIn(refund, line)
      const isLate = order.completed !== null && refund.created >= order.completed
      const unsent = maximum(ZERO, subtract(pieces.wanted, pieces.out))
      const isKept = all || (isCounted(line) && !restocks)
      const back = isLate ? (isKept ? ZERO : quantity) : maximum(ZERO, subtract(quantity, unsent))
      pieces.out = subtract(pieces.out, minimum(back, pieces.out))
      pieces.wanted = subtract(pieces.wanted, quantity)
    },
  }))
}

const quantityIn = ({ lines }: Refund, { id }: ProductLine): Decimal =>
  negate(sum(lines.filter((row) => itemOf(row) === id).map(({ quantity }) => quantity)))
