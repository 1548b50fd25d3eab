import { add, compare, type Decimal, decimal, isZero, negate, parseDecimal, subtract, sum, ZERO } from '#lib/decimal'
import { applyMeta } from './meta.ts'
import { amountOf, halfUp } from './money.ts'
import { addNote, setStatus } from './order-status.ts'
import { updateTaxLines } from './order-totals.ts'
import { mannerOf } from './order-routes.ts'
import { isObject, isTrue, type Rules, type Values } from './params.ts'
import { storeRefund } from './refund-store.ts'
import { type Call, created, idOf, PAGE_RULES, paged, type Route, urlOf } from './route.ts'
import { refundsOf, showRefund } from './show-order.ts'
import {
  decimalsOf,
  type LineTax,
  type Meta,
  nextId,
  now,
  type Order,
  type ProductLine,
  type Refund,
  type Shop,
  tell,
} from './state.ts'
import { restockPieces } from './stock.ts'
import { roundLineTax } from './taxes.ts'
import { WpError } from './wp-error.ts'

const RULES: Rules = {
  amount: { kind: 'string' },
  reason: { kind: 'string' },
  api_refund: { kind: 'boolean' },
  api_restock: { kind: 'boolean' },
}

const refused = (message: string) => new WpError(500, 'woocommerce_rest_cannot_create_order_refund', message, 500)

interface Asked {
  readonly quantity: Decimal
  readonly total: Decimal
  readonly taxes: ReadonlyMap<number, Decimal>
}

/** What is asked for by line. Shipping and fees are named among the lines, by their id. */
function askedLines(given: unknown): Map<number, Asked> {
  const items = (Array.isArray(given) ? (given as unknown[]) : []).filter(isObject)
  return new Map(
    items.map((item) => {
      const taxes = (Array.isArray(item['refund_tax']) ? (item['refund_tax'] as unknown[]) : []).filter(isObject)
      return [
        Number(item['id']),
        {
          quantity: decimal(Number(item['quantity'] ?? 0)),
          total: amountOf(item['refund_total']),
          taxes: new Map(taxes.map((tax) => [Number(tax['id']), amountOf(tax['refund_total'])])),
        },
      ]
    }),
  )
}

/** Makes a refund as a request or a person in the admin pages does. */
export function createRefund(shop: Shop, order: Order, given: Values): Refund {
  const asked = askedLines(given['line_items'])
  const amount = amountAsked(given['amount'], asked)
  const rest = subtract(order.total, sum(refundsOf(shop, order.id).map((one) => one.amount)))
  if (compare(amount, rest) > 0) throw refused('Invalid refund amount.')
  const paidBack = given['api_refund'] === undefined || isTrue(given['api_refund'])
  if (paidBack) payBack(shop, order)
  const meta: Meta[] = []
  applyMeta(shop, meta, given['meta_data'])
  const parts = refundLines(shop, order, asked)
  const shown = halfUp(amount, decimalsOf(shop))
  const refund = storeRefund(shop, {
    order,
    amount: shown,
    reason: String(given['reason'] ?? ''),
    paidBack,
    meta,
    parts,
  })
  if (given['api_restock'] === undefined || isTrue(given['api_restock'])) restock(shop, order, asked)
  order.modified = now(shop)
  if (compare(amount, rest) === 0 && !isZero(rest)) setStatus(shop, order, 'refunded')
  tell(shop, 'order.updated', order.id)
  tell(shop, 'action.woocommerce_order_refunded', order.id)
  return refund
}

function amountAsked(given: unknown, asked: Map<number, Asked>): Decimal {
  if (given === undefined || given === null) {
    return add(...[...asked.values()].flatMap(({ total, taxes }) => [total, ...taxes.values()]))
  }
  const amount = parseDecimal(String(given).replace(',', '.'))
  if (amount === null) throw refused('Invalid refund amount.')
  if (compare(amount, ZERO) < 0) {
    throw new WpError(500, 'woocommerce_rest_invalid_order_refund', 'Refund amount must be greater than zero.', 400)
  }
  return amount
}

function payBack(shop: Shop, order: Order): void {
  if (order.paymentMethod === '') return
  if (order.paymentMethod !== 'testpay')
    throw refused('The payment gateway for this order does not support automatic refunds.')
  if (shop.gateway === 'declines') throw refused('The provider declined the refund: charge_disputed')
  if (shop.gateway === 'throws') throw refused('Provider unreachable')
  if (shop.gateway === 'fails') {
    throw refused('An error occurred while attempting to create the refund using the payment gateway API.')
  }
}

function refundLines(shop: Shop, order: Order, asked: Map<number, Asked>) {
  const wanted = <T extends { readonly id: number }>(lines: readonly T[]): (readonly [T, Asked])[] =>
    lines.flatMap((line) => {
      const one = asked.get(line.id)
      return one === undefined || (isZero(one.quantity) && isZero(one.total) && one.taxes.size === 0)
        ? []
        : [[line, one] as const]
    })
  const parts = {
    lines: wanted(order.lines).map(([line, one]) => ({
      ...line,
      ...negative(shop, order, one, line.id, true),
      quantity: negate(one.quantity),
      subtotal: negate(one.total),
      subtotalTax: taxTotal(shop, order, one),
    })),
    fees: wanted(order.fees).map(([fee, one]) => ({ ...fee, ...negative(shop, order, one, fee.id, false) })),
    shippingLines: wanted(order.shippingLines).map(([line, one]) => ({
      ...line,
      ...negative(shop, order, one, line.id, false),
    })),
    taxLines: [],
  }
  updateTaxLines(shop, parts, order.pricesIncludeTax)
  return parts
}

const taxTotal = (shop: Shop, order: Order, { taxes }: Asked): Decimal =>
  sum([...taxes.values()].map((tax) => roundLineTax(shop, negate(tax), order.pricesIncludeTax)))

function negative(shop: Shop, order: Order, one: Asked, originalId: number, isProduct: boolean) {
  const taxes: LineTax[] = [...one.taxes].map(([id, tax]) => ({
    id,
    total: negate(tax),
    subtotal: isProduct ? negate(tax) : null,
  }))
  return {
    id: nextId(shop, 'item'),
    total: negate(one.total),
    totalTax: taxTotal(shop, order, one),
    taxes,
    meta: [{ id: nextId(shop, 'meta'), key: '_refunded_item_id', value: String(originalId) }],
  }
}

function restock(shop: Shop, order: Order, asked: Map<number, Asked>): void {
  for (const line of order.lines as readonly ProductLine[]) {
    const quantity = Number(asked.get(line.id)?.quantity ?? 0)
    if (quantity > 0 && order.stockReduced) restockPieces(shop, line, quantity)
  }
  if (asked.size > 0) addNote(shop, order.id, 'Item stock was increased by a refund.')
}

function refundOf(call: Call): Refund {
  const order = call.shop.orders.get(idOf(call, 'order'))
  const refund = call.shop.refunds.get(idOf(call))
  if (refund === undefined) throw new WpError(404, 'woocommerce_rest_shop_order_refund_invalid_id', 'Invalid ID.')
  if (order === undefined) throw new WpError(500, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.', 404)
  if (refund.orderId === order.id) return refund
  throw new WpError(500, 'woocommerce_rest_invalid_order_refund_id', 'Invalid order refund ID.', 404)
}

const DP = [['dp', '2']] as const

export const REFUND_ROUTES: readonly Route[] = [
  {
    access: 'list',
    pattern: '/wc/v3/refunds',
    rules: PAGE_RULES,
    handle: (call) =>
      paged(
        call,
        [...call.shop.refunds.values()].toReversed(),
        (refund) => {
          const { id, ...shown } = showRefund(call.shop, refund, mannerOf(call))
          return { id, parent_id: refund.orderId, ...shown }
        },
        { extra: DP, forgetsTotal: true },
      ),
  },
  {
    access: 'list',
    pattern: '/wc/v3/orders/:order/refunds',
    rules: PAGE_RULES,
    handle: (call) =>
      paged(
        call,
        refundsOf(call.shop, idOf(call, 'order')),
        (refund) => showRefund(call.shop, refund, mannerOf(call)),
        { extra: DP, forgetsTotal: true },
      ),
  },
  {
    access: 'create',
    pattern: '/wc/v3/orders/:order/refunds',
    rules: RULES,
    handle: (call) => {
      const order = call.shop.orders.get(idOf(call, 'order'))
      if (order === undefined) throw new WpError(500, 'woocommerce_rest_invalid_order_id', 'Invalid order ID.', 404)
      const refund = createRefund(call.shop, order, call.body)
      // The address holds the pattern of the route instead of the order's id.
      const location = `/wc/v3/orders/(?P<order_id>[\\d]+)/refunds/${refund.id}`
      return created(urlOf(call.shop, location), showRefund(call.shop, refund, mannerOf(call)))
    },
  },
  {
    access: 'view',
    pattern: '/wc/v3/orders/:order/refunds/:id',
    handle: (call) => ({ body: showRefund(call.shop, refundOf(call), mannerOf(call)) }),
  },
  {
    access: 'delete',
    pattern: '/wc/v3/orders/:order/refunds/:id',
    handle: (call) => {
      const refund = refundOf(call)
      call.shop.refunds.delete(refund.id)
      return { body: showRefund(call.shop, refund, mannerOf(call)) }
    },
  },
]
