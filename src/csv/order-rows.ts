import { type Decimal, equals, isZero, subtract, sum, ZERO } from '#lib/decimal'
import type { Address } from '#model/address'
import { orderPartsTotal } from '#model/invariants'
import { dual, ZERO_DUAL } from '#model/money'
import type { Order, OrderLine, ShippingLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { TaxLine } from '#model/tax'
import type { ReadRow, RowProblem } from './rows.ts'

export type OrderResult =
  | { readonly ok: true; readonly order: Order }
  | { readonly ok: false; readonly problems: readonly RowProblem[] }

/** Before the key of every record that came from a file: no store has such ids. */
export const FILE_KEY = 'file/'

/**
 * The order that these rows describe. What it costs is taken from the file and never computed; where its parts do not add up to its
 * total it is no order.
 */
export function orderOf(rows: readonly [ReadRow, ...ReadRow[]], timeZone: string): OrderResult {
  const [head] = rows
  const problems = rows.flatMap((row) => incomplete(row))
  if (problems.length > 0) return { ok: false, problems }
  const order = assemble(rows, timeZone)
  const parts = orderPartsTotal(order, 'shop')
  const off = subtract(order.totals.total.shop, parts)
  if (isZero(off)) return { ok: true, order }
  const message = `its lines, delivery and taxes come to ${parts}, and its total is ${order.totals.total.shop}`
  return { ok: false, problems: [{ line: head.line, column: 'total', value: head.values['total'] ?? null, message }] }
}

// What makes a part of a row whole: a quantity without a price is a mistake, not a gift.
const TOGETHER = [
  ['line-quantity', 'line-price'],
  ['line-price', 'line-quantity'],
  ['line-tax', 'line-quantity'],
  ['line-discount', 'line-quantity'],
  ['shipping-method', 'shipping-price'],
  ['shipping-tax', 'shipping-price'],
  ['payment-method', 'payment-amount'],
  ['payment-amount', 'payment-method'],
] as const

const incomplete = ({ line, values }: ReadRow): RowProblem[] =>
  TOGETHER.filter(([has, needs]) => values[has] !== undefined && values[needs] === undefined).map(([has, needs]) => ({
    line,
    column: needs,
    value: null,
    message: `is empty although there is a ${has}`,
  }))

function assemble(rows: readonly [ReadRow, ...ReadRow[]], timeZone: string): Order {
  const head = rows[0].values
  const [name = '', currency = '', placedAt = ''] = [head['order'], head['currency'], head['placed-at']]
  const lines = rows.flatMap(({ values }, index) => orderLine(values, index + 1) ?? [])
  const shippingLines = rows.flatMap(({ values }, index) => shippingLine(values, index + 1) ?? [])
  const payments = rows.flatMap(({ values }, index) => payment(values, index + 1, placedAt) ?? [])
  const total = amountOf(head['total'])
  const tax = sum([...lines, ...shippingLines].flatMap(({ taxes }) => taxes.map(({ amount }) => amount.shop)))
  const paid = sum(payments.map(({ amount }) => amount.shop))
  return {
    ...EMPTY,
    externalId: `${FILE_KEY}${name}`,
    name,
    placedAt,
    processedAt: placedAt,
    updatedAt: placedAt,
    timeZone,
    currencies: { shop: currency, presentment: currency },
    taxesIncluded: head['prices-include-tax'] !== 'false',
    customer: buyer(head),
    company: company(head),
    email: head['email'] ?? null,
    phone: head['phone'] ?? null,
    billingAddress: address(head, 'billing'),
    shippingAddress: address(head, 'shipping'),
    purchaseOrderNumber: head['purchase-order'] ?? null,
    lines,
    shippingLines,
    payments,
    fulfillments: fulfillments(head['fulfilled-at'], lines),
    financialStatus: isZero(paid) ? 'pending' : equals(paid, total) ? 'paid' : 'partially-paid',
    fulfillmentStatus: head['fulfilled-at'] === undefined ? 'unfulfilled' : 'fulfilled',
    totals: {
      total: dual(total),
      currentTotal: dual(total),
      tax: dual(tax),
      currentTax: dual(tax),
      discounts: dual(sum(lines.flatMap(({ discounts }) => discounts.map(({ amount }) => amount.shop)))),
      outstanding: null,
    },
    note: head['note'] ?? null,
  }
}

const EMPTY = {
  channel: { kind: 'other', name: 'file', locationExternalId: null },
  closedAt: null,
  cancelledAt: null,
  cancelReason: null,
  test: false,
  edited: false,
  dutiesIncluded: false,
  taxesEstimated: false,
  paymentTerms: null,
  fees: [],
  discounts: [],
  refunds: [],
  returns: [],
  tags: [],
  attributes: [],
} as const satisfies Partial<Order>

type Values = ReadRow['values']

const amountOf = (value: string | undefined): Decimal => (value ?? ZERO) as Decimal

function taxes(values: Values, part: 'line' | 'shipping'): TaxLine[] {
  const [rate, amount] = [values[`${part}-tax-rate`], values[`${part}-tax`]]
  if (rate === undefined && amount === undefined) return []
  return [
    {
      title: values['line-tax-title'] ?? 'Tax',
      ratePercent: rate === undefined ? null : amountOf(rate),
      amount: dual(amountOf(amount)),
      channelLiable: false,
    },
  ]
}

// Parts are known by their place in the order: a file that is read again with other orders in it describes the same ones.
function orderLine(values: Values, place: number): OrderLine | null {
  if (values['line-quantity'] === undefined) return null
  const quantity = amountOf(values['line-quantity'])
  const discount = amountOf(values['line-discount'])
  return {
    externalId: `${place}`,
    kind: values['line-sku'] === undefined ? 'custom' : 'product',
    sku: values['line-sku'] ?? null,
    productExternalId: null,
    variantExternalId: null,
    title: values['line-title'] ?? values['line-sku'] ?? 'Item',
    variantTitle: null,
    quantity,
    currentQuantity: quantity,
    unitPrice: dual(amountOf(values['line-price'])),
    discounts: isZero(discount) ? [] : [{ applicationIndex: null, amount: dual(discount) }],
    taxes: taxes(values, 'line'),
    duties: [],
    taxable: true,
    requiresShipping: true,
    bundle: null,
    locationExternalId: values['line-location'] ?? null,
    attributes: [],
  }
}

function shippingLine(values: Values, place: number): ShippingLine | null {
  if (values['shipping-price'] === undefined) return null
  return {
    externalId: `${place}`,
    title: values['shipping-method'] ?? 'Delivery',
    code: values['shipping-method'] ?? null,
    price: dual(amountOf(values['shipping-price'])),
    discounts: [],
    taxes: taxes(values, 'shipping'),
    removed: false,
  }
}

function payment(values: Values, place: number, placedAt: string): Payment | null {
  if (values['payment-amount'] === undefined) return null
  return {
    externalId: `${values['order'] ?? ''}-${place}`,
    kind: 'sale',
    status: 'success',
    gateway: values['payment-method'] ?? '',
    amount: dual(amountOf(values['payment-amount'])),
    rounding: ZERO_DUAL,
    processedAt: values['payment-at'] ?? placedAt,
    providerReference: values['payment-reference'] ?? null,
    parentExternalId: null,
    test: false,
  }
}

const buyer = (values: Values): Order['customer'] => {
  const [firstName = null, lastName = null] = [values['first-name'], values['last-name']]
  if (firstName === null && lastName === null && values['email'] === undefined) return null
  const [email = null, phone = null] = [values['email'], values['phone']]
  return { externalId: null, firstName, lastName, email, phone, taxExempt: false }
}

const company = (values: Values): Order['company'] =>
  values['company'] === undefined
    ? null
    : {
        externalId: `${FILE_KEY}${values['vat-number'] ?? values['company']}`,
        name: values['company'],
        customerNumber: null,
        locationExternalId: null,
        locationName: null,
        vatNumber: values['vat-number'] ?? null,
      }

function address(values: Values, which: 'shipping' | 'billing'): Address | null {
  const part = (name: string): string | null => values[`${which}-${name}`] ?? null
  const found: Address = {
    firstName: part('first-name') ?? values['first-name'] ?? null,
    lastName: part('last-name') ?? values['last-name'] ?? null,
    company: part('company'),
    line1: part('line-1'),
    line2: part('line-2'),
    postalCode: part('postal-code'),
    city: part('city'),
    province: part('province'),
    countryCode: part('country'),
    phone: values['phone'] ?? null,
  }
  return found.countryCode === null && found.line1 === null && found.city === null ? null : found
}

const fulfillments = (at: string | undefined, lines: readonly OrderLine[]): Order['fulfillments'] =>
  at === undefined
    ? []
    : [
        {
          externalId: 'file',
          status: 'success',
          createdAt: at,
          locationExternalId: lines[0]?.locationExternalId ?? null,
          lines: lines.map(({ externalId, quantity }) => ({ lineExternalId: externalId, quantity })),
          tracking: [],
        },
      ]
