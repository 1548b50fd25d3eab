import { z } from 'zod'
import type { Change } from '#contract/source'
import { before, changedRows, changeOf, type Range, upTo } from './changed-rows.ts'
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

/** Carts of the checkout block that nobody has ordered yet. */
export const isDraft = (status: string): boolean => status === 'checkout-draft' || status === 'auto-draft'

/** WooCommerce's `any` leaves out the trash, and takes it only alone. */
export async function* changedOrders(context: WooContext, range: Range): AsyncGenerator<readonly Change[]> {
  for (const status of ['any', 'trash']) {
    const list = { route: '/wc/v3/orders', row, status, fields: FIELDS }
    for await (const rows of changedRows(context, list, range)) {
      const orders = rows.filter((one) => !isDraft(one.status))
      if (orders.length > 0)
        yield orders.map((one) => changeOf(one.id, one.number ?? one.id, one.date_modified_gmt, one.date_created_gmt))
    }
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
        before: upTo(until),
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
