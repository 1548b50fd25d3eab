import { z } from 'zod'
import { type ListedLevel, listLevels } from '#database/stock-list'
import type { Handler } from '#server/api/call'
import { pageOf } from '#server/api/page'
import { readPlace, writePlace } from '#server/routes/ledger/place'
import { stockIntegration } from './integration.ts'

const levelPlace = z
  .tuple([z.string(), z.string(), z.string()])
  .transform(([sku, stockItem, location]) => ({ sku, stockItem, location }))

export const listStock: Handler<'stock.list'> = async ({ services: { pool }, organizationId, query }) => {
  const { key } = await stockIntegration({ pool }, organizationId, query.integration)
  const after = readPlace(query.after, levelPlace)
  const rows = await listLevels(pool, key, query, { after, limit: query.limit + 1 })
  return pageOf(rows, query.limit, placeOf, (row) => row)
}

const placeOf = ({ sku, stockItem, location }: ListedLevel): string => writePlace([sku ?? '', stockItem, location])
