import { connectorRegistry } from '#app/registry'
import type { Connector } from '#contract/connector'
import type { ErpSide } from './erp-side.ts'
import { beginErpnextSide } from './erpnext-side.ts'
import { beginOdoo } from './odoo-side.ts'
import { beginShopifySide } from './shopify-side.ts'
import type { StoreSide } from './store-side.ts'
import { type CoreOptions, startStoryBetween, type StoryErp, type StoryHome, type StoryStore } from './story-core.ts'
import { beginWooCommerceSide } from './woocommerce-side.ts'

interface StoreRow {
  readonly id: string
  begin(home: StoryHome): Promise<StoryStore<StoreSide>>
}

interface ErpRow {
  readonly id: string
  begin(): Promise<StoryErp<ErpSide>>
}

// A connector that joins adds one row here, and is then played against every one of the other side.
const STORES: readonly StoreRow[] = [
  { id: 'shopify', begin: beginShopifySide },
  { id: 'woocommerce', begin: beginWooCommerceSide },
]
const ERPS: readonly ErpRow[] = [
  { id: 'erpnext', begin: beginErpnextSide },
  { id: 'odoo', begin: () => beginOdoo() },
]

/** A store and an ERP that the same scenarios are played with. */
export interface Pair {
  /** As commands take it, e.g. `woocommerce-odoo`. */
  readonly id: string
  readonly name: string
  readonly store: Connector<never>
  readonly erp: Connector<never>
  readonly beginStore: StoreRow['begin']
  readonly beginErp: ErpRow['begin']
  start(options?: CoreOptions): ReturnType<typeof startStoryBetween<ErpSide, StoreSide>>
}

function connectorOf(id: string): Connector<never> {
  const connector = connectorRegistry.get(id)
  if (connector === undefined) throw new Error(`no connector ${id}`)
  return connector
}

export const PAIRS: readonly Pair[] = STORES.flatMap((store) =>
  ERPS.map((erp): Pair => {
    const [of, to] = [connectorOf(store.id), connectorOf(erp.id)]
    return {
      id: `${store.id}-${erp.id}`,
      name: `${of.name} and ${to.name}`,
      store: of,
      erp: to,
      beginStore: store.begin,
      beginErp: erp.begin,
      start: (options = {}) => startStoryBetween(options, store.begin, erp.begin),
    }
  }),
)

/** @throws {Error} that names those there are. */
export function pairOf(id: string): Pair {
  const pair = PAIRS.find((one) => one.id === id)
  if (pair === undefined) throw new Error(`There is no pair ${id}. Choose ${PAIRS.map((one) => one.id).join(', ')}.`)
  return pair
}
