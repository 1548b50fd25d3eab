import type { ErpSide } from '#testing/erp-side'
import type { Pair } from '#testing/pairs'
import type { StoreSide } from '#testing/store-side'
import { configurationOf, type StoryConfiguration, type StoryErp, type StoryStore } from '#testing/story-core'

/** A shop and an ERP of a run, and the integration between them, which has the name of the pair. */
export interface Sides {
  readonly pair: Pair
  readonly store: StoryStore<StoreSide>
  readonly erp: StoryErp<ErpSide>
  stop(): Promise<void>
}

export async function beginSides(pair: Pair): Promise<Sides> {
  const erp = await pair.beginErp()
  const store = await pair.beginStore(erp)
  const stop = async (): Promise<void> => {
    await store.stop()
    await erp.stop()
  }
  return { pair, store, erp, stop }
}

export const storeKey = ({ id }: Pair): string => `${id}-shop`

/** One file for all of them; nobody makes items in the ERP that are not there. */
export function configurationFor(all: readonly Sides[]): StoryConfiguration {
  const files = all.map((sides): Pick<StoryConfiguration, 'connections' | 'integrations'> => {
    const { id } = sides.pair
    const options = { erpSettings: { createMissingItems: false } }
    const { connections, integrations } = configurationOf({ ...sides, timeZone: sides.erp.timeZone }, options)
    const [shop, erp] = [connections['shop'] ?? {}, connections['erp'] ?? {}]
    return {
      connections: { [storeKey(sides.pair)]: shop, [`${id}-erp`]: erp },
      integrations: { [id]: { ...integrations['acme'], store: storeKey(sides.pair), target: `${id}-erp` } },
    }
  })
  return {
    version: 1,
    connections: Object.assign({}, ...files.map(({ connections }) => connections)) as StoryConfiguration['connections'],
    integrations: Object.assign(
      {},
      ...files.map(({ integrations }) => integrations),
    ) as StoryConfiguration['integrations'],
  }
}
