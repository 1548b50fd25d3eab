import type { Change, Source } from '#contract/source'
import type { Order } from '#model/order'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, pathOf } from './folders.ts'
import { takeIn } from './intake.ts'
import { orderOf } from './order.ts'
import { keptBetween, keyOfName, readRecord } from './records.ts'
import type { FileSettings, OrderFiles } from './settings.ts'

/** Orders from the files of the inbox. */
export const ordersOf = (setting: OrderFiles): Source<FileSettings, Order, Promise<Order>> => ({
  changes: (context, range) => changes(context, setting, range),
  get: (context, key) => get(context, setting, key),
  parse: (settings, payload) => orderOf(settings, setting, payload),
  findByName: (context, name) => findByName(context, setting, name),
})

// A range that ends about now is meant to hold what is taken in now.
const NOW_MS = 60_000

async function* changes(
  context: FileContext,
  setting: OrderFiles,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const now = context.clock.now()
  const endsNow = Math.abs(until.getTime() - now.getTime()) < NOW_MS
  await takeIn(context, setting, endsNow ? new Date(until.getTime() - 1) : now)
  yield* keptBetween(context.settings, since, until)
}

async function get(context: FileContext, setting: OrderFiles, key: string): Promise<Order | null> {
  const kept = await foundOrTaken(context, setting, key, () => readRecord(context.settings, key))
  if (kept === null) return null
  const order = await orderOf(context.settings, setting, kept.record, key)
  return { ...order, updatedAt: kept.updatedAt }
}

async function findByName(context: FileContext, setting: OrderFiles, name: string): Promise<string | null> {
  return foundOrTaken(context, setting, name, async () => {
    const key = await keyOfName(context.settings, name)
    return key ?? (await keyOfName(context.settings, name.replace(/^#/, '')))
  })
}

/** What somebody asks for by name may lie in the inbox still. */
async function foundOrTaken<T>(
  context: FileContext,
  setting: OrderFiles,
  what: string,
  look: () => Promise<T | null>,
): Promise<T | null> {
  const known = await looked(context, what, look)
  if (known !== null) return known
  await takeIn(context, setting, context.clock.now())
  return looked(context, what, look)
}

async function looked<T>({ wire, settings }: FileContext, what: string, look: () => Promise<T>): Promise<T> {
  const path = pathOf(settings, 'records')
  const safely = (): Promise<T> =>
    look().catch((error: unknown) => {
      throw fileFailure(error, path)
    })
  return wire.send(
    { action: 'LOOK', address: addressOf(path), content: what, effect: 'read' },
    safely,
    (found) => found,
  )
}
