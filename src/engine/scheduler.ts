import { type ConstructorOptions, PgBoss } from 'pg-boss'
import { listFlows } from '#database/integrations'
import { foldCounts } from '#database/transfer-counts'
import { dailyComparisons } from './drift/daily.ts'
import { compareByClock, type DriftJob, DUTIES, sweepByClock, type SweepJob, type Timed } from './timetable.ts'

export interface SchedulerOptions extends Timed {
  /** Where pg-boss connects; it keeps its tables in a schema of its own. */
  readonly database: Pick<ConstructorOptions, 'connectionString' | 'host' | 'port' | 'user' | 'database' | 'password'>
}

export interface Scheduler {
  stop(): Promise<void>
}

// A changed schedule counts within this time.
const LOOK_EVERY_MS = 15_000
const QUEUES = { sweep: 'sweep', drift: 'drift' } as const

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
  for (const queue of [...Object.values(QUEUES), ...Object.keys(DUTIES)]) {
    await boss.createQueue(queue, { policy: 'stately', retryLimit: 2, expireInSeconds: 3600 })
  }
  const stopping = new AbortController()
  await work(boss, options, stopping.signal)
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
    for (const job of jobs) await sweepByClock(engine, job.data)
  })
  await boss.work<DriftJob>(QUEUES.drift, polling, async (jobs) => {
    for (const job of jobs) await compareByClock(engine, job.data)
  })
  for (const [queue, { cron, run }] of Object.entries(DUTIES)) {
    await boss.work(queue, polling, () => run(options, stopping))
    await boss.schedule(queue, cron)
  }
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
