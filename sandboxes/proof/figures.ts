import {
  absolute,
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  HUNDRED,
  isZero,
  maximum,
  multiply,
  subtract,
  sum,
  ZERO,
} from '#lib/decimal'
import { minorUnits, smallestUnit } from '#lib/rounding'
import type { ErpDocument } from './erp-facts.ts'
import type { ShopOrder } from './shop-facts.ts'

/** One figure of one order or one document that is not what the shop says. */
export interface Unbalanced {
  /** The ERP's document, or the documents of the order together. */
  readonly document: string
  readonly order: string
  /** `total`, `tax 25%`, `payments`, `owed`, `stock of MUG-1 @ Stores` … */
  readonly what: string
  readonly shop: Decimal
  readonly erp: Decimal
}

export interface Compared {
  readonly payments: boolean
  readonly warehouses: Readonly<Record<string, string>> | undefined
}

export const isPayment = ({ kind }: Pick<ErpDocument, 'kind'>): boolean =>
  kind === 'payment' || kind === 'refund-payment'

/** Invoices and what is credited of them: what was sold in the end. */
export const isCounted = ({ kind }: Pick<ErpDocument, 'kind'>): boolean => kind === 'invoice' || kind === 'credit-note'

export const namesOf = (documents: readonly ErpDocument[]): string =>
  documents.map(({ name }) => name).join(' + ') || 'nothing'

/** Where the documents of an order are not what the shop says of it. */
export function figuresOf(order: ShopOrder, documents: readonly ErpDocument[], compared: Compared): Unbalanced[] {
  const orders = documents.filter(({ kind }) => kind === 'sales-order')
  const invoices = documents.filter(isCounted)
  // What happens after the invoice is said by further documents; the sales order stays as it was.
  const isAmended = invoices.length > 1
  const groups = [
    ...(isAmended ? [] : orders.map((document) => [document])),
    ...(invoices.length > 0 ? [invoices] : []),
  ]
  return [
    ...groups.flatMap((group) => salesFigures(order, group)),
    ...(compared.payments ? moneyFigures(order, documents) : []),
    ...(compared.warehouses === undefined ? [] : stockFigures(order, documents, compared.warehouses)),
  ]
}

function unequal(
  order: ShopOrder,
  documents: readonly ErpDocument[],
  what: string,
  shop: Decimal,
  erp: Decimal,
): Unbalanced[] {
  if (compare(shop, erp) === 0) return []
  return [{ document: namesOf(documents), order: order.name, what, shop, erp }]
}

function salesFigures(order: ShopOrder, group: readonly ErpDocument[]): Unbalanced[] {
  const total = unequal(order, group, 'total', order.total, sum(group.map((document) => document.total)))
  const taxes = taxesOf(group)
  const rates = [...new Set([...Object.keys(order.taxes), ...Object.keys(taxes)])]
  const figures = rates.map((rate) => ({ rate, shop: order.taxes[rate] ?? ZERO, erp: taxes[rate] ?? ZERO }))
  const reckoned = group.flatMap((document) => document.reckoned ?? [])
  const slackOf = (rate: string): Decimal => sum(reckoned.map(({ slack }) => slack[rate] ?? ZERO))
  const moved = sum(figures.map(({ shop, erp }) => subtract(erp, shop)))
  if (isZero(order.adjusted)) {
    const isNear = (rate: string, off: Decimal): boolean => compare(absolute(off), slackOf(rate)) <= 0
    const far = figures.filter(({ rate, shop, erp }) => !isNear(rate, subtract(erp, shop)))
    const whole = sum(Object.values(order.taxes))
    return [
      ...total,
      ...far.flatMap(({ rate, shop, erp }) => unequal(order, group, taxName(rate), shop, erp)),
      ...reckoned.flatMap(({ inAll }) => unequal(order, group, 'tax in all', whole, inAll)),
    ]
  }
  const slack = sum(rates.map(slackOf))
  return [...total, ...(isTaxOf(order, moved, slack) ? [] : unequal(order, group, 'tax', ZERO, moved))]
}

/**
 * Of an amount without goods the shop states no tax. It contains tax at the rates of the order, so at least nothing and at most what
 * the highest of them makes of it, rounded by itself at each rate of each refund.
 */
function isTaxOf({ adjusted, currency, refunds, taxes }: ShopOrder, moved: Decimal, slack: Decimal): boolean {
  const rates = Object.keys(taxes).filter((rate) => /^[\d.]+$/.test(rate))
  const highest = rates.map((rate) => decimal(rate)).reduce(maximum, ZERO)
  const most = multiply(absolute(adjusted), divide(highest, add(HUNDRED, highest)))
  const roundings = decimal(Math.max(1, rates.length) * Math.max(1, refunds.length))
  const tolerance = add(slack, multiply(smallestUnit(minorUnits(currency)), roundings))
  const sameWay = isZero(moved) || moved.startsWith('-') === adjusted.startsWith('-')
  return compare(absolute(moved), add(most, tolerance)) <= 0 && (sameWay || compare(absolute(moved), tolerance) <= 0)
}

function moneyFigures(order: ShopOrder, documents: readonly ErpDocument[]): Unbalanced[] {
  const money = documents.filter(isPayment)
  const debts = documents.flatMap(({ debt, currency }) => (debt === null ? [] : [{ debt, currency }]))
  const isComparable =
    documents.some(isCounted) && debts.every(({ currency }) => ['', order.currency].includes(currency))
  return [
    ...unequal(order, money, 'payments', order.paid, sum(money.map(({ total }) => total))),
    ...(debts.length === 0 || !isComparable
      ? []
      : unequal(order, documents, 'owed', order.outstanding, sum(debts.map(({ debt }) => debt)))),
  ]
}

function stockFigures(
  order: ShopOrder,
  documents: readonly ErpDocument[],
  warehouses: Readonly<Record<string, string>>,
): Unbalanced[] {
  const shop: Record<string, Decimal> = {}
  for (const [place, quantity] of Object.entries(order.stock)) {
    const [sku = '', location = ''] = place.split(' @ ')
    shop[`${sku} @ ${warehouses[location] ?? location}`] = quantity
  }
  const erp: Record<string, Decimal> = {}
  for (const { stock } of documents)
    for (const [place, quantity] of Object.entries(stock)) erp[place] = add(erp[place] ?? ZERO, quantity)
  return [...new Set([...Object.keys(shop), ...Object.keys(erp)])].flatMap((place) =>
    unequal(order, documents, `stock of ${place}`, shop[place] ?? ZERO, erp[place] ?? ZERO),
  )
}

export function taxesOf(documents: readonly Pick<ErpDocument, 'taxes'>[]): Record<string, Decimal> {
  const taxes: Record<string, Decimal> = {}
  for (const document of documents) {
    for (const [rate, amount] of Object.entries(document.taxes)) taxes[rate] = add(taxes[rate] ?? ZERO, amount)
  }
  return taxes
}

export const taxName = (rate: string): string => (/^[\d.]+$/.test(rate) ? `tax ${rate}%` : `tax on ${rate}`)
