import type { Order } from '#model/order'
import type { Return } from '#model/refund'

const STATES = {
  requested: 'the customer asked for it',
  open: 'goods are on their way back',
  closed: 'done',
  declined: 'it was declined',
  cancelled: 'it was called off',
} as const satisfies Record<Return['status'], string>

/** A return in words for a person who looks at the documents of its order. */
export function returnText(order: Pick<Order, 'name' | 'lines'>, { name, status, lines = [] }: Return): string {
  const goods = lines.map(({ lineExternalId, quantity, reason, note }) => {
    const line = order.lines.find(({ externalId }) => externalId === lineExternalId)
    const why = [reason, note].filter((part) => part !== null).join(': ')
    const what = line === undefined ? 'goods' : `${line.title}${line.sku === null ? '' : ` (${line.sku})`}`
    return `${quantity} × ${what}${why === '' ? '' : `, ${why}`}`
  })
  const list = goods.length === 0 ? '' : ` ${goods.join('; ')}.`
  return `Return ${name} of order ${order.name}: ${STATES[status]}.${list}`
}
