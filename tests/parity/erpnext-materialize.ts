import type { Doc } from '#sandboxes/erpnext/controller'
import type { SiteCore } from '#sandboxes/erpnext/site'
import type { Capture } from './erpnext-captures.ts'
import { makeGiven } from './erpnext-givens.ts'
import type { Names } from './erpnext-names.ts'

/** What is known of documents whose creation was not recorded: whole documents in other answers. */
export interface Snapshots {
  readonly captures: readonly Capture[]
  readonly names: Names
}

const SERIES_NAME = /\b(SAL-ORD|ACC-SINV|ACC-PAY|MAT-DN|ACC-JV|MAT-STE)(-RET)?-2026-\d{5}\b/g

/** Puts documents that the request names, and that nothing here made, into the store as the newest earlier answer shows them. */
export function materialize(site: SiteCore, capture: Capture, snapshots: Snapshots): void {
  const { request, response } = capture
  const text = `${decodeURIComponent(request.path)} ${JSON.stringify(request.query)} ${JSON.stringify(request.body)}`
  for (const name of new Set(text.match(SERIES_NAME) ?? [])) {
    if (known(site, name) || makeGiven(site, name)) continue
    const found = snapshotOf(name, capture, snapshots)
    if (found === null || (response.status === 404 && text.includes(name))) continue
    site.insertRaw(structuredClone(found))
  }
}

const DOCTYPES = [
  'Sales Order',
  'Sales Invoice',
  'Payment Entry',
  'Delivery Note',
  'Journal Entry',
  'Stock Entry',
] as const

function known(site: SiteCore, name: string): boolean {
  return DOCTYPES.some((doctype) => site.exists(doctype, name))
}

/** The newest snapshot before the capture; else the first one from it on, taken back to a draft when the request submits it. */
function snapshotOf(name: string, capture: Capture, { captures }: Snapshots): Doc | null {
  const all = captures.flatMap((one) => {
    const doc = docIn(one)
    return doc?.name === name ? [{ at: one.at, number: one.number, doc }] : []
  })
  const before = all.filter((one) => one.at < capture.at).at(-1)
  if (before !== undefined) return before.doc
  const next = all[0]
  if (next === undefined) return null
  if (next.doc.docstatus === 2 && next.number === capture.number) {
    return { ...next.doc, docstatus: 1, status: 'Unpaid', modified: next.doc['creation'] }
  }
  const submits = /submit|"docstatus":1/.test(JSON.stringify(capture.request)) && next.number === capture.number
  return submits ? { ...next.doc, docstatus: 0, status: 'Draft', modified: next.doc['creation'] } : next.doc
}

function docIn({ response }: Capture): Doc | null {
  const body = response.body as { data?: unknown; message?: unknown } | null
  const doc = (body?.data ?? body?.message) as Doc | undefined
  return typeof doc === 'object' && doc !== null && typeof doc.name === 'string' && typeof doc.doctype === 'string'
    ? doc
    : null
}
