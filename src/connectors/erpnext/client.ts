import type { z } from 'zod'
import type { Context, HttpRequest } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { serverMessages } from './answer.ts'
import type { About } from './error-rule.ts'
import { errorOf } from './errors.ts'
import type { ErpnextSettings } from './settings.ts'

export type ErpnextContext = Context<ErpnextSettings>

/** Frappe's filter triples, e.g. `['company', '=', 'Acme GmbH']`; four parts name a child DocType first. */
export type Filters = readonly (readonly unknown[])[]

export interface ListQuery {
  readonly fields: readonly string[]
  readonly filters?: Filters
  readonly orderBy?: string
  /** Default: all rows. */
  readonly limit?: number
  /** Rows that are passed over first. */
  readonly start?: number
  /** The DocType that rows of a child table belong to; mandatory for those. */
  readonly parent?: string
}

/** What was written, and what the server remarked about it. */
export interface Written<T> {
  readonly data: T
  /** The same, unread: with every field that is filled. */
  readonly answer: unknown
  readonly messages: readonly string[]
}

const resource = (doctype: string, name?: string): string =>
  `/api/resource/${encodeURIComponent(doctype)}${name === undefined ? '' : `/${encodeURIComponent(name)}`}`

type List = <T>(context: ErpnextContext, doctype: string, row: z.ZodType<T>, query: ListQuery) => Promise<T[]>

/** Rows of a DocType, without child tables. */
export const list: List = async (context, doctype, row, query) => {
  const asked = {
    fields: JSON.stringify(query.fields),
    filters: JSON.stringify(query.filters ?? []),
    limit_page_length: String(query.limit ?? 0),
    ...orderAndParent(query),
  }
  const request = { method: 'GET', path: resource(doctype), query: asked, effect: 'read' } as const
  return parse(row.array(), (await send(context, request, { doctype }))['data'], doctype)
}

/** As `list`, for filters that are longer than an address may be. */
export const listByPost: List = async (context, doctype, row, query) => {
  const json = {
    doctype,
    fields: query.fields,
    filters: query.filters ?? [],
    limit_page_length: query.limit ?? 0,
    ...(query.start === undefined ? {} : { limit_start: query.start }),
    ...orderAndParent(query),
  }
  const request = { method: 'POST', path: '/api/method/frappe.client.get_list', json, effect: 'read' } as const
  return parse(row.array(), (await send(context, request, { doctype }))['message'], doctype)
}

const orderAndParent = ({ orderBy, parent }: ListQuery): Readonly<Record<string, string>> => ({
  ...(orderBy === undefined ? {} : { order_by: orderBy }),
  ...(parent === undefined ? {} : { parent }),
})

/** A whole document with its child tables, or `null` when there is none of that name. */
export async function read<T>(
  context: ErpnextContext,
  doctype: string,
  name: string,
  shape: z.ZodType<T>,
): Promise<T | null> {
  try {
    const body = await send(context, { method: 'GET', path: resource(doctype, name), effect: 'read' }, { doctype })
    return parse(shape, body['data'], doctype)
  } catch (error) {
    if (error instanceof TillbridgeError && error.detail['status'] === 404 && error.code !== 'SITE_UNKNOWN') return null
    throw error
  }
}

/** Creates a document, and submits it in the same transaction when `docstatus` is 1. */
export async function insert<T>(
  context: ErpnextContext,
  about: About,
  document: Readonly<Record<string, unknown>>,
  shape: z.ZodType<T>,
): Promise<Written<T>> {
  const body = await send(
    context,
    { method: 'POST', path: resource(about.doctype), json: document, effect: 'write' },
    about,
  )
  return {
    data: parse(shape, body['data'], about.doctype, 'write'),
    answer: body['data'],
    messages: serverMessages(body['_server_messages']),
  }
}

/** Changes the given fields of a document; child tables are replaced as a whole. */
export async function update(
  context: ErpnextContext,
  about: About,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): Promise<void> {
  await send(context, { method: 'PUT', path: resource(about.doctype, name), json: fields, effect: 'write' }, about)
}

/** Changes fields of a document and answers it as ERPNext holds it then. */
export async function updated<T>(
  context: ErpnextContext,
  about: About,
  name: string,
  fields: Readonly<Record<string, unknown>>,
  shape: z.ZodType<T>,
): Promise<T> {
  const request = { method: 'PUT', path: resource(about.doctype, name), json: fields, effect: 'write' } as const
  return parse(shape, (await send(context, request, about))['data'], about.doctype, 'write')
}

/** A whitelisted function that takes more than texts. */
export async function callWith(
  context: ErpnextContext,
  method: string,
  args: Readonly<Record<string, unknown>>,
  { about, effect }: { about: About; effect: HttpRequest['effect'] },
): Promise<unknown> {
  return (await send(context, { method: 'POST', path: `/api/method/${method}`, json: args, effect }, about))['message']
}

/** A whitelisted function of the server; reads go by GET. */
export async function call(
  context: ErpnextContext,
  method: string,
  args: Readonly<Record<string, string>>,
  { about, effect }: { about: About; effect: HttpRequest['effect'] },
): Promise<unknown> {
  const path = `/api/method/${method}`
  const request: HttpRequest =
    effect === 'read' ? { method: 'GET', path, query: args, effect } : { method: 'POST', path, json: args, effect }
  return (await send(context, request, about))['message']
}

async function send(context: ErpnextContext, request: HttpRequest, about: About): Promise<Record<string, unknown>> {
  const response = await context.http.send(request)
  if (response.status >= 300) throw errorOf(response, request.effect, about)
  const body = response.json()
  if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>
  throw notErpnext(request.effect)
}

function parse<T>(shape: z.ZodType<T>, data: unknown, doctype: string, effect: HttpRequest['effect'] = 'read'): T {
  const result = shape.safeParse(data)
  if (result.success) return result.data
  throw new TillbridgeError({
    kind: effect === 'write' ? 'outcome-unknown' : 'bug',
    code: 'ANSWER_UNREADABLE',
    message: `ERPNext answered a ${doctype} in a form that is not understood.`,
    detail: { doctype, issues: result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) },
  })
}

const notErpnext = (effect: HttpRequest['effect']): TillbridgeError =>
  new TillbridgeError({
    kind: effect === 'write' ? 'outcome-unknown' : 'rejected',
    code: 'NOT_ERPNEXT',
    message: 'What answers at this address is not the ERPNext site.',
    remedy: 'Check the address and, on a server with several sites, the site name in the connection.',
  })
