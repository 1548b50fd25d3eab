import { z } from 'zod'
import type { Change } from '#contract/source'
import { fetchOne, PAGE_SIZE, type WooContext } from './client.ts'
import { gmt, key, text } from './vendor.ts'

const FIELDS = 'id,number,status,date_created_gmt,date_modified_gmt'

const row = z.object({
  id: key,
  number: text,
  status: z.string(),
  date_created_gmt: gmt,
  date_modified_gmt: gmt,
})
type Row = z.output<typeof row>

interface Range {
  readonly since: Date
  readonly until: Date
}

/** Carts of the checkout block that nobody has ordered yet. */
export const isDraft = (status: string): boolean => status === 'checkout-draft' || status === 'auto-draft'

/** WooCommerce's `any` leaves out the trash, and takes it only alone. */
export async function* changedOrders(context: WooContext, range: Range): AsyncGenerator<readonly Change[]> {
  for (const status of ['any', 'trash']) {
    for await (const rows of changed(context, status, range)) {
      const orders = rows.filter((one) => !isDraft(one.status))
      if (orders.length > 0) yield orders.map(changeOf)
    }
  }
}

/**
 * Each request asks for what changed from the second of the last row on, not for the next page: a row that changes meanwhile moves to
 * the end, and everything behind it would move up by one, past the border of the pages. Only within one second pages are turned.
 */
async function* changed(context: WooContext, status: string, { since, until }: Range): AsyncGenerator<readonly Row[]> {
  const seen = new Set<string>()
  let from = since
  for (let page = 1; ;) {
    const rows = await fetchOne(context, '/wc/v3/orders', z.array(row), {
      status,
      modified_after: before(from),
      modified_before: plain(new Date(Math.ceil(until.getTime() / 1000) * 1000)),
      dates_are_gmt: 'true',
      orderby: 'modified',
      order: 'asc',
      per_page: String(PAGE_SIZE),
      page: String(page),
      _fields: FIELDS,
    })
    const fresh = rows.filter((one) => !seen.has(`${one.id}:${one.date_modified_gmt}`))
    for (const one of fresh) seen.add(`${one.id}:${one.date_modified_gmt}`)
    if (fresh.length > 0) yield fresh
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE_SIZE) return
    const reached = new Date(last.date_modified_gmt)
    page = reached.getTime() > from.getTime() ? 1 : page + 1
    if (page === 1) from = reached
  }
}

/** How many orders were made in the range; drafts are none. */
export async function countOrders(context: WooContext, { since, until }: Range): Promise<number> {
  const total = async (status: string): Promise<number> => {
    let found = 0
    for (let page = 1; ; page += 1) {
      const rows = await fetchOne(context, '/wc/v3/orders', z.array(z.object({ id: key, status: z.string() })), {
        status,
        after: before(since),
        before: plain(new Date(Math.ceil(until.getTime() / 1000) * 1000)),
        dates_are_gmt: 'true',
        orderby: 'id',
        order: 'asc',
        per_page: String(PAGE_SIZE),
        page: String(page),
        _fields: 'id,status',
      })
      found += rows.filter((one) => !isDraft(one.status)).length
      if (rows.length < PAGE_SIZE) return found
    }
  }
  return (await total('any')) + (await total('trash'))
}

const changeOf = (source: Row): Change => ({
  key: source.id,
  name: source.number ?? source.id,
  updatedAt: source.date_modified_gmt,
  createdAt: source.date_created_gmt,
})

// A time with a zone together with `dates_are_gmt` is shifted by the zone of the shop: it is sent without one.
const plain = (instant: Date): string => instant.toISOString().slice(0, 19)

// Both bounds are left out of the answer; stamps are whole seconds.
const before = (instant: Date): string => plain(new Date(Math.floor(instant.getTime() / 1000) * 1000 - 1000))
