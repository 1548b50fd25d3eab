import type { Doc, DocController, Life, Site } from '#sandboxes/erpnext/controller'
import { isBlank, text, truthy } from '#sandboxes/erpnext/fields'
import { refuse } from '#sandboxes/erpnext/frappe-error'
import type { SiteCore } from '#sandboxes/erpnext/site'
import { parentField, placeInTree } from '#sandboxes/erpnext/tree'

/** Gives a new node its place in the nested set and remembers its parent. */
function joinTree(doc: Doc, site: Site, life: Life): void {
  if (!life.isNew) return
  const field = parentField(doc.doctype) ?? ''
  placeInTree(site as SiteCore, doc)
  doc['old_parent'] = text(doc, field)
  site.setValue(doc.doctype, doc.name, { old_parent: doc['old_parent'] }, { updateModified: false })
}

function abbreviation(site: Site, company: unknown): string {
  return String(site.value('Company', company, 'abbr') ?? '')
}

/** `Stores` of company AC → `Stores - AC`. */
export function withAbbreviation(site: Site, name: string, company: unknown): string {
  const suffix = ` - ${abbreviation(site, company)}`
  return name.endsWith(suffix) ? name : `${name}${suffix}`
}

export const account: DocController = {
  autoname: (doc, site) => {
    const numbered = [text(doc, 'account_number'), text(doc, 'account_name')].filter((part) => part !== '').join(' - ')
    return withAbbreviation(site, numbered, doc['company'])
  },
  validate(doc, site, life) {
    const parent = site.read('Account', doc['parent_account'])
    if (parent !== null) checkParent(doc, parent)
    if (parent === null && !truthy(doc, 'is_group') && life.isNew) {
      refuse(`The root account <strong>${doc.name}</strong> must be a group`)
    }
    if (parent !== null) {
      doc['root_type'] = parent['root_type']
      doc['report_type'] = parent['report_type']
    }
    if (isBlank(doc['account_currency']))
      doc['account_currency'] = site.value('Company', doc['company'], 'default_currency')
  },
  onUpdate: joinTree,
}

function checkParent(doc: Readonly<Doc>, parent: Readonly<Doc>): void {
  if (parent.name === doc.name) refuse(`Account ${doc.name}: You can not assign itself as parent account`)
  if (!truthy(parent, 'is_group')) refuse(`Account ${doc.name}: Parent account ${parent.name} can not be a ledger`)
  if (parent['company'] !== doc['company']) {
    refuse(`Account ${doc.name}: Parent account ${parent.name} does not belong to company: ${text(doc, 'company')}`)
  }
}

export const costCenter: DocController = {
  autoname: (doc, site) => withAbbreviation(site, text(doc, 'cost_center_name'), doc['company']),
  validate(doc) {
    if (isBlank(doc['parent_cost_center']) && text(doc, 'cost_center_name') !== text(doc, 'company'))
      refuse('Please enter parent cost center')
  },
  onUpdate: joinTree,
}

export const warehouse: DocController = {
  autoname: (doc, site) => withAbbreviation(site, text(doc, 'warehouse_name'), doc['company']),
  onUpdate: joinTree,
}

/** Customer Group, Territory, Item Group: without a parent they hang below the root. */
export function plainTree(root: string): DocController {
  return {
    validate(doc) {
      const field = parentField(doc.doctype) ?? ''
      if (isBlank(doc[field]) && doc.name !== root) doc[field] = root
    },
    onUpdate: joinTree,
  }
}
