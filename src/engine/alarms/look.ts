import type { Pool } from 'pg'
import { connectionStates } from '#database/alarm-facts'
import { forgetAlarms, settleAlarms, type SettledAlarms } from '#database/alarms'
import { countTraffic } from '#database/traffic'
import type { Clock } from '#lib/clock'
import type { Log } from '#lib/log'
import { booksDrifted } from './books-drifted.ts'
import { connectionPaused } from './connection-paused.ts'
import { connectionRests } from './connection-rests.ts'
import { credentialsEnd } from './credentials-end.ts'
import { type AlarmFacts, type Detector, readFacts } from './facts.ts'
import { jobFailed } from './job-failed.ts'
import { oldestUnposted } from './oldest-unposted.ts'
import { payoutHeld } from './payout-held.ts'
import { recordsWait } from './records-wait.ts'
import { stockStopped } from './stock-stopped.ts'
import { storeSilent } from './store-silent.ts'
import { sweepLate } from './sweep-late.ts'
import { webhooksSilent } from './webhooks-silent.ts'

const DETECTORS: readonly Detector[] = [
  connectionPaused,
  connectionRests,
  credentialsEnd,
  recordsWait,
  payoutHeld,
  oldestUnposted,
  sweepLate,
  storeSilent,
  webhooksSilent,
  stockStopped,
  booksDrifted,
  jobFailed,
]

// How long it is known what was not right once.
const KEPT_MS = 90 * 24 * 60 * 60_000

interface LookServices {
  readonly pool: Pool
  readonly clock: Clock
}

/** Looks at everything that may be wrong with an organisation, and brings its alarms in line with it. */
export async function lookForAlarms({ pool, clock }: LookServices, organizationId: string): Promise<SettledAlarms> {
  const now = clock.now()
  await countTraffic(pool, organizationId, now)
  await forgetAlarms(pool, organizationId, new Date(now.getTime() - KEPT_MS))
  return settle(pool, organizationId, DETECTORS, await readFacts(pool, organizationId, now))
}

/**
 * The same for connections alone, at once after one was paused or resumed. Never fails: the alarm is about something else, and the next look at
 * everything finds it too.
 */
export async function lookAtConnections(
  { pool, clock, log }: LookServices & { readonly log: Log },
  organizationId: string,
): Promise<void> {
  try {
    const connections = await connectionStates(pool, organizationId)
    await settle(pool, organizationId, [connectionPaused, connectionRests], {
      ...NOTHING,
      connections,
      now: clock.now(),
    })
  } catch (error) {
    log.debug({ error: String(error) }, 'the alarms of connections are looked at later')
  }
}

const NOTHING: Omit<AlarmFacts, 'now'> = {
  connections: [],
  integrations: [],
  flows: [],
  swept: [],
  backlog: [],
  waiting: [],
  traffic: [],
  stock: [],
  comparisons: [],
  failedJobs: [],
}

const settle = (
  pool: Pool,
  organizationId: string,
  detectors: readonly Detector[],
  facts: AlarmFacts,
): Promise<SettledAlarms> =>
  settleAlarms(
    pool,
    organizationId,
    detectors.flatMap(({ codes }) => codes),
    detectors.flatMap((detector) => detector.find(facts)),
    facts.now,
  )
