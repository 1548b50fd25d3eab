import { listAlarms } from '#database/alarms'
import { listFlows } from '#database/integrations'
import { DUTIES, sweepByClock } from '#engine/timetable'
import { countFirings } from '#lib/cron'
import type { Play } from './kit.ts'

// Just after everything was due: whatever happens now is found as late as can be.
const BEGIN = Date.parse('2026-01-05T10:00:30Z')
const MINUTE_MS = 60_000

/** All that Tillbridge does by the clock within so many minutes, in the order of its own timetable. */
export async function pass({ story, post }: Play, minutes: number): Promise<void> {
  const { organizationId, running } = story
  const { engine, pool, sealer } = running.bridge
  const flows = (await listFlows(pool, organizationId)).filter(({ enabled }) => enabled)
  const stopping = new AbortController()
  for (let minute = 0; minute < minutes; minute += 1) {
    const [from, until] = [minute, minute + 1].map((at) => new Date(BEGIN + at * MINUTE_MS)) as [Date, Date]
    const isDue = (cron: string, timeZone: string): boolean => countFirings(cron, timeZone, { from, until }, 1) > 0
    for (const { integrationId, flow, schedule, timeZone } of flows)
      if (isDue(schedule, timeZone)) await sweepByClock(engine, { organizationId, integrationId, flow })
    for (const duty of Object.values(DUTIES))
      if (isDue(duty.cron, 'UTC'))
        await duty.run({ engine, sealer, organizationId, publicUrl: post.url }, stopping.signal)
  }
}

/** What is not right now, as `CODE subject`. */
export async function alarms({ story: { running, organizationId } }: Play): Promise<string[]> {
  const open = await listAlarms(running.bridge.pool, organizationId, { state: 'open', limit: 50 })
  return open.map(({ code, subject }) => `${code} ${subject}`)
}
