import type { Connector } from '#contract/connector'
import type { Pair } from '#testing/pairs'

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
