import type { LedgerProfile } from '#testing/ledger-profiles'
import { PROFILES } from './draw.ts'
import { proveLife } from './prove-life.ts'
import { type PairName, storeOf } from './stores.ts'
import { count, emptyTally, type Tally } from './tally.ts'

export interface ProveInput {
  readonly seed: number
  /** The orders of the seed, from one number up to and without another, in so many strides. */
  readonly from: number
  readonly to: number
  readonly stride?: number
  /** Default `shopify-erpnext`: the store's half of it. */
  readonly pair?: PairName
  /** Default: all of them in turn. */
  readonly profile?: LedgerProfile | undefined
  readonly readShare?: number
  readonly say?: (text: string) => void
  /** Told after every order. */
  readonly done?: (tally: Tally) => void
  /** Whether what was counted is enough. */
  readonly until?: (tally: Tally) => boolean
}

const READ_SHARE = 0.6

/** Lives and judges the orders one after another, in this process. */
export async function prove({
  seed,
  from,
  to,
  stride = 1,
  pair = 'shopify-erpnext',
  profile,
  ...input
}: ProveInput): Promise<Tally> {
  const store = storeOf(pair)
  const tally = emptyTally()
  for (let order = from; order < to; order += stride) {
    const target = profile ?? PROFILES[order % PROFILES.length] ?? 'open'
    const result = await proveLife(store, {
      pair,
      seed,
      order,
      profile: target,
      readShare: input.readShare ?? READ_SHARE,
      ...(input.say === undefined ? {} : { say: input.say }),
    })
    count(tally, result, target)
    input.done?.(tally)
    if (input.until?.(tally) === true) break
  }
  return tally
}
