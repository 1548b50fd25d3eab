import type { TrafficHour } from '#database/traffic'
import { type Detector, isHeldUp, isSameFlow, liveFlows } from './facts.ts'

/** So many records came without any webhook … */
const UNTOLD = 10
/** … where webhooks told of so large a part before, of so many. */
const USUAL_SHARE = 0.8
const FEWEST_BEFORE = 30

/** Records come, but only because they are searched for: the store's deliveries do not reach us. */
export const webhooksSilent: Detector = {
  codes: ['WEBHOOKS_SILENT'],
  find: (facts) =>
    liveFlows(facts).flatMap((flow) => {
      if (isHeldUp(flow, facts.now)) return []
      const untold = untoldOf(facts.traffic.filter((hour) => isSameFlow(hour, flow)))
      if (untold === null) return []
      const { key } = flow.integration
      return [
        {
          code: 'WEBHOOKS_SILENT',
          subject: `${key}/${flow.flow}`,
          integrationId: flow.integrationId,
          connectionId: flow.store?.connectionId ?? null,
          severity: 'warning' as const,
          message: `The last ${untold} records of "${flow.flow}" of ${key} were found by searching; no webhook told of them, as webhooks did before.`,
          remedy:
            'Nothing is lost, but everything comes later. See that the address for deliveries can be reached from the internet, then check the connection, which sets the webhooks up again.',
          count: untold,
        },
      ]
    }),
}

/** How many came since the last hour in which a webhook told of anything; `null` = nothing is strange about it. */
function untoldOf(hours: readonly TrafficHour[]): number | null {
  const lastTold = hours.findLastIndex(({ told }) => told > 0)
  const sum = (list: readonly TrafficHour[], of: 'arrived' | 'told'): number =>
    list.reduce((total, hour) => total + hour[of], 0)
  const [before, since] = [hours.slice(0, lastTold + 1), hours.slice(lastTold + 1)]
  const untold = sum(since, 'arrived')
  const usual = sum(before, 'arrived')
  if (untold < UNTOLD || usual < FEWEST_BEFORE || sum(before, 'told') < usual * USUAL_SHARE) return null
  return untold
}
