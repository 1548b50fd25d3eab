import { plan, type Plan, type PlanInput } from '#books/plan'
import { dateIn } from '#lib/clock'
import { TillbridgeError } from '#lib/errors'
import type { HeldDocument } from '#model/held'
import type { Order } from '#model/order'
import { hasRenamedItem } from './catalog/bound-mappings.ts'
import { hasClosedMore, hasOpenedAgain } from './closed-periods.ts'
import type { OpenConnection } from './connections.ts'
import { type Execution, type ExecutionResult, executePlan } from './execute.ts'
import type { LoadedIntegration } from './integrations.ts'
import type { EngineServices } from './services.ts'
import { documentsOf } from './target-documents.ts'

export interface OrderPlanning {
  readonly order: Order
  readonly integration: LoadedIntegration
  readonly target: OpenConnection
  readonly held: readonly HeldDocument[]
}

/** What an order is planned from: with what the target can hold, today's date in the shop, and the days it has closed. */
export function planInputOf(services: EngineServices, { order, integration, target, held }: OrderPlanning): PlanInput {
  return {
    order,
    policies: integration.policies,
    held,
    scope: integration.row.key,
    capabilities: documentsOf(target).capabilities,
    today: dateIn(order.timeZone, services.clock.now()),
    closedUntil: services.closedPeriods.until(target.connection.connectionId),
  }
}

export const planOrder = (services: EngineServices, planning: OrderPlanning): Plan =>
  plan(planInputOf(services, planning))

export interface Booking extends Execution {
  readonly order: Order
  readonly result: ExecutionResult
  /** Told of every plan and of what it was made from, before it is carried out. */
  onPlan(plan: Plan, input: PlanInput): void
  /** Called before the first call to the target. */
  onWrite(): void
}

/**
 * Plans and writes. Where the target refuses a document because its period is closed, or a plan is held for that, it is asked
 * until when, and the rest is planned once more with that day.
 *
 * @throws {TillbridgeError} what the plan is held for; whatever the target answers.
 */
export async function bookOrder(services: EngineServices, booking: Booking): Promise<void> {
  const { closedPeriods } = services
  let hasRenewed = false
  for (;;) {
    const input = planInputOf(services, { ...booking, held: [...booking.result.held.values()] })
    const made = plan(input)
    const plannedWith = input.closedUntil ?? null
    booking.onPlan(made, input)
    if (made.outcome === 'hold') {
      booking.onWrite()
      if (await hasOpenedAgain(closedPeriods, booking, made.reason, plannedWith)) continue
      throw heldFor(made)
    }
    if (made.outcome !== 'write') return
    booking.onWrite()
    try {
      return await executePlan({ ...booking, recordOf: () => booking.order }, made, booking.result)
    } catch (error) {
      if (await hasClosedMore(closedPeriods, booking, error, plannedWith)) continue
      // Once: the target may lack another item, which no look-up brings back.
      if (hasRenewed || !(await hasRenamedItem(booking.sql, booking, booking.order, error))) throw error
      hasRenewed = true
    }
  }
}

function heldFor({ reason, proof }: Plan): TillbridgeError {
  return new TillbridgeError({
    kind: reason?.code === 'ORDER_UNBALANCED' ? 'unbalanced' : 'rejected',
    code: reason?.code ?? 'HELD',
    message: reason?.message ?? 'The order cannot be booked as it is.',
    ...(reason?.remedy === undefined ? {} : { remedy: reason.remedy }),
    ...(reason?.subject === undefined ? {} : { subject: reason.subject }),
    detail: { proof },
  })
}
