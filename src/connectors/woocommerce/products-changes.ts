import { z } from 'zod'
import type { Change } from '#contract/source'
import { asTillbridgeError } from '#lib/errors'
import { changedRows, changeOf, modifiedWithin, type Range } from './changed-rows.ts'
import { fetchAll, fetchOne, type WooContext } from './client.ts'
import { gmt, key } from './vendor.ts'
import { PRODUCTS } from './vendor-product.ts'

const row = z.object({ id: key, name: z.string(), date_created_gmt: gmt.nullish(), date_modified_gmt: gmt })
const variationRow = z.object({ id: key, parent_id: key, date_modified_gmt: gmt })

/** Products, those in the trash too; then products of which only a variation changed, as that leaves the product's own stamp. */
export async function* changedProducts(context: WooContext, range: Range): AsyncGenerator<readonly Change[]> {
  for (const status of ['any', 'trash']) {
    const list = { route: PRODUCTS, row, status, fields: 'id,name,date_created_gmt,date_modified_gmt' }
    for await (const rows of changedRows(context, list, range))
      yield rows.map((one) => changeOf(one.id, one.name, one.date_modified_gmt, one.date_created_gmt))
  }
  const route = await routeOfVariations(context)
  yield* route === null ? eachProduct(context, range) : allVariations(context, route, range)
}

const byParent = (rows: readonly z.output<typeof variationRow>[]): Change[] =>
  rows.map((one) => changeOf(one.parent_id, null, one.date_modified_gmt, null))

async function* allVariations(context: WooContext, route: string, range: Range): AsyncGenerator<readonly Change[]> {
  const list = { route, row: variationRow, status: 'any', fields: 'id,parent_id,date_modified_gmt' }
  for await (const rows of changedRows(context, list, range)) yield byParent(rows)
}

// WooCommerce lists the variations of all products from 10.3 on; those of its Analytics have done so since long before.
const ROUTES = ['/wc/v3/variations', '/wc-analytics/variations'] as const
const NO_SUCH_ROUTE: ReadonlySet<string> = new Set(['WOOCOMMERCE_NO_ROUTE', 'WOOCOMMERCE_USER_MAY_NOT'])

/** Where the variations of all products are listed; `null` = nowhere. */
export async function routeOfVariations(context: WooContext): Promise<string | null> {
  for (const route of ROUTES) {
    try {
      await fetchOne(context, route, z.array(variationRow), {
        per_page: '1',
        _fields: 'id,parent_id,date_modified_gmt',
      })
      return route
    } catch (error) {
      // Where Analytics is switched off, or was changed by a plug-in, each product is asked.
      const { code } = asTillbridgeError(error)
      if (!NO_SUCH_ROUTE.has(code) && code !== 'WOOCOMMERCE_ANSWER_UNREADABLE') throw error
    }
  }
  return null
}

/** The only way where nothing lists the variations of all products: one call for each product that has any. */
async function* eachProduct(context: WooContext, range: Range): AsyncGenerator<readonly Change[]> {
  const own = z.array(variationRow.omit({ parent_id: true }))
  const query = {
    ...modifiedWithin(range),
    status: 'any',
    orderby: 'id',
    order: 'asc',
    _fields: 'id,date_modified_gmt',
  }
  const listed = { type: 'variable', status: 'any', orderby: 'id', order: 'asc', _fields: 'id' }
  for (const { id } of await fetchAll(context, PRODUCTS, z.array(z.object({ id: key })), listed)) {
    const rows = await fetchAll(context, `${PRODUCTS}/${id}/variations`, own, query)
    if (rows.length > 0) yield byParent(rows.map((one) => ({ ...one, parent_id: id })))
  }
}
