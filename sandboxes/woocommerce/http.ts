import type { SandboxRequest, SandboxResponse } from '#sandboxes/kit/server'
import { keyOf } from './auth.ts'
import { onlyFields } from './fields.ts'
import { indexBody, namespaceBody } from './index-answers.ts'
import { isObject, queryValues, type Values, check, demand } from './params.ts'
import type { Access, Answer, Call, Route } from './route.ts'
import { ROUTES } from './routes.ts'
import type { Key, Shop } from './state.ts'
import { errorBody, FatalError, fatalBody, noRoute, WpError } from './wp-error.ts'

const FRONT_PAGE =
  '<!DOCTYPE html>\n<html lang="en-US">\n<head>\n\t<meta charset="UTF-8" />\n<title>Example Shop</title>\n</head>\n<body></body>\n</html>\n'
const JSON_TYPE = 'application/json; charset=UTF-8'
const HTML = { 'content-type': 'text/html; charset=UTF-8' }

/** Answers as WordPress does, before WooCommerce sees the request. */
export function answerRequest(shop: Shop, request: SandboxRequest): SandboxResponse {
  const route = routeOf(shop, request)
  if (route === null) return { status: 200, headers: { ...HTML, link: apiLink(shop) }, body: FRONT_PAGE }
  if (route === 'redirect') {
    return { status: 301, headers: { ...HTML, location: `${shop.baseUrl}${request.path}/` }, body: '' }
  }
  const answer = dispatch(shop, request, route)
  const { link: near, ...headers } = answer.headers ?? {}
  const shown = {
    'content-type': JSON_TYPE,
    'x-robots-tag': 'noindex',
    'x-content-type-options': 'nosniff',
    'access-control-expose-headers': 'X-WP-Total, X-WP-TotalPages, Link',
    link: near === undefined ? apiLink(shop) : `${apiLink(shop)}, ${near}`,
    ...headers,
  }
  const isError = (answer.status ?? 200) >= 400
  const body = isError ? answer.body : onlyFields(answer.body, queryValues(request.query)['_fields'])
  const text = request.method === 'HEAD' ? '' : JSON.stringify(envelope(request, { ...answer, body }))
  return { status: request.query.has('_envelope') ? 200 : (answer.status ?? 200), headers: shown, body: text }
}

function envelope(request: SandboxRequest, { body, status = 200, headers = {} }: Answer): unknown {
  if (!request.query.has('_envelope')) return body
  const shown = headers['allow'] === undefined ? {} : { Allow: headers['allow'] }
  return { body, status, headers: shown }
}

const apiLink = (shop: Shop): string =>
  `<${shop.baseUrl}${shop.permalinks === 'pretty' ? '/wp-json/' : '/index.php?rest_route=/'}>; rel="https://api.w.org/"`

function routeOf(shop: Shop, { path, query }: SandboxRequest): string | 'redirect' | null {
  const asked = query.get('rest_route')
  if (asked !== null) return tidy(asked)
  const match = /^\/wp-json(\/.*)?$/.exec(path)
  if (match === null) return null
  if (shop.permalinks === 'plain') return path.endsWith('/') ? null : 'redirect'
  return tidy(match[1] ?? '/')
}

const tidy = (route: string): string =>
  `/${route
    .split('/')
    .filter((part) => part !== '')
    .join('/')}`

function dispatch(shop: Shop, request: SandboxRequest, route: string): Answer {
  try {
    const key = keyOf(shop, request)
    if (route === '/') return { body: indexBody(shop), headers: { allow: 'GET' } }
    if (route === '/wc/v3') return { body: namespaceBody(shop), headers: { allow: 'GET' } }
    const method = methodOf(request)
    const found = ROUTES.filter(({ pattern }) => match(pattern, route) !== null)
    if (method === 'OPTIONS' && found.length > 0) return optionsAnswer(found)
    const chosen = found.find(({ access }) => METHODS[access].includes(method))
    if (chosen === undefined) throw noRoute()
    return run(shop, request, { route, key, chosen, same: found.filter(({ pattern }) => pattern === chosen.pattern) })
  } catch (error) {
    return failure(request, error)
  }
}

interface Chosen {
  readonly route: string
  readonly key: Key | null
  readonly chosen: Route
  readonly same: readonly Route[]
}

function run(shop: Shop, request: SandboxRequest, { route, key, chosen, same }: Chosen): Answer {
  const query = queryValues(request.query)
  let allow: string | null = chosen.access === 'public' ? allowed(same) : null
  try {
    const body = bodyOf(request)
    const values = { ...query, ...body }
    if (key !== null && key.role !== 'customer') allow = allowed(same)
    demand(chosen.required ?? [], values)
    check(chosen.rules ?? {}, values)
    permit(key, chosen.access)
    const call: Call = { shop, key, path: match(chosen.pattern, route) ?? {}, query, body, values, route }
    const answer = chosen.handle(call)
    return { ...answer, headers: { ...answer.headers, ...(allow === null ? {} : { allow }) } }
  } catch (error) {
    const answer = failure(request, error)
    return {
      ...answer,
      headers: { ...answer.headers, ...(allow === null || error instanceof FatalError ? {} : { allow }) },
    }
  }
}

function failure(request: SandboxRequest, error: unknown): Answer {
  if (error instanceof WpError) return { status: error.status, body: errorBody(error) }
  if (error instanceof FatalError) return { status: 500, body: fatalBody }
  throw new Error(`${request.method} ${request.path}`, { cause: error })
}

const METHODS: Readonly<Record<Access, readonly string[]>> = {
  list: ['GET', 'HEAD'],
  view: ['GET', 'HEAD'],
  public: ['GET', 'HEAD'],
  create: ['POST'],
  edit: ['POST', 'PUT', 'PATCH'],
  batch: ['POST', 'PUT', 'PATCH'],
  delete: ['DELETE'],
}

function allowed(routes: readonly Route[]): string {
  const methods = new Set(routes.flatMap(({ access }) => METHODS[access].filter((method) => method !== 'HEAD')))
  return ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => methods.has(method)).join(', ')
}

const optionsAnswer = (routes: readonly Route[]): Answer => ({
  body: { namespace: 'wc/v3', methods: allowed(routes).split(', ') },
  headers: { allow: allowed(routes) },
})

function methodOf({ method, headers, query }: SandboxRequest): string {
  if (method !== 'POST') return method
  return (headers['x-http-method-override'] ?? query.get('_method') ?? method).toUpperCase()
}

/** The names in a path, or `null` when the pattern does not fit. */
function match(pattern: string, route: string): Record<string, string> | null {
  const text = pattern.replaceAll(
    /:(\w+)(\*?)/g,
    (_, name: string, any: string) => `(?<${name}>${any === '*' ? '[\\w\\s.-]+' : '\\d+'})`,
  )
  const found = new RegExp(`^${text}$`).exec(route)
  return found === null ? null : { ...found.groups }
}

function bodyOf(request: SandboxRequest): Values {
  const text = request.body.toString('utf8')
  const type = request.headers['content-type'] ?? ''
  if (text === '') return {}
  if (type.includes('application/x-www-form-urlencoded')) return queryValues(new URLSearchParams(text))
  if (!type.includes('application/json')) return {}
  try {
    const parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(request.body)) as unknown
    return isObject(parsed) ? parsed : {}
  } catch (error) {
    const broken =
      error instanceof TypeError ? [5, 'Malformed UTF-8 characters, possibly incorrectly encoded'] : [4, 'Syntax error']
    throw new WpError(400, 'rest_invalid_json', 'Invalid JSON body passed.', {
      status: 400,
      json_error_code: broken[0],
      json_error_message: broken[1],
    })
  }
}

const DENIALS: Readonly<Record<Access, readonly [code: string, message: string]>> = {
  list: ['woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.'],
  view: ['woocommerce_rest_cannot_view', 'Sorry, you cannot view this resource.'],
  create: ['woocommerce_rest_cannot_create', 'Sorry, you are not allowed to create resources.'],
  edit: ['woocommerce_rest_cannot_edit', 'Sorry, you are not allowed to edit this resource.'],
  delete: ['woocommerce_rest_cannot_delete', 'Sorry, you are not allowed to delete this resource.'],
  batch: ['woocommerce_rest_cannot_batch', 'Sorry, you are not allowed to batch manipulate this resource.'],
  public: ['', ''],
}

function permit(key: Key | null, access: Access): void {
  if (access === 'public' || (key !== null && key.role !== 'customer')) return
  const [code, message] = DENIALS[access]
  throw new WpError(key === null ? 401 : 403, code, message)
}
