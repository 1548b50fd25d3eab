import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Pool } from 'pg'
import { expect } from 'vitest'
import type { Connector } from '#contract/connector'
import type { Change } from '#contract/source'
import type { DocumentTarget, FoundParty, PartyTarget, WriteContext } from '#contract/target'
import { receiveEvents } from '#database/inbox'
import { queriesOf } from '#database/tables'
import { listTransfers, type TransferView } from '#database/transfers'
import { systemClock } from '#lib/clock'
import { decimal } from '#lib/decimal'
import { type ErrorKind, TillbridgeError } from '#lib/errors'
import { silentLog } from '#lib/log'
import { sealer } from '#lib/secrets'
import { UNLIMITED } from '#model/capabilities'
import type { MappedDocument } from '#model/documents'
import type { BookedDocument } from '#model/held'
import type { Order } from '#model/order'
import { aLine, anOrder } from '#testing/an-order'
import { type MigratedDatabase, migratedDatabase, type Seeded, seedIntegration } from '#testing/migrated-database'
import { expectedTotal } from './balance.ts'
import { createEngine, type Engine, type EngineOptions } from './engine.ts'

/** How the books treat one document: `commit` writes it. What it throws is what the engine gets. */
export type Behaviour = (
  commit: () => BookedDocument,
  document: MappedDocument,
) => BookedDocument | Promise<BookedDocument>

export interface Toys extends AsyncDisposable {
  readonly database: MigratedDatabase
  readonly seeded: Seeded
  readonly shop: {
    readonly orders: Map<string, Order>
    readonly changes: (() => AsyncIterable<readonly Change[]>)[]
    /** Called before each read, with whether the body of a webhook came along. */
    onGet: (key: string, hasSnapshot: boolean) => void | Promise<void>
    check: () => void
  }
  readonly books: {
    readonly documents: Map<string, BookedDocument & { readonly document: MappedDocument }>
    /** What the engine gave along with each document, by reference. */
    readonly contexts: Map<string, WriteContext>
    /** What the books answer when they are asked until which day they are closed. */
    closedUntil: () => string | null
    readonly customers: Map<string, string>
    /** The orders that were closed, by the books' own ids, as often as it was asked. */
    readonly closed: string[]
    onClose: () => void
    /** Each is used for one document, then the books behave. */
    readonly behaviours: Behaviour[]
    onCancel: () => void
    onFindParty: () => Promise<void>
    finds: number
    creates: number
    /** Most documents of one order, and of all, that were being written at once. */
    mostAtOnce: { perOrder: number; all: number }
  }
  engine(options?: Partial<EngineOptions>): Engine
  /** Puts an order into the shop and tells Tillbridge of it, as a webhook does. */
  place(key: string, fields?: Partial<Order>): Promise<void>
  /** Several orders in one batch of deliveries, in this order. */
  placeAll(
    orders: readonly (Partial<Order> & { readonly externalId: string; readonly updatedAt: string })[],
  ): Promise<void>
  transfer(key: string): Promise<TransferView & { readonly unsettled: boolean }>
  /** Waits until the transfer of `key` looks like this. */
  until(key: string, expected: object): Promise<void>
  inflight(): Promise<number>
}

export const fault = (kind: ErrorKind, more: { code?: string; retryAfterSeconds?: number } = {}): TillbridgeError =>
  new TillbridgeError({ kind, code: 'TOY', message: `The toy is ${kind}.`, ...more })

/** A shop and books in memory behind real connectors' doors, and a real database between them. */
export async function openToys(options: { readonly slots?: number } = {}): Promise<Toys> {
  const database = await migratedDatabase()
  const { pool } = database
  const seeded = await seedIntegration(pool, options)
  await pool.query(`update tillbridge.integrations set mappings = $1`, [
    {
      taxes: [
        { country: '*', rate: 'none', account: null },
        { country: 'none', rate: 'none', account: null },
      ],
    },
  ])
  const shop: Toys['shop'] = { orders: new Map(), changes: [], onGet() {}, check() {} }
  const books = emptyBooks()
  const connectors = new Map([
    ['shop', shopConnector(shop) as unknown as Connector<never>],
    ['erp', booksConnector(books) as unknown as Connector<never>],
  ])
  const engines: Engine[] = []
  const placeAll: Toys['placeAll'] = async (orders) => {
    const lines = [aLine({ externalId: '1', sku: 'MUG', price: '10' })]
    for (const order of orders) {
      shop.orders.set(order.externalId, anOrder({ name: `#${order.externalId}`, lines, ...order }))
    }
    await tell(database, seeded, orders)
  }
  const transfer = (record: string) => findTransfer(pool, seeded, record)
  return {
    database,
    seeded,
    shop,
    books,
    transfer,
    engine(more = {}) {
      const key = sealer(randomBytes(32))
      const engine = createEngine({
        pool,
        sealer: key,
        clock: systemClock,
        log: silentLog,
        connectors,
        random: () => 0,
        ...more,
      })
      engines.push(engine)
      return engine
    },
    place: (key, fields = {}) => placeAll([{ updatedAt: new Date().toISOString(), ...fields, externalId: key }]),
    placeAll,
    until: (key, expected) =>
      expect.poll(() => transfer(key), { timeout: 10_000, interval: 10 }).toMatchObject(expected),
    inflight: async () =>
      (await pool.query('select sum(inflight)::int as n from tillbridge.connections')).rows[0].n as number,
    async [Symbol.asyncDispose]() {
      for (const engine of engines) await engine[Symbol.asyncDispose]()
      await database[Symbol.asyncDispose]()
    },
  }
}

async function findTransfer(pool: Pool, { organizationId }: Seeded, record: string): ReturnType<Toys['transfer']> {
  const [found] = await listTransfers(queriesOf(pool), organizationId, { record })
  if (found === undefined) throw new Error(`there is no transfer of ${record}`)
  const { rows } = await pool.query('select unsettled from tillbridge.transfers where transfer_id = $1', [
    found.transferId,
  ])
  return { ...found, unsettled: rows[0].unsettled }
}

const emptyBooks = (): Toys['books'] => ({
  documents: new Map(),
  contexts: new Map(),
  closedUntil: () => null,
  customers: new Map(),
  closed: [],
  onClose() {},
  behaviours: [],
  onCancel() {},
  onFindParty: async () => {},
  finds: 0,
  creates: 0,
  mostAtOnce: { perOrder: 0, all: 0 },
})

let delivery = 0
type Told = { readonly externalId: string; readonly updatedAt: string }

const tell = (database: MigratedDatabase, seeded: Seeded, orders: readonly Told[]) =>
  receiveEvents(
    database.pool,
    orders.map(({ externalId: key, updatedAt }) => ({
      organizationId: seeded.organizationId,
      connectionId: seeded.storeConnectionId,
      dedupeKey: `delivery-${(delivery += 1)}`,
      topic: 'orders/updated',
      kind: 'record-changed',
      record: 'order',
      recordKey: key,
      recordName: `#${key}`,
      recordUpdatedAt: updatedAt,
      recordCreatedAt: updatedAt,
      wholeRecord: true,
      privacy: null,
      body: '{}',
    })),
  )

const plain = { settings: z.object({}), baseUrl: () => 'http://127.0.0.1:9', auth: { headers: () => ({}) } }

function shopConnector(shop: Toys['shop']): Connector<object> {
  return {
    ...plain,
    id: 'shop',
    name: 'Shop',
    kind: 'store',
    limits: { slots: () => 4, rate: null },
    writes: {},
    async check() {
      shop.check()
      return { account: 'toy', version: null, findings: [] }
    },
    reads: {
      orders: {
        async *changes() {
          for (const page of shop.changes) yield* page()
        },
        async get(_context, key, snapshot) {
          await shop.onGet(key, snapshot !== undefined)
          return shop.orders.get(key) ?? null
        },
        parse: (_settings, payload) => payload as Order,
        findByName: async (_context, name) => name.replace('#', ''),
      },
    },
  }
}

const booksConnector = (books: Toys['books']): Connector<object> => ({
  ...plain,
  id: 'erp',
  name: 'Books',
  kind: 'erp',
  limits: { slots: () => 4, rate: null },
  reads: {},
  check: async () => ({ account: 'toy', version: null, findings: [] }),
  writes: { documents: documentsOf(books), parties: partiesOf(books) },
})

function documentsOf(books: Toys['books']): DocumentTarget<object> {
  const active = new Map<string, number>()
  const enter = (name: string): (() => void) => {
    active.set(name, (active.get(name) ?? 0) + 1)
    const all = [...active.values()].reduce((sum, one) => sum + one, 0)
    books.mostAtOnce = {
      perOrder: Math.max(books.mostAtOnce.perOrder, active.get(name) ?? 0),
      all: Math.max(books.mostAtOnce.all, all),
    }
    return () => active.set(name, (active.get(name) ?? 1) - 1)
  }
  const commit = (document: MappedDocument): BookedDocument => {
    if (books.documents.has(document.reference)) throw fault('conflict', { code: 'REFERENCE_EXISTS' })
    const booked = bookedOf(document, `DOC-${books.documents.size + 1}`)
    books.documents.set(document.reference, { ...booked, document })
    return booked
  }
  return {
    capabilities: UNLIMITED,
    async find(_context, _kind, reference) {
      books.finds += 1
      return books.documents.get(reference) ?? null
    },
    closedUntil: async () => books.closedUntil(),
    async create(_context, document, write) {
      const { parties } = write
      books.creates += 1
      books.contexts.set(document.reference, write)
      const leave = enter(document.orderName)
      try {
        const known = new Set(books.customers.values())
        if (Object.values(parties).some((party) => !known.has(party.externalId)))
          throw fault('rejected', { code: 'CUSTOMER_UNKNOWN' })
        const behave = books.behaviours.shift()
        return behave === undefined ? commit(document) : await behave(() => commit(document), document)
      } finally {
        leave()
      }
    },
    async close(_context, _kind, externalId) {
      books.onClose()
      books.closed.push(externalId)
    },
    async cancel(_context, _kind, externalId) {
      books.onCancel()
      for (const [reference, held] of books.documents) {
        if (held.externalId === externalId) books.documents.set(reference, { ...held, state: 'cancelled' })
      }
    },
  }
}

const partiesOf = (books: Toys['books']): PartyTarget<object> => ({
  async find(_context, _party, references): Promise<FoundParty | null> {
    await books.onFindParty()
    const name = references.map((reference) => books.customers.get(reference)).find((hit) => hit !== undefined)
    return name === undefined ? null : { externalId: name, addresses: {} }
  },
  async create(_context, _party, references) {
    const [reference = ''] = references
    if (books.customers.has(reference)) throw fault('conflict', { code: 'REFERENCE_EXISTS' })
    books.customers.set(reference, `CUST-${books.customers.size + 1}`)
    return { externalId: books.customers.get(reference) ?? '', addresses: {} }
  },
  completeAddresses: async (_context, found) => found,
})

export const bookedOf = (document: MappedDocument, externalId: string, total?: string): BookedDocument => ({
  externalId,
  state: 'issued',
  total: total === undefined ? expectedTotal(document) : decimal(total),
  taxTotal: null,
  rowIds: {},
  url: null,
  messages: [],
})
