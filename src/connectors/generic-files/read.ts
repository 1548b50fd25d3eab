import type { Change, Source } from '#contract/source'
import type { Order } from '#model/order'
import { fileFailure } from './errors.ts'
import { addressOf, type FileContext, pathOf } from './folders.ts'
import { type Intake, takeIn } from './intake.ts'
import { orderOf } from './order.ts'
import { keptBetween, keyOfName, readRecord } from './records.ts'
import type { FileSettings, OrderFiles } from './settings.ts'

/** Orders from the files of the inbox. */
export const ordersOf = (setting: OrderFiles): Source<FileSettings, Order, Promise<Order>> =>
  sourceOf<Order>({
    kind: 'orders',
    folder: 'inbox',
    setting,
    make: async (settings, record, { key, at }) => ({
      ...(await orderOf(settings, setting, record, key)),
      updatedAt: at,
    }),
  })

/** Records from the files of a folder. The stamp of a record is when it was taken. */
export const sourceOf = <R>(intake: Intake<R>): Source<FileSettings, R, Promise<R>> => ({
  changes: (context, range) => changes(context, intake, range),
  get: (context, key) => get(context, intake, key),
  parse: (settings, payload) => intake.make(settings, payload, { at: new Date(0).toISOString() }),
  findByName: (context, name) => findByName(context, intake, name),
})

// A range that ends about now is meant to hold what is taken in now.
const NOW_MS = 60_000

export async function* changes(
  context: FileContext,
  intake: Intake<unknown>,
  { since, until }: { readonly since: Date; readonly until: Date },
): AsyncGenerator<readonly Change[]> {
  const now = context.clock.now()
  const endsNow = Math.abs(until.getTime() - now.getTime()) < NOW_MS
  await takeIn(context, intake, endsNow ? new Date(until.getTime() - 1) : now)
  yield* keptBetween({ settings: context.settings, kind: intake.kind }, since, until)
}

/** The record with this key, which may lie in the inbox still. */
export async function get<R>(context: FileContext, intake: Intake<R>, key: string): Promise<R | null> {
  const shelf = { settings: context.settings, kind: intake.kind }
  const kept = await foundOrTaken(context, intake, key, () => readRecord(shelf, key))
  return kept === null ? null : intake.make(context.settings, kept.record, { key, at: kept.updatedAt })
}

async function findByName(context: FileContext, intake: Intake<unknown>, name: string): Promise<string | null> {
  const shelf = { settings: context.settings, kind: intake.kind }
  return foundOrTaken(context, intake, name, async () => {
    const key = await keyOfName(shelf, name)
    return key ?? (await keyOfName(shelf, name.replace(/^#/, '')))
  })
}

/** What somebody asks for by name may lie in the inbox still. */
async function foundOrTaken<T>(
  context: FileContext,
  intake: Intake<unknown>,
  what: string,
  look: () => Promise<T | null>,
): Promise<T | null> {
  const known = await looked(context, what, look)
  if (known !== null) return known
  await takeIn(context, intake, context.clock.now())
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
