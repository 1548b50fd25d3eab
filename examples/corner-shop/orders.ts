import { type Change, type Order, orderFrom, type Source, TillbridgeError, z } from 'tillbridge/contract'
import { type CornerContext, read } from './client.ts'
import type { CornerSettings } from './settings.ts'

const page = z.object({
  orders: z.array(z.object({ number: z.number(), placed: z.iso.datetime(), changed: z.iso.datetime() })),
  next: z.number().nullable(),
})

const amount = z.string().regex(/^-?\d+\.\d{2}$/)
const person = z.object({ name: z.string(), street: z.string(), zip: z.string(), town: z.string(), land: z.string() })

/** An order as the shop tells it: prices with tax, one rate for each row. */
const cornerOrder = z.object({
  number: z.number(),
  placed: z.iso.datetime(),
  changed: z.iso.datetime(),
  archived: z.boolean(),
  currency: z.string(),
  email: z.string(),
  address: person,
  rows: z.array(
    z.object({
      row: z.number(),
      article: z.string(),
      text: z.string(),
      pieces: z.number(),
      price: amount,
      vat: z.number(),
      vatAmount: amount,
    }),
  ),
  paid: z.array(z.object({ id: z.number(), how: z.string(), amount, at: z.iso.datetime() })),
  total: amount,
  vatTotal: amount,
})
type CornerOrder = z.output<typeof cornerOrder>

const nameOf = (number: number): string => `C-${number}`

export const orders: Source<CornerSettings, Order> = {
  async *changes(context, { since, until }) {
    for (let number: number | null = 1; number !== null;) {
      const query = { since: since.toISOString(), until: until.toISOString(), page: String(number) }
      const { orders, next } = page.parse(await read(context, '/v1/orders', query))
      yield orders.map((order): Change => ({
        key: String(order.number),
        name: nameOf(order.number),
        updatedAt: order.changed,
        createdAt: order.placed,
      }))
      number = next
    }
  },
  async get(context, key, snapshot) {
    // The body of a webhook is the whole order. Where nothing newer is known, it saves the call.
    if (snapshot?.sole === true) return parse(context.settings, snapshot.body)
    const body = await read(context, `/v1/orders/${encodeURIComponent(key)}`)
    return body === null ? null : parse(context.settings, body)
  },
  parse,
  async findByName(context: CornerContext, name) {
    const number = /^C-(\d{1,12})$/.exec(name)?.[1]
    return number !== undefined && (await read(context, `/v1/orders/${number}`)) !== null ? number : null
  },
}

function parse({ timeZone }: CornerSettings, payload: unknown): Order {
  const parsed = cornerOrder.safeParse(payload)
  if (parsed.success) return orderFrom(drafted(parsed.data), { timeZone, where: 'the order' })
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'CORNER_ORDER_UNREADABLE',
    message: `The shop's order cannot be read: ${parsed.error.issues.map(({ path }) => path.join('.')).join(', ')}.`,
    remedy: 'Report the order to those who look after this connector.',
  })
}

/** The order in words of Tillbridge. Every figure is the shop's own; nothing is computed here. */
const drafted = (order: CornerOrder) => ({
  id: order.number,
  name: nameOf(order.number),
  placedAt: order.placed,
  updatedAt: order.changed,
  closedAt: order.archived ? order.changed : null,
  currency: order.currency,
  taxesIncluded: true,
  email: order.email,
  billingAddress: addressOf(order.address),
  shippingAddress: addressOf(order.address),
  lines: order.rows.map((row) => ({
    id: row.row,
    sku: row.article,
    title: row.text,
    quantity: row.pieces,
    price: row.price,
    taxes: [{ title: 'VAT', rate: row.vat, amount: row.vatAmount }],
  })),
  payments: order.paid.map(({ id, how, amount, at }) => ({ id, gateway: how, amount, at })),
  total: order.total,
  tax: order.vatTotal,
  financialStatus: order.paid.length > 0 ? 'paid' : 'pending',
})

function addressOf({ name, street, zip, town, land }: CornerOrder['address']) {
  const [firstName, ...rest] = name.split(' ')
  return { firstName, lastName: rest.join(' '), line1: street, postalCode: zip, city: town, countryCode: land }
}
