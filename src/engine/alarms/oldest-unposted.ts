import { BACKLOG_CAP } from '#database/backlog'
import { type Detector, isHeldUp, isSameFlow, liveFlows } from './facts.ts'
import { counted, lasting } from './words.ts'

const HOUR_MS = 60 * 60_000
const WARN_MS = HOUR_MS / 2
const CRITICAL_MS = 4 * HOUR_MS

/** Live records should be in step within seconds; one that is not after half an hour tells of something that no single record shows. */
export const oldestUnposted: Detector = {
  codes: ['OLDEST_UNPOSTED'],
  find: (facts) =>
    liveFlows(facts).flatMap((flow) => {
      const backlog = facts.backlog.find((one) => isSameFlow(one, flow))
      if (backlog?.oldestAt == null || isHeldUp(flow, facts.now)) return []
      const ageMs = facts.now.getTime() - new Date(backlog.oldestAt).getTime()
      if (ageMs < WARN_MS) return []
      const { key } = flow.integration
      const open = backlog.open >= BACKLOG_CAP ? `more than ${BACKLOG_CAP} records` : counted(backlog.open, 'record')
      return [
        {
          code: 'OLDEST_UNPOSTED',
          subject: `${key}/${flow.flow}`,
          integrationId: flow.integrationId,
          connectionId: null,
          severity: ageMs < CRITICAL_MS ? ('warning' as const) : ('critical' as const),
          message: `The oldest record of "${flow.flow}" has been on its way for ${lasting(ageMs)} (${key}; ${open} on the way).`,
          remedy:
            'Look at the transfers that will be tried again: their attempts say what the other system answers. If they only queue, see that a worker runs, and give the connection more slots.',
          count: backlog.open,
        },
      ]
    }),
}
