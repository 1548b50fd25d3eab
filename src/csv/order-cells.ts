import { add, subtract, sum, ZERO } from '#lib/decimal'
import type { Address } from '#model/address'
import type { Order, OrderLine, ShippingLine } from '#model/order'
import type { Payment } from '#model/payment'
import type { TaxLine } from '#model/tax'

/** An order as rows of a file: one per line, delivery and payment, what belongs to the whole of it in the first. */
export function orderCells(order: Order): Record<string, string>[] {
  const first = order.fulfillmentStatus === 'fulfilled' ? order.fulfillments[0]?.createdAt : undefined
  const parts = [
    ...order.lines.map(lineCells),
    ...order.lines.flatMap(({ duties }) => duties.map(({ amount, taxes }) => extraCells('Duty', amount.shop, taxes))),
    ...order.fees.map(({ title, price, taxes }) => extraCells(title, price.shop, taxes)),
    ...order.shippingLines.filter(({ removed }) => !removed).map(shippingCells),
    ...order.payments
      .filter(({ kind, status }) => status === 'success' && (kind === 'sale' || kind === 'capture'))
      .map(paymentCells),
  ]
  const head = headCells(order, first)
  const key = {
    order: order.name,
    'placed-at': order.placedAt,
    currency: order.currencies.shop,
    total: order.totals.total.shop,
  }
  return (parts.length === 0 ? [{}] : parts).map((cells, index) =>
    present({ ...key, ...(index === 0 ? head : {}), ...cells }),
  )
}

const present = (cells: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(cells).flatMap(([name, value]) => (value == null || value === '' ? [] : [[name, value]])),
  )

const headCells = (order: Order, fulfilledAt: string | undefined): Record<string, string | null | undefined> => ({
  'prices-include-tax': String(order.taxesIncluded),
  email: order.email,
  phone: order.phone,
  'first-name': order.customer?.firstName,
  'last-name': order.customer?.lastName,
  company: order.company?.name,
  'vat-number': order.company?.vatNumber,
  'purchase-order': order.purchaseOrderNumber,
  ...addressCells(order.shippingAddress, 'shipping'),
  ...addressCells(order.billingAddress, 'billing'),
  'fulfilled-at': fulfilledAt,
  note: order.note,
})

const addressCells = (found: Address | null, which: string): Record<string, string | null | undefined> => ({
  [`${which}-first-name`]: found?.firstName,
  [`${which}-last-name`]: found?.lastName,
  [`${which}-company`]: found?.company,
  [`${which}-line-1`]: found?.line1,
  [`${which}-line-2`]: found?.line2,
  [`${which}-postal-code`]: found?.postalCode,
  [`${which}-city`]: found?.city,
  [`${which}-province`]: found?.province,
  [`${which}-country`]: found?.countryCode,
})

const taxCells = (all: readonly TaxLine[], part: 'line' | 'shipping'): Record<string, string> =>
  all.length === 0
    ? {}
    : {
        // Several taxes on one part share its row: their rates are those of one net amount, so they add up.
        [`${part}-tax-rate`]: add(...all.map(({ ratePercent }) => ratePercent ?? ZERO)),
        [`${part}-tax`]: sum(all.map(({ amount }) => amount.shop)),
      }

const lineCells = (line: OrderLine): Record<string, string | null> => ({
  'line-sku': line.sku,
  'line-title': line.title,
  'line-quantity': line.quantity,
  'line-price': line.unitPrice.shop,
  'line-discount': sum(line.discounts.map(({ amount }) => amount.shop)),
  ...taxCells(line.taxes, 'line'),
  'line-tax-title': line.taxes[0]?.title ?? null,
  'line-location': line.locationExternalId,
})

/** What is neither goods nor delivery stands in a row of its own without a SKU. */
const extraCells = (title: string, price: string, taxes: readonly TaxLine[]): Record<string, string> => ({
  'line-title': title,
  'line-quantity': '1',
  'line-price': price,
  ...taxCells(taxes, 'line'),
})

const shippingCells = (line: ShippingLine): Record<string, string | null> => ({
  'shipping-method': line.code ?? line.title,
  'shipping-price': subtract(line.price.shop, sum(line.discounts.map(({ amount }) => amount.shop))),
  ...taxCells(line.taxes, 'shipping'),
})

const paymentCells = (one: Payment): Record<string, string | null> => ({
  'payment-method': one.gateway,
  'payment-amount': one.amount.shop,
  'payment-at': one.processedAt,
  'payment-reference': one.providerReference,
})
