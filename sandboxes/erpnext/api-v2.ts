import { createResource, listResource, readResource, runDocMethod, updateResource } from './api-v1.ts'
import { callMethod } from './call-method.ts'
import { countDocs } from './list.ts'
import { metaAnswer } from './meta-answer.ts'
import type { Outcome } from './outcome.ts'
import { documentArgs, type Incoming, parsed } from './request.ts'
import { requireDoctype } from './require-doctype.ts'
import type { SiteCore } from './site.ts'

/** Routes of API v2; `null` = no such route. `path` is decoded and has no `/api/v2` in front. */
export function handleV2(site: SiteCore, path: string, incoming: Incoming): Outcome | null {
  const [head = '', ...rest] = path.split('/')
  if (head === 'method' && rest.length > 0)
    return { body: { data: callMethod(site, rest.join('/'), incoming).value ?? null } }
  const [doctype = '', ...more] = rest
  if (head === 'doctype' && more[0] === 'meta') return { body: { data: metaAnswer(site, doctype) } }
  if (head === 'doctype' && more[0] === 'count')
    return { body: { data: countDocs(site, doctype, parsed(incoming.args['filters'])) } }
  if (head !== 'document' || doctype === '') return null
  const name = more.join('/').replace(/\/$/, '')
  return name === '' ? collection(site, doctype, incoming) : single(site, doctype, name, incoming)
}

function collection(site: SiteCore, doctype: string, incoming: Incoming): Outcome | null {
  const { args } = incoming
  if (incoming.method === 'POST') return { body: { data: createResource(site, doctype, documentArgs(incoming)) } }
  if (incoming.method !== 'GET') return null
  return { body: { data: listResource(site, doctype, { ...args, limit_start: args['start'] ?? args['limit_start'] }) } }
}

function single(site: SiteCore, doctype: string, name: string, incoming: Incoming): Outcome | null {
  const method = /^(.*)\/method\/([^/]+)$/.exec(name)
  if (method !== null) {
    return {
      body: { data: runDocMethod(site, doctype, method[1] ?? '', { ...incoming.args, run_method: method[2] ?? '' }) },
    }
  }
  switch (incoming.method) {
    case 'GET':
      return { body: { data: readResource(site, doctype, name) } }
    case 'PATCH':
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
