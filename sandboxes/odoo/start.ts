import { type Clock, systemClock } from '#lib/clock'
import { Faults } from '#sandboxes/kit/faults'
import { type SandboxServer, startSandboxServer, type Traffic } from '#sandboxes/kit/server'
import type { Installation } from './installation.ts'
import { createDatabase } from './orm/database.ts'
import type { Env, Site, Values } from './orm/env.ts'
import { fieldTables, type Version } from './orm/fields.ts'
import { readRecords } from './orm/read.ts'
import { search } from './orm/search.ts'
import { modelsOf } from './registry.ts'
import { executeKw } from './rpc/dispatch.ts'
import { httpHandler } from './rpc/http.ts'
import { seedCompany } from './seed/company.ts'

export interface OdooOptions {
  /** Default 18. */
  readonly version?: Version
  readonly port?: number
  readonly clock?: Clock
  readonly databaseName?: string
}

/** A server of our own that answers as Odoo does: one database, one company in Sweden (SEK), one administrator. */
export interface OdooSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  readonly port: number
  readonly version: Version
  /** The database's name. */
  readonly db: string
  readonly login: string
  readonly password: string
  /** Stands for the password in the RPC services and is the bearer of `/json/2`. */
  readonly apiKey: string
  readonly uid: number
  readonly faults: Faults
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
  /** Calls a method as the administrator, past the network. */
  call(model: string, method: string, positional?: readonly unknown[], named?: Values): unknown
  /** Records that a domain finds, all of a model by default; archived ones too. */
  records(model: string, domain?: readonly unknown[], fields?: readonly string[]): readonly Values[]
  /** Sets what is on hand at a place, the main one by default. */
  setStock(product: number, quantity: number, location?: number): void
  /** Validates what is left of an order's deliveries, with a parcel's number. */
  deliver(order: number, tracking?: string): void
  readonly installation: Installation
  stop(): Promise<void>
  /** Drops all connections and listens again on the same port with the same books. */
  restart(): Promise<void>
}

const ADMINISTRATOR = 2
const PASSWORD = 'admin-password'
const API_KEY = '5e1f0c7ab39d4e6f8a2b1c3d4e5f60718293a4b5'

/** A database as it is after installing the applications. */
export function createInstallation(options: Omit<OdooOptions, 'port'> = {}): Installation {
  const version = options.version ?? 18
  const site: Site = {
    version,
    db: createDatabase(),
    clock: options.clock ?? systemClock,
    fields: fieldTables(version),
    models: modelsOf(version),
    afterCommit: [],
  }
  seedCompany({ site, uid: ADMINISTRATOR, context: {} })
  const secrets = [
    { uid: ADMINISTRATOR, secret: PASSWORD, isKey: false, expiresAt: null },
    { uid: ADMINISTRATOR, secret: API_KEY, isKey: true, expiresAt: null },
  ]
  return { site, databaseName: options.databaseName ?? 'sandbox', secrets }
}

/** Starts a server on loopback. Nothing is shared between two of them. */
export async function startOdoo(options: OdooOptions = {}): Promise<OdooSandbox> {
  const installation = createInstallation(options)
  const faults = new Faults()
  const handle = httpHandler(installation)
  const listen = (port: number): Promise<SandboxServer> => startSandboxServer({ handle, faults, port })
  let server = await listen(options.port ?? 0)
  let earlier = 0
  const env: Env = { site: installation.site, uid: ADMINISTRATOR, context: { active_test: false } }
  const call = (model: string, method: string, positional: readonly unknown[] = [], named: Values = {}): unknown =>
    executeKw(installation, ADMINISTRATOR, model, method, positional, named)
  const stop = (): Promise<void> => server.stop()
  return {
    url: server.url,
    port: server.port,
    version: installation.site.version,
    db: installation.databaseName,
    login: 'admin',
    password: PASSWORD,
    apiKey: API_KEY,
    uid: ADMINISTRATOR,
    faults,
    get traffic() {
      return server.traffic
    },
    get requestCount() {
      return earlier + server.requestCount
    },
    call,
    records: (model, domain = [], fields) =>
      readRecords(env, model, search(env, model, domain, { order: 'id' }), fields ?? null),
    setStock(product, quantity, location) {
      const [warehouse] = installation.site.db.rows('stock.warehouse')
      const place = location ?? Number(warehouse?.['lot_stock_id'])
      const id = call(
        'stock.quant',
        'create',
        [{ product_id: product, location_id: place, inventory_quantity: quantity }],
        { context: { inventory_mode: true } },
      )
      call('stock.quant', 'action_apply_inventory', [[id]])
    },
    deliver: (order, tracking) => deliver({ call, version: installation.site.version }, order, tracking),
    installation,
    stop,
    async restart() {
      await server.stop()
      earlier += server.requestCount
      server = await listen(server.port)
    },
    [Symbol.asyncDispose]: stop,
  }
}

function deliver({ call, version }: Pick<OdooSandbox, 'call' | 'version'>, order: number, tracking?: string): void {
  const open = [
    ['sale_id', '=', order],
    ['state', 'not in', ['done', 'cancel']],
  ]
  const ids = call('stock.picking', 'search', [open]) as number[]
  if (tracking !== undefined) call('stock.picking', 'write', [ids, { carrier_tracking_ref: tracking }])
  if (version === 16)
    for (const move of call('stock.move', 'search_read', [
      [['picking_id', 'in', ids]],
      ['product_uom_qty'],
    ]) as Values[])
      call('stock.move', 'write', [[move['id']], { quantity_done: move['product_uom_qty'] }])
  call('stock.picking', 'button_validate', [ids], { context: { skip_backorder: true, skip_sms: true } })
}
