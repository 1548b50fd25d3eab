import type { Detector } from './facts.ts'
import { counted } from './words.ts'

/** Money has reached the bank and is not booked yet, because somebody has to look. */
export const payoutHeld: Detector = {
  codes: ['PAYOUT_HELD'],
  find: ({ waiting, integrations }) => {
    const held = Map.groupBy(
      waiting.filter(({ isPayouts }) => isPayouts),
      ({ integrationId }) => integrationId,
    )
    return [...held].map(([integrationId, groups]) => {
      const count = groups.reduce((sum, group) => sum + group.count, 0)
      const [most] = groups
      return {
        code: 'PAYOUT_HELD',
        subject: integrations.find((one) => one.integrationId === integrationId)?.key ?? integrationId,
        integrationId,
        connectionId: null,
        severity: 'warning' as const,
        message: `${counted(count, 'payout is', 'payouts are')} not booked. ${most?.message ?? ''}`.trimEnd(),
        remedy: most?.remedy ?? 'Open the payout and follow what it says.',
        count,
      }
    })
  },
}
