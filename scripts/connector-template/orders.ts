import { type Order, orderFrom, type Source } from 'tillbridge/contract'
import { notWritten } from './client.ts'
import type { NewSystemSettings } from './settings.ts'

/** Every figure of an order is the store's own: what it says is never computed again. */
export const orders: Source<NewSystemSettings, Order> = {
  changes: () => {
    throw notWritten('the list of orders that changed in [since, until), oldest first, archived ones too')
  },
  get: () => Promise.reject(notWritten('reading one whole order')),
  parse: ({ timeZone }, _payload) => {
    // From the payload: what `orderFrom` needs, in its words. It refuses what is missing or wrong, by name.
    const draft = {}
    return orderFrom(draft, { timeZone, where: 'the order' })
  },
  findByName: () => Promise.reject(notWritten('finding an order by what people call it')),
}
