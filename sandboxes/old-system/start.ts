import {
  type SandboxRequest,
  type SandboxResponse,
  type SandboxServer,
  startSandboxServer,
} from '#sandboxes/kit/server'
import { buildXml, parseXml } from '#lib/xml'
import { type Answer, listIn, problem, textIn } from './answers.ts'
import { type Books, type Collection, COLLECTIONS, type Entry, type Filed, isRefusal, openBooks } from './books.ts'
import { type Catalog, openCatalog } from './catalog.ts'
import { type Listeners, openListeners } from './listeners.ts'
import { openPeople, type People } from './people.ts'
import { type Shop, openShop } from './shop.ts'
import { openWarehouse, type Warehouse } from './warehouse.ts'

interface World {
  readonly key: string
  readonly books: Books
  readonly shop: Shop
  readonly catalog: Catalog
  readonly warehouse: Warehouse
  readonly people: People
  readonly listeners: Listeners
  readonly format: 'json' | 'xml'
}

export interface OldSystem extends Omit<World, 'format'> {
  readonly url: string
  readonly server: SandboxServer
  readonly faults: SandboxServer['faults']
  stop(): Promise<void>
}

export interface OldSystemOptions {
  readonly port?: number
  readonly format?: 'json' | 'xml'
  /** Requests that a second may have; more are answered 429. */
  readonly perSecond?: number
  readonly items?: readonly string[]
}

/**
 * A stand-in for a system that somebody wrote for one company: documents in and orders out over HTTP, in JSON or XML, with a key in a
 * header. It keeps what it is told, counts for itself and refuses what it cannot take.
 */
export async function startOldSystem(options: OldSystemOptions = {}): Promise<OldSystem> {
  const key = 'old-system-key'
  const books = openBooks(options.items ?? ['TSHIRT-1', 'MUG'])
  const listeners = openListeners()
  const { tell } = listeners
  const shop = openShop(tell)
  const world: World = {
    key,
    books,
    shop,
    listeners,
    catalog: openCatalog(tell),
    warehouse: openWarehouse(books, tell),
    people: openPeople(tell),
    format: options.format ?? 'json',
  }
  const limited = limiter(options.perSecond ?? Infinity)
  const server = await startSandboxServer({
    ...(options.port === undefined ? {} : { port: options.port }),
    handle: (request) => written(world.format, limited(request) ?? answer(request, world)),
  })
  return { ...world, url: server.url, server, faults: server.faults, stop: server.stop }
}

function limiter(perSecond: number): (request: SandboxRequest) => Answer | null {
  let second = 0
  let used = 0
  return () => {
    const now = Math.floor(Date.now() / 1000)
    if (now !== second) [second, used] = [now, 0]
    used += 1
    return used <= perSecond ? null : { ...problem(429, 'too_fast'), headers: { 'retry-after': '1' } }
  }
}

function written(format: 'json' | 'xml', { status, name, body, headers = {} }: Answer): SandboxResponse {
  if (format === 'json') return { status, headers, body }
  return { status, headers: { ...headers, 'content-type': 'application/xml' }, body: buildXml({ [name]: body }) }
}

function answer(request: SandboxRequest, world: World): Answer {
  if (request.headers['x-key'] !== world.key) return problem(401, 'who_are_you')
  const [, part = '', id, verb] = request.path.split('/').map(decodeURIComponent)
  if (part === 'me') return { status: 200, name: 'me', body: { company: 'Nordlys AB' } }
  if (part === 'customers') return customers(request, world)
  const collection = COLLECTIONS.find((name) => name === part)
  if (collection !== undefined) return documents(request, world, { collection, id, verb })
  if (part === 'stock' && request.method === 'POST') return counts(request, world)
  const { shop, catalog, warehouse, people } = world
  if (request.method !== 'GET') return told(request, world, part, id)
  const { query } = request
  const found =
    shop.answer(part, id, query) ??
    catalog.answer(part, id, query) ??
    warehouse.answer(part, id, query) ??
    people.answer(part, id, query)
  return found ?? problem(404, 'no_such_page')
}

function told(request: SandboxRequest, world: World, part: string, id: string | undefined): Answer {
  const body = (bodyOf(request, world) ?? {}) as Readonly<Record<string, unknown>>
  if (part === 'listeners') {
    world.listeners.listen(String(body['url']))
    return { status: 200, name: 'listener', body: { url: body['url'] } }
  }
  return world.catalog.take(part, id, body) ?? world.people.take(part, id, body) ?? problem(404, 'no_such_page')
}

interface Place {
  readonly collection: Collection
  readonly id: string | undefined
  readonly verb: string | undefined
}

function documents(request: SandboxRequest, world: World, { collection, id, verb }: Place): Answer {
  const { books } = world
  if (request.method === 'GET') {
    const ref = request.query.get('ref')
    const [from, to] = [request.query.get('from') ?? '', request.query.get('to') ?? '9999-12-31']
    const found = (ref === null ? books.list(collection) : books.byReference(collection, ref)).filter(
      ({ date }) => date >= from && date <= to,
    )
    return { status: 200, name: 'list', body: { count: found.length, document: found.map(shown) } }
  }
  if (id !== undefined) {
    const document = books.byNumber(collection, id)
    if (document === null) return problem(404, 'no_such_document', id)
    if (verb === 'void') document.voided = true
    else if (verb === 'ref') document.ref = textIn((bodyOf(request, world) as { ref?: unknown } | null)?.ref) ?? ''
    else return problem(404, 'no_such_page')
    return { status: 200, name: 'document', body: shown(document) }
  }
  const entry = entryIn(bodyOf(request, world))
  if (entry === null) return problem(400, 'invalid')
  const result = books.file(collection, entry)
  if (isRefusal(result)) return problem(result.code === 'duplicate' ? 409 : 422, result.code, result.what)
  return { status: 201, name: 'document', body: shown(result) }
}

const shown = ({ number, ref, voided, total, tax, lineNumbers, date, currency, customer, note }: Filed) => ({
  number,
  ref,
  date,
  currency,
  customer: customer ?? '',
  note: note ?? '',
  status: voided ? 'void' : 'posted',
  total,
  tax,
  line: Object.entries(lineNumbers).map(([row, line]) => ({ row, number: line })),
})

function bodyOf(request: SandboxRequest, { format }: World): unknown {
  try {
    const text = request.body.toString()
    const body = format === 'json' ? (JSON.parse(text) as unknown) : parseXml(text)
    return format === 'json' ? body : Object.values(body as object)[0]
  } catch {
    return null
  }
}

// The old system believes what it is told of names, and reads every amount as text.
function entryIn(body: unknown): Entry | null {
  const entry = body as Record<string, unknown> | null
  if (entry === null || typeof entry !== 'object' || typeof entry['ref'] !== 'string' || entry['ref'] === '')
    return null
  const lines = listIn(entry['line']) as Record<string, unknown>[]
  return {
    ref: entry['ref'],
    customer: textIn(entry['customer']),
    currency: String(entry['currency']),
    date: String(entry['date']),
    amount: textIn(entry['amount']) ?? '0',
    follows: textIn(entry['follows']),
    taxes: (listIn(entry['tax']) as Record<string, unknown>[]).map((one) => ({
      account: String(one['account']),
      amount: String(one['amount']),
    })),
    lines: lines.map((line) => ({
      row: String(line['row']),
      item: textIn(line['item']),
      account: textIn(line['account']),
      quantity: textIn(line['quantity']) ?? '0',
      amount: textIn(line['amount']) ?? '0',
    })),
  }
}

function counts(request: SandboxRequest, world: World): Answer {
  const body = bodyOf(request, world) as { row?: unknown } | null
  const rows = (listIn(body?.row) as Record<string, unknown>[]).map((row) => ({
    sku: String(row['sku']),
    place: String(row['place']),
    count: String(row['count']),
    was: textIn(row['was']),
  }))
  return world.shop.setCounts(rows)
}

function customers(request: SandboxRequest, world: World): Answer {
  const { books } = world
  if (request.method === 'GET') {
    const keys = request.query.getAll('key').flatMap((text) => text.split(','))
    const found = [...books.customers.values()].filter((one) => one.keys.some((key) => keys.includes(key)))
    return {
      status: 200,
      name: 'list',
      body: { count: found.length, customer: found.map(({ number }) => ({ number })) },
    }
  }
  const body = bodyOf(request, world) as { name?: unknown; key?: unknown } | null
  const number = books.addCustomer(String(body?.name), listIn(body?.key).map(String))
  return { status: 201, name: 'customer', body: { number } }
}
