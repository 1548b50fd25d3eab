import { heldForAdoption, releaseFromAdoption } from '#database/adopting'
import { type Adoption, listAdoptions, rejectAdoptions } from '#database/adoptions'
import type { OrderRange } from './adopt-range.ts'
import type { EngineServices } from './services.ts'
import type { Wake } from './wake.ts'

/** The flow whose records are adopted. */
export const ORDERS = 'orders'

interface Owner {
  readonly organizationId: string
  readonly integrationId: string
}

/**
 * Lets those of the orders go about which nothing is left to decide: they are brought in step. One with an adopted document that
 * differs from the store waits for somebody to look at that. Answers how many are brought in step.
 */
export async function releaseDecided(
  { pool }: EngineServices,
  wake: Wake,
  owner: Owner,
  transferIds: readonly string[],
): Promise<number> {
  const adoptions = await listAdoptions(pool, owner, { states: ['sure', 'doubtful', 'adopted'] })
  const byTransfer = Map.groupBy(adoptions, (adoption) => adoption.transferId)
  const free: string[] = []
  for (const transferId of transferIds) {
    const own = byTransfer.get(transferId) ?? []
    if (own.some(({ state }) => state !== 'adopted')) continue
    const differences = own.flatMap((adoption) => adoptedDifference(adoption) ?? [])
    if (differences.length === 0) free.push(transferId)
    else await releaseFromAdoption(pool, owner.organizationId, [transferId], differences.join(' '))
  }
  const released = await releaseFromAdoption(pool, owner.organizationId, free)
  wake.raise()
  return released
}

/** In what an adopted document differs from what was planned, as far as the books rest on it; `null` = in nothing. */
export function adoptedDifference({ externalId, planned, found }: Adoption): string | null {
  const parts: string[] = []
  if (planned.total !== found.total) parts.push(`total ${found.total} instead of ${planned.total} ${planned.currency}`)
  if (planned.taxTotal !== null && found.taxTotal !== null && planned.taxTotal !== found.taxTotal) {
    parts.push(`tax ${found.taxTotal} instead of ${planned.taxTotal}`)
  }
  return parts.length === 0 ? null : `${externalId} was adopted, and says ${parts.join(' and ')}.`
}

/** Lets every order of a range go that still waits, whatever was found for it: what is missing is written. Answers how many. */
export async function releaseRange({ pool }: EngineServices, wake: Wake, request: OrderRange): Promise<number> {
  const waiting = await heldForAdoption(pool, { ...request, flow: ORDERS }, request)
  const released = await releaseFromAdoption(pool, request.organizationId, [...waiting.values()])
  wake.raise()
  return released
}

export interface Rejection extends Owner {
  readonly transferId: string
  /** `null` = all that were found for the order. */
  readonly externalId: string | null
  readonly by: string
}

/** A person says that a document is not the order's. Answers how many pairs were open. */
export async function rejectPairs(services: EngineServices, wake: Wake, rejection: Rejection): Promise<number> {
  const rejected = await rejectAdoptions(services.pool, rejection)
  await releaseDecided(services, wake, rejection, [rejection.transferId])
  return rejected
}
