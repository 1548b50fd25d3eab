import { createHash } from 'node:crypto'
import { createPoster } from '#sandboxes/kit/post'
import type { Faults } from '#sandboxes/kit/faults'
import { type SandboxRequest, type SandboxResponse, startSandboxServer, type Traffic } from '#sandboxes/kit/server'
import { type Cart, placeOrder } from './cart.ts'
import { createCoupon } from './coupon-routes.ts'
import { changeCustomer, createCustomer } from './customer-routes.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { answerRequest } from './http.ts'
import { restoreOrder, updateOrder } from './order-routes.ts'
import { payOrder, setStatus } from './order-status.ts'
import type { Values } from './params.ts'
import { createProduct, createVariation, deleteProduct, restoreProduct, updateProduct } from './product-routes.ts'
import { createRefund } from './refund-routes.ts'
import { createShop, type ShopOptions } from './shop.ts'
import { wcAuth } from './wc-auth.ts'
import { type Key, now, type Order, type Product, type Refund, type Shop, tell } from './state.ts'
import { setStock } from './stock.ts'

export interface WooCommerceOptions extends ShopOptions {
  readonly port?: number
  /** How late every answer comes, in milliseconds. */
  readonly latencyMs?: number
  readonly random?: () => number
}

/** A shop of our own that answers as WooCommerce 9.9 does. */
export interface WooCommerceSandbox extends AsyncDisposable {
  /** `http://127.0.0.1:PORT`, the address of the site. */
  readonly url: string
  readonly port: number
  /** Of a key that may read and write. */
  readonly consumerKey: string
  readonly consumerSecret: string
  readonly faults: Faults
  readonly traffic: readonly Traffic[]
  readonly requestCount: number
  readonly deliveries: Deliveries
  /** The whole state, for tests that look inside or bring it into a state. */
  readonly shop: Shop
  addKey(permissions: 'read' | 'write' | 'read_write', role?: string): Key
  addProduct(given: Values): Product
  addVariation(parentId: number, given: Values): Product
  addCoupon(given: Values): void
  addCustomer(given: Values): number
  /** Somebody changes an account; the fields are those of the API. */
  changeCustomer(id: number, given: Values): void
  /** A customer buys. */
  place(cart: Cart): Order
  /** Somebody in the shop changes an order; the fields are those of the API. */
  edit(orderId: number, given: Values): void
  /** Somebody in the shop gives money back; the fields are those of the API. */
  refund(orderId: number, given: Values): Refund
  /** Somebody in the shop, or the card gateway, moves an order on. */
  setStatus(orderId: number, status: string): void
  markPaid(orderId: number, transactionId?: string): void
  /** Taken out of the trash in the admin pages. */
  restore(orderId: number): void
  setStock(sku: string, quantity: number): void
  /** Somebody changes a product or variation, by its SKU; the fields are those of the API. */
  changeProduct(sku: string, given: Values): void
  /** Moved to the trash, out of it again, or gone for good. */
  trashProduct(sku: string): void
  restoreProduct(sku: string): void
  deleteProduct(sku: string): void
  /** PHP prints a warning before the next answers. */
  printNotices(times: number, match?: string | RegExp): void
  /** A firewall or a broken site answers HTML with this status. */
  answerHtml(status: number, times: number, match?: string | RegExp): void
  stop(): Promise<void>
}

const NOTICE = '<br />\n<b>Warning</b>:  Undefined array key "price" in <b>example.php</b> on line <b>42</b><br />\n'
const PAGE = '<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Error</h1></body></html>\n'

const token = (seed: string): string => createHash('sha1').update(seed).digest('hex')

/** Starts a shop on loopback. Nothing is shared between two of them. */
export async function startWooCommerce(options: WooCommerceOptions = {}): Promise<WooCommerceSandbox> {
  const keys: Key[] = []
  const shop = createShop(options, keys)
  const addKey = (permissions: Key['permissions'], role = 'administrator'): Key => {
    const number = keys.length + 1
    const key = {
      consumerKey: `ck_${token(`key ${number}`)}`,
      consumerSecret: `cs_${token(`secret ${number}`)}`,
      permissions,
      role,
    }
    keys.push(key)
    return key
  }
  const { consumerKey, consumerSecret } = addKey('read_write')
  const deliveries = createDeliveries(shop, options.random ?? Math.random)
  const notices: { match: string | RegExp; left: number }[] = []
  const poster = createPoster(2)
  const server = await startSandboxServer({
    handle: async (request) => {
      const page = await wcAuth(shop, request, { addKey, poster })
      if (page !== null) return page
      if (options.latencyMs !== undefined) await shop.clock.sleep(options.latencyMs)
      return withNotice(request, answerRequest(shop, request), notices)
    },
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  shop.baseUrl = server.url
  const stop = async (): Promise<void> => {
    deliveries.stop()
    poster.stop()
    await server.stop()
  }
  return {
    ...life(shop),
    url: server.url,
    port: server.port,
    consumerKey,
    consumerSecret,
    faults: server.faults,
    traffic: server.traffic,
    get requestCount() {
      return server.requestCount
    },
    deliveries,
    shop,
    addKey,
    printNotices: (times, match = '/wp-json/') => void notices.push({ match, left: times }),
    answerHtml: (status, times, match = '/wp-json/') =>
      server.faults.next(
        match,
        { kind: 'status', status, body: PAGE, headers: { 'content-type': 'text/html; charset=UTF-8' } },
        times,
      ),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

function withNotice(
  request: SandboxRequest,
  response: SandboxResponse,
  notices: { match: string | RegExp; left: number }[],
): SandboxResponse {
  const line = `${request.method} ${request.path}`
  const notice = notices.find(
    ({ match, left }) => left > 0 && (typeof match === 'string' ? line.includes(match) : match.test(line)),
  )
  if (notice === undefined) return response
  notice.left -= 1
  return { ...response, body: `${NOTICE}${String(response.body)}` }
}

/** What people do in the shop. */
function life(shop: Shop) {
  const orderOf = (id: number): Order => {
    const order = shop.orders.get(id)
    if (order === undefined) throw new Error(`no order ${id} in the sandbox`)
    return order
  }
  const productOf = (sku: string): Product => {
    const product = [...shop.products.values()].find((one) => one.sku === sku)
    if (product === undefined) throw new Error(`no product ${sku} in the sandbox`)
    return product
  }
  const changed = (order: Order): void => {
    order.modified = now(shop)
    tell(shop, 'order.updated', order.id)
  }
  return {
    addProduct: (given: Values) => createProduct(shop, given),
    addVariation: (parentId: number, given: Values) => createVariation(shop, parentId, given),
    addCoupon: (given: Values) => void createCoupon(shop, given),
    addCustomer: (given: Values) => createCustomer(shop, given).id,
    changeCustomer(id: number, given: Values) {
      const customer = shop.customers.get(id)
      if (customer === undefined) throw new Error(`no customer ${id} in the sandbox`)
      changeCustomer(shop, customer, given)
    },
    place: (cart: Cart) => placeOrder(shop, cart),
    edit: (orderId: number, given: Values) => void updateOrder(shop, orderOf(orderId), given),
    refund: (orderId: number, given: Values) => createRefund(shop, orderOf(orderId), given),
    setStatus(orderId: number, status: string) {
      setStatus(shop, orderOf(orderId), status)
      changed(orderOf(orderId))
    },
    markPaid(orderId: number, transactionId?: string) {
      if (transactionId !== undefined) orderOf(orderId).transactionId = transactionId
      payOrder(shop, orderOf(orderId))
      changed(orderOf(orderId))
    },
    restore: (orderId: number) => restoreOrder(shop, orderOf(orderId)),
    changeProduct: (sku: string, given: Values) => void updateProduct(shop, productOf(sku), given),
    trashProduct: (sku: string) => void deleteProduct(shop, productOf(sku), false),
    deleteProduct: (sku: string) => void deleteProduct(shop, productOf(sku), true),
    restoreProduct: (sku: string) => restoreProduct(shop, productOf(sku)),
    setStock(sku: string, quantity: number) {
      const product = productOf(sku)
      product.manageStock = true
      setStock(product, quantity)
      product.modified = now(shop)
      tell(shop, 'product.updated', product.id)
    },
  }
}
