import type { WaitingRecords } from '#database/alarm-facts'
import type { FoundAlarm } from '#database/alarms'
import type { Detector } from './facts.ts'
import { counted } from './words.ts'

/** Records that wait for a person: one alarm for each cause, however many records it stops. */
export const recordsWait: Detector = {
  codes: ['RECORDS_WAIT'],
  find: ({ waiting }) => {
    const causes = Map.groupBy(
      waiting.filter(({ isPayouts }) => !isPayouts),
      ({ code }) => code,
    )
    return [...causes].map(([code, groups]) => alarmOf(code, groups))
  },
}

function alarmOf(code: string, groups: readonly WaitingRecords[]): FoundAlarm {
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  const [most, ...others] = groups
  // The words of one of several would be taken for those of all.
  const many = others.length > 0 || (most?.subjects ?? 1) > 1
  const first = most?.message ?? ''
  return {
    code: 'RECORDS_WAIT',
    subject: code,
    integrationId: others.length === 0 ? (most?.integrationId ?? null) : null,
    connectionId: null,
    severity: 'warning',
    message: `${counted(count, 'record waits', 'records wait')} for you. ${many ? `Among others: ${first}` : first}`,
    remedy: most?.remedy ?? null,
    count,
  }
}
