import { countFirings } from '#lib/cron'
import { type Detector, isHeldUp, isSameFlow, liveFlows } from './facts.ts'
import { lasting } from './words.ts'

// One missed search is a hiccup, and a long one may still run.
const MISSED = 3
const GRACE_MS = 15 * 60_000

/** The search that finds what no webhook told has not come through, though its schedule came up several times. */
export const sweepLate: Detector = {
  codes: ['SWEEP_LATE'],
  find: (facts) =>
    liveFlows(facts).flatMap((flow) => {
      const swept = facts.swept.find((one) => isSameFlow(one, flow))
      if (swept === undefined || isHeldUp(flow, facts.now)) return []
      const from = new Date(swept.sweptUntil)
      const until = new Date(facts.now.getTime() - GRACE_MS)
      if (countFirings(flow.schedule, flow.timeZone, { from, until }, MISSED) < MISSED) return []
      const { key } = flow.integration
      return [
        {
          code: 'SWEEP_LATE',
          subject: `${key}/${flow.flow}`,
          integrationId: flow.integrationId,
          connectionId: null,
          severity: 'warning' as const,
          message: `"${flow.flow}" of ${key} was last searched completely ${lasting(facts.now.getTime() - from.getTime())} ago, though it is due by its schedule (${flow.schedule}).`,
          remedy:
            'Webhooks still bring what they tell of. See that the scheduler runs, and check the connection that is searched.',
          count: 1,
        },
      ]
    }),
}
