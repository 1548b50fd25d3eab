import { type Clock, systemClock } from '#lib/clock'
import { Faults } from '#sandboxes/kit/faults'
import { type SandboxServer, startSandboxServer, type Traffic } from '#sandboxes/kit/server'
import { type Auth, createAuth } from './auth.ts'
import { createBalance, type PaymentsConfig } from './balance.ts'
import { type Bulk, createBulkOperations } from './bulk-operations.ts'
import { catalogRoots } from './catalog-roots.ts'
import { type CostBucket, createBucket } from './cost.ts'
import { createCompanies, type Companies } from './companies.ts'
import { createCustomers, type Customers } from './customers.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { createDisputes, type Disputes } from './disputes.ts'
import { createEndpoint, type GraphqlEndpoint } from './graphql.ts'
import { createIdempotencyKeys } from './idempotency.ts'
import { httpHandler } from './http.ts'
import { createIds, seededRandom } from './ids.ts'
import { createLife, type Life } from './life.ts'
import { mutations } from './mutations.ts'
import { type ChangeIndex, createChangeIndex } from './change-index.ts'
import { type PaymentsAccount, paymentsQueries } from './payments-queries.ts'
import { createPayouts, type Payouts } from './payouts.ts'
import { createPrices, type Prices } from './price-lists.ts'
import { products, type Products } from './products.ts'
import { rootView } from './root.ts'
import { DEFAULT_SCOPES } from './scopes.ts'
import { createStagedUploads } from './staged-uploads.ts'
import { createStock, type Stock } from './stock-api.ts'
import { createOrderStock, type OrderStock } from './stock-effects.ts'
import { createShop, type Plan, type Shop } from './shop.ts'
import type { OrderState } from './state.ts'
import { createSubscriptions, type Subscription } from './subscriptions.ts'
import { tradeRoots } from './trade-roots.ts'

export interface ShopifyOptions {
  readonly port?: number
  /** The same seed gives the same ids, tokens and chaos. Default 1. */
  readonly seed?: number
  readonly clock?: Clock
  readonly shop?: {
    readonly name?: string
    readonly domain?: string
    readonly currency?: string
    readonly ianaTimezone?: string
    readonly taxesIncluded?: boolean
    readonly plan?: Plan
  }
  readonly app?: {
    readonly clientId?: string
    readonly clientSecret?: string
    readonly scopes?: readonly string[]
    readonly accessToken?: string
  }
  /** Fees and currency of Shopify Payments; `false` for a shop without it. */
  readonly payments?: PaymentsConfig | false
  /** How long a change stays invisible to searches. Default 0. */
  readonly indexLagMs?: number
}

/** A shop of our own that answers as Shopify's Admin API does. */
export interface ShopifySandbox extends AsyncDisposable, Life {
  /** `http://127.0.0.1:PORT`, in place of `https://{domain}`. */
  readonly url: string
  readonly domain: string
  readonly clientId: string
  readonly clientSecret: string
  /** A permanent token, as an app made in the store admin has. */
  readonly accessToken: string
  readonly auth: Auth
  readonly faults: Faults
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
  readonly deliveries: Deliveries
  readonly subscriptions: readonly Subscription[]
  readonly products: Products
  readonly customers: Customers
  readonly companies: Companies
  readonly prices: Prices
  readonly stock: Stock
  readonly bulk: Bulk
  /** Shopify Payments; absent accounts refuse. */
  readonly payouts: Payouts
  readonly disputes: Disputes
  /** Empties the cost bucket, as another burst of queries would. */
  drain(): void
  /** Removes the app: tokens end, subscriptions go, `app/uninstalled` is sent. */
  uninstall(): void
  stop(): Promise<void>
}

// Files for bulk operations may have 100 MB; larger ones must arrive to be refused.
const LARGEST_UPLOAD_BYTES = 128 * 1024 * 1024

/** Starts a shop on loopback. Nothing is shared between two of them. */
export async function startShopify(options: ShopifyOptions = {}): Promise<ShopifySandbox> {
  const clock = options.clock ?? systemClock
  const random = seededRandom(options.seed ?? 1)
  const ids = createIds(random)
  const shop = createShop(configOf(options, ids.next('Shop')), clock, ids, options.indexLagMs)
  const auth = createAuth(clock, ids, { scopes: DEFAULT_SCOPES, ...options.app })
  const subscriptions = createSubscriptions()
  const deliveries = createDeliveries({ shop, ids, random, secret: auth.clientSecret, subscriptions })
  const index = createChangeIndex(clock, options.indexLagMs ?? 0)
  const life = createLife(shop)
  const account = options.payments === false ? null : createAccount(shop, life, options.payments)
  const keys = createIdempotencyKeys(shop)
  const orderStock = createOrderStock(shop)
  shop.emit = wired(shop, index, orderStock, account)
  let baseUrl = ''
  const uploads = createStagedUploads(shop, () => baseUrl)
  const bulk = createBulkOperations(shop, {
    uploads,
    baseUrl: () => baseUrl,
    run: (document, variables, call) => endpoint.run(document, variables, call),
  })
  const endpoint: GraphqlEndpoint = createEndpoint(
    rootView(shop, index, subscriptions, {
      ...bulk.roots,
      ...uploads.roots,
      ...mutations(shop, keys),
      ...catalogRoots(shop, keys),
      ...paymentsQueries(shop, account),
      ...tradeRoots(shop),
    }),
  )
  const bucket = createBucket(shop.config.plan, clock.now())
  const faults = new Faults(random)
  const stock = createStock(shop, life, keys)
  const handle = httpHandler({
    faults,
    shop,
    auth,
    endpoint,
    bucket,
    deliveries,
    life,
    subscriptions,
    bulk,
    uploads,
    stock,
    orderStock,
  })
  const server = await startSandboxServer({
    handle,
    faults,
    maxBodyBytes: LARGEST_UPLOAD_BYTES,
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  baseUrl = server.url
  return sandbox({ server, shop, auth, deliveries, life, account, subscriptions, stock, bulk, bucket })
}

/** What happens is searchable, counted and paid before it is told; the stock it moves is told after it. */
function wired(shop: Shop, index: ChangeIndex, orderStock: OrderStock, account: PaymentsAccount | null): Shop['emit'] {
  const deliver = shop.emit
  return (event) => {
    const { order, topic } = event
    if (order !== null) {
      if (topic === 'orders/delete') index.removed(order.id)
      else index.changed(order)
      account?.balance.note(order)
    }
    deliver(event)
    if (order === null) return
    if (topic === 'orders/delete') orderStock.forget(order)
    else orderStock.note(order)
  }
}

function createAccount(shop: Shop, life: Life, config: PaymentsConfig = {}): PaymentsAccount {
  const balance = createBalance(shop, config)
  const find = (key: string | { readonly id: string }): OrderState => life.order(key)
  return { balance, payouts: createPayouts(shop, balance, find), disputes: createDisputes(shop, balance, find) }
}

function present(account: PaymentsAccount | null): PaymentsAccount {
  if (account === null) throw new Error('This shop does not use Shopify Payments')
  return account
}

function configOf({ shop = {} }: ShopifyOptions, id: number): Shop['config'] {
  return {
    id,
    name: shop.name ?? 'Sandbox Store',
    domain: shop.domain ?? 'sandbox-store.myshopify.com',
    currency: shop.currency ?? 'SEK',
    ianaTimezone: shop.ianaTimezone ?? 'Europe/Stockholm',
    taxesIncluded: shop.taxesIncluded ?? true,
    plan: shop.plan ?? 'basic',
  }
}

interface Parts {
  readonly server: SandboxServer
  readonly shop: Shop
  readonly auth: Auth
  readonly deliveries: Deliveries
  readonly life: Life
  readonly account: PaymentsAccount | null
  readonly subscriptions: ReturnType<typeof createSubscriptions>
  readonly stock: Stock
  readonly bulk: Bulk
  readonly bucket: CostBucket
}

function sandbox({
  server,
  shop,
  auth,
  deliveries,
  life,
  account,
  subscriptions,
  stock,
  bulk,
  bucket,
}: Parts): ShopifySandbox {
  const stop = async (): Promise<void> => {
    deliveries.stop()
    await server.stop()
  }
  return {
    ...life,
    url: server.url,
    domain: shop.config.domain,
    clientId: auth.clientId,
    clientSecret: auth.clientSecret,
    accessToken: auth.accessToken,
    auth,
    faults: server.faults,
    traffic: server.traffic,
    get requestCount() {
      return server.requestCount
    },
    deliveries,
    subscriptions: subscriptions.all,
    products: products(shop),
    customers: createCustomers(shop),
    companies: createCompanies(shop),
    prices: createPrices(shop),
    stock,
    bulk,
    get payouts() {
      return present(account).payouts
    },
    get disputes() {
      return present(account).disputes
    },
    drain: () => void bucket.take(bucket.available(shop.clock.now()), shop.clock.now()),
    uninstall() {
      deliveries.send('app/uninstalled', {
        id: shop.config.id,
        domain: shop.config.domain,
        myshopify_domain: shop.config.domain,
        name: shop.config.name,
      })
      subscriptions.all.length = 0
      auth.revokeAll()
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}
