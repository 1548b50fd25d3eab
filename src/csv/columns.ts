/** What a file may hold, one kind per file. */
export const FILE_KINDS = ['orders', 'products', 'stock', 'prices'] as const
export type FileKind = (typeof FILE_KINDS)[number]

export type CellType = 'text' | 'number' | 'instant' | 'date' | 'flag' | 'currency' | 'country'

export interface Column {
  readonly type: CellType
  /** Every row has it. */
  readonly needed?: true
  readonly about: string
}

const text = (about: string): Column => ({ type: 'text', about })
const number = (about: string): Column => ({ type: 'number', about })
const needed = (column: Column): Column => ({ ...column, needed: true })

const addressColumns = (which: 'shipping' | 'billing'): Record<string, Column> => ({
  [`${which}-first-name`]: text(`First name of the ${which} address.`),
  [`${which}-last-name`]: text(`Last name of the ${which} address.`),
  [`${which}-company`]: text(`Company of the ${which} address.`),
  [`${which}-line-1`]: text(`Street and number of the ${which} address.`),
  [`${which}-line-2`]: text(`Second line of the ${which} address.`),
  [`${which}-postal-code`]: text(`Postal code of the ${which} address.`),
  [`${which}-city`]: text(`City of the ${which} address.`),
  [`${which}-province`]: text(`State or province of the ${which} address.`),
  [`${which}-country`]: { type: 'country', about: `Country of the ${which} address, two letters.` },
})

/** A row is one line of an order; rows of one order stand together, and its head is read from the first of them. */
const ORDERS = {
  order: needed(text('What people call the order, e.g. #1001. Rows with the same one are one order.')),
  'placed-at': needed({ type: 'instant', about: 'When it was placed.' }),
  currency: needed({ type: 'currency', about: 'Of all its amounts, three letters.' }),
  total: needed(number('What the buyer pays for all of it, with tax, as the store states it.')),
  'prices-include-tax': { type: 'flag', about: 'Whether prices and discounts contain tax. Left out: yes.' },
  email: text('E-mail address of the buyer.'),
  phone: text('Telephone number of the buyer.'),
  'first-name': text('First name of the buyer.'),
  'last-name': text('Last name of the buyer.'),
  company: text('Company that buys.'),
  'vat-number': text('VAT number of the company.'),
  'purchase-order': text("The buyer's own number of the order."),
  ...addressColumns('shipping'),
  ...addressColumns('billing'),
  'line-sku': text('SKU of the line.'),
  'line-title': text('What the line is called.'),
  'line-quantity': number('How many. A row without it has no line: it may hold shipping or a payment.'),
  'line-price': number('Price of one before discounts.'),
  'line-discount': number('Taken off the whole line.'),
  'line-tax-rate': number('Rate of its tax in percent.'),
  'line-tax': number('Tax on the whole line after discounts, as the store states it.'),
  'line-tax-title': text('What the store calls the tax. Left out: Tax.'),
  'line-location': text("The store's id of the location it is sent from."),
  'shipping-method': text('Code or title of the delivery method.'),
  'shipping-price': number('Price of the delivery after discounts.'),
  'shipping-tax-rate': number('Rate of its tax in percent.'),
  'shipping-tax': number('Tax on the delivery, as the store states it.'),
  'payment-method': text("The store's code of the payment method."),
  'payment-amount': number('What was paid by it.'),
  'payment-at': { type: 'instant', about: 'When it was paid. Left out: when the order was placed.' },
  'payment-reference': text("The provider's reference of the payment."),
  'fulfilled-at': { type: 'instant', about: 'When everything was sent; empty = not yet.' },
  note: text("The buyer's note."),
} as const satisfies Record<string, Column>

/** A row is one variant; rows of one product stand together, and its head is read from the first of them. */
const PRODUCTS = {
  product: needed(text('The handle or name that the rows of one product share.')),
  title: text('Left out: as `product`.'),
  status: text('active, draft or archived.'),
  description: text('As HTML.'),
  vendor: text('Who makes it.'),
  type: text('Kind of product.'),
  tags: text('Separated by commas.'),
  sku: needed(text('SKU of the variant.')),
  barcode: text('EAN, UPC …'),
  'option-1-name': text('E.g. Size.'),
  'option-1-value': text('E.g. M.'),
  'option-2-name': text('E.g. Colour.'),
  'option-2-value': text('E.g. Blue.'),
  'option-3-name': text('A third option.'),
  'option-3-value': text('Its value.'),
  price: number('Price of one.'),
  'compare-at-price': number('What it cost before.'),
  cost: number('What one costs the merchant.'),
  weight: number('Weight of one.'),
  'weight-unit': text('g, kg, lb or oz. Left out: kg.'),
  'tax-class': text("The system's word for how it is taxed."),
  unit: text('The unit in which it is counted.'),
} as const satisfies Record<string, Column>

const STOCK = {
  sku: needed(text('SKU of the variant.')),
  location: needed(text('Id or name of the location or warehouse.')),
  available: needed(number('How many may be sold there.')),
} as const satisfies Record<string, Column>

const PRICES = {
  sku: needed(text('SKU of the variant.')),
  list: text('Id or name of the price list; empty = the price of the variant itself.'),
  amount: needed(number('The price.')),
  currency: { type: 'currency', about: 'Of the price, three letters. Left out: that of the list.' },
  'compare-at': number('What it cost before.'),
  'valid-from': { type: 'date', about: 'First day, YYYY-MM-DD.' },
  'valid-until': { type: 'date', about: 'Last day.' },
} as const satisfies Record<string, Column>

/** The columns of each kind of file, in the order in which they are written. */
export const COLUMNS: Readonly<Record<FileKind, Readonly<Record<string, Column>>>> = {
  orders: ORDERS,
  products: PRODUCTS,
  stock: STOCK,
  prices: PRICES,
}
