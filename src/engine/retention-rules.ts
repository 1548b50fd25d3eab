import { countOld, type OldRows, readRetention, type RetentionDays, saveRetention } from '#database/retention'
import { TillbridgeError } from '#lib/errors'
import { isLongEnough, RETENTION, RETENTION_KINDS, type RetentionKind } from '#model/retention'
import { oldBefore } from './retention.ts'
import type { EngineServices } from './services.ts'

type Services = Pick<EngineServices, 'pool' | 'clock'>

// Whoever decides needs the order of magnitude, and at once.
const MOST_LOOKED_AT = 20_000

export interface ShownRetention {
  readonly kind: RetentionKind
  readonly days: number | null
  readonly usual: number | null
  readonly least: number
  readonly goes: OldRows
}

/** How long everything is kept, with what the next run takes. */
export async function showRetention(services: Services, organizationId: string): Promise<ShownRetention[]> {
  const days = await readRetention(services.pool, organizationId)
  return Promise.all(
    RETENTION_KINDS.map(async (kind) => ({
      kind,
      days: days[kind],
      ...RETENTION[kind],
      goes: await previewRetention(services, organizationId, { kind, days: days[kind] }),
    })),
  )
}

/**
 * What would go if something were kept for so many days.
 *
 * @throws {TillbridgeError} `RETENTION_TOO_SHORT`.
 */
export async function previewRetention(
  { pool, clock }: Services,
  organizationId: string,
  { kind, days }: { readonly kind: RetentionKind; readonly days: number | null },
): Promise<OldRows> {
  assertLongEnough({ [kind]: days })
  const before = oldBefore(days, clock.now())
  if (before === null) return { rows: 0, oldest: null, isMore: false }
  return countOld(pool, { organizationId, kind, before }, MOST_LOOKED_AT)
}

/** @throws {TillbridgeError} `RETENTION_TOO_SHORT`; nothing is changed then. */
export async function changeRetention(
  { pool }: Services,
  organizationId: string,
  days: Partial<RetentionDays>,
): Promise<void> {
  assertLongEnough(days)
  await saveRetention(pool, organizationId, days)
}

function assertLongEnough(days: Partial<RetentionDays>): void {
  for (const kind of RETENTION_KINDS) {
    const wanted = days[kind]
    if (wanted === undefined || isLongEnough(kind, wanted)) continue
    throw new TillbridgeError({
      kind: 'rejected',
      code: 'RETENTION_TOO_SHORT',
      message: `${NAMES[kind]} cannot be kept for ${wanted} days only: ${REASONS[kind]}.`,
      remedy: `Keep them for at least ${RETENTION[kind].least} days.`,
      subject: `retention:${kind}`,
    })
  }
}

const NAMES: Readonly<Record<RetentionKind, string>> = {
  deliveries: 'Deliveries of stores',
  attempts: 'Attempts',
  comparisons: 'Comparisons',
  jobs: 'Jobs',
  alarms: 'Alarms that are over',
  alerts: 'Messages about alarms',
  audit: 'Entries of the audit log',
  evidence: 'The evidence behind documents',
}

const REASONS: Readonly<Record<RetentionKind, string>> = {
  deliveries: 'copies of a delivery are recognised by it',
  attempts: 'a failure has to be looked into',
  comparisons: 'a week has to be seen beside the one before',
  jobs: 'what came of it has to be read',
  alarms: 'whether it came before has to be seen',
  alerts: 'who was told what has to be looked up',
  audit: 'who changed what has to be told for a year',
  evidence: 'the law asks for what explains a booking for up to ten years from the end of its year',
}
