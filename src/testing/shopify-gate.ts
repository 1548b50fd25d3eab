import type { SandboxRequest } from '#sandboxes/kit/server'
import type { ShopifySandbox } from '#sandboxes/shopify/start'
import { countAsked } from './asked.ts'
import type { StoreGate } from './store-gate.ts'

const IN_A_MOMENT = 1_000_000
const MUTATION = /"query":"\s*mutation/

function kindOf({ path, body }: SandboxRequest): 'read' | 'write' | null {
  if (!path.endsWith('/graphql.json')) return null
  return MUTATION.test(body.toString('utf8')) ? 'write' : 'read'
}

/** How Shopify is reached, and reaches us. */
export function shopifyGate(shop: ShopifySandbox): StoreGate {
  return {
    told: () => shop.deliveries.settled(),
    // One that is to be given up is tried until the last attempt has failed.
    isTelling: () => shop.deliveries.pending > 0 || shop.subscriptions.some(({ topic }) => topic === 'ORDERS_CREATE'),
    hurry: (on) => void (shop.deliveries.compressTime = on ? IN_A_MOMENT : 1),
    // An app that is installed again has the credentials that it had.
    endAccess: () => shop.uninstall(),
    expireAccess() {
      const tokens = shop.traffic.flatMap(({ request }) => request.headers['x-shopify-access-token'] ?? [])
      for (const token of new Set(tokens)) shop.auth.expire(token)
    },
    asked: countAsked(shop, kindOf),
    putAway({ name }) {
      shop.fulfill(name, { archive: true })
      shop.close(name)
    },
    sendIn({ name }, parcels) {
      const { lines } = shop.order(name)
      for (let parcel = 0; parcel < parcels; parcel += 1) {
        const share = lines.flatMap(({ quantity }, line) => (line % parcels === parcel ? [{ line, quantity }] : []))
        shop.fulfill(name, { lines: share })
      }
    },
  }
}
