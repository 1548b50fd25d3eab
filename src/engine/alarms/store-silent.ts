import { type Detector, isHeldUp, isSameFlow, liveFlows } from './facts.ts'
import { findSilence } from './silence.ts'
import { counted } from './words.ts'

/** The flows whose records come by themselves, day by day; products and prices change when somebody feels like it. */
const REGULAR: readonly string[] = ['orders', 'fulfillments']

/** Nothing comes where at this hour of this weekday something always came. */
export const storeSilent: Detector = {
  codes: ['STORE_SILENT'],
  find: (facts) =>
    liveFlows(facts).flatMap((flow) => {
      if (!REGULAR.includes(flow.flow) || isHeldUp(flow, facts.now)) return []
      const hours = facts.traffic.filter((hour) => isSameFlow(hour, flow))
      const silence = findSilence(hours, flow.timeZone, facts.now)
      if (silence === null) return []
      const { key } = flow.integration
      return [
        {
          code: 'STORE_SILENT',
          subject: `${key}/${flow.flow}`,
          integrationId: flow.integrationId,
          connectionId: flow.flow === 'orders' ? (flow.store?.connectionId ?? null) : null,
          severity: 'critical' as const,
          message: `Nothing has come for "${flow.flow}" of ${key} for ${counted(silence.hours, 'hour')}. In the same hours of the past ${silence.weeks} weeks it was about ${silence.expected}.`,
          remedy:
            flow.flow === 'orders'
              ? 'See whether the shop can be bought from, then check the connection to the store.'
              : 'See whether goods leave as usual, then check the connections of both sides.',
          count: 1,
        },
      ]
    }),
}
