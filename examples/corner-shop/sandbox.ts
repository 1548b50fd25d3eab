import { createHmac } from 'node:crypto'
import { type SandboxRequest, type SandboxResponse, type SandboxServer, startSandboxServer } from 'tillbridge/testing'

export interface CornerSandbox extends SandboxServer {
  readonly apiKey: string
  readonly webhookSecret: string
  place(options?: { readonly lines?: number }): { readonly key: string; readonly name: string }
  archive(key: string): void
  /** The delivery that the shop would send of an order now. */
  delivery(key: string): { readonly topic: string; readonly body: string; readonly headers: Record<string, string> }
}

interface Row {
  readonly row: number
  readonly article: string
  readonly text: string
  readonly pieces: number
  readonly price: string
  readonly vat: number
  readonly vatAmount: string
}

interface CornerOrder {
  readonly number: number
  readonly placed: string
  changed: string
  archived: boolean
  readonly rows: readonly Row[]
}

const PAGE = 50
const BUYER = { name: 'Ann Example', street: 'Storgatan 1', zip: '111 22', town: 'Stockholm', land: 'SE' }
const cents = (value: number): string => (value / 100).toFixed(2)

/** A Corner Shop on this machine. It keeps amounts in cents and computes each answer from what was sold. */
export async function startCornerShop(): Promise<CornerSandbox> {
  const [apiKey, webhookSecret] = ['corner-key', 'corner-secret']
  const orders = new Map<string, CornerOrder>()
  let instant = Date.parse('2026-11-20T08:00:00Z')
  const now = (): string => new Date((instant += 1000)).toISOString()

  function handle({ method, path, query, headers }: SandboxRequest): SandboxResponse {
    if (headers['x-api-key'] !== apiKey) return { status: 401, body: { error: 'key' } }
    if (method !== 'GET') return { status: 405, body: { error: 'method' } }
    if (path === '/v1/shop') return { status: 200, body: { shop: 'The Corner', version: '1.4' } }
    if (path === '/v1/orders') return { status: 200, body: listed([...orders.values()], query) }
    const order = orders.get(/^\/v1\/orders\/(\d+)$/.exec(path)?.[1] ?? '')
    return order === undefined ? { status: 404, body: { error: 'none' } } : { status: 200, body: told(order) }
  }

  const server = await startSandboxServer({ handle })
  return Object.assign(server, {
    apiKey,
    webhookSecret,
    place({ lines = 1 }: { readonly lines?: number } = {}) {
      const number = 100 + orders.size
      const placed = now()
      const rows = Array.from({ length: lines }, (_, index) => soldRow(index + 1))
      orders.set(String(number), { number, placed, changed: placed, archived: false, rows })
      return { key: String(number), name: `C-${number}` }
    },
    archive(key: string) {
      const order = orders.get(key)
      if (order !== undefined) Object.assign(order, { archived: true, changed: now() })
    },
    delivery(key: string) {
      const order = orders.get(key)
      if (order === undefined) throw new Error(`there is no order ${key}`)
      const body = JSON.stringify(told(order))
      const signature = createHmac('sha256', webhookSecret).update(body).digest('hex')
      const headers = {
        'x-corner-topic': 'order',
        'x-corner-delivery': `${key}@${order.changed}`,
        'x-corner-signature': signature,
      }
      return { topic: 'order', body, headers }
    },
  })
}

/** Two mugs at 99.50 with a quarter of tax on top of what the shop keeps. */
const soldRow = (row: number): Row => ({
  row,
  article: 'MUG',
  text: 'Mug',
  pieces: 2,
  price: cents(9950),
  vat: 25,
  vatAmount: cents(3980),
})

function told(order: CornerOrder) {
  const { number, placed, changed, archived, rows } = order
  const total = cents(rows.length * 2 * 9950)
  return {
    number,
    placed,
    changed,
    archived,
    currency: 'SEK',
    email: 'ann@example.com',
    address: BUYER,
    rows,
    paid: [{ id: number * 10, how: 'card', amount: total, at: placed }],
    total,
    vatTotal: cents(rows.length * 3980),
  }
}

function listed(orders: readonly CornerOrder[], query: URLSearchParams) {
  const [since, until] = [query.get('since') ?? '', query.get('until') ?? '9999']
  const number = Number(query.get('page') ?? '1')
  const found = orders
    .filter(({ changed }) => changed >= since && changed < until)
    .toSorted((a, b) => a.changed.localeCompare(b.changed))
  const page = found.slice((number - 1) * PAGE, number * PAGE)
  return { orders: page.map(told), next: found.length > number * PAGE ? number + 1 : null }
}
