import type { Finding } from '#contract/check'
import type { Context } from '#contract/context'
import type { PriceSource } from '#contract/products'
import type { Source } from '#contract/source'
import { TillbridgeError } from '#lib/errors'

/** One described operation that only reads, by its place in the settings. */
export type Trial = readonly [where: string, trial: () => Promise<unknown>]

type Changing<S> = Pick<Source<S, unknown>, 'changes'>

/** The records that a described system keeps as its own; `undefined` = its settings do not describe them. */
export interface OwnRecords<S> {
  readonly products: Changing<S> | undefined
  readonly prices: Pick<PriceSource<S>, 'lists'> | undefined
  readonly shipments: Changing<S> | undefined
  readonly accounts: Changing<S> | undefined
}

/** What is tried of them. */
export function trialsOf<S>(context: Context<S>, { products, prices, shipments, accounts }: OwnRecords<S>): Trial[] {
  const changed = (name: string, source: Changing<S> | undefined): Trial[] =>
    source === undefined ? [] : [[`${name}.changes`, () => firstPage(context, source)]]
  return [
    ...changed('products', products),
    ...(prices === undefined ? [] : [['prices.lists', () => prices.lists(context)] as const]),
    ...changed('shipments', shipments),
    ...changed('accounts', accounts),
  ]
}

/** Reads what changed within a day, up to the first page that holds anything. */
export async function firstPage<S>(context: Context<S>, source: Changing<S>): Promise<void> {
  const until = context.clock.now()
  const since = new Date(until.getTime() - 24 * 60 * 60_000)
  for await (const page of source.changes(context, { since, until })) if (page.length > 0) return
}

/** @throws what passes by itself, as {@link findingOf} does. */
export async function tried([where, trial]: Trial): Promise<Finding> {
  try {
    await trial()
    return { level: 'ok', code: 'OPERATION_WORKS', message: `${where} works.` }
  } catch (error) {
    return findingOf(error)
  }
}

/** What passes by itself says nothing about the settings: whoever asked shall see it as it is. */
export function findingOf(error: unknown): Finding {
  if (!(error instanceof TillbridgeError) || error.kind === 'transient' || error.kind === 'throttled') throw error
  const { code, message, remedy } = error
  return { level: 'error', code, message, ...(remedy === null ? {} : { remedy }) }
}
