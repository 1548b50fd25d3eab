import type { Doc } from '#sandboxes/erpnext/controller'
import { text } from '#sandboxes/erpnext/fields'
import { ADMINISTRATOR } from '#sandboxes/erpnext/session'
import type { SiteCore } from '#sandboxes/erpnext/site'

export type Values = Readonly<Record<string, unknown>>

/** A person at the desk of an ERPNext site: each act is a request of its own, with all checks. */
export interface Person {
  readonly site: SiteCore
  /** Saves a new document as a draft. */
  add(doctype: string, values: Values): Doc
  /** Saves a new document and, in a second request, submits it. */
  submit(doctype: string, values: Values): Doc
  /** Changes fields of a stored document. */
  change(doctype: string, name: string, values: Values): Doc
  act<T>(work: (site: SiteCore) => T): T
}

export function createPerson(site: SiteCore): Person {
  const act = <T>(work: (own: SiteCore) => T): T => site.request(ADMINISTRATOR, () => work(site))
  const add = (doctype: string, values: Values): Doc =>
    act(() => site.insert({ ...structuredClone(values), doctype, name: text(values, 'name'), docstatus: 0 }))
  const change = (doctype: string, name: string, values: Values): Doc =>
    act(() => site.save({ ...site.get(doctype, name), ...structuredClone(values) }))
  return {
    site,
    act,
    add,
    change,
    submit: (doctype, values) => change(doctype, add(doctype, values).name, { docstatus: 1 }),
  }
}

/** `Stores` or `Stores - NL`, as the site calls it. */
export function warehouseName(site: SiteCore, warehouse: string): string {
  if (site.exists('Warehouse', warehouse)) return warehouse
  for (const one of site.findBy('Warehouse', 'warehouse_name', warehouse)) return one.name
  throw new Error(`There is no warehouse ${warehouse}`)
}

export function companyOf(site: SiteCore, warehouse: string): string {
  return text(site.get('Warehouse', warehouse), 'company')
}
