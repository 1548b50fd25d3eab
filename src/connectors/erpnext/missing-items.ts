import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import type { MappedRow } from '#model/documents'
import { type ErpnextContext, insert, list } from './client.ts'

const named = z.object({ name: z.string() })

/** Creates the items of a document that ERPNext lacks. */
export async function createMissing(context: ErpnextContext, rows: readonly MappedRow[]): Promise<void> {
  const wanted = new Map<string, MappedRow>()
  for (const row of rows) if (row.item !== null && !wanted.has(row.item)) wanted.set(row.item, row)
  const present = await presentItems(context, [...wanted.keys()])
  const missing = [...wanted].filter(([code]) => !present.has(code.toLowerCase()))
  for (const [code, row] of missing) await createItem(context, code, row)
}

// Proxies limit the length of an address; a hundred codes stay far below it.
const CODES_PER_CALL = 100

/** The codes that ERPNext has, in lower case: the database compares names without regard to case. */
async function presentItems(context: ErpnextContext, codes: readonly string[]): Promise<ReadonlySet<string>> {
  const present = new Set<string>()
  for (let start = 0; start < codes.length; start += CODES_PER_CALL) {
    const items = await list(context, 'Item', named, {
      fields: ['name'],
      filters: [['name', 'in', codes.slice(start, start + CODES_PER_CALL)]],
    })
    for (const item of items) present.add(item.name.toLowerCase())
  }
  return present
}

async function createItem(context: ErpnextContext, code: string, row: MappedRow): Promise<void> {
  const { itemGroup, itemUnit } = context.settings
  const item = {
    item_code: code,
    item_name: row.title.slice(0, 140),
    item_group: itemGroup,
    stock_uom: itemUnit,
    is_stock_item: row.role === 'item' && row.requiresShipping ? 1 : 0,
  }
  try {
    await insert(context, { doctype: 'Item' }, item, named)
  } catch (error) {
    // Another order of the same product was faster.
    if (error instanceof TillbridgeError && error.code === 'NAME_EXISTS') return
    throw error
  }
}
