import { z } from 'zod'
import { TillbridgeError } from '#lib/errors'
import type { DocumentKind } from '#model/documents'
import { call, type ErpnextContext, list, read } from './client.ts'
import { close, closedOf, reopen } from './close.ts'
import { DOCTYPE } from './vendor.ts'

/** Cancels a document. What stands on a closed order, and the order itself, can be cancelled only while that is open. */
export async function cancel(context: ErpnextContext, kind: DocumentKind, externalId: string): Promise<void> {
  const doctype = DOCTYPE[kind]
  try {
    await cancelOnce(context, doctype, externalId)
  } catch (error) {
    // A site that hides tracebacks does not even say that the document is cancelled already.
    const refused = error instanceof TillbridgeError && error.kind === 'rejected'
    if (refused && (await isCancelled(context, doctype, externalId))) return
    if (!refused || error.code !== 'ORDER_CLOSED') throw error
    await cancelWhileOpen(context, kind, externalId)
  }
}

async function cancelWhileOpen(context: ErpnextContext, kind: DocumentKind, externalId: string): Promise<void> {
  const orders = kind === 'sales-order' ? [externalId] : await ordersBehind(context, kind, externalId)
  const closed = await closedOf(context, orders)
  for (const order of closed) await reopen(context, order)
  try {
    await cancelOnce(context, DOCTYPE[kind], externalId)
  } finally {
    for (const order of closed) await close(context, 'sales-order', order)
  }
}

const linked = z.object({
  items: z
    .array(z.object({ sales_order: z.string().nullish(), against_sales_order: z.string().nullish() }))
    .default([]),
})

async function ordersBehind(context: ErpnextContext, kind: DocumentKind, externalId: string): Promise<string[]> {
  const document = await read(context, DOCTYPE[kind], externalId, linked)
  const names = (document?.items ?? []).flatMap((row) => [row.sales_order ?? '', row.against_sales_order ?? ''])
  return [...new Set(names)].filter((name) => name !== '')
}

const cancelOnce = (context: ErpnextContext, doctype: string, name: string): Promise<unknown> =>
  call(context, 'frappe.client.cancel', { doctype, name }, { about: { doctype }, effect: 'write' })

async function isCancelled(context: ErpnextContext, doctype: string, name: string): Promise<boolean> {
  const rows = await list(context, doctype, z.object({ docstatus: z.number() }), {
    fields: ['docstatus'],
    filters: [['name', '=', name]],
    limit: 1,
  })
  return rows[0]?.docstatus === 2
}
