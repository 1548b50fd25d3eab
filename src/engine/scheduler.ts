import { type ConstructorOptions, PgBoss } from 'pg-boss'
import { listFlows } from '#database/integrations'
import { foldCounts } from '#database/transfer-counts'
import { listOrganizationIds } from '#database/organizations'
import type { Sealer } from '#lib/secrets'
import { asTillbridgeError, type TillbridgeError } from '#lib/errors'
import { lookForAlarms } from './alarms/look.ts'
import { auditWebhooks } from './alarms/webhooks-broken.ts'
import { compareDaily, dailyComparisons } from './drift/daily.ts'
import type { Engine } from './engine.ts'
import { pauseRefused } from './pause.ts'
import { carryOutErasures } from './privacy.ts'
import { forgetOld } from './retention.ts'

export interface SchedulerOptions {
  readonly engine: Engine
  readonly sealer: Sealer
  /** Where pg-boss connects; it keeps its tables in a schema of its own. */
  readonly database: Pick<ConstructorOptions, 'connectionString' | 'host' | 'port' | 'user' | 'database' | 'password'>
  /** Where stores reach us; `null` = webhooks are not kept. */
  readonly publicUrl: string | null
  readonly organizationId: string
}

export interface Scheduler {
  stop(): Promise<void>
}

// A changed schedule counts within this time.
const LOOK_EVERY_MS = 15_000
const QUEUES = {
  sweep: 'sweep',
  upkeep: 'upkeep',
  webhooks: 'webhooks',
  alarms: 'alarms',
  drift: 'drift',
  retention: 'retention',
} as const

interface DriftJob {
  readonly organizationId: string
  readonly integrationId: string
  readonly timeZone: string
}

interface SweepJob {
  readonly organizationId: string
  readonly integrationId: string
  readonly flow: string
}

/** Starts what happens by the clock: sweeps, the audit of webhooks, retention. One of several schedulers does each job. */
export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { log, clock } = options.engine.services
  const boss = new PgBoss({
    ...options.database,
    schema: 'tillbridge_jobs',
    application_name: 'tillbridge-scheduler',
    max: 3,
    cronMonitorIntervalSeconds: 5,
    cronWorkerIntervalSeconds: 2,
  })
  boss.on('error', (error) => log.warn({ error: String(error) }, 'the scheduler has trouble; it tries again'))
  await boss.start()
  for (const queue of Object.values(QUEUES)) {
    await boss.createQueue(queue, { policy: 'stately', retryLimit: 2, expireInSeconds: 3600 })
  }
  const stopping = new AbortController()
  await work(boss, options, stopping.signal)
  await boss.schedule(QUEUES.upkeep, '17 * * * *')
  await boss.schedule(QUEUES.retention, '37 * * * *')
  await boss.schedule(QUEUES.webhooks, '*/10 * * * *')
  await boss.schedule(QUEUES.alarms, '* * * * *')
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await followSchedules(boss, options).catch((error: unknown) =>
        log.warn({ error: String(error) }, 'schedules could not be read; the former ones stay'),
      )
      await foldCounts(options.engine.services.pool).catch((error: unknown) =>
        log.warn({ error: String(error) }, 'the counts could not be summed up; they are right, and slower to read'),
      )
      await clock.sleep(LOOK_EVERY_MS, stopping.signal)
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await looking
      await boss.stop({ graceful: true, timeout: 5_000 })
    },
  }
}

async function work(boss: PgBoss, options: SchedulerOptions, stopping: AbortSignal): Promise<void> {
  const { engine } = options
  const polling = { pollingIntervalSeconds: 2, batchSize: 2 } as const
  await boss.work<SweepJob>(QUEUES.sweep, polling, async (jobs) => {
    for (const job of jobs) await sweepOne(engine, job.data)
  })
  await boss.work<DriftJob>(QUEUES.drift, polling, async (jobs) => {
    for (const job of jobs) await compareOne(engine, job.data)
  })
  await boss.work(QUEUES.webhooks, polling, async () => {
    const { publicUrl } = options
    if (publicUrl !== null) await auditWebhooks({ ...options, publicUrl })
  })
  await boss.work(QUEUES.alarms, polling, () => lookAtAll(options))
  await boss.work(QUEUES.upkeep, polling, async () => void (await carryOutErasures(engine.services)))
  await boss.work(QUEUES.retention, polling, () => forgetOld(engine.services, stopping))
}

/** Tomorrow is another day: a comparison that fails is told of and not repeated. */
async function compareOne(engine: Engine, job: DriftJob): Promise<void> {
  await compareDaily(engine, job).catch((error: unknown) => {
    const { code, message } = asTillbridgeError(error)
    engine.services.log.warn({ ...job, code, reason: message }, 'store and target could not be compared')
  })
}

/** A failure is this flow's alone: the cursor has not moved, so its next sweep reads the same range again. */
async function sweepOne(engine: Engine, job: SweepJob): Promise<void> {
  const { log } = engine.services
  try {
    const result = await engine.sweep(job)
    if (result.found + result.raised > 0) log.info({ ...job, ...result }, 'the sweep found what no webhook told')
  } catch (error) {
    const { kind, code, message } = asTillbridgeError(error)
    // Said when the connection was paused.
    if (code === 'STORE_PAUSED') return
    log.warn({ ...job, code, reason: message }, 'a sweep failed; the next one reads the same range again')
    if (kind === 'unauthorized') await pauseStore(engine, job, asTillbridgeError(error))
  }
}

async function pauseStore({ services }: Engine, job: SweepJob, error: TillbridgeError): Promise<void> {
  const { row } = await services.integrations.load(job.organizationId, job.integrationId)
  const { connection } = await services.connections.open(job.organizationId, row.storeConnectionId)
  await pauseRefused(services, connection, error)
}

/** Brings the schedules in line with the configuration: added, changed and removed ones. */
async function followSchedules(boss: PgBoss, { engine }: SchedulerOptions): Promise<void> {
  const flows = (await listFlows(engine.services.pool, null)).filter((flow) => flow.enabled)
  await follow(
    boss,
    QUEUES.sweep,
    flows.map(({ organizationId, integrationId, flow, schedule, timeZone }) => ({
      key: `${integrationId}.${flow}`,
      cron: schedule,
      timeZone,
      job: { organizationId, integrationId, flow } satisfies SweepJob,
    })),
  )
  const daily = await dailyComparisons(engine.services)
  await follow(
    boss,
    QUEUES.drift,
    daily.map(({ cron, ...job }) => ({ key: job.integrationId, cron, timeZone: job.timeZone, job })),
  )
}

interface Wanted {
  readonly key: string
  readonly cron: string
  readonly timeZone: string
  readonly job: object
}

async function follow(boss: PgBoss, queue: string, wanted: readonly Wanted[]): Promise<void> {
  const present = await boss.getSchedules(queue)
  for (const { key } of present) {
    if (!wanted.some((one) => one.key === key)) await boss.unschedule(queue, key)
  }
  for (const { key, cron, timeZone, job } of wanted) {
    const same = present.find((schedule) => schedule.key === key)
    if (same?.cron === cron && same.timezone === timeZone) continue
    await boss.schedule(queue, cron, job, { tz: timeZone, key, singletonKey: key })
  }
}

/** One organisation's trouble keeps nobody from looking at the others. */
async function lookAtAll({ engine: { services } }: SchedulerOptions): Promise<void> {
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
