import type { z } from 'zod'
import type { HttpRequest } from '#contract/context'
import { TillbridgeError } from '#lib/errors'
import { failureOf } from './answer.ts'
import { errorOf } from './errors.ts'
import { type OdooContext, remembered } from './memory.ts'
import type { OdooSettings } from './settings.ts'

export type Values = Readonly<Record<string, unknown>>
/** Odoo's search condition in prefix form, e.g. `[['state', '=', 'sale']]`. */
export type Domain = readonly unknown[]

export interface Call {
  readonly model: string
  readonly method: string
  /** The records it is called on; absent = the model itself. */
  readonly ids?: readonly number[]
  /** By the names of the method's parameters. */
  readonly args?: Values
  /** Added to the language and the company. */
  readonly context?: Values
  readonly effect: HttpRequest['effect']
}

/** Whether the server is asked by `/json/2`, as from 19 on. */
const isJson2 = ({ version }: OdooSettings): boolean => version === '19'

export const serverVersion = ({ version }: OdooSettings): number => Number(version)

/** Calls a method in the connection's company. Each call is one transaction of Odoo. */
export async function call(context: OdooContext, wanted: Call): Promise<unknown> {
  const company = await companyId(context)
  return callPlain(context, { ...wanted, context: { ...wanted.context, allowed_company_ids: [company] } })
}

/** Calls a method before the company is known. */
export async function callPlain(context: OdooContext, wanted: Call): Promise<unknown> {
  const added = { lang: 'en_US', ...wanted.context }
  const { model, method, ids, args = {}, effect } = wanted
  if (isJson2(context.settings)) {
    const path = `/json/2/${model}/${method}`
    const json = { ...(ids === undefined ? {} : { ids }), ...args, context: added }
    return send(context, { method: 'POST', path, json, effect }, wanted)
  }
  // `create` of older versions names its parameter otherwise.
  const { vals_list, ...named } = args
  const positional = [...(ids === undefined ? [] : [ids]), ...(vals_list === undefined ? [] : [vals_list])]
  const { database, apiKey } = context.settings
  const key = [database, await userId(context), apiKey]
  const params = {
    service: 'object',
    method: 'execute_kw',
    args: [...key, model, method, positional, { ...named, context: added }],
  }
  return send(context, rpc(params, effect), wanted)
}

const rpc = (params: Values, effect: HttpRequest['effect']): HttpRequest => ({
  method: 'POST',
  path: '/jsonrpc',
  json: { jsonrpc: '2.0', id: 1, method: 'call', params },
  effect,
})

async function send(context: OdooContext, request: HttpRequest, about: Call): Promise<unknown> {
  const response = await context.http.send(request)
  const failure = failureOf(response)
  if (failure !== null || response.status >= 300) throw errorOf(response, failure, about)
  const body = response.json()
  return request.path === '/jsonrpc' ? ((body as { result?: unknown }).result ?? null) : body
}

/** The number of the API user, which the services of 16 to 18 want beside the key. */
function userId(context: OdooContext): Promise<number> {
  return remembered(context, 'user', async () => {
    const { database, login, apiKey } = context.settings
    const params = { service: 'common', method: 'authenticate', args: [database, login ?? '', apiKey, {}] }
    const about: Call = { model: 'res.users', method: 'authenticate', effect: 'read' }
    const uid = await send(context, rpc(params, 'read'), about)
    if (typeof uid === 'number') return uid
    throw new TillbridgeError({
      kind: 'unauthorized',
      code: 'CREDENTIALS_REFUSED',
      message: 'Odoo does not take the API user’s login with this key.',
      remedy: 'Make a new API key for the user (Preferences, Account Security) and enter it with the login.',
    })
  })
}

/** The id of the connection's company. */
export const companyId = (context: OdooContext): Promise<number> =>
  remembered(context, 'company-id', async () => {
    const { company } = context.settings
    const args = { domain: [['name', '=', company]], fields: ['id'], limit: 1 }
    const found = await callPlain(context, { model: 'res.company', method: 'search_read', args, effect: 'read' })
    const [first] = found as { id: number }[]
    if (first !== undefined) return first.id
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'COMPANY_UNKNOWN',
      message: `Odoo has no company ${company} that the API user may see.`,
      remedy: 'Write the company’s name in the connection as Odoo shows it, and allow the API user that company.',
      subject: `company:${company}`,
    })
  })

/** Reads an answer in the form it must have. */
export function parse<T>(shape: z.ZodType<T>, data: unknown, { model, effect }: Pick<Call, 'model' | 'effect'>): T {
  const result = shape.safeParse(data)
  if (result.success) return result.data
  throw new TillbridgeError({
    kind: effect === 'write' ? 'outcome-unknown' : 'bug',
    code: 'ANSWER_UNREADABLE',
    message: `Odoo answered about ${model} in a form that is not understood.`,
    detail: { model, issues: result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) },
  })
}
