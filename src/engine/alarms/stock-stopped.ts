import type { StockStop } from '#database/alarm-facts'
import type { FoundAlarm } from '#database/alarms'
import type { Detector } from './facts.ts'

/** Stock is not sent: because too much of it would fall to zero, or because it cannot be computed. */
export const stockStopped: Detector = {
  codes: ['STOCK_STOPPED', 'STOCK_STANDS_STILL'],
  find: ({ stock, integrations }) =>
    stock.flatMap((stop) => {
      const key = integrations.find((one) => one.integrationId === stop.integrationId)?.key ?? stop.integrationId
      return [...zeroing(stop, key), ...standing(stop, key)]
    }),
}

const zeroing = ({ integrationId, zeroing: levels, of }: StockStop, subject: string): FoundAlarm[] =>
  levels === null
    ? []
    : [
        {
          code: 'STOCK_STOPPED',
          subject,
          integrationId,
          connectionId: null,
          severity: 'critical',
          message: `${levels} of ${of ?? levels} products for sale of ${subject} would fall to zero, because the ERP says that it has none of them. Nothing of this was sent.`,
          remedy:
            'Look at some of them in the ERP, then say on the stock page whether they are really gone or the ERP was read wrongly.',
          count: levels,
        },
      ]

const standing = ({ integrationId, problem }: StockStop, subject: string): FoundAlarm[] =>
  problem === null
    ? []
    : [
        {
          code: 'STOCK_STANDS_STILL',
          subject,
          integrationId,
          connectionId: null,
          severity: 'critical',
          message: `No stock of ${subject} is sent: ${problem.message}`,
          remedy: problem.remedy,
          count: 1,
        },
      ]
