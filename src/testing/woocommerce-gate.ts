import type { WooCommerceSandbox } from '#sandboxes/woocommerce/start'
import { countAsked } from './asked.ts'
import type { StoreGate } from './store-gate.ts'

interface Keys {
  readonly consumerKey: string
  readonly consumerSecret: string
}

/** How WooCommerce is reached, and reaches us; `keys`: those that are taken now. */
export function wooCommerceGate(sandbox: WooCommerceSandbox): StoreGate & { keys(): Keys } {
  const { shop } = sandbox
  let keys: Keys = { consumerKey: sandbox.consumerKey, consumerSecret: sandbox.consumerSecret }
  return {
    keys: () => keys,
    told: () => sandbox.deliveries.settled(),
    isTelling: () =>
      [...shop.webhooks.values()].some(({ topic, status }) => topic === 'order.created' && status === 'active'),
    // It tries nothing again.
    hurry() {},
    endAccess() {
      const former = keys
      const { consumerKey, consumerSecret } = sandbox.addKey('read_write')
      keys = { consumerKey, consumerSecret }
      shop.keys.splice(
        shop.keys.findIndex((one) => one.consumerKey === former.consumerKey),
        1,
      )
    },
    asked: countAsked(sandbox, ({ method }) => (method === 'GET' ? 'read' : 'write')),
    putAway: ({ key }) => sandbox.setStatus(Number(key), 'completed'),
    // The shop itself knows an order as sent or not; numbers of parcels are kept by plug-ins.
    sendIn({ key }, parcels) {
      const numbers = Array.from({ length: parcels }, (_, index) => ({ tracking_number: `P-${index + 1}` }))
      sandbox.edit(Number(key), {
        status: 'completed',
        meta_data: [{ key: '_wc_shipment_tracking_items', value: numbers }],
      })
    },
  }
}
