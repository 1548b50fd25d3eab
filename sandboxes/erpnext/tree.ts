import type { Doc } from './controller.ts'
import { text } from './fields.ts'
import type { SiteCore } from './site.ts'

/** The field that holds a node's parent, by DocType. */
const PARENT_FIELDS: Readonly<Record<string, string>> = {
  Account: 'parent_account',
  'Cost Center': 'parent_cost_center',
  Warehouse: 'parent_warehouse',
  'Customer Group': 'parent_customer_group',
  Territory: 'parent_territory',
  'Item Group': 'parent_item_group',
  Company: 'parent_company',
}

export function parentField(doctype: string): string | undefined {
  return PARENT_FIELDS[doctype]
}

/** Names below or above a node, as the tree operators of a filter mean them. */
export function relatives(site: SiteCore, doctype: string, name: string, operator: string): readonly string[] {
  const field = PARENT_FIELDS[doctype]
  if (field === undefined) return []
  if (operator.includes('ancestors')) return ancestors(site, doctype, field, name)
  const below = descendants(site, doctype, field, name)
  return operator.includes('inclusive') ? [name, ...below] : below
}

function ancestors(site: SiteCore, doctype: string, field: string, name: string): string[] {
  const node = site.read(doctype, name)
  const parent = node === null ? '' : text(node, field)
  return parent === '' ? [] : [parent, ...ancestors(site, doctype, field, parent)]
}

function descendants(site: SiteCore, doctype: string, field: string, name: string): string[] {
  return site
    .findBy(doctype, field, name)
    .flatMap((child) => [child.name, ...descendants(site, doctype, field, child.name)])
}

/**
 * Puts a node into its nested set: `lft`/`rgt` of the new node as the last child of its parent, the others moved up.
 * The numbers of the moved nodes change without a new `modified`.
 */
export function placeInTree(site: SiteCore, doc: Doc): void {
  const field = PARENT_FIELDS[doc.doctype]
  if (field === undefined) return
  const parent = site.read(doc.doctype, text(doc, field))
  const at = parent === null ? highest(site, doc.doctype) + 1 : Number(parent['rgt'] ?? 0)
  for (const node of site.all(doc.doctype)) {
    const lft = Number(node['lft'] ?? 0)
    const rgt = Number(node['rgt'] ?? 0)
    if (node.name === doc.name || rgt < at) continue
    site.setValue(doc.doctype, node.name, { lft: lft >= at ? lft + 2 : lft, rgt: rgt + 2 }, { updateModified: false })
  }
  site.setValue(doc.doctype, doc.name, { lft: at, rgt: at + 1 }, { updateModified: false })
  doc['lft'] = at
  doc['rgt'] = at + 1
}

function highest(site: SiteCore, doctype: string): number {
  let top = 0
  for (const node of site.all(doctype)) top = Math.max(top, Number(node['rgt'] ?? 0))
  return top
}
