import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { type OdooError, valueError } from '#sandboxes/odoo/errors'
import type { Installation } from '#sandboxes/odoo/installation'
import type { Env, Method, Values } from '#sandboxes/odoo/orm/env'
import { idsOf, methodOf, privateMethod, run, userOfKey } from './dispatch.ts'
import { asOdooError, debugText, page } from './json-rpc.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const PATH = /^\/json\/2\/([^/]+)\/([^/]+)$/

/** Methods of every model that may not be called from outside although their names have no underscore. */
const INTERNAL = new Set([
  'with_context',
  'with_user',
  'with_company',
  'with_env',
  'sudo',
  'browse',
  'mapped',
  'filtered',
  'sorted',
  'new',
])

/** `POST /json/2/<model>/<method>` of 19: arguments by name, statuses that say what happened. */
export function json2(installation: Installation, request: SandboxRequest): SandboxResponse {
  const database = request.headers['x-odoo-database']
  if (database !== undefined && database !== installation.databaseName)
    return page(
      404,
      'Not Found',
      'No database is selected and the requested URL was not found in the server-wide controllers.',
    )
  const match = PATH.exec(request.path)
  if (match === null || request.method !== 'POST')
    return refused(404, 'NotFound', 'Did you mean POST /json/2/<model>/<method>?')
  if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
    return page(
      415,
      'Unsupported Media Type',
      "Request inferred type is compatible with ['http'] but '/json/2/<__model__>/<__method__>' is type='json2'.",
    )
  const [scheme = '', key = ''] = (request.headers['authorization'] ?? '').split(' ')
  if (scheme.toLowerCase() !== 'bearer')
    return unauthorized('User not authenticated, use an API Key with a Bearer Authorization header.')
  const uid = userOfKey(installation, key)
  if (uid === null) return unauthorized('Invalid apikey')
  const body = parse(request.body)
  if (body === undefined) return refused(400, 'BadRequest', 'could not parse the body as json: Expecting value')
  return call(installation, uid, decodeURIComponent(match[1] ?? ''), match[2] ?? '', body)
}

function call(installation: Installation, uid: number, model: string, name: string, body: Values): SandboxResponse {
  const { ids, context = {}, ...named } = body
  const env: Env = { site: installation.site, uid, context: context as Values }
  if (!env.site.fields.has(model)) return refused(404, 'NotFound', `the model '${model}' does not exist`)
  if (name.startsWith('_') || INTERNAL.has(name)) return failed(privateMethod(env, model, name))
  const method = methodOf(env, model, name)
  if (method === null) return refused(404, 'NotFound', `The method '${model}.${name}' does not exist`)
  if (method.onModel && ids !== undefined)
    return refused(422, 'UnprocessableEntity', `cannot call ${model}.${name} with ids`)
  const problem = argumentProblem(name, method, named)
  if (problem !== null) return refused(422, 'UnprocessableEntity', problem)
  try {
    if (typeof context !== 'object')
      throw valueError('dictionary update sequence element #0 has length 1; 2 is required')
    const answer = run(env, method, idsOf(ids), named)
    const listed = (name === 'create' || name === 'copy') && typeof answer === 'number' ? [answer] : answer
    return { status: 200, headers: JSON_TYPE, body: JSON.stringify(listed ?? null) }
  } catch (error) {
    return failed(asOdooError(error))
  }
}

function argumentProblem(name: string, method: Method, named: Values): string | null {
  const params = new Set([
    ...method.params.map((param) => param.replace('?', '')),
    ...(name === 'name_search' ? ['domain'] : []),
  ])
  const missing = method.params.find((param) => !param.endsWith('?') && !(param in named))
  if (missing !== undefined) return `missing a required argument: '${missing}'`
  const unknown = Object.keys(named).find((key) => !params.has(key))
  return unknown === undefined ? null : `got an unexpected keyword argument '${unknown}'`
}

function parse(body: Buffer): Values | undefined {
  if (body.length === 0) return {}
  try {
    const read = JSON.parse(body.toString('utf8')) as unknown
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Values) : {}
  } catch {
    return undefined
  }
}

const STATUS: Readonly<Record<string, number>> = {
  'odoo.exceptions.UserError': 422,
  'odoo.exceptions.ValidationError': 422,
  'odoo.exceptions.AccessError': 403,
  'odoo.exceptions.AccessDenied': 403,
  'odoo.exceptions.MissingError': 404,
  'odoo.exceptions.LockError': 409,
}

const failed = (error: OdooError): SandboxResponse => ({
  status: STATUS[error.className] ?? 500,
  headers: JSON_TYPE,
  body: JSON.stringify({
    name: error.className,
    message: error.message,
    arguments: error.args,
    context: {},
    debug: debugText(error),
  }),
})

const refused = (status: number, kind: string, message: string): SandboxResponse => ({
  status,
  headers: JSON_TYPE,
  body: JSON.stringify({
    name: `werkzeug.exceptions.${kind}`,
    message,
    arguments: [message, status],
    context: {},
    debug: `werkzeug.exceptions.${kind}: ${status}: ${message}`,
  }),
})

function unauthorized(message: string): SandboxResponse {
  const answer = refused(401, 'Unauthorized', message)
  return { ...answer, headers: { ...JSON_TYPE, 'www-authenticate': 'Bearer ' } }
}
