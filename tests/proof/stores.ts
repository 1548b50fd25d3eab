import type { Order } from '#model/order'
import { seededRandom } from '#sandboxes/shopify/ids'
import { randomLife } from '#sandboxes/shopify/random-life'
import { randomLife as wooLife } from '#sandboxes/woocommerce/random-life'
import type { PackedParcel } from '#sandboxes/woocommerce/random-life-state'
import type { Refund } from '#sandboxes/woocommerce/state'
import { createDirectShop } from '#testing/direct-shop'
import { createDirectWooCommerce } from '#testing/direct-woocommerce'
import type { LedgerProfile } from '#testing/ledger-profiles'
import { shopifyFacts } from './expected.ts'
import { wooFacts } from './expected-woocommerce.ts'
import type { OrderFacts } from './facts.ts'

export interface StoreStep {
  /** What the connector reads the order by. */
  readonly key: string
  /** 0 is the placing. */
  readonly step: number
  readonly what: string
}

/** A store in which orders live, one after another. */
export interface ProofStore {
  readonly now: () => Date
  /** Opens the store anew and lives one order in it; the same seed lives the same life. */
  live(seed: number, steps: number): AsyncIterable<StoreStep> | Iterable<StoreStep>
  /** The order as its connector reads it. */
  read(key: string): Promise<Order>
  /** The order as the store itself has it. */
  facts(key: string): OrderFacts
}

/** Stores and targets, and how the targets are played. */
export const PAIRS = {
  'shopify-erpnext': { store: 'shopify', profile: 'erpnext' },
  'shopify-odoo': { store: 'shopify', profile: 'odoo' },
  'woocommerce-erpnext': { store: 'woocommerce', profile: 'erpnext' },
  'woocommerce-odoo': { store: 'woocommerce', profile: 'odoo' },
} as const satisfies Record<string, { readonly store: string; readonly profile: LedgerProfile }>

export type PairName = keyof typeof PAIRS

type StoreName = (typeof PAIRS)[PairName]['store']

const STORES: Readonly<Record<StoreName, () => ProofStore>> = { shopify: shopifyStore, woocommerce: wooStore }

export const storeOf = (pair: PairName): ProofStore => STORES[PAIRS[pair].store]()

function shopifyStore(): ProofStore {
  const { life, now, open, pass, read } = createDirectShop()
  return {
    now,
    read,
    *live(seed, steps) {
      open(seed)
      for (const { orderId, step, what } of randomLife(life, { seed, steps, pass }))
        yield { key: orderId.slice(orderId.lastIndexOf('/') + 1), step, what }
    },
    facts: (key) => shopifyFacts(life.order(`gid://shopify/Order/${key}`)),
  }
}

const CALLED_OFF: ReadonlySet<string> = new Set(['cancelled', 'trash'])

function wooStore(): ProofStore {
  const { now, open, packer, pass, read, shop } = createDirectWooCommerce()
  let manner: { parcels: readonly PackedParcel[]; restocks: boolean } = { parcels: [], restocks: true }
  const sent = new Set<number>()
  const refunds = new Map<number, Refund>()
  let [wasCalledOff, isRevived] = [false, false]
  return {
    now,
    read,
    async *live(seed, steps) {
      open()
      sent.clear()
      refunds.clear()
      wasCalledOff = false
      isRevived = false
      for await (const one of wooLife(shop(), { random: seededRandom(seed), steps, pass, packer })) {
        manner = one
        const { completed = null, status = '' } = shop().orders.get(one.orderId) ?? {}
        wasCalledOff ||= CALLED_OFF.has(status)
        isRevived ||= wasCalledOff && !CALLED_OFF.has(status)
        for (const [id, refund] of shop().refunds) refunds.set(id, refund)
        if (completed !== null) sent.add(completed.getTime())
        yield { key: String(one.orderId), step: one.step, what: one.what }
      }
    },
    facts(key) {
      const order = shop().orders.get(Number(key))
      if (order === undefined) throw new Error(`the shop has no order ${key}`)
      return wooFacts(shop(), order, {
        isRevived,
        ...manner,
        isSentOnce: sent.size < 2,
        gone: [...refunds.values()].filter(({ id }) => !shop().refunds.has(id)),
      })
    },
  }
}
