import { listOrganizationIds } from '#database/organizations'
import { forgetPage, readRetention, type RetentionDays } from '#database/retention'
import { RETENTION_KINDS, type RetentionKind } from '#model/retention'
import type { EngineServices } from './services.ts'

type Services = Pick<EngineServices, 'pool' | 'clock' | 'log'>

const DAY_MS = 86_400_000
// A statement of this size takes some ten milliseconds: nobody waits behind it.
const PAGE = 1_000

/** What was made before it is old; `null` = nothing is. */
export const oldBefore = (days: number | null, now: Date): Date | null =>
  days === null ? null : new Date(now.getTime() - days * DAY_MS)

/** How many rows of each kind went. */
export type Forgotten = Partial<Record<RetentionKind, number>>

/**
 * Forgets what every organisation keeps no longer, in small pages. What an abort leaves is for the next run.
 * Documents, links and the rules that they were written by are never a part of it.
 */
export async function forgetOld(services: Services, signal: AbortSignal): Promise<void> {
  for (const organizationId of await listOrganizationIds(services.pool)) {
    const forgotten = await forgetOldOf(services, organizationId, signal)
    if (Object.keys(forgotten).length > 0)
      services.log.info({ organizationId, ...forgotten }, 'what is kept no longer was forgotten')
  }
}

/** The same for one organisation. */
export async function forgetOldOf(
  { pool, clock }: Services,
  organizationId: string,
  signal: AbortSignal,
): Promise<Forgotten> {
  const days: RetentionDays = await readRetention(pool, organizationId)
  const forgotten: Forgotten = {}
  for (const kind of RETENTION_KINDS) {
    const before = oldBefore(days[kind], clock.now())
    if (before === null) continue
    let after: string | null = null
    do {
      if (signal.aborted) return forgotten
      const page = await forgetPage(pool, { organizationId, kind, before }, { after, limit: PAGE })
      if (page.forgotten > 0) forgotten[kind] = (forgotten[kind] ?? 0) + page.forgotten
      after = page.last
    } while (after !== null)
  }
  return forgotten
}
