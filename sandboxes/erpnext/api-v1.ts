import { answerDoc } from './answer-doc.ts'
import { callMethod } from './call-method.ts'
import { inApp } from './document.ts'
import { findDoc } from './find-doc.ts'
import { FrappeError } from './frappe-error.ts'
import { listArgs } from './list-args.ts'
import { checkListPermission, refusal } from './permissions.ts'
import { type Args, documentArgs, type Incoming } from './request.ts'
import { metaAnswer } from './meta-answer.ts'
import type { Outcome } from './outcome.ts'
import type { SiteCore } from './site.ts'
import { requireDoctype } from './require-doctype.ts'

/** Routes of API v1; `null` = no such route. `path` is decoded and has no `/api` in front. */
export function handleV1(site: SiteCore, path: string, incoming: Incoming): Outcome | null {
  const [head = '', ...rest] = path.split('/')
  if (head === 'method') {
    const { named, value } = callMethod(site, rest.join('/'), incoming)
    return { body: named ? (value as Record<string, unknown>) : { message: value ?? undefined } }
  }
  if (head !== 'resource' || rest.length === 0) return null
  const [doctype = '', ...nameParts] = rest
  const name = nameParts.join('/').replace(/\/$/, '')
  return name === '' ? collection(site, doctype, incoming) : single(site, doctype, name, incoming)
}

function collection(site: SiteCore, doctype: string, incoming: Incoming): Outcome | null {
  if (incoming.method === 'GET' || incoming.method === 'HEAD')
    return { body: { data: listResource(site, doctype, incoming.args) } }
  if (incoming.method === 'POST') return { body: { data: createResource(site, doctype, documentArgs(incoming)) } }
  return null
}

/** The list that both versions answer. */
export function listResource(site: SiteCore, doctype: string, args: Args): unknown[] {
  const meta = site.meta(doctype)
  if (meta.istable && args['parent'] === undefined) throw new FrappeError('PermissionError', '', { show: false })
  checkListPermission(site, meta.istable ? String(args['parent']) : doctype)
  return listArgs(site, doctype, args)
}

export function createResource(site: SiteCore, doctype: string, values: Args): unknown {
  requireDoctype(site, doctype)
  delete values['doctype']
  const { name, ...fields } = values
  const doc = site.insert({ docstatus: 0, ...fields, doctype, name: promptName(site, doctype, name) })
  return answerDoc(doc, site.meta)
}

/** Only DocTypes that ask for a name take it from the caller. */
function promptName(site: SiteCore, doctype: string, name: unknown): string {
  return site.meta(doctype).autoname.toLowerCase() === 'prompt' && typeof name === 'string' ? name : ''
}

function single(site: SiteCore, doctype: string, name: string, incoming: Incoming): Outcome | null {
  switch (incoming.method) {
    case 'GET':
    case 'HEAD':
      return incoming.args['run_method'] === undefined
        ? { body: { data: readResource(site, doctype, name) } }
        : { body: { data: runDocMethod(site, doctype, name, incoming.args) } }
    case 'POST':
      return { body: { data: runDocMethod(site, doctype, name, incoming.args) } }
    case 'PUT':
      return { body: { data: updateResource(site, doctype, name, documentArgs(incoming)) } }
    case 'DELETE':
      requireDoctype(site, doctype)
      site.delete(doctype, name)
      return { status: 202, body: { data: 'ok' } }
    default:
      return null
  }
}

export function readResource(site: SiteCore, doctype: string, name: string): unknown {
  if (doctype === 'DocType' && site.findMeta(name) !== undefined) return metaAnswer(site, name)
  requireDoctype(site, doctype)
  const doc = findDoc(site, doctype, name)
  if (!site.hasPermission(doctype, 'read', doc)) throw refusal(site)
  site.controllerOf(doctype).onload?.(doc, site)
  return answerDoc(doc, site.meta)
}

export function updateResource(site: SiteCore, doctype: string, name: string, values: Args): unknown {
  requireDoctype(site, doctype)
  const doc = findDoc(site, doctype, name)
  delete values['flags']
  delete values['doctype']
  Object.assign(doc, values)
  return answerDoc(site.save(doc), site.meta)
}

/** `run_method` of a document: the framework's own ones, else those that the DocType whitelists. */
export function runDocMethod(site: SiteCore, doctype: string, name: string, args: Args): unknown {
  requireDoctype(site, doctype)
  const doc = findDoc(site, doctype, name)
  const method = String(args['run_method'] ?? '')
  if (method === 'submit' || method === 'cancel') {
    doc.docstatus = method === 'submit' ? 1 : 2
    return answerDoc(site.save(doc), site.meta)
  }
  const own = site.controllerOf(doctype).methods?.[method]
  if (own === undefined) throw new FrappeError('PermissionError', `Method Not Allowed`, { title: 'Message' })
  if (!site.hasPermission(doctype, 'write', doc)) throw refusal(site)
  return inApp(site.meta(doctype).app, () => own(doc, args, site))
}
