import type { Plan } from '#books/plan'
import type { Snapshot } from '#contract/source'
import type { SettledCause } from '#database/settle'
import type { ClaimedTransfer } from '#database/transfer-queue'
import { TillbridgeError } from '#lib/errors'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { assertRunning } from './assert-running.ts'
import { bookOrder } from './book-order.ts'
import type { OpenConnection, RunScope } from './connections.ts'
import { isOlderThan } from './newest-state.ts'
import { readOrder } from './order-records.ts'
import type { FlowRun, RunRecord } from './reconcile.ts'
import type { EngineServices } from './services.ts'
import { noticeDigital, noticeStuck } from './shipments/after-order.ts'
import { knowDeliveries } from './shipments/known-deliveries.ts'
import { noteReturns } from './shipments/return-notes.ts'

/**
 * Brings one order in step: from its newest state to the documents that the target should hold of it.
 *
 * @throws {TillbridgeError} what the plan is held for, what cannot be mapped; whatever the systems answer.
 */
export async function bookOrderTransfer(flow: FlowRun): Promise<void> {
  const { services, parties, run, scope, progress } = flow
  const { claimed, held } = run
  const { organizationId, revisions } = claimed
  const integration = await services.integrations.load(organizationId, claimed.integrationId, revisions.integration)
  const store = await services.connections.open(organizationId, integration.row.storeConnectionId, revisions.store)
  progress.talkingTo = store
  assertRunning(store, services.clock.now())
  const order = await readNewest(services, store, scope, claimed)
  if (order === null) {
    assertNothingHeld(held)
    progress.verdict = deleted
    return
  }
  progress.record = recordOf(order)
  await knowDeliveries(flow, { order, integration })
  const target = await services.connections.open(organizationId, claimed.connectionId, revisions.target)
  await bookOrder(services, {
    order,
    result: progress.execution,
    sql: services.pool,
    target,
    scope,
    parties,
    integration,
    recovering: claimed.recovering,
    onPlan(made, input) {
      progress.verdict = verdictOf(made)
      progress.inputs.push(input)
      progress.plannedUpdatedAt = order.updatedAt
      progress.revision = integration.row.revision
    },
    onWrite: () => (progress.talkingTo = target),
  })
  await noteReturns(flow, { order, integration, store, target })
  await noticeStuck(flow, order)
  await noticeDigital(flow, { order, integration })
}

/**
 * The order, never in an older state than the one that its documents were planned from last: a body may have been overtaken on its
 * way, and a store may answer from a copy that lags behind.
 */
async function readNewest(
  services: EngineServices,
  store: OpenConnection,
  scope: RunScope,
  claimed: ClaimedTransfer,
): Promise<Order | null> {
  const { plannedUpdatedAt } = claimed
  const isOld = (order: Order | null): boolean => order !== null && isOlderThan(order, plannedUpdatedAt)
  const snapshot: Snapshot | undefined =
    claimed.snapshot === null ? undefined : { ...claimed.snapshot, body: JSON.parse(claimed.snapshot.body) as unknown }
  const first = await readOrder(services, store, scope, claimed, snapshot)
  if (!isOld(first)) return first
  const second = snapshot === undefined ? first : await readOrder(services, store, scope, claimed)
  if (!isOld(second)) return second
  throw new TillbridgeError({
    kind: 'transient',
    code: 'OLDER_STATE_READ',
    message: `${store.connector.name} answered with an older state of the order than the one that was booked.`,
    remedy: 'Nothing to do: it is read again until the store shows the newest state.',
    detail: { plannedUpdatedAt, readUpdatedAt: second?.updatedAt },
  })
}

function assertNothingHeld(held: readonly HeldDocument[]): void {
  const issued = held.filter((document) => document.state === 'issued')
  if (issued.length === 0) return
  throw new TillbridgeError({
    kind: 'rejected',
    code: 'DELETED_AFTER_POSTING',
    message: `The order was deleted in the store after ${issued.map((document) => document.externalId).join(', ')} had been booked.`,
    remedy: 'Decide whether the documents stay; cancel or credit them in the target if not, then skip this transfer.',
  })
}

const cause = (code: string, message: string): SettledCause => ({
  kind: null,
  code,
  subject: null,
  message,
  remedy: null,
})

const deleted = cause('DELETED_IN_STORE', 'The order no longer exists in the store, and nothing was booked for it.')

const verdictOf = ({ outcome, reason }: Plan): SettledCause | null =>
  outcome === 'skip' || outcome === 'wait'
    ? cause(reason?.code ?? 'SKIPPED', reason?.message ?? 'A rule says so.')
    : null

const recordOf = (order: Order): RunRecord => ({
  name: order.name,
  updatedAt: order.updatedAt,
  createdAt: order.placedAt,
  summary: {
    total: order.totals.currentTotal.shop,
    currency: order.currencies.shop,
    customer:
      order.customer === null ? null : `${order.customer.firstName ?? ''} ${order.customer.lastName ?? ''}`.trim(),
    channel: order.channel.name,
    financialStatus: order.financialStatus,
  },
  knownBy: [
    ...[order.customer, order.billingAddress, order.shippingAddress].flatMap((who) => [who?.firstName, who?.lastName]),
    order.billingAddress?.company,
    order.shippingAddress?.company,
    order.company?.name,
    order.email,
    order.customer?.email,
    order.purchaseOrderNumber,
    ...order.lines.map((line) => line.sku),
  ],
})
