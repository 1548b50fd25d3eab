/** Orders and stock that the old system shows. */
export interface Shop {
  /** Sells something; answers the order's number. */
  place(options?: { readonly lines?: number; readonly at?: string }): { readonly key: string; readonly name: string }
  close(key: string): void
  /** What lies at a place from now on. */
  lay(sku: string, place: string, count: string): void
  /** By `sku@place`; `count` is set by `lay` so that others hear of it. */
  readonly stock: Map<string, { readonly sku: string; readonly place: string; count: string; readonly changed: string }>
  answer(part: string, id: string | undefined, query: URLSearchParams): ShopAnswer | null
  /** Sets counts, each only if it is still what was expected. */
  setCounts(
    rows: readonly {
      readonly sku: string
      readonly place: string
      readonly count: string
      readonly was: string | null
    }[],
  ): ShopAnswer
}

interface ShopAnswer {
  readonly status: number
  readonly name: string
  readonly body: unknown
}

interface Sold {
  readonly no: number
  readonly placed: string
  changed: string
  closed: boolean
  readonly positions: readonly {
    readonly pos: number
    readonly sku: string
    readonly qty: number
    readonly price: string
    readonly vat: string
  }[]
}

/** `tell`: hears of every change. */
export function openShop(tell: (event: string, key: string) => void): Shop {
  const sold = new Map<string, Sold>()
  const stock: Shop['stock'] = new Map()
  return {
    stock,
    place({ lines = 1, at = new Date().toISOString() } = {}) {
      const no = 7001 + sold.size
      const positions = Array.from({ length: lines }, (_, index) => {
        const qty = 1 + (index % 2)
        return { pos: index + 1, sku: `SKU-${index}`, qty, price: '19.95', vat: qty === 1 ? '3.99' : '7.98' }
      })
      sold.set(String(no), { no, placed: at, changed: at, closed: false, positions })
      tell('order', String(no))
      return { key: String(no), name: `A-${no}` }
    },
    close(key) {
      const order = sold.get(key)
      if (order !== undefined) order.closed = true
    },
    lay(sku, place, count) {
      stock.set(`${sku}@${place}`, { sku, place, count, changed: new Date().toISOString() })
      tell('stock', sku)
    },
    setCounts(rows) {
      const results = rows.map(({ sku, place, count, was }) => {
        const level = stock.get(`${sku}@${place}`)
        if (level === undefined) return 'gone'
        if (was !== null && was !== level.count) return 'stale'
        if (Number(count) > 9_999) return 'nobody has that many'
        stock.set(`${sku}@${place}`, { sku, place, count, changed: new Date().toISOString() })
        return 'set'
      })
      return { status: 200, name: 'counts', body: { result: results } }
    },
    answer(part, id, query) {
      if (part === 'sold' && id !== undefined) {
        const order = sold.get(id)
        return order === undefined
          ? { status: 404, name: 'problem', body: { code: 'no_such_order', what: id } }
          : { status: 200, name: 'order', body: whole(order) }
      }
      if (part === 'sold') return list([...sold.values()], query)
      if (part === 'places') return { status: 200, name: 'list', body: { place: [{ id: 'W1', name: 'Main' }] } }
      return part === 'stock' ? { status: 200, name: 'list', body: { level: [...stock.values()] } } : null
    },
  }
}

// What the money comes to is kept in cents here, as many old systems do.
const cents = (text: string): number => Math.round(Number(text) * 100)
const money = (value: number): string => (value / 100).toFixed(2)

function whole({ no, placed, changed, closed, positions }: Sold): object {
  const total = positions.reduce((all, { price, qty }) => all + cents(price) * qty, 0)
  const vat = positions.reduce((all, position) => all + cents(position.vat), 0)
  return {
    no,
    name: `A-${no}`,
    placed,
    changed,
    closed: closed ? changed : '',
    currency: 'EUR',
    buyer: { id: 55, email: 'ann@example.com', first: 'Ann', last: 'Example' },
    position: positions,
    total: money(total),
    vat: money(vat),
  }
}

function list(orders: readonly Sold[], query: URLSearchParams): ShopAnswer {
  const name = query.get('name')
  const since = Date.parse(query.get('since') ?? '1970-01-01T00:00:00Z')
  const page = Number(query.get('page') ?? '1')
  const size = Math.min(Number(query.get('size') ?? '50'), 50)
  const hits = orders
    .filter((order) => (name === null ? Date.parse(order.changed) >= since : `A-${order.no}` === name))
    .toSorted((a, b) => Date.parse(a.changed) - Date.parse(b.changed))
  const shown = hits.slice((page - 1) * size, page * size)
  const order = shown.map(({ no, placed, changed }) => ({ no, name: `A-${no}`, placed, changed }))
  return { status: 200, name: 'list', body: { count: hits.length, order } }
}
