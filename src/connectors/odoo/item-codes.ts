import { z } from 'zod'
import type { OdooContext } from './memory.ts'
import { find, text } from './records.ts'
import type { OdooSettings } from './settings.ts'

/** Where an item's code stands. */
export const codeField = ({ skuField }: OdooSettings): 'default_code' | 'barcode' =>
  skuField === 'barcode' ? 'barcode' : 'default_code'

/** What an item is known by. */
export const codeOf = (
  row: { readonly default_code: string | null; readonly barcode: string | null },
  settings: OdooSettings,
): string | null => row[codeField(settings)]

const shape = z.object({ id: z.number(), default_code: text, barcode: text })
const AT_ONCE = 1000

/** The codes of items by their ids; items without one are left out. */
export async function codesOf(context: OdooContext, products: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const wanted = [...new Set(products)]
  const codes = new Map<number, string>()
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const domain = [['id', 'in', wanted.slice(start, start + AT_ONCE)]]
    for (const row of await find(context, 'product.product', shape, { domain, context: { active_test: false } })) {
      const code = codeOf(row, context.settings)
      if (code !== null) codes.set(row.id, code)
    }
  }
  return codes
}
