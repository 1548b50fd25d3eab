import type { NoteTarget, ReturnSource } from '#contract/returns'
import { returnNotes, saveReturnNote } from '#database/shipments-notes'
import { contentHash } from '#lib/hash'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { returnText } from '#shipments/return-text'
import type { OpenConnection } from '#engine/connections'
import type { LoadedIntegration } from '#engine/integrations'
import type { FlowRun } from '#engine/reconcile'

interface Noticing {
  readonly order: Order
  readonly integration: LoadedIntegration
  readonly store: OpenConnection
  readonly target: OpenConnection
}

/**
 * Notes the returns of an order on its document in the target, each once, and again when its state has changed.
 *
 * @throws {TillbridgeError} whatever the systems answer; the books of the order are written by then.
 */
export async function noteReturns(
  { services: { pool }, scope, run, progress }: FlowRun,
  { order, integration, store, target }: Noticing,
): Promise<void> {
  if (order.returns.length === 0 || integration.rules.returns.notes === 'none') return
  const source = store.connector.reads.returns as ReturnSource<never> | undefined
  const notes = target.connector.writes.notes as NoteTarget<never> | undefined
  const document = notedDocument([...progress.execution.held.values()])
  if (source === undefined || notes === undefined || document === null) return
  const { organizationId, integrationId } = run.claimed
  const key = { organizationId, integrationId, orderKey: order.externalId }
  const known = new Map((await returnNotes(pool, key)).map((one) => [one.returnKey, one]))
  const isNews = (one: Order['returns'][number]): boolean => known.get(one.externalId)?.contentHash !== stateHash(one)
  if (!order.returns.some(isNews)) return
  progress.talkingTo = store
  const whole = await source.ofOrder(store.context(scope), order.externalId)
  progress.talkingTo = target
  for (const one of order.returns.filter(isNews)) {
    const before = known.get(one.externalId)
    const about = before === undefined ? document : { ...document, externalId: before.document }
    const told = whole.find(({ externalId }) => externalId === one.externalId) ?? one
    const note = await notes.put(target.context(scope), about, {
      reference: `${integration.row.key}:return:${one.externalId}`,
      text: returnText(order, told),
      externalId: before?.note ?? null,
    })
    // With the state that was told: the next run sees whether the order shows another.
    const hash = stateHash({ ...one, status: told.status })
    await saveReturnNote(pool, key, { returnKey: one.externalId, document: about.externalId, note, contentHash: hash })
  }
}

const stateHash = ({ externalId, name, status }: Order['returns'][number]): string =>
  contentHash({ externalId, name, status })

const WHERE = ['delivery', 'invoice', 'sales-order'] as const

/** Where people look for what came back: at the goods, else at what was billed or ordered. */
function notedDocument(held: readonly HeldDocument[]): HeldDocument | null {
  for (const kind of WHERE) {
    const found = held.filter((one) => one.kind === kind && one.state === 'issued').at(-1)
    if (found !== undefined) return found
  }
  return null
}
