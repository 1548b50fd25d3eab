import type { Installation } from '#sandboxes/odoo/installation'
import { methodOf, executeKw } from '#sandboxes/odoo/rpc/dispatch'
import { httpHandler } from '#sandboxes/odoo/rpc/http'
import { createInstallation } from '#sandboxes/odoo/start'
import type { Version } from '#sandboxes/odoo/orm/fields'
import { type Capture, type Exchange, isValues, type Setup, type Values } from './odoo-captures.ts'
import { compareAnswers, compareAny, compareErrors, comparePages, type Difference, shortError } from './odoo-compare.ts'
import { createIds, modelOfRequest, resultOf, shownNames } from './odoo-ids.ts'
import { type Terms, translateNamed, translatePositional, translateRefs } from './odoo-translate.ts'

/** How one recorded exchange came out here. */
export interface Replayed {
  readonly capture: Capture
  readonly exchange: Exchange
  readonly differences: readonly Difference[]
  /** The model or method that the sandbox does not have, though the real server does. */
  readonly notOffered: string | null
}

interface Player extends Terms {
  readonly installation: Installation
  readonly handle: ReturnType<typeof httpHandler>
}

const START = '2026-11-21T01:30:00Z'
/** The recorded requests name their database so. */
const DATABASE = '{{db}}'
const ADMINISTRATOR = 2
/** Models that got a field of their own, in that order. */
const FIELD_OWNERS = ['sale.order', 'account.move', 'account.payment', 'stock.picking', 'res.partner'] as const
const SAM = 'secret-of-sam'

/** Plays the exchanges in the order in which they ran, with the writes between them, against one database. */
export function replay(version: Version, captures: readonly Capture[]): Replayed[] {
  let now = new Date(START)
  const installation = createInstallation({
    version,
    databaseName: DATABASE,
    clock: { now: () => now, sleep: () => Promise.resolve() },
  })
  const { site } = installation
  const player: Player = {
    site,
    ids: createIds(site, shownNames(site, captures)),
    installation,
    handle: httpHandler(installation),
  }
  learnGivens(player, captures)
  installation.secrets.push({ uid: ADMINISTRATOR, secret: 'expired', isKey: true, expiresAt: new Date(0) })
  return captures.flatMap((capture) => {
    now = new Date(Math.max(now.getTime() + 1000, timeOf(capture)))
    for (const one of capture.given.setup ?? []) prepare(player, one)
    return [capture, ...(capture.then ?? [])].map((exchange) => ({
      capture,
      exchange,
      ...play(player, exchange, exchange === capture ? capture.given.refs : exchange.refs),
    }))
  })
}

/** Records of the installation that no answer names: what they are is seen from what is done with them. */
function learnGivens({ site, ids }: Player, captures: readonly Capture[]): void {
  const made = captures
    .filter(({ number }) => number === 345 || number === 348 || number === 349)
    .flatMap((one) => [...(one.given.setup ?? []), one.request.body])
    .flatMap((one) => [...JSON.stringify(one).matchAll(/"model_id":(\d+)/g)].map((match) => Number(match[1])))
  for (const [index, model] of FIELD_OWNERS.entries()) {
    const [id] = site.db.find('ir.model', 'model', model)
    if (id !== undefined) ids.learn('ir.model', made[index] ?? 0, id)
  }
  const user = captures
    .flatMap(({ given }) => given.setup ?? [])
    .find(({ model, method }) => model === 'res.users' && method === 'create')
  const group = Number(/"groups?_ids?":\[\[6,0,\[(\d+)/.exec(JSON.stringify(user))?.[1])
  const [own] = site.db.find('res.groups', 'full_name', 'Sales / User: Own Documents Only')
  if (own !== undefined) ids.learn('res.groups', group, own)
}

/** When an exchange ran, as far as its answers tell. */
function timeOf(capture: Capture): number {
  const times = JSON.stringify(capture).matchAll(/"(?:write|create)_date":"(2026-11-2\d) (\d\d:\d\d:\d\d)"/g)
  return Math.max(0, ...[...times].map(([, day, hour]) => Date.parse(`${day}T${hour}Z`)))
}

/** A write between the exchanges; one that fails here shows in what follows. */
function prepare({ installation, ...terms }: Player, setup: Setup): void {
  const { model, method, ids, kwargs = {}, result } = setup
  if (model === undefined || method === undefined) return
  const positional = ids === undefined || method === 'create' ? [] : [ids]
  const args = translatePositional(terms, model, method, positional) as unknown[]
  try {
    const named = translateNamed(terms, model, method, kwargs)
    const answer = executeKw(installation, ADMINISTRATOR, model, method, args, named)
    compareAnswers(terms, { model, method }, typeof result === 'string' ? parse(result) : result, answer)
    if (model === 'res.users' && method === 'create') giveKeys(installation, listed(answer))
  } catch (error) {
    if (process.env['ODOO_PARITY'] !== undefined)
      process.stdout.write(
        `setup ${model}.${method} ${JSON.stringify(ids)} ${JSON.stringify(args)}: ${error instanceof Error ? error.message : String(error)}\n`,
      )
  }
}

function giveKeys({ secrets }: Installation, users: unknown): void {
  if (Array.isArray(users))
    for (const uid of users as number[]) secrets.push({ uid, secret: SAM, isKey: true, expiresAt: null })
}

const listed = (value: unknown): unknown => (typeof value === 'number' ? [value] : value)

function play(
  player: Player,
  exchange: Exchange,
  refs: Exchange['refs'],
): Pick<Replayed, 'differences' | 'notOffered'> {
  const { request, response } = exchange
  const model = modelOfRequest(exchange)
  const answer = player.handle({
    method: request.method,
    path: request.path,
    query: new URLSearchParams(),
    headers: headersOf(player, request.headers ?? {}),
    body: Buffer.from(bodyOf(player, exchange, refs)),
  })
  const body = parse(answer.body)
  const differences = compareAny(response.status, answer.status, 'status')
  return judge(player, exchange, { model, body, differences })
}

function judge(
  player: Player,
  { request, response }: Exchange,
  { model, body, differences }: { model: string | null; body: unknown; differences: Difference[] },
): Pick<Replayed, 'differences' | 'notOffered'> {
  const [expected, actual] = [errorOf(response.body), errorOf(body)]
  if (expected === null && actual !== null) {
    const refused = { path: 'refused', expected: 'an answer', actual: shortError(actual) }
    return { differences: [...differences, refused], notOffered: lacking(player, model, request) }
  }
  if (expected !== null && actual === null)
    return {
      differences: [...differences, { path: 'taken', expected: shortError(expected), actual: body }],
      notOffered: null,
    }
  if (expected !== null && actual !== null) {
    const found = [...differences, ...compareErrors(expected, actual)]
    return { differences: found, notOffered: found.length === 0 ? null : lacking(player, model, request) }
  }
  if (typeof response.body === 'string')
    return { differences: [...differences, ...comparePages(response.body, String(body))], notOffered: null }
  const [theirs, ours] = [resultOf(response.body), resultOf(body)]
  const found = [...differences, ...compareAnswers(player, { model, method: methodName(request) }, theirs, ours)]
  const bare = found.length > 0 && found.every(({ path }) => NOT_RECKONED.test(path))
  return { differences: found, notOffered: bare ? `${model}.tax_totals` : null }
}

/** What the vendor's own pages show of the taxes in one field; its parts are fields too. */
const NOT_RECKONED = /\.tax_totals(\.|$)/

const methodName = ({ path, body }: Exchange['request']): string => {
  const args = isValues(body) && isValues(body['params']) ? body['params']['args'] : null
  return Array.isArray(args) ? String(args[4]) : (path.split('/')[4] ?? '')
}

/** `model` or `model.method` that the sandbox has not. */
function lacking({ site }: Player, model: string | null, request: Exchange['request']): string | null {
  if (model === null) return null
  if (!site.fields.has(model)) return model
  const name = methodName(request)
  return methodOf({ site, uid: ADMINISTRATOR, context: {} }, model, name) === null ? `${model}.${name}` : null
}

/** The error of an answer in any of the protocols: `{name, message}`, a fault's code as its name. */
function errorOf(body: unknown): Values | null {
  if (typeof body === 'string') {
    const fault =
      /<fault>[\s\S]*?<(?:int|string)>([\s\S]*?)<\/(?:int|string)>[\s\S]*?<string>([\s\S]*?)<\/string>/.exec(body)
    return fault === null ? null : { name: fault[1], message: fault[2] }
  }
  if (!isValues(body)) return null
  if (isValues(body['error'])) return isValues(body['error']['data']) ? body['error']['data'] : body['error']
  return 'debug' in body && 'arguments' in body ? body : null
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string') return body ?? ''
  try {
    return JSON.parse(body) as unknown
  } catch {
    return body
  }
}

/** Names and secrets of the recorded server stand as `{{…}}`. */
function fill({ installation }: Player, text: string): string {
  const key = installation.secrets.find((one) => one.isKey)?.secret ?? ''
  const password = installation.secrets.find((one) => !one.isKey)?.secret ?? ''
  return text
    .replaceAll('{{password}}', password)
    .replaceAll('{{api_key}}', key)
    .replaceAll('{{expired_api_key}}', 'expired')
    .replaceAll(/\{\{(password|api_key)_of_sam\}\}/g, SAM)
}

const headersOf = (player: Player, headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fill(player, value)]))

function bodyOf(player: Player, exchange: Exchange, refs: Exchange['refs']): string {
  const { body } = exchange.request
  if (body === undefined || body === null) return ''
  if (typeof body === 'string') return fill(player, body)
  const model = modelOfRequest(exchange)
  const translated = translateRefs(player, refs ?? {}, body, translateBody(player, model, body, exchange))
  return fill(player, JSON.stringify(translated))
}

function translateBody(player: Player, model: string | null, body: unknown, { request }: Exchange): unknown {
  if (model === null || !isValues(body)) return body
  const method = methodName(request)
  const params = body['params']
  if (!isValues(params) || !Array.isArray(params['args'])) return translateNamed(player, model, method, body)
  const [database, uid, secret, name, called, positional, named] = params['args'] as unknown[]
  const args = [
    database,
    typeof uid === 'number' ? player.ids.ours('res.users', uid) : uid,
    secret,
    name,
    called,
    translatePositional(player, model, method, positional),
    ...(isValues(named) ? [translateNamed(player, model, method, named)] : []),
  ]
  return { ...body, params: { ...params, args: args.slice(0, params['args'].length) } }
}
