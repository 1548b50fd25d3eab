import { z } from 'zod'
import type { DocumentKind } from '#model/documents'
import { call, type ErpnextContext, list } from './client.ts'
import { DOCTYPE } from './vendor.ts'

const ORDER = DOCTYPE['sales-order']

/** Closes a Sales Order that is submitted and not done with: ERPNext would close a cancelled one, too. */
export async function close(context: ErpnextContext, _kind: DocumentKind, externalId: string): Promise<void> {
  const [order] = await orders(context, [externalId])
  if (order === undefined || order.docstatus !== 1 || order.status === 'Closed' || order.status === 'Completed') return
  await setStatus(context, externalId, 'Closed')
}

/** Opens an order again; the server works out how far it has come. */
export const reopen = (context: ErpnextContext, order: string): Promise<void> => setStatus(context, order, 'Draft')

/** Those of the orders that are closed. */
export async function closedOf(context: ErpnextContext, names: readonly string[]): Promise<string[]> {
  const found = names.length === 0 ? [] : await orders(context, names)
  return found.filter((order) => order.status === 'Closed').map((order) => order.name)
}

const orders = (context: ErpnextContext, names: readonly string[]) =>
  list(context, ORDER, z.object({ name: z.string(), docstatus: z.number(), status: z.string() }), {
    fields: ['name', 'docstatus', 'status'],
    filters: [['name', 'in', names]],
    limit: names.length,
  })

async function setStatus(context: ErpnextContext, name: string, status: 'Closed' | 'Draft'): Promise<void> {
  const method = 'erpnext.selling.doctype.sales_order.sales_order.update_status'
  await call(context, method, { status, name }, { about: { doctype: ORDER }, effect: 'write' })
}
