import { type Answer, listed, problem } from './answers.ts'
import type { Books } from './books.ts'

export interface Delivery {
  readonly no: string
  readonly sent: string
  changed: string
  status: 'packed' | 'sent' | 'void'
  carrier: string
  track: string
  readonly line: readonly DeliveryLine[]
}

interface DeliveryLine {
  readonly pos: string
  readonly sku: string
  readonly qty: string
  readonly place: string
  /** The order that was filed, and the number of its line. */
  readonly order: string
  readonly row: string
}

/** Deliveries that the people of the warehouse make. */
export interface Warehouse {
  /** Sends lines of an order that was filed, all of it where none are named; answers the delivery. */
  deliver(order: string, options?: DeliverOptions): Delivery
  /** Says of a delivery what was not known, or that it did not take place. */
  change(no: string, change: Partial<Pick<Delivery, 'status' | 'carrier' | 'track'>>): void
  answer(part: string, id: string | undefined, query: URLSearchParams): Answer | null
}

export interface DeliverOptions {
  readonly lines?: readonly { readonly sku: string; readonly qty: number }[]
  readonly place?: string
  readonly carrier?: string
  readonly track?: string
}

/** `tell`: hears of every change. */
export function openWarehouse(books: Books, tell: (event: string, key: string) => void): Warehouse {
  const deliveries = new Map<string, Delivery>()
  return {
    deliver(order, { lines, place = 'W1', carrier = '', track = '' } = {}) {
      const filed = books.byNumber('orders', order)
      if (filed === null) throw new Error(`there is no order ${order}`)
      const no = `D-${501 + deliveries.size}`
      const wanted = filed.lines
        .filter((line) => line.item != null && (lines ?? [{ sku: line.item }]).some(({ sku }) => sku === line.item))
        .map((line, index) => ({
          pos: `${no}/${index + 1}`,
          sku: line.item ?? '',
          qty: String(lines?.find(({ sku }) => sku === line.item)?.qty ?? line.quantity ?? '0'),
          place,
          order,
          row: filed.lineNumbers[line.row] ?? '',
        }))
      const at = new Date().toISOString()
      const delivery: Delivery = { no, sent: at, changed: at, status: 'sent', carrier, track, line: wanted }
      deliveries.set(no, delivery)
      tell('delivery', no)
      return delivery
    },
    change(no, change) {
      const delivery = deliveries.get(no)
      if (delivery === undefined) throw new Error(`there is no delivery ${no}`)
      Object.assign(delivery, change, { changed: new Date().toISOString() })
      tell('delivery', no)
    },
    answer(part, id, query) {
      if (part !== 'deliveries') return null
      if (id === undefined) return listed('delivery', [...deliveries.values()], query)
      const delivery = deliveries.get(id)
      return delivery === undefined
        ? problem(404, 'no_such_delivery', id)
        : { status: 200, name: 'delivery', body: delivery }
    },
  }
}
