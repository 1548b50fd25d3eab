import { connectorRegistry } from '#app/registry'
import type { Connector } from '#contract/connector'
import type { ErpSide } from '#testing/erp-side'
import { beginErpnextSide } from '#testing/erpnext-side'
import { beginOdoo } from '#testing/odoo-side'
import { beginShopifySide } from '#testing/shopify-side'
import type { StoreSide } from '#testing/store-side'
import {
  type CoreOptions,
  startStoryBetween,
  type StoryErp,
  type StoryHome,
  type StoryStore,
} from '#testing/story-core'
import { beginWooCommerceSide } from '#testing/woocommerce-side'

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
  readonly name: string
  readonly store: Connector<never>
  readonly erp: Connector<never>
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
      name: `${of.name} and ${to.name}`,
      store: of,
      erp: to,
      start: (options = {}) => startStoryBetween(options, store.begin, erp.begin),
    }
  }),
)

/** Parts of the contract that not every connector has. */
export interface Needs {
  readonly store?: {
    readonly reads?: keyof Connector<never>['reads']
    readonly writes?: keyof Connector<never>['writes']
  }
  readonly erp?: { readonly reads?: keyof Connector<never>['reads'] }
}

const WORDS: Readonly<Record<string, string>> = { fulfillments: 'parcels', shipments: 'parcels' }
const wordOf = (part: string): string => WORDS[part] ?? part

/** Why a pair cannot play what needs these parts, by what its connectors themselves offer; `null` = it can. */
export function lackOf({ store, erp }: Pick<Pair, 'store' | 'erp'>, needs: Needs): string | null {
  const { reads, writes } = needs.store ?? {}
  if (reads !== undefined && store.reads[reads] === undefined) return `${store.name} tells of no ${wordOf(reads)}`
  if (writes !== undefined && store.writes[writes] === undefined) return `${store.name} is told of no ${wordOf(writes)}`
  const told = needs.erp?.reads
  return told !== undefined && erp.reads[told] === undefined ? `${erp.name} tells of no ${wordOf(told)}` : null
}
