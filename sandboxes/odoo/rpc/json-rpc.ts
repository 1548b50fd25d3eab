import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { OdooError } from '#sandboxes/odoo/errors'
import type { Installation } from '#sandboxes/odoo/installation'
import type { Values } from '#sandboxes/odoo/orm/env'
import { callService } from './services.ts'

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }
const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' }

/** `POST /jsonrpc`: status 200 whatever happens, once the body is JSON. */
export function jsonRpc(installation: Installation, request: SandboxRequest): SandboxResponse {
  const { version } = installation.site
  const type = request.headers['content-type'] ?? ''
  if (request.method !== 'POST' || !type.startsWith('application/json')) return wrongType(version)
  const call = parse(request.body)
  if (call === undefined) return page(400, 'Bad Request', 'Invalid JSON data')
  if (typeof call !== 'object' || call === null || Array.isArray(call))
    return page(400, 'Bad Request', 'Invalid JSON-RPC data')
  const { id = null, params } = call as { id?: unknown; params?: Values }
  return {
    status: 200,
    headers: JSON_TYPE,
    body: JSON.stringify({ jsonrpc: '2.0', id, ...outcome(installation, params) }),
  }
}

function outcome(installation: Installation, params: Values | undefined): Values {
  try {
    if (params === undefined)
      throw new OdooError(
        'builtins.TypeError',
        "RPC.jsonrpc() missing 3 required positional arguments: 'service', 'method', and 'args'",
      )
    const result = callService(
      installation,
      String(params['service']),
      String(params['method']),
      (params['args'] ?? []) as unknown[],
    )
    return result === null || result === undefined ? {} : { result }
  } catch (error) {
    return { error: errorAnswer(installation, error) }
  }
}

function errorAnswer({ site: { version } }: Installation, error: unknown): Values {
  const known = asOdooError(error)
  return {
    code: version === 19 ? 0 : 200,
    message: 'Odoo Server Error',
    data: {
      name: known.className,
      debug: debugText(known),
      message: known.message,
      arguments: known.args,
      context: {},
    },
  }
}

/** What our own faults look like to a caller: an error of Python. */
export function asOdooError(error: unknown): OdooError {
  if (error instanceof OdooError) return error
  return new OdooError('builtins.Exception', error instanceof Error ? (error.stack ?? error.message) : String(error))
}

export const debugText = (error: OdooError): string =>
  `Traceback (most recent call last):\n${error.className.replace('builtins.', '')}: ${error.message}`

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown
  } catch {
    return undefined
  }
}

function wrongType(version: number): SandboxResponse {
  const [status, title, kind] =
    version === 19 ? ([415, 'Unsupported Media Type', 'jsonrpc'] as const) : ([400, 'Bad Request', 'json'] as const)
  return page(status, title, `Request inferred type is compatible with ['http'] but '/jsonrpc' is type='${kind}'.`)
}

export const page = (status: number, title: string, text: string): SandboxResponse => ({
  status,
  headers: HTML_TYPE,
  body: `<!doctype html>\n<html lang=en>\n<title>${status} ${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n`,
})
