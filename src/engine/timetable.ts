import { asTillbridgeError } from '#lib/errors'
import type { Sealer } from '#lib/secrets'
import { listOrganizationIds } from '#database/organizations'
import { lookForAlarms } from './alarms/look.ts'
import { auditWebhooks } from './alarms/webhooks-broken.ts'
import { compareDaily } from './drift/daily.ts'
import type { Engine } from './engine.ts'
import { carryOutErasures } from './privacy.ts'
import { forgetOld } from './retention.ts'

/** What is needed for all that happens by the clock. */
export interface Timed {
  readonly engine: Engine
  readonly sealer: Sealer
  /** Where stores reach us; `null` = webhooks are not kept. */
  readonly publicUrl: string | null
  readonly organizationId: string
}

interface Duty {
  /** Five cron fields, in UTC. */
  readonly cron: string
  /** Ends early when `stopping` aborts. */
  run(timed: Timed, stopping: AbortSignal): Promise<void>
}

/** What happens by the clock in every installation; sweeps and comparisons have schedules of their own in the configuration. */
export const DUTIES = {
  upkeep: { cron: '17 * * * *', run: async ({ engine }) => void (await carryOutErasures(engine.services)) },
  retention: { cron: '37 * * * *', run: ({ engine }, stopping) => forgetOld(engine.services, stopping) },
  webhooks: {
    cron: '*/10 * * * *',
    async run({ publicUrl, ...timed }) {
      if (publicUrl !== null) await auditWebhooks({ ...timed, publicUrl })
    },
  },
  alarms: { cron: '* * * * *', run: lookAtAll },
} as const satisfies Readonly<Record<string, Duty>>

export interface DriftJob {
  readonly organizationId: string
  readonly integrationId: string
  readonly timeZone: string
}

export interface SweepJob {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
}

/** Tomorrow is another day: a comparison that fails is told of and not repeated. */
export async function compareByClock(engine: Engine, job: DriftJob): Promise<void> {
  await compareDaily(engine, job).catch((error: unknown) => {
    const { code, message } = asTillbridgeError(error)
    engine.services.log.warn({ ...job, code, reason: message }, 'store and target could not be compared')
  })
}

/** A failure is this flow's alone: the cursor has not moved, so its next sweep reads the same range again. */
export async function sweepByClock(engine: Engine, job: SweepJob): Promise<void> {
  const { log } = engine.services
  try {
    const result = await engine.sweep(job)
    if (result.found + result.raised > 0) log.info({ ...job, ...result }, 'the sweep found what no webhook told')
  } catch (error) {
    const { kind, code, message } = asTillbridgeError(error)
    // Said when the connection was paused.
    if (code === 'STORE_PAUSED' || kind === 'unauthorized') return
    log.warn({ ...job, code, reason: message }, 'a sweep failed; the next one reads the same range again')
  }
}

/** One organisation's trouble keeps nobody from looking at the others. */
async function lookAtAll({ engine: { services } }: Timed): Promise<void> {
  for (const organizationId of await listOrganizationIds(services.pool)) {
    try {
      const { opened, closed } = await lookForAlarms(services, organizationId)
      for (const { code, subject, message } of opened) services.log.warn({ code, subject }, message)
      for (const { code, subject } of closed) services.log.info({ code, subject }, 'this is over')
    } catch (error) {
      services.log.warn({ organizationId, error: String(error) }, 'it could not be looked whether all is right')
    }
  }
}
