import { answerDoc } from './answer-doc.ts'
import type { ApiMethods, Doc, Site } from './controller.ts'
import { isBlank, rows } from './fields.ts'
import { FrappeError } from './frappe-error.ts'
import { countDocs, isStandardField, listDocs } from './list.ts'
import { listArgs } from './list-args.ts'
import { checkListPermission, refusal } from './permissions.ts'
import { repr } from './python.ts'
import { type Args, looselyParsed, parsed } from './request.ts'
import type { SiteCore } from './site.ts'
import { findDoc } from './find-doc.ts'

const MAX_INSERTS = 200
const WRITE = ['POST', 'PUT'] as const

const core = (site: Site): SiteCore => site as SiteCore
const shown = (doc: Doc, site: Site): unknown => answerDoc(doc, site.meta, true)

/** The functions of `frappe.client`. */
export const clientMethods: ApiMethods = {
  'frappe.client.get_list': {
    required: ['doctype'],
    run(args, site) {
      checkListPermission(core(site), String(args['doctype']))
      return listArgs(core(site), String(args['doctype']), args)
    },
  },
  'frappe.client.get_count': {
    required: ['doctype'],
    run: (args, site) => countDocs(core(site), String(args['doctype']), parsed(args['filters'])),
  },
  'frappe.desk.reportview.get_count': {
    required: [],
    run: (args, site) => countDocs(core(site), String(args['doctype']), parsed(args['filters'])),
  },
  'frappe.client.get': { required: ['doctype'], run: (args, site) => getDoc(args, core(site)) },
  'frappe.client.get_value': { required: ['doctype', 'fieldname'], run: (args, site) => getValue(args, core(site)) },
  'frappe.client.get_single_value': {
    required: ['doctype', 'field'],
    run(args, site) {
      checkListPermission(core(site), String(args['doctype']))
      return site.single(String(args['doctype']))[String(args['field'])] ?? null
    },
  },
  'frappe.client.get_time_zone': { allowGuest: true, run: () => ({ time_zone: 'Asia/Kolkata' }) },
  'frappe.client.set_value': {
    required: ['doctype', 'name', 'fieldname'],
    verbs: WRITE,
    run: (args, site) => setValue(args, core(site)),
  },
  'frappe.client.insert': {
    verbs: WRITE,
    run: (args, site) => shown(insertOne(site, parsed(args['doc']) as Args), site),
  },
  'frappe.client.insert_many': {
    verbs: WRITE,
    run(args, site) {
      const docs = parsed(args['docs']) as Args[]
      if (docs.length > MAX_INSERTS) throw new FrappeError('ValidationError', 'Only 200 inserts allowed in one request')
      return docs.map((values) => insertOne(site, values).name)
    },
  },
  'frappe.client.save': {
    required: ['doc'],
    verbs: WRITE,
    run: (args, site) => shown(site.save(givenDoc(site, args)), site),
  },
  'frappe.client.submit': {
    required: ['doc'],
    verbs: WRITE,
    run: (args, site) => shown(site.save({ ...givenDoc(site, args), docstatus: 1 }), site),
  },
  'frappe.client.cancel': {
    required: ['doctype', 'name'],
    verbs: WRITE,
    run: (args, site) => shown(site.save({ ...site.get(String(args['doctype']), args['name']), docstatus: 2 }), site),
  },
  'frappe.client.delete': {
    required: ['doctype', 'name'],
    verbs: ['DELETE', 'POST'],
    run: (args, site) => void site.delete(String(args['doctype']), String(args['name'])),
  },
  'frappe.client.has_permission': {
    required: ['doctype', 'docname'],
    run(args, site) {
      const doctype = String(args['doctype'])
      const right = typeof args['perm_type'] === 'string' ? args['perm_type'] : 'read'
      const name = args['docname']
      const allowed = isBlank(name)
        ? site.hasPermission(doctype, right)
        : site.hasPermission(doctype, right, site.get(doctype, name))
      core(site).session.permissionLog.length = 0
      return { has_permission: allowed }
    },
  },
  'frappe.client.validate_link': {
    required: ['doctype', 'docname'],
    run: (args, site) => validateLink(args, core(site)),
  },
}

/** A document from a call's `doc`, whole as it was sent. */
function givenDoc(site: Site, args: Readonly<Args>): Doc {
  const values = parsed(args['doc']) as Args
  const doctype = String(values['doctype'])
  site.meta(doctype)
  return { docstatus: 0, ...values, doctype, name: String(values['name'] ?? '') }
}

function insertOne(site: Site, values: Args): Doc {
  const doctype = String(values['doctype'])
  const meta = site.meta(doctype)
  const { name, parenttype, parent, parentfield } = values
  if (typeof parenttype === 'string' && typeof parentfield === 'string') {
    const owner = site.get(parenttype, parent)
    owner[parentfield] = [...rows(owner, parentfield), site.create(doctype, { ...values, name: '', docstatus: 0 })]
    return site.save(owner)
  }
  const named = meta.autoname.toLowerCase() === 'prompt' && typeof name === 'string' ? name : ''
  return site.insert({ docstatus: 0, ...values, doctype, name: named })
}

function getDoc(args: Readonly<Args>, site: SiteCore): unknown {
  const doctype = String(args['doctype'])
  const filters = looselyParsed(args['filters'])
  const name = isBlank(args['name']) && !isBlank(filters) ? nameByFilters(site, doctype, filters) : args['name']
  const doc = findDoc(site, doctype, name)
  if (!site.hasPermission(doctype, 'read', doc)) throw refusal(site)
  return shown(doc, site)
}

function nameByFilters(site: SiteCore, doctype: string, filters: unknown): string {
  const [first] = listDocs(site, { doctype, filters, limit: 1, ignoreUserPermissions: true })
  if (first === undefined) throw new FrappeError('DoesNotExistError', `${doctype} ${repr(filters)} not found`)
  return String(first['name'])
}

function getValue(args: Readonly<Args>, site: SiteCore): unknown {
  const doctype = String(args['doctype'])
  checkListPermission(site, doctype)
  const wanted = looselyParsed(args['fieldname'])
  const fields = Array.isArray(wanted) ? wanted.map(String) : [String(wanted)]
  if (site.meta(doctype).issingle) return singleValues(site.single(doctype), fields)
  const [first] = listDocs(site, { doctype, fields, filters: looselyParsed(args['filters']), limit: 1 })
  return first ?? {}
}

/** Settings are stored as texts: numbers come as `"0"`, unset fields are left out. */
function singleValues(doc: Readonly<Doc>, fields: readonly string[]): Record<string, string> {
  const found: Record<string, string> = {}
  for (const field of fields) if (!isBlank(doc[field])) found[field] = String(doc[field])
  return found
}

function setValue(args: Readonly<Args>, site: SiteCore): unknown {
  const doctype = String(args['doctype'])
  const given = looselyParsed(args['fieldname'])
  const single = { [String(given)]: args['value'] }
  const values = typeof given === 'object' && given !== null ? (given as Args) : single
  for (const field of Object.keys(values)) {
    if (isStandardField(field)) throw new FrappeError('ValidationError', 'Cannot edit standard fields')
  }
  const doc = findDoc(site, doctype, args['name'])
  return shown(site.save(Object.assign(doc, values)), site)
}

function validateLink(args: Readonly<Args>, site: SiteCore): unknown {
  const doctype = String(args['doctype'])
  const doc = site.read(doctype, args['docname'])
  if (doc === null) return { name: null }
  const wanted = parsed(args['fields'])
  const fields = Array.isArray(wanted) ? wanted.map(String) : []
  return { name: doc.name, ...Object.fromEntries(fields.map((field) => [field, doc[field] ?? null])) }
}
