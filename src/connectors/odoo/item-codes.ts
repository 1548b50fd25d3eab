import { z } from 'zod'
import type { OdooContext } from './memory.ts'
import { find, text } from './records.ts'

const shape = z.object({ id: z.number(), default_code: text, barcode: text })
const AT_ONCE = 1000

/** The codes of items by their ids; items without one are left out. */
export async function codesOf(context: OdooContext, products: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const wanted = [...new Set(products)]
  const codes = new Map<number, string>()
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const domain = [['id', 'in', wanted.slice(start, start + AT_ONCE)]]
    for (const row of await find(context, 'product.product', shape, { domain, context: { active_test: false } })) {
      const code = context.settings.skuField === 'barcode' ? row.barcode : row.default_code
      if (code !== null) codes.set(row.id, code)
    }
  }
  return codes
}
