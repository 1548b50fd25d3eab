import { type ErpnextOptions, type ErpnextSandbox, startErpnext } from '#sandboxes/erpnext/start'
import type { Doc } from '#sandboxes/erpnext/controller'

export const STORES = 'Stores - NL'

/** A demo site with a shirt (20 in Stores) and a mug (10). */
export function demoSite(options: ErpnextOptions = {}): Promise<ErpnextSandbox> {
  return startErpnext({
    seed: 'demo',
    items: [
      { code: 'SHIRT', name: 'Shirt', stock: 20 },
      { code: 'MUG', name: 'Mug', stock: 10 },
    ],
    ...options,
  })
}

/** A submitted order of a customer. */
export function orderOf(erp: ErpnextSandbox, lines: readonly (readonly [item: string, qty: number])[]): Doc {
  if (!erp.site.exists('Customer', 'Ann Example')) erp.insert({ doctype: 'Customer', customer_name: 'Ann Example' })
  return erp.insert({
    doctype: 'Sales Order',
    docstatus: 1,
    customer: 'Ann Example',
    delivery_date: erp.site.today(),
    set_warehouse: STORES,
    items: lines.map(([item_code, qty]) => ({ item_code, qty, rate: 100 })),
  })
}

/** The rows of a list request. */
export async function listed(
  erp: ErpnextSandbox,
  doctype: string,
  query: Readonly<Record<string, unknown>>,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    params.set(key, typeof value === 'string' ? value : JSON.stringify(value))
  const response = await fetch(`${erp.url}/api/resource/${encodeURIComponent(doctype)}?${params.toString()}`, {
    headers: { authorization: `token ${erp.apiKey}:${erp.apiSecret}` },
  })
  const body = (await response.json()) as { data?: Record<string, unknown>[] }
  if (body.data === undefined) throw new Error(JSON.stringify(body))
  return body.data
}
